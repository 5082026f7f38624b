"""The aggregator: one editor merges the drafts into the reply, streaming through the gate; others stand in for it.

First editor -> stand-ins -> best draft -> plain reply composed from the Facts. What the gate withheld gets one repair.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from langchain_core.messages import BaseMessage

from agents.events import Claim, GroundingChecked
from agents.grounding.checker import Checker, Verdict
from agents.grounding.gate import Gate
from agents.llm.calls import Calls
from agents.llm.faults import CallFailed, Kind
from agents.llm.providers import Provider
from agents.llm.recorder import Written
from agents.llm.thinking import aloud
from agents.moa.brief import Brief, Repair, Room
from agents.moa.drafts import Draft
from agents.moa.prompts import writing_messages
from agents.notes import note
from agents.off_loop import off_loop
from agents.roster import AgentSpec
from agents.turn import Turn
from db.catalog import Catalog

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
    catalog: Catalog
    room: Room | None
    """How much of the Facts writers are shown; None: all of them."""
    plain: Callable[[], str]
    appendix: str = ""
    """Tables that the program appends to what an editor writes."""


_FELL_SILENT: frozenset[Kind] = frozenset({"slow", "stalled"})
"""What an editor has said before it fell silent stays; a stand-in would only begin anew."""


async def edit(editing: Editing, specs: Sequence[AgentSpec], brief: Brief, drafts: Sequence[Draft]) -> str:
    """Write the reply; whatever fails, there is one. Its events are emitted, the text returned."""
    gate = Gate(editing.turn, editing.checker, tables=not editing.appendix)
    writer = await _write(editing, specs, brief, gate)
    repaired = writer is not None and bool(gate.withheld) and await _repair(editing, writer, brief, gate)
    return await off_loop(lambda: _closed(editing, gate, drafts, wrote=writer is not None, repaired=repaired))


def _closed(editing: Editing, gate: Gate, drafts: Sequence[Draft], *, wrote: bool, repaired: bool) -> str:
    """What stands in the end."""
    if not wrote:
        return _fall_back(editing, gate, drafts)
    if gate.withheld and not repaired:
        _settle(editing, gate)
    elif not gate.shown.strip():
        return _fall_back(editing, gate, drafts)
    elif not editing.appendix and not _tells(editing, gate):
        _says_nothing(editing, gate)
    _append(editing, gate)
    _report(editing, gate, repaired=repaired)
    return gate.shown


def _tells(editing: Editing, gate: Gate) -> bool:
    """Whether what is shown states a finding; a question, such as the person's own come back, states none."""
    segments = list(editing.checker.segments(gate.shown))
    stated = "".join(segment for segment in segments if not segment.rstrip(' \n*_"»”').endswith("?"))
    claims = gate.supported if stated == gate.shown else read_all(editing.checker, stated).supported
    return bool(claims) and editing.checker.tells(stated, claims)


def take(editing: Editing, draft: Draft) -> str:
    """A draft as it was kept is the reply, through the gate like any other, and no editor writes."""
    gate = Gate(editing.turn, editing.checker, tables=not editing.appendix)
    gate.feed(draft.kept)
    gate.finish()
    _append(editing, gate)
    _report(editing, gate, repaired=False)
    return gate.shown


async def _write(editing: Editing, specs: Sequence[AgentSpec], brief: Brief, gate: Gate) -> AgentSpec | None:
    """Let the editors try in turn; the one that wrote, or None."""
    turn = editing.turn
    for number, spec in enumerate(specs):
        gate.restart()
        try:
            async with asyncio.timeout(max(0.0, turn.left() - _RESERVE)):
                written = await _call(editing, spec, brief, gate)
        except CallFailed as failure:
            if failure.fault.kind in _FELL_SILENT and gate.said_something:
                await off_loop(partial(gate.finish, truncated=True))
                turn.degrade("reply_slow")
                return spec
            continue
        except TimeoutError:
            turn.degrade("deadline")
            return spec if gate.supported else None
        await off_loop(partial(gate.finish, truncated=written.truncated))
        if written.truncated:
            turn.degrade("reply_cut")
        if number:
            turn.degrade("aggregator_standin")
        return spec
    return None


