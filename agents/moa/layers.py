"""One layer: proposers write at once; with a quorum in, the rest get a grace period and are then cancelled."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agents.events import AgentChanged, AgentState, DraftDone, DraftToken
from agents.grounding.checker import Checker
from agents.llm.calls import Calls
from agents.llm.faults import CallFailed
from agents.llm.providers import Provider
from agents.llm.recorder import Written
from agents.moa.brief import Brief, Room
from agents.moa.drafts import Draft, judged
from agents.moa.prompts import writing_messages
from agents.notes import note
from agents.off_loop import off_loop
from agents.points.covered import PointReader
from agents.roster import AgentSpec, Layer
from agents.turn import Turn
from db.catalog import Catalog


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What the proposers of a turn share."""

    turn: Turn
    provider: Provider
    calls: Calls
    checker: Checker
    catalog: Catalog
    room: Room | None
    """How much of the Facts writers are shown; None: all of them."""
    weights: Mapping[str, float]
    exclude_over: float
    reader: PointReader
    """Reads in a draft which points of a good answer it says."""
    checked: bool = True
    """Whether drafts lose what the Facts do not bear."""


async def run_layer(
    bench: Bench, layer: Layer, specs: Sequence[AgentSpec], brief: Brief, *, number: int, reserve: float
) -> list[Draft]:
    """The usable drafts of one layer. ``reserve``: seconds of the turn to leave for what comes after."""
    turn = bench.turn
    for spec in specs:
        _say(bench, spec, number, "waiting")
    writers = {
        asyncio.create_task(_propose(bench, spec, brief, number), name=f"{spec.name}-{number}"): spec for spec in specs
    }
    drafts: list[Draft] = []
    try:
        late = await _gather(writers, layer, max(0.0, min(layer.deadline, turn.left() - reserve)), drafts)
    finally:
        await _stop(writers)
    order = [spec.name for spec in specs]
    drafts.sort(key=lambda draft: order.index(draft.spec.name))
    for spec in late:
        _say(bench, spec, number, "late", note("cancelled"))
    _report(bench, drafts, specs, late)
    return [draft for draft in drafts if draft.unsupported_share <= bench.exclude_over]


async def _gather(
    writers: Mapping[asyncio.Task[Draft | None], AgentSpec], layer: Layer, time: float, drafts: list[Draft]
) -> list[AgentSpec]:
    """Collect drafts until all are in, or the quorum and its grace, or the time is up; returns who is still writing."""
    clock = asyncio.get_running_loop().time
    until = clock() + time
    pending = set(writers)
    graced = False
    while pending and (left := until - clock()) > 0:
        done, pending = await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        drafts += [draft for task in done if (draft := task.result()) is not None]
        if not graced and len(drafts) >= layer.quorum:
            graced, until = True, min(until, clock() + layer.grace)
    return [writers[task] for task in writers if task in pending]


async def _stop(writers: Mapping[asyncio.Task[Draft | None], AgentSpec]) -> None:
    running = [task for task in writers if not task.done()]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _propose(bench: Bench, spec: AgentSpec, brief: Brief, number: int) -> Draft | None:
    """One proposer's draft, or None when it failed; its text streams into the trace."""
    messages = writing_messages(
        spec.role, brief, nonce=bench.turn.nonce, catalog=bench.catalog, room=bench.room, simple=spec.simple
    )
    try:
        written = await bench.calls.write(
            bench.turn,
            bench.provider,
            spec,
            messages,
            layer=number,
            on_text=_streamer(bench.turn, spec, number),
            on_restart=lambda: None,
        )
    except CallFailed:
        return None
    return await off_loop(lambda: _checked(bench, spec, number, written))


def _streamer(turn: Turn, spec: AgentSpec, number: int) -> Callable[[str], None]:
    def stream(text: str) -> None:
        turn.emit(DraftToken(agent=spec.name, layer=number, text=text))

    return stream


def _checked(bench: Bench, spec: AgentSpec, number: int, written: Written) -> Draft:
    draft = judged(
        written,
        spec=spec,
        layer=number,
        checker=bench.checker,
        weight=bench.weights.get(spec.own_name, 1.0),
        reader=bench.reader,
        checked=bench.checked,
    )
    bench.turn.emit(
        DraftDone(agent=spec.name, layer=number, text=draft.text, unsupported=draft.unsupported, weight=draft.weight)
    )
    if draft.unsupported_share > bench.exclude_over:
        reason = note("not_in_facts", what=", ".join(draft.unsupported[:5]))
        _say(bench, spec, number, "excluded", reason)
    return draft


def _say(bench: Bench, spec: AgentSpec, number: int, state: AgentState, reason: str = "") -> None:
    model = spec.model if bench.provider.kind != "offline" else "offline"
    bench.turn.emit(
        AgentChanged(agent=spec.name, role=spec.role, model=model, layer=number, state=state, reason=reason)
    )


def _report(bench: Bench, drafts: Sequence[Draft], specs: Sequence[AgentSpec], late: Sequence[AgentSpec]) -> None:
    """One honest line per kind of loss."""
    turn = bench.turn
    wrote = {draft.spec.name for draft in drafts}
    lost = [spec.name for spec in specs if spec.name not in wrote and spec not in late]
    excluded = [draft.spec.name for draft in drafts if draft.unsupported_share > bench.exclude_over]
    if lost:
        turn.degrade("proposer_failed", names=_names(lost))
    if late:
        turn.degrade("proposer_late", names=_names([spec.name for spec in late]))
    cut = [draft.spec.name for draft in drafts if draft.truncated]
    if cut:
        turn.degrade("draft_cut", names=_names(cut))
    if excluded:
        turn.degrade("draft_excluded", names=_names(excluded))


def _names(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
