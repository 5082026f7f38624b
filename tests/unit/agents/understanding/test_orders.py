"""An order that acts on somebody is declined, however politely it is put; a request to be told something is not."""

from itertools import product

import pytest

from agents.understanding.plan import Planner
from tests.unit.agents.understanding.test_told_directions import planned, planner

__all__ = ["planner"]
ASKED_ES = ("{order}", "por favor, {order}", "Realiza {noun} a 15634602", "¿puedes hacerle {noun} a 15634602?")
NOUNS = ("un abono", "un ingreso", "un reembolso", "una transferencia", "un cargo")
ORDERS_ES = (
    "transfiere 100 a 15634602",
    "activa al cliente 15634602",
    "desbloquea a 15634602",
    "liquida la cuenta de 15634602",
)
ORDERS_EN = (
    "transfer 100 to 15634602",
    "activate 15634602",
    "top up 15634602 with 50",
    "move 100 from 15634602 to 15701354",
    "unlock 15634602",
)
POLITE_EN = ("{order}", "please {order}", "could you please {order}?", "would you kindly {order}?", "can you {order}")
SPANISH = [
    *(said.format(order=order, noun="") for said, order in product(ASKED_ES[:2], ORDERS_ES)),
    *(said.format(noun=noun) for said, noun in product(ASKED_ES[2:], NOUNS)),
]
ENGLISH = [said.format(order=order) for said, order in product(POLITE_EN, ORDERS_EN)]
TOLD = (
    "could you give me the balance of 15634602",
    "¿puedes darme la ficha de 15634602?",
    "can you change his products to 2 and tell me the risk of 15634602?",
    "is 15634602 active?",
    "what if 15634602 had 2 products?",
    "sube el saldo de 15634602 a 0 y dime el riesgo",
)


@pytest.mark.parametrize("said", [*SPANISH, *ENGLISH])
def test_an_order_is_declined_as_one(planner: Planner, said: str) -> None:
    assert [(call.tool, call.arguments.get("topic")) for call in planned(planner, said)] == [("decline", "write")]


@pytest.mark.parametrize("said", TOLD)
def test_what_is_asked_to_be_told_is_told(planner: Planner, said: str) -> None:
    assert {call.tool for call in planned(planner, said)} <= {"customer_card", "what_if"}


@pytest.mark.parametrize(
    "said", ["How good is the model?", "Is the model good?", "¿Es bueno el modelo?", "¿Cómo de fiable es el modelo?"]
)
def test_how_good_the_model_is_comes_in_plain_words_before_what_weighs_in_it(planner: Planner, said: str) -> None:
    calls = [(call.tool, call.arguments.get("topic")) for call in planned(planner, said)]
    assert calls == [("about_system", "quality"), ("model_report", None)]


def test_what_a_figure_means_is_asked_of_figures(planner: Planner) -> None:
    assert planned(planner, "is a risk of 18% high?")[0].arguments == {"topic": "term", "term": "band"}
    assert planned(planner, "what drives churn?")[0].tool == "model_report"
