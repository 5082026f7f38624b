"""A question in French, Portuguese, Italian or German: answered in it where a model can, and only with the figures that
were checked; told in the page's language where none can.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from agents.events import Degraded, ReplyToken
from agents.moa.fences import unpack
from bench.together_answers import Answer, text
from db.caller import WHOLE_BANK
from db.places import Places
from tests.integration.test_agents_families import asked, engine, offline

RATES = '{"name": "portfolio", "parameters": {"measures": ["churn_rate"], "groups": ["Geography"]}}'
QUESTIONS = {
    "French": "Quel est le taux de départ par pays ?",
    "Portuguese": "Qual é a taxa de saída por país?",
    "Italian": "Qual è il tasso di abbandono per paese?",
    "German": "Wie hoch ist die Abwanderungsrate nach Land?",
}


def models(translate: Callable[[str], str]) -> Any:
    """A planner that finds the rates, writers played by the offline model, and a translator."""

    def answer(model: str, body: Mapping[str, Any]) -> Answer:
        last = body["messages"][-1]
        if body.get("tools"):
            return text("DONE" if last["role"] == "tool" else RATES)
        if "TEXT" in (found := unpack(str(last["content"]))):
            return text(translate(found["TEXT"]["text"]))
        return offline()(model, body)

    return answer


def marked(said: str) -> str:
    """A translation, as far as a test can tell: other words, the same figures and marks."""
    return re.sub(r"[^\W\d_]+", lambda word: word.group()[::-1], said)


@pytest.mark.parametrize("language", QUESTIONS)
@pytest.mark.parametrize("profile", ["fast", "moa"])
async def test_the_checked_reply_is_translated(small_home: Places, language: str, profile: str) -> None:
    async with engine(small_home, "thinking_field", models(marked)) as (made, server):
        outcome = await asked(made, QUESTIONS[language], [], profile=profile)
    assert outcome.status == "answered"
    assert outcome.shown == outcome.reply
    assert "aicnarF" in outcome.reply
    assert len(outcome.of(ReplyToken)) == 1
    assert outcome.of(Degraded) == []
    assert f"into {language}" in str(server.seen[-1]["messages"])


async def test_a_reply_is_translated_where_a_question_asks_for_it(small_home: Places) -> None:
    async with engine(small_home, "thinking_field", models(marked)) as (made, server):
        outcome = await asked(made, "Churn rate by country in Italian, please", [], profile="fast")
    assert "ecnarF" in outcome.reply
    assert "into Italian" in str(server.seen[-1]["messages"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: re.sub(r"\d", "7", marked(said), count=1),
        lambda said: marked(said) + " 12 %",
        lambda said: re.sub(r"\d+,\d", "", marked(said), count=1),
        lambda said: marked(said).replace("\n|", "\n", 1),
        lambda said: said[:20],
    ],
)
async def test_a_translation_with_other_figures_is_not_shown(small_home: Places, spoil: Callable[[str], str]) -> None:
    async with engine(small_home, "thinking_field", models(spoil)) as (made, _):
        outcome = await asked(made, QUESTIONS["French"], [], profile="fast")
    assert outcome.status == "answered"
    assert "Francia" in outcome.reply
    assert [event.code for event in outcome.of(Degraded)] == ["untranslated"]
    assert "francés" in outcome.reply


@pytest.mark.parametrize("question", [*QUESTIONS.values(), "idade média dos clientes", "Quel", "Bonjour", "Merci"])
@pytest.mark.parametrize("language", ["es", "en"])
async def test_without_a_model_it_is_told_in_the_page_s_language(
    small_home: Places, question: str, language: Any
) -> None:
    from dataclasses import replace

    from bench.engine_lab import observed

    async with engine(small_home, "thinking_field") as (made, server):
        made.provider = made.offline
        outcome = await observed(made.turn(question, caller=replace(WHOLE_BANK, language=language)))
    assert server.seen == []
    assert outcome.status == "clarify"
    assert ("español e inglés" if language == "es" else "Spanish and English") in outcome.reply


@pytest.mark.parametrize("question", ["MEDIAN BALANCE IN GERMANY", "AVERAGE BALANCE IN FRANCE", "saldo de rossi"])
async def test_the_bank_s_own_words_are_of_no_language(small_home: Places, question: str) -> None:
    from bench.engine_lab import observed

    async with engine(small_home, "thinking_field") as (made, _):
        made.provider = made.offline
        outcome = await observed(made.turn(question, caller=WHOLE_BANK))
    assert "inglés" not in outcome.reply
    assert "Spanish" not in outcome.reply
