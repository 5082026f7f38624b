"""The engine offline on a really trained small bank: composed replies pass the grounding check untouched."""

import asyncio

import pytest

from agents.engine import Engine
from agents.events import AgentChanged, Degraded, GroundingChecked, PromptSent
from agents.llm.providers import ProviderSettings
from bench.engine_lab import observed
from db.caller import WHOLE_BANK, Caller
from db.catalog import Catalog
from db.engines import state_engine
from db.places import Places
from tools.environment import Desk

QUESTIONS = [
    "top 5 at-risk customers in Germany",
    "¿a quién debería llamar primero hoy?",
    "tasa de abandono por país",
    "churn rate by age bracket",
    "¿cuántas mujeres inactivas mayores de 40 hay en España?",
    "how many customers live outside Germany?",
    "saldo medio por género",
    "what share of those who left were German?",
    "riesgo de un cliente de 45 años, alemán, con 3 productos e inactivo",
    "churn risk of a 61 year old woman from Spain with 1 product",
]


@pytest.fixture(scope="module")
def engine(small_home: Places, catalog: Catalog) -> Engine:
    desk = Desk.open(small_home, catalog)
    return Engine.open(desk, state=state_engine(small_home), providers=ProviderSettings())


@pytest.mark.parametrize("question", QUESTIONS)
async def test_what_is_composed_from_the_facts_passes_the_check(engine: Engine, question: str) -> None:
    outcome = await observed(engine.turn(question, caller=WHOLE_BANK))
    assert outcome.status == "answered"
    assert outcome.of(Degraded) == []
    (grounded,) = outcome.of(GroundingChecked)
    assert grounded.unsupported == ()
    assert grounded.supported
    assert outcome.shown == outcome.reply
    assert {event.model for event in (*outcome.of(PromptSent), *outcome.of(AgentChanged))} == {"offline"}


async def test_one_person_has_a_few_turns_running_and_others_notice_nothing(engine: Engine) -> None:
    ana, eva = Caller(name="ana"), Caller(name="eva")
    asked = [*[(ana, "saldo medio por género")] * 5, (eva, "average balance by gender")]
    outcomes = await asyncio.gather(*(observed(engine.turn(question, caller=who)) for who, question in asked))
    refused = [outcome.reply for outcome in outcomes[:5] if outcome.status == "clarify"]
    assert len(refused) == 2, "which two of five at once is not said: their beginnings meet in threads"
    assert all(reply.startswith("Todavía estoy respondiendo 3 preguntas suyas") for reply in refused)
    assert outcomes[5].status == "answered"
    again = await observed(engine.turn("saldo medio por género", caller=ana))
    assert again.status == "answered"


async def test_a_greeting_is_answered_without_a_committee(engine: Engine) -> None:
    outcome = await observed(engine.turn("hola", caller=WHOLE_BANK))
    assert outcome.status == "answered"
    assert outcome.events[-1].facts == ()  # type: ignore[attr-defined]
    assert outcome.of(GroundingChecked) == []
