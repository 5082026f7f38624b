"""Prove it on this question: single, self-mixed, mixed, mixed with a liar over the same Facts, with their scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.points.words import sentence
from agents.proof.arms import side_by_side
from agents.proof.local import SimulatedProvider
from agents.proof.simulation import Case, Simulation
from agents.proof.trial import Surroundings, Trial, attempt
from agents.refine import Refinement
from db.catalog import Catalog
from db.errors import Language
from tools.environment import Desk
from tools.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The points of a good answer as sentences (by id, in order), and what each way of answering made of them.

    ``trials``: by arm's name; the writers are simulated, and whoever shows this has to say so. ``false``: false
    sentences of these writers that reached the reader, by arm.
    """

    points: dict[str, str]
    trials: tuple[Trial, ...]
    false: dict[str, int]


async def prove(
    question: str, language: Language, facts: Sequence[Fact], *, catalog: Catalog, desk: Desk, refinement: Refinement
) -> Proof:
    """Answer one question four ways with simulated writers; the Facts are the question's own."""
    case = Case.of(question, language, facts, catalog)
    trials, false = [], {}
    for arm in side_by_side() if case.points else ():
        simulation = Simulation(catalog=catalog, dials=arm.dials, cases={question: case})
        around = Surroundings(provider=SimulatedProvider(simulation), refinement=refinement, catalog=catalog, desk=desk)
        trial = await attempt(arm, case, around)
        trials.append(trial)
        false[arm.name] = simulation.false_in(question, trial.reply)
    told = {point.id: sentence(point, language, catalog) for point in case.points}
    return Proof(points=told, trials=tuple(trials), false=false)
