"""However somebody is called before the id, the id is whom the question is about."""

import itertools

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
ID = "15634602"
CALLED = {
    "en": (
        ["customer", "client", "account", "the customer"],
        [" ", " number ", " no. ", " id ", " #", " with id ", " number: "],
    ),
    "es": (
        ["cliente", "la clienta", "el cliente", "cuenta"],
        [" ", " número ", " nº ", " n.º ", " id ", " con id ", " número: "],
    ),
}
ASKED = {
    "en": [
        ("what is the balance of {}?", "customer_card", "Balance"),
        ("{}", "customer_card", None),
        ("I need the record of {}", "customer_card", None),
        ("why might {} leave?", "explain_churn", None),
        ("churn risk of {}", "predict_churn", None),
        ("what can we offer {}?", "retention_options", None),
    ],
    "es": [
        ("¿qué saldo tiene {}?", "customer_card", "Balance"),
        ("{}", "customer_card", None),
        ("necesito la ficha de {}", "customer_card", None),
        ("¿por qué podría irse {}?", "explain_churn", None),
        ("riesgo de abandono de {}", "predict_churn", None),
        ("¿qué le ofrecemos a {}?", "retention_options", None),
    ],
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("place", range(6))
def test_whoever_is_called_by_an_id_is_asked_about(language: str, place: int) -> None:
    asked, tool, column = ASKED[language][place]
    wrong = []
    for noun, link in itertools.product(*CALLED[language]):
        message = asked.format(f"{noun}{link}{ID}")
        (call, *_) = PLANNER.next_calls(Conversation(message))
        whom = call.arguments.get("customer_id") or (call.arguments.get("customer_ids") or [""])[0]
        if (call.tool, whom) != (tool, ID) or (column and call.arguments.get("columns") != [column]):
            wrong.append((message, call))
    assert wrong == []
