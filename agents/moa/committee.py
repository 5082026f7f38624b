"""From Facts to reply by one profile: layers of proposers, comparison of their drafts, the editors, the credit."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from agents.events import CreditAssigned, DraftsCompared
from agents.grounding.checker import Checker
from agents.history import PastTurn
from agents.llm.calls import Calls
from agents.llm.providers import Provider
from agents.moa.aggregator import Editing, edit, take
from agents.moa.agreement import by_letter, compare
from agents.moa.brief import Asking, Brief, Compared, Room
from agents.moa.credit import shares
from agents.moa.drafts import Draft, best, complete, given
from agents.moa.layers import Bench, run_layer
from agents.off_loop import off_loop
from agents.points.covered import PointReader
from agents.points.derive import points_of
from agents.points.model import Point
from agents.points.words import sentence
from agents.refine import Refinement
from agents.roster import AgentSpec, Layer, ProfileSpec, Roster
from agents.status import DATA_KINDS, kind_of
from agents.turn import Turn
from db.caller import Caller
from db.catalog import Catalog
from db.state import now
from tools.appendix import Appendix, appendix
from tools.facts import Fact

_EARLIER = 3
_RESERVE_SHARE = 0.35
"""Of the turn's whole time, kept for the editor."""


@dataclass(frozen=True, kw_only=True)
class Committee:
    """What answering one turn takes."""

    turn: Turn
    provider: Provider
    calls: Calls
    roster: Roster
    refinement: Refinement
    catalog: Catalog
    rng: random.Random
    asking: Asking
    owner: str | None = None
    """Whose customers the asker sees; None: all."""


_ROLES = {
    "rm": "a relationship manager",
    "support": "customer support",
    "presenter": "a presenter",
    "admin": "an administrator",
}


def asking(caller: Caller) -> Asking:
    """Who asks, when, and how much of the bank they see, for the writers."""
    sees = f"only the portfolio of {caller.owner}" if caller.owner else "the whole bank"
    return Asking(today=now().date().isoformat(), role=_ROLES[caller.role], sees=sees)


async def answer(
    committee: Committee, profile: str, facts: Sequence[Fact], *, plain: Callable[[], str], history: Sequence[PastTurn]
) -> str:
    """The reply's text, all events emitted on the way."""
    turn, roster = committee.turn, committee.roster
    spec = roster.profiles[profile]  # type: ignore[index]
    kind = kind_of(facts)
    begun = await off_loop(lambda: _begun(committee, facts, kind, plain, history))
    checker, points = begun.checker, begun.points
    drafted = await _draft(committee, spec, begun.brief, PointReader(points, checker), kind)
    drafts = drafted.drafts
    if spec.drafting and not drafts:
        turn.degrade("no_drafts")
    editing = Editing(
        turn=turn,
        provider=committee.provider,
        calls=committee.calls,
        checker=checker,
        catalog=committee.catalog,
        room=_room(committee),
        plain=plain,
        appendix=begun.appendix,
    )
    chosen = drafted.settled or (best(drafts, points) if spec.merge == "best" else None)
    if chosen is not None:
        reply = await off_loop(lambda: take(editing, chosen))
    else:
        merged = _told(
            _with(begun.brief, drafted, anonymous=False, rng=committee.rng), drafted, spec, committee, points
        )
        reply = await edit(editing, [roster.agent(name) for name in spec.aggregators], merged, drafts)
    credit = await off_loop(lambda: shares(reply, drafts, checker)) if drafts else {}
    turn.emit(CreditAssigned(kind=kind, shares=credit))
    committee.refinement.remember(turn.turn_id, kind, credit, turn.question, turn.language)
    return reply


@dataclass(frozen=True)
class _Begun:
    """What the writers start from."""

    checker: Checker
    points: tuple[Point, ...]
    brief: Brief
    appendix: str


def _begun(
    committee: Committee, facts: Sequence[Fact], kind: str, plain: Callable[[], str], history: Sequence[PastTurn]
) -> _Begun:
    """Read the Facts once for the check, the points and the brief."""
    turn = committee.turn
    earlier = tuple(past.question for past in history[-_EARLIER:])
    remote = committee.provider.kind != "offline"
    checker = Checker(
        facts,
        question=turn.question,
        earlier=earlier,
        language=turn.language,
        catalog=committee.catalog,
        closed=remote,
    )
    tables = _appendix(committee, facts)
    brief = Brief(
        question=turn.question,
        language=turn.language,
        facts=tuple(facts),
        earlier=earlier,
        examples=committee.refinement.examples(turn.question, kind, language=turn.language, owner=committee.owner),
        words=_sentences(plain()) if remote else "",
        asking=replace(committee.asking, data_only=kind in DATA_KINDS, appended=tuple(f.id for f in tables.facts)),
    )
    return _Begun(checker, tuple(points_of(facts)), brief, tables.text)


@dataclass(frozen=True)
class _Drafted:
    """What the proposers brought: the last layer's drafts (an earlier one's where it brought none), how far they agree.

    ``settled``: a scout's draft that needs no committee.
    """

    drafts: tuple[Draft, ...] = ()
    compared: DraftsCompared | None = None
    settled: Draft | None = None


