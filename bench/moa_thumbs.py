"""A biased start and 200 thumbs: what ratings repair, and what they do not."""

import asyncio
import random
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace

from agents.proof import arms
from agents.proof.arms import Arm
from agents.proof.dial import Dial
from agents.proof.simulation import Case
from agents.proof.trial import attempt
from agents.roster import Layer
from agents.status import kind_of
from bench.moa_run import Running, running
from db.catalog import Catalog

POOR = Dial(told=0.3)
_BAD = "proposer_2"
_BIAS, _NOISE, _PLEASED = 4, 0.2, 0.8
_RATERS = ("ana", "luis", "eva")


@dataclass(frozen=True)
class Learned:
    """The poor agent's weight after each thumb, and the recall of each reply."""

    name: str
    weights: tuple[float, ...]
    recalls: tuple[float, ...]

    @property
    def last_half(self) -> float:
        """Mean recall of the last half."""
        return statistics.mean(self.recalls[len(self.recalls) // 2 :])


def committee() -> Arm:
    """Three proposers of whom two sit; the third is poor. The editor is told nothing: only weights and seats differ."""
    made = arms.mixed(roles=False, told=False, name="thumbs", m_third=POOR)
    layers = tuple(_two_seats(layer) for layer in made.roster.profiles["moa"].layers)
    profile = made.roster.profiles["moa"].model_copy(update={"layers": layers})
    roster = made.roster.model_copy(update={"profiles": {**made.roster.profiles, "moa": profile}})
    return replace(made, roster=roster)


def _two_seats(layer: Layer) -> Layer:
    return layer.model_copy(update={"seats": 2, "quorum": 2})


def thumbs(cases: Mapping[str, Case], catalog: Catalog, ratings: int) -> list[Learned]:
    """With the biased start alone, and with thumbs after it."""
    return [asyncio.run(_learn(cases, catalog, ratings, rated=rated)) for rated in (False, True)]


async def _learn(cases: Mapping[str, Case], catalog: Catalog, ratings: int, *, rated: bool) -> Learned:
    arm, rng = committee(), random.Random(14)
    held = list(cases.values())
    weights, recalls = [], []
    async with running(cases, catalog, sorted(arm.dials)) as made:
        made.simulation.dials = arm.dials
        _bias(made, held)
        for number in range(ratings):
            case = held[number % len(held)]
            kind = kind_of(case.facts)
            weights.append(made.around.refinement.weights([_BAD], kind)[_BAD])
            trial = await attempt(arm, case, made.around, turn_id=str(number))
            recalls.append(trial.score.recall)
            pleased = trial.score.recall >= _PLEASED
            said = rng.random() < 0.5 if rng.random() < _NOISE else pleased
            if rated:
                made.around.refinement.rate(turn_id=str(number), user=rng.choice(_RATERS), value=int(said))
    return Learned("200 thumbs, a fifth of them noise" if rated else "no thumbs", tuple(weights), tuple(recalls))


def _bias(made: Running, cases: list[Case]) -> None:
    """The poor agent begins with a good name: thumbs for it and against the others, on every kind of question."""
    refinement = made.around.refinement
    for kind in sorted({kind_of(case.facts) for case in cases}):
        for number in range(_BIAS):
            for agent, value in ((_BAD, 1), ("proposer_0", 0), ("proposer_1", 0)):
                turn = f"bias {kind} {number} {agent}"
                refinement.remember(turn, kind, {agent: 1.0}, "q", "en")
                refinement.rate(turn_id=turn, user=_RATERS[number % 3], value=value)
