"""One question answered by one arm over given Facts, through the product's own committee, and scored."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

from agents.events import AgentChanged, DraftDone, DraftsCompared, TraceEvent, Usage
from agents.llm.breaker import Breakers
from agents.llm.calls import Calls
from agents.llm.providers import Provider
from agents.llm.rates import Rates
from agents.moa.brief import Asking
from agents.moa.committee import Committee, answer
from agents.proof.arms import Arm
from agents.proof.score import Score, score
from agents.proof.simulation import Case
from agents.refine import Refinement
from agents.turn import Turn
from db.catalog import Catalog
from tools.environment import Desk
from tools.replies.compose import compose

_FIRST_TOKEN = 0.5
_TOKENS_A_SECOND = 80
"""Of simulated models no time can be measured: a call is reckoned as this wait and this pace."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What an arm made of a question. ``seconds`` are reckoned from calls and tokens, ``cost`` in dollars."""

    arm: str
    reply: str
    score: Score
    calls: int
    cost: float
    seconds: float
    drafts: tuple[DraftDone, ...]
    compared: DraftsCompared | None
    turn_id: str


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What all trials share."""

    provider: Provider
    refinement: Refinement
    catalog: Catalog
    desk: Desk


async def attempt(arm: Arm, case: Case, around: Surroundings, *, turn_id: str = "") -> Trial:
    """Answer one question by one arm."""
    turn = Turn(
        turn_id=turn_id or f"{arm.name}:{case.question}",
        question=case.question,
        language=case.language,
        deadline=arm.roster.profiles["moa"].deadline,
        desk=around.desk,
    )
    clock = asyncio.get_running_loop().time
    committee = Committee(
        turn=turn,
        provider=around.provider,
        calls=Calls(Breakers(arm.roster.breaker, clock), arm.roster.retries, Rates({}, clock)),
        roster=arm.roster,
        refinement=around.refinement,
        catalog=around.catalog,
        rng=random.Random(turn.turn_id),
        asking=Asking(),
    )

    def plain() -> str:
        return compose(case.facts, case.question, case.language, around.catalog)

    reply = await answer(committee, "moa", case.facts, plain=plain, history=())
    events = _events(turn)
    usage = turn.ledger.total()
    return Trial(
        arm=arm.name,
        reply=reply,
        score=score(reply, case.points, case.checker),
        calls=usage.calls,
        cost=usage.cost or 0.0,
        seconds=_seconds(events),
        drafts=tuple(event for event in events if isinstance(event, DraftDone)),
        compared=next((event for event in reversed(events) if isinstance(event, DraftsCompared)), None),
        turn_id=turn.turn_id,
    )


def _events(turn: Turn) -> list[TraceEvent]:
    events = []
    while not turn.events.empty():
        event = turn.events.get_nowait()
        if event is not None:
            events.append(event)
    return events


def _seconds(events: Sequence[TraceEvent]) -> float:
    """Layer after layer, each as long as its longest call, then the editor's calls one after another."""
    drafting: dict[int, float] = {}
    editing = 0.0
    for event in events:
        if isinstance(event, AgentChanged) and event.state == "done" and event.usage is not None:
            took = _took(event.usage)
            if event.layer < 0:
                editing += took
            else:
                drafting[event.layer] = max(drafting.get(event.layer, 0.0), took)
    return sum(drafting.values()) + editing


def _took(usage: Usage) -> float:
    return usage.calls * _FIRST_TOKEN + usage.output_tokens / _TOKENS_A_SECOND