async def _draft(committee: Committee, spec: ProfileSpec, brief: Brief, reader: PointReader, kind: str) -> _Drafted:
    """Scouts first, then layer after layer, until they agree, repeat themselves or the turn's budget is spent."""
    turn, roster = committee.turn, committee.roster
    names = list(dict.fromkeys(name for layer in spec.drafting for name in layer.everybody))
    held = await asyncio.to_thread(committee.refinement.weights, names, kind)
    bench = Bench(
        turn=turn,
        provider=committee.provider,
        calls=committee.calls,
        checker=reader.checker,
        catalog=committee.catalog,
        room=_room(committee),
        weights=held,
        exclude_over=roster.refinement.exclude_over,
        reader=reader,
        checked=spec.checked,
    )
    drafted = _Drafted()
    for number, layer in enumerate(spec.drafting, start=1):
        if turn.ledger.spent() >= roster.budget.turn:
            turn.degrade("budget_turn")
            break
        scouting = number == 1 and spec.scouts is not None
        seats = _seating(layer, data_only=brief.asking.data_only)
        seated = committee.refinement.seated(seats, [roster.agent(n) for n in seats.proposers], held, committee.rng)
        after_scouts = number == 2 and spec.scouts is not None
        given_brief = brief if after_scouts else _with(brief, drafted, anonymous=True, rng=committee.rng, spec=spec)
        if scouting:
            given_brief = _told(brief, drafted, spec, committee, reader.points)
        reserve = turn.deadline * _RESERVE_SHARE
        written = await run_layer(
            bench, seats, _copies(seated, seats.copies), given_brief, number=number, reserve=reserve
        )
        if not written:
            continue
        repeated = {draft.kept for draft in written} == {draft.kept for draft in drafted.drafts}
        drafts = (*drafted.drafts, *written) if after_scouts else tuple(written)
        compared = await off_loop(partial(_compared, committee, reader, drafts, number))
        turn.emit(compared)
        agreed = len(drafts) >= seats.quorum and min(compared.figures, compared.actions) >= _AGREED
        drafted = _Drafted(drafts, compared, _settled(drafts, reader.points, agreed=agreed) if scouting else None)
        if drafted.settled is not None or (spec.early_exit and (agreed or repeated)):
            break
    return drafted


def _compared(committee: Committee, reader: PointReader, drafts: Sequence[Draft], number: int) -> DraftsCompared:
    """How far the drafts of a layer agree."""
    language = committee.turn.language
    return compare(drafts, layer=number, catalog=committee.catalog, points=reader.points, language=language)


def _settled(drafts: Sequence[Draft], points: Sequence[Point], *, agreed: bool) -> Draft | None:
    """The scouts' draft that is the reply, or None where the committee has to sit.

    With known points it must say them all and nothing unsupported; without, the scouts must agree with one another.
    """
    chosen = best(drafts, points)
    if chosen is None or not complete(chosen, points):
        return None
    return chosen if points or (agreed and len(drafts) > 1) else None


def _copies(specs: Sequence[AgentSpec], copies: int) -> list[AgentSpec]:
    """Each proposer as often as it writes: the second draft of ``generalist`` is ``generalist#2``'s."""
    return [
        spec if number == 1 else spec.model_copy(update={"name": f"{spec.name}#{number}"})
        for spec in specs
        for number in range(1, copies + 1)
    ]


_AGREED = 0.5
"""Mean overlap of the drafts' figures, and of what they propose, from which another layer would add nothing."""


def _with(
    brief: Brief, drafted: _Drafted, *, anonymous: bool, rng: random.Random, spec: ProfileSpec | None = None
) -> Brief:
    """The brief with the drafts so far and what is known of them."""
    if not drafted.drafts:
        return brief
    told = given(drafted.drafts, anonymous=anonymous, rng=rng)
    letters = {author: draft.letter for draft, author in told}
    knows = drafted.compared is not None and (spec is None or spec.told)
    compared = by_letter(drafted.compared, letters) if knows and drafted.compared else brief.compared
    return replace(brief, drafts=tuple(draft for draft, _ in told), compared=compared)


def _told(brief: Brief, drafted: _Drafted, spec: ProfileSpec, committee: Committee, points: Sequence[Point]) -> Brief:
    """What the editor is told besides the drafts; without drafts, every point is one that no draft has."""
    if not spec.told:
        return replace(brief, compared=Compared())
    if drafted.drafts:
        return brief
    blind = tuple(sentence(point, committee.turn.language, committee.catalog) for point in points)
    return replace(brief, compared=Compared(blind=blind))


def _sentences(plain: str) -> str:
    """The plain reply without its tables."""
    return "\n".join(line for line in plain.splitlines() if line.strip() and not line.startswith("|"))


def _seating(layer: Layer, *, data_only: bool) -> Layer:
    """Who sits: a question for data alone has writers of its own, where the roster names them."""
    if not data_only or not layer.data:
        return layer
    return layer.model_copy(update={"proposers": layer.data, "quorum": min(layer.quorum, len(layer.data))})


def _room(committee: Committee) -> Room | None:
    """How much writers are shown of the Facts; the offline model reads them whole, at no cost."""
    if committee.provider.kind == "offline":
        return None
    limits = committee.roster.limits
    return Room(rows=limits.rows, tokens=limits.call_tokens * 2 // 3)


def _appendix(committee: Committee, facts: Sequence[Fact]) -> Appendix:
    """The tables that the program writes itself; the offline model writes its own."""
    if committee.provider.kind == "offline":
        return Appendix(facts=(), text="")
    turn = committee.turn
    return appendix(facts, turn.question, turn.language, committee.catalog)