async def _call(editing: Editing, spec: AgentSpec, brief: Brief, gate: Gate) -> Written:
    messages = _messages(editing, spec, brief)
    return await editing.calls.write(
        editing.turn, editing.provider, spec, messages, layer=-1, on_text=gate.take, on_restart=gate.restart
    )


async def _repair(editing: Editing, spec: AgentSpec, brief: Brief, gate: Gate) -> bool:
    """One repair by the editor with the list of what is wrong; True when its whole text stands."""
    if editing.turn.left() < _LEAST_REPAIR:
        return False
    wrong = Repair(
        reply=gate.written, sentences=tuple(gate.withheld), unsupported=tuple(dict.fromkeys(gate.unsupported))
    )
    pieces: list[str] = []
    messages = _messages(editing, spec, replace(brief, repair=wrong))
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
    text = "".join(segment for segment in editing.checker.segments(written.text) if not aloud(segment)).strip()
    verdict = await off_loop(lambda: read_all(editing.checker, text))
    if verdict.unsupported or written.truncated or not verdict.supported:
        return False
    gate.supported = list(verdict.supported)
    gate.replace(text, reason=note("repaired"))
    return True


def _messages(editing: Editing, spec: AgentSpec, brief: Brief) -> list[BaseMessage]:
    return writing_messages(
        spec.role, brief, nonce=editing.turn.nonce, catalog=editing.catalog, room=editing.room, simple=spec.simple
    )


def _append(editing: Editing, gate: Gate) -> None:
    """The tables below what the editor wrote; a plain reply that stands instead has its own."""
    if not editing.appendix or gate.plain or any(line.startswith("|") for line in gate.shown.splitlines()):
        return
    gate.append(f"\n\n{editing.appendix}", read_all(editing.checker, editing.appendix).supported)


def _settle(editing: Editing, gate: Gate) -> None:
    """No repair: what passed stays, or the plain reply stands where too little passed or a table would have holes."""
    kept = len(list(editing.checker.segments(gate.shown)))
    holes = any(segment.startswith("|") for segment in gate.withheld)
    if gate.supported and not holes and len(gate.withheld) <= _MOSTLY * (kept + len(gate.withheld)):
        editing.turn.degrade("sentences_removed")
        return
    plain, gate.plain = editing.plain(), True
    if plain.strip() != gate.written.strip():
        editing.turn.degrade("reply_replaced")
    gate.replace(plain, reason=note("too_little_borne"))
    gate.supported = list(read_all(editing.checker, plain).supported)


def _says_nothing(editing: Editing, gate: Gate) -> None:
    """A reply that gives none of the findings is no answer where the plain reply gives some."""
    plain = editing.plain()
    claims = read_all(editing.checker, plain).supported
    if claims and plain.strip() != gate.shown.strip():
        editing.turn.degrade("reply_replaced")
        gate.replace(plain, reason=note("no_findings"))
        gate.supported, gate.plain = list(claims), True


def _fall_back(editing: Editing, gate: Gate, drafts: Sequence[Draft]) -> str:
    """No editor wrote: the best draft's supported part, or the plain reply."""
    best = max((draft for draft in drafts if draft.supported), key=lambda draft: draft.weight, default=None)
    if best is not None:
        editing.turn.degrade("best_draft")
        text, claims = best.kept, best.supported
        if editing.appendix and "\n|" not in text:
            text = f"{text}\n\n{editing.appendix}"
    else:
        unplanned = "orchestrator_offline" in editing.turn.degraded
        editing.turn.degrade("all_failed" if unplanned else "plain_reply")
        text = editing.plain()
        claims = read_all(editing.checker, text).supported
    gate.supported = list(claims)
    gate.stand(text)
    _report(editing, gate, repaired=False)
    return gate.shown


def _report(editing: Editing, gate: Gate, *, repaired: bool) -> None:
    editing.turn.emit(
        GroundingChecked(
            supported=tuple(gate.supported),
            unsupported=tuple(dict.fromkeys(gate.unsupported)),
            repaired=repaired,
            removed=tuple(dict.fromkeys(gate.removed)),
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
