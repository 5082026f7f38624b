"""From Facts to reply by one profile: layers of proposers, comparison of their drafts, the editors, the credit."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agents.events import CreditAssigned, DraftsCompared
from agents.grounding.checker import Checker
from agents.history import PastTurn
from agents.llm.calls import Calls
from agents.llm.providers import Provider
from agents.moa.aggregator import Editing, edit
from agents.moa.agreement import by_letter, compare
from agents.moa.brief import Asking, Brief, Room
from agents.moa.credit import shares
from agents.moa.drafts import Draft, given
from agents.moa.layers import Bench, run_layer
from agents.refine import Refinement
from agents.roster import Layer, ProfileSpec, Roster
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


def asking(caller: Caller, say_in: str = "") -> Asking:
    """Who asks, when, and how much of the bank they see, for the writers."""
    sees = f"only the portfolio of {caller.owner}" if caller.owner else "the whole bank"
    return Asking(today=now().date().isoformat(), role=_ROLES[caller.role], sees=sees, say_in=say_in)


async def answer(
    committee: Committee, profile: str, facts: Sequence[Fact], *, plain: Callable[[], str], history: Sequence[PastTurn]
) -> str:
    """The reply's text, all events emitted on the way."""
    turn, roster = committee.turn, committee.roster
    spec = roster.profiles[profile]  # type: ignore[index]
    kind = kind_of(facts)
    earlier = tuple(past.question for past in history[-_EARLIER:])
    checker = Checker(facts, question=turn.question, earlier=earlier, language=turn.language, catalog=committee.catalog)
    tables = _appendix(committee, facts)
    remote = committee.provider.kind != "offline"
    brief = Brief(
        question=turn.question,
        language=turn.language,
        facts=tuple(facts),
        earlier=earlier,
        examples=committee.refinement.examples(turn.question, kind, language=turn.language, owner=committee.owner),
        words=_sentences(plain()) if remote else "",
        asking=replace(committee.asking, data_only=kind in DATA_KINDS, appended=tuple(f.id for f in tables.facts)),
    )
    drafts, compared = await _draft(committee, spec, brief, checker, kind)
    if spec.layers and not drafts:
        turn.degrade("no_drafts")
    editing = Editing(
        turn=turn,
        provider=committee.provider,
        calls=committee.calls,
        checker=checker,
        catalog=committee.catalog,
        room=_room(committee),
        plain=plain,
        appendix=tables.text,
    )
    merged = _with(brief, drafts, compared, anonymous=False, rng=committee.rng)
    reply = await edit(editing, [roster.agent(name) for name in spec.aggregators], merged, drafts)
    credit = shares(reply, drafts, checker) if drafts else {}
    turn.emit(CreditAssigned(kind=kind, shares=credit))
    committee.refinement.remember(turn.turn_id, kind, credit, turn.question, turn.language)
    return reply


async def _draft(
    committee: Committee, spec: ProfileSpec, brief: Brief, checker: Checker, kind: str
) -> tuple[list[Draft], DraftsCompared | None]:
    """The last layer's drafts (an earlier layer's where the last brought none) and how far they agree."""
    turn, roster = committee.turn, committee.roster
    names = list(dict.fromkeys(name for layer in spec.layers for name in layer.everybody))
    held = committee.refinement.weights(names, kind)
    bench = Bench(
        turn=turn,
        provider=committee.provider,
        calls=committee.calls,
        checker=checker,
        catalog=committee.catalog,
        room=_room(committee),
        weights=held,
        exclude_over=roster.refinement.exclude_over,
    )
    drafts: list[Draft] = []
    compared: DraftsCompared | None = None
    for number, layer in enumerate(spec.layers, start=1):
        if turn.ledger.spent() >= roster.budget.turn:
            turn.degrade("budget_turn")
            break
        seats = _seating(layer, data_only=brief.asking.data_only)
        seated = committee.refinement.seated(seats, [roster.agent(n) for n in seats.proposers], held, committee.rng)
        given_brief = _with(brief, drafts, compared, anonymous=True, rng=committee.rng)
        reserve = turn.deadline * _RESERVE_SHARE
        written = await run_layer(bench, seats, seated, given_brief, number=number, reserve=reserve)
        repeated = {draft.kept for draft in written} == {draft.kept for draft in drafts}
        drafts = written or drafts
        if not written:
            continue
        compared = compare(drafts, layer=number, catalog=committee.catalog)
        turn.emit(compared)
        agreed = len(drafts) >= seats.quorum and min(compared.figures, compared.actions) >= _AGREED
        if spec.early_exit and (agreed or repeated):
            break
    return drafts, compared


_AGREED = 0.5
"""Mean overlap of the drafts' figures, and of what they propose, from which another layer would add nothing."""


def _with(
    brief: Brief,
    drafts: Sequence[Draft],
    compared: DraftsCompared | None,
    *,
    anonymous: bool,
    rng: random.Random,
) -> Brief:
    if not drafts:
        return brief
    told = given(drafts, anonymous=anonymous, rng=rng)
    letters = {author: draft.letter for draft, author in told}
    return replace(
        brief,
        drafts=tuple(draft for draft, _ in told),
        compared=by_letter(compared, letters) if compared else brief.compared,
    )


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
