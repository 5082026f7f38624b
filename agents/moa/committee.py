"""From Facts to reply by one profile: layers of proposers, comparison of their drafts, the editors, the credit."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.events import CreditAssigned, DraftsCompared
from agents.grounding.checker import Checker
from agents.history import PastTurn
from agents.llm.calls import Calls
from agents.llm.providers import Provider
from agents.moa.aggregator import Editing, edit
from agents.moa.agreement import compare
from agents.moa.brief import Brief
from agents.moa.credit import shares
from agents.moa.drafts import Draft, given
from agents.moa.layers import Bench, run_layer
from agents.refine import Refinement
from agents.roster import ProfileSpec, Roster
from agents.status import kind_of
from agents.turn import Turn
from db.catalog import Catalog
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


async def answer(
    committee: Committee, profile: str, facts: Sequence[Fact], *, plain: Callable[[], str], history: Sequence[PastTurn]
) -> str:
    """The reply's text, all events emitted on the way."""
    turn, roster = committee.turn, committee.roster
    spec = roster.profiles[profile]  # type: ignore[index]
    kind = kind_of(facts)
    earlier = tuple(past.question for past in history[-_EARLIER:])
    checker = Checker(facts, question=turn.question, earlier=earlier, language=turn.language, catalog=committee.catalog)
    brief = Brief(
        question=turn.question,
        language=turn.language,
        facts=tuple(facts),
        earlier=earlier,
        examples=committee.refinement.examples(turn.question, kind),
    )
    drafts, compared = await _draft(committee, spec, brief, checker, kind)
    if spec.layers and not drafts:
        turn.degrade("no_drafts")
    editing = Editing(
        turn=turn,
        provider=committee.provider,
        calls=committee.calls,
        checker=checker,
        limits=roster.limits,
        plain=plain,
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
    names = list(dict.fromkeys(name for layer in spec.layers for name in layer.proposers))
    held = committee.refinement.weights(names, kind)
    bench = Bench(
        turn=turn,
        provider=committee.provider,
        calls=committee.calls,
        checker=checker,
        limits=roster.limits,
        weights=held,
        exclude_over=roster.refinement.exclude_over,
    )
    drafts: list[Draft] = []
    compared: DraftsCompared | None = None
    for number, layer in enumerate(spec.layers, start=1):
        if turn.ledger.spent() >= roster.budget.turn:
            turn.degrade("budget_turn")
            break
        seated = committee.refinement.seated(layer, [roster.agent(n) for n in layer.proposers], held, committee.rng)
        given_brief = _with(brief, drafts, compared, anonymous=True, rng=committee.rng)
        reserve = turn.deadline * _RESERVE_SHARE
        written = await run_layer(bench, layer, seated, given_brief, number=number, reserve=reserve)
        drafts = written or drafts
        if not written:
            continue
        compared = compare(drafts, layer=number, catalog=committee.catalog)
        turn.emit(compared)
        if spec.early_exit and len(drafts) >= layer.quorum and min(compared.figures, compared.actions) >= _AGREED:
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
    return Brief(
        question=brief.question,
        language=brief.language,
        facts=brief.facts,
        earlier=brief.earlier,
        examples=brief.examples,
        drafts=given(drafts, anonymous=anonymous, rng=rng),
        disagreements=compared.disagreements if compared else (),
    )
