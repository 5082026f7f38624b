"""How good the model is, is told in customers first; how many models there are is another question."""

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.unit.agents.understanding.test_relations import planner

QUALITY = [
    "how good are your predictions?",
    "is the model any good?",
    "can I trust the model?",
    "how accurate is the model?",
    "¿qué tan fiable es el modelo?",
    "¿cuánto acierta el modelo?",
    "¿cómo de bueno es el modelo?",
    "¿me puedo fiar de las predicciones?",
]
DRIVERS = ["what drives churn?", "what weighs most in the model?", "¿qué factores influyen más en el abandono?"]


@pytest.mark.parametrize("asked", QUALITY)
def test_how_good_it_is(asked):
    first, *_ = planner("bank").next_calls(Conversation(asked))
    assert (first.tool, first.arguments) == ("about_system", {"topic": "quality"})


@pytest.mark.parametrize("asked", DRIVERS)
def test_what_weighs(asked):
    for found in planner("bank").next_calls(Conversation(asked)):
        assert found.arguments.get("topic") != "quality"
