"""Runs arms over questions: every draft and every edit goes through the scripted local server, over a real socket."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from agents.llm.providers import RemoteProvider
from agents.llm.tokens import count
from agents.proof.arms import Arm
from agents.proof.simulation import Case, Other, Simulation
from agents.proof.trial import Surroundings, Trial, attempt
from agents.refine import Refinement
from agents.roster import RefinementSpec
from bench import engine_lab as lab
from bench.moa_questions import facts_of
from bench.together_answers import Answer, read_message, role_of
from bench.together_server import TogetherServer
from db.catalog import Catalog
from db.engines import state_engine

_AT_ONCE = 6


@dataclass(frozen=True)
class Row:
    """One question answered by one arm; ``false``: false sentences made here that reached the reader."""

    question: int
    language: str
    recall: float
    unsupported: int
    contradicted: int
    false: int
    words: int
    words_per_point: float
    calls: int
    cost: float
    seconds: float


def cases_of(asked: Sequence[Mapping[str, Any]], catalog: Catalog) -> dict[str, Case]:
    """The questions with their points; those without any cannot be scored and are left out."""
    made = [Case.of(one["question"], one["language"], facts_of(one), catalog) for one in asked]
    return {case.question: case for case in made if case.points}


@dataclass
class Running:
    """A server of simulated models and all that a trial needs."""

    simulation: Simulation
    around: Surroundings
    server: TogetherServer

    def seen(self) -> list[Mapping[str, Any]]:
        """Every request so far."""
        return self.server.seen

    async def arm(self, arm: Arm) -> list[Row]:
        """Every question by one arm."""
        self.simulation.reset()
        self.simulation.dials = arm.dials
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(number: int, case: Case) -> Row:
            async with gate:
                return self.row(number, case, await attempt(arm, case, self.around))

        return list(await asyncio.gather(*(one(n, case) for n, case in enumerate(self.simulation.cases.values()))))

    def row(self, number: int, case: Case, trial: Trial) -> Row:
        """A trial in plain numbers."""
        return Row(
            question=number, language=case.language, recall=trial.score.recall, unsupported=trial.score.unsupported,
            contradicted=trial.score.contradicted, false=self.simulation.false_in(case.question, trial.reply),
            words=trial.score.words, words_per_point=trial.score.words_per_point, calls=trial.calls, cost=trial.cost,
            seconds=trial.seconds,
        )  # fmt: skip


@asynccontextmanager
async def running(
    cases: Mapping[str, Case], catalog: Catalog, models: Sequence[str], others: Mapping[str, Other] | None = None
) -> AsyncIterator[Running]:
    """Start the server; it is gone afterwards."""
    simulation = Simulation(catalog=catalog, dials={}, cases=cases, others=others or {})

    def answers(model: str, body: Mapping[str, Any]) -> Answer:
        messages: list[BaseMessage] = [read_message(raw) for raw in body["messages"]]
        said = simulation.write(model, role_of(body["messages"]), messages)
        read = sum(len(str(message.content)) for message in messages) // 4
        return Answer((said,) if said else (), prompt_tokens=read, written=count(said))

    server = TogetherServer(answers, models=models)
    url = await server.start()
    with tempfile.TemporaryDirectory() as folder:
        places = lab.places_at(Path(folder))
        shutil.copy(lab.migrated(), Path(folder) / "state.db")
        state = state_engine(places)
        provider = RemoteProvider(base_url=url, api_key="key", kind="compatible")
        around = Surroundings(
            provider=provider,
            refinement=Refinement(state, RefinementSpec()),
            catalog=catalog,
            desk=lab.desk_without_bank(catalog, places, state),
        )
        try:
            yield Running(simulation, around, server)
        finally:
            await provider.aclose()
            await server.stop()
            state.dispose()


def run(
    cases: Mapping[str, Case], catalog: Catalog, arms: Sequence[Arm], tell: Callable[[str], None]
) -> dict[str, list[Row]]:
    """All arms over all questions, one after another."""

    async def all_of() -> dict[str, list[Row]]:
        models = sorted({model for arm in arms for model in arm.dials})
        found = {}
        async with running(cases, catalog, models) as made:
            for arm in arms:
                found[arm.name] = await made.arm(arm)
                tell(arm.name)
        return found

    return asyncio.run(all_of())
