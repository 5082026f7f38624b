"""The coverage rule as two properties of any understood question.

A phrase that restricts and that the bank cannot serve never leaves the answer as it was; an aside always does. The
phrases and the places where they are put are the bench's, which asks many more questions (``--properties``).
"""

import pytest

from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from bench.understanding_places import beside, phrases, restricted
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
ASKED = {
    "es": [
        "¿cuántos clientes tenemos en España?",
        "¿cuál es la tasa de abandono de las mujeres de más de 50 años?",
        "saldo medio de los clientes con dos productos",
        "dame los cinco clientes de Alemania con mayor saldo",
        "¿a qué clientes de Francia llamo primero?",
        "tasa de abandono por país",
    ],
    "en": [
        "how many customers do we have in Spain?",
        "what's the churn rate of women over 50?",
        "average balance of customers with two products",
        "give me the five customers in Germany with the highest balance",
        "which customers in France should I call first?",
        "churn rate by country",
    ],
}
OF_ONE = {
    "es": [
        "¿cuál es el riesgo del cliente 15647311?",
        "¿por qué está en riesgo 15737888?",
        "¿qué le ofrezco a 15619304?",
    ],
    "en": ["what is the risk of customer 15647311?", "why is 15737888 at risk?", "who does 15574012 resemble?"],
}
"""Nothing narrows one customer: what is told of him besides is named."""
PASSED = 0.85
"""Of asides that must leave an answer exactly as it was; all others leave it, and name what they are."""


def answer(message):
    calls = PLANNER.next_calls(Conversation(message))
    review = PLANNER.reviewer.review(message, calls)
    held = [(call.tool, call.arguments) for call in calls if call.tool not in OPEN and review.instead is None]
    return held, review.named


def crossed(kind, language, places, of=ASKED):
    asked = of[language]
    for i, phrase in enumerate(phrases(kind, language)):
        for j in (i, i + 1):
            question = asked[j % len(asked)]
            yield from ((question, said) for said in places(question, phrase))


@pytest.mark.parametrize("of", [ASKED, OF_ONE], ids=["of many", "of one"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_restriction_never_leaves_the_answer_as_it_was(language, of):
    before = {question: answer(question)[0] for question in of[language]}
    assert all(before.values())
    passed = [
        said
        for question, said in crossed("restrictive", language, restricted, of)
        if (found := answer(said))[0] == before[question] and not found[1]
    ]
    assert not passed


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_aside_leaves_it(language):
    before = {question: answer(question)[0] for question in ASKED[language]}
    asked = list(crossed("asides", language, beside))
    other = [said for question, said in asked if answer(said) != (before[question], ())]
    assert len(other) <= (1 - PASSED) * len(asked), other
