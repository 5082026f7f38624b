"""The aggregator: one editor merges the drafts into the reply, streaming through the gate; others stand in for it.

First editor -> stand-ins -> best draft -> plain reply composed from the Facts. What the gate withheld gets one repair.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agents.events import Claim, GroundingChecked
from agents.grounding.checker import Checker, Verdict
from agents.grounding.gate import Gate
from agents.llm.calls import Calls, Written
from agents.llm.faults import CallFailed
from agents.llm.providers import Provider
from agents.moa.brief import Brief, Repair
from agents.moa.drafts import Draft
from agents.moa.prompts import writing_messages
from agents.roster import AgentSpec, Limits
from agents.turn import Turn

_RESERVE = 0.25
"""Seconds kept for closing the turn within its deadline."""
_LEAST_REPAIR = 2.0
"""A repair is not begun with fewer seconds left."""
_MOSTLY = 0.5
"""With more than this share of the segments withheld, what is left is no reply."""


@dataclass(frozen=True, kw_only=True)
class Editing:
    """What the editors of a turn share; ``plain`` composes the reply from the Facts alone."""

    turn: Turn
    provider: Provider
    calls: Calls
    checker: Checker
    limits: Limits
    plain: Callable[[], str]


async def edit(editing: Editing, specs: Sequence[AgentSpec], brief: Brief, drafts: Sequence[Draft]) -> str:
    """Write the reply; whatever fails, there is one. Its events are emitted, the text returned."""
    gate = Gate(editing.turn, editing.checker)
    writer = await _write(editing, specs, brief, gate)
    if writer is None:
        return _fall_back(editing, gate, drafts)
    repaired = False
    if gate.withheld:
        repaired = await _repair(editing, writer, brief, gate)
    if gate.withheld and not repaired:
        _settle(editing, gate)
    _report(editing, gate, repaired=repaired)
    return gate.shown


async def _write(editing: Editing, specs: Sequence[AgentSpec], brief: Brief, gate: Gate) -> AgentSpec | None:
    """Let the editors try in turn; the one that wrote, or None."""
    turn = editing.turn
    for number, spec in enumerate(specs):
        gate.restart()
        try:
            async with asyncio.timeout(max(0.0, turn.left() - _RESERVE)):
                written = await _call(editing, spec, brief, gate)
        except CallFailed:
            continue
        except TimeoutError:
            turn.degrade("deadline")
            return spec if gate.supported else None
        gate.finish(truncated=written.truncated)
        if written.truncated:
            turn.degrade("reply_cut")
        if number:
            turn.degrade("aggregator_standin")
        return spec
    return None


async def _call(editing: Editing, spec: AgentSpec, brief: Brief, gate: Gate) -> Written:
    messages = writing_messages(spec.role, brief, nonce=editing.turn.nonce, facts_chars=editing.limits.facts_chars)
    return await editing.calls.write(
        editing.turn, editing.provider, spec, messages, layer=-1, on_text=gate.feed, on_restart=gate.restart
    )


async def _repair(editing: Editing, spec: AgentSpec, brief: Brief, gate: Gate) -> bool:
    """One repair by the editor with the list of what is wrong; True when its whole text stands."""
    if editing.turn.left() < _LEAST_REPAIR:
        return False
    asked = replace(brief, repair=Repair(reply=gate.written, unsupported=tuple(dict.fromkeys(gate.unsupported))))
    pieces: list[str] = []
    messages = writing_messages(spec.role, asked, nonce=editing.turn.nonce, facts_chars=editing.limits.facts_chars)
    try:
        async with asyncio.timeout(editing.turn.left() - _RESERVE):
            written = await editing.calls.write(
                editing.turn,
                editing.provider,
                spec,
                messages,
                layer=-1,
                on_text=pieces.append,
                on_restart=pieces.clear,
            )
    except (CallFailed, TimeoutError):
        return False
    verdict = read_all(editing.checker, written.text)
    if verdict.unsupported or written.truncated or not verdict.supported:
        return False
    gate.supported = list(verdict.supported)
    gate.replace(written.text.strip(), reason="claims the Facts do not bear were repaired")
    return True


def _settle(editing: Editing, gate: Gate) -> None:
    """No repair: what passed stays, or the plain reply stands where too little passed or a table would have holes."""
    kept = len(list(editing.checker.segments(gate.shown)))
    holes = any(segment.startswith("|") for segment in gate.withheld)
    if gate.supported and not holes and len(gate.withheld) <= _MOSTLY * (kept + len(gate.withheld)):
        editing.turn.degrade("sentences_removed")
        return
    plain = editing.plain()
    if plain.strip() != gate.written.strip():
        editing.turn.degrade("reply_replaced")
    gate.replace(plain, reason="too little of the written reply was borne by the Facts")
    gate.supported = list(read_all(editing.checker, plain).supported)


def _fall_back(editing: Editing, gate: Gate, drafts: Sequence[Draft]) -> str:
    """No editor wrote: the best draft's supported part, or the plain reply."""
    best = max((draft for draft in drafts if draft.supported), key=lambda draft: draft.weight, default=None)
    if best is not None:
        editing.turn.degrade("best_draft")
        text, claims = best.kept, best.supported
    else:
        editing.turn.degrade("all_failed" if editing.provider.kind != "offline" else "plain_reply")
        text = editing.plain()
        claims = read_all(editing.checker, text).supported
    gate.supported = list(claims)
    gate.stand(text)
    _report(editing, gate, repaired=False)
    return gate.shown


def _report(editing: Editing, gate: Gate, *, repaired: bool) -> None:
    editing.turn.emit(
        GroundingChecked(
            supported=tuple(gate.supported), unsupported=tuple(dict.fromkeys(gate.unsupported)), repaired=repaired
        )
    )


def read_all(checker: Checker, text: str) -> Verdict:
    """The verdict on a whole text."""
    reading = checker.reading()
    supported: list[Claim] = []
    unsupported: list[str] = []
    for segment in checker.segments(text):
        verdict = reading.check(segment)
        supported += verdict.supported
        unsupported += verdict.unsupported
    return Verdict(supported=tuple(supported), unsupported=tuple(unsupported))
