"""A what-if moves only where a word says which way; ids are compared with nothing; what was not read is asked about."""

import itertools

import pytest
from langchain_core.messages import HumanMessage

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import conversation
from agents.understanding.plan import Planner
from tests.crossed import crossed
from tests.packaged import packaged_planner

ASKED = [
    "what if the balance of 15647311 were 10% {}?",
    "what if 15647311 had a balance 10% {}?",
    "¿y si el saldo de 15647311 fuera un 10 % {}?",
]
STRANGE = ["off", "cheaper", "rebajado", "slimmer", "zqxvo", "menguado", "trimmed", "engordado", "shrunk"]
LOWER = ["lower", "less", "smaller", "poorer", "menos", "menor", "inferior", "más bajo", "de menos"]
ENGLISH = {"lower", "less", "smaller", "poorer", "higher", "more", "bigger", "richer"}
HIGHER = ["higher", "more", "bigger", "richer", "más", "mayor", "superior", "más alto", "de más"]


@pytest.fixture(scope="module")
def planner() -> Planner:
    return packaged_planner()


def planned(planner: Planner, question: str) -> list[Call]:
    return planner.next_calls(conversation([HumanMessage(question)]))


@pytest.mark.parametrize(("question", "word"), crossed(ASKED, STRANGE))
def test_a_word_that_tells_no_direction_raises_nothing(planner: Planner, question: str, word: str) -> None:
    for call in planned(planner, question.format(word)):
        changes = call.arguments.get("changes", {}).get("Balance")
        assert call.tool in {"ask_back", "decline"} or (isinstance(changes, dict) and changes["percent"] < 0), call


@pytest.mark.parametrize(
    ("question", "word", "sign"),
    [(ASKED[0 if word in ENGLISH else 2], word, sign) for sign, words in ((-1, LOWER), (1, HIGHER)) for word in words],
)
def test_a_word_that_tells_one_moves_that_way(planner: Planner, question: str, word: str, sign: int) -> None:
    (call,) = planned(planner, question.format(word))
    assert call.arguments["changes"] == {"Balance": {"percent": sign * 10}}


@pytest.mark.parametrize(
    "question",
    [
        "what if the balance of 15647311 dropped a tenth?",
        "¿y si el saldo de 15647311 bajara una décima parte?",
        "what if the balance of 15647311 were a third less?",
    ],
)
def test_a_what_if_that_was_not_read_is_no_question_for_the_card(planner: Planner, question: str) -> None:
    assert {call.tool for call in planned(planner, question)} <= {"ask_back", "decline", "what_if"}


@pytest.mark.parametrize(
    "question",
    [
        "customers with id between 15600000 and 15600500",
        "clientes con id entre 15600000 y 15600500",
        "how many customers have an id between 15600000 and 15650000?",
        "list customers whose customer id is below 15600000",
        "id over 15700000",
        "clientes con id mayor que 15700000",
        "average balance of customers with id under 15600000",
    ],
)
def test_an_id_is_no_quantity(planner: Planner, question: str) -> None:
    """It was taken for an amount of money, the only column with room for the number."""
    assert {call.tool for call in planned(planner, question)} <= {"ask_back", "decline"}


@pytest.mark.parametrize(
    "question",
    [
        f"{order} 15647311 {how}"
        for order, how in itertools.product(
            ["haz un pago a", "ordena un pago a", "haz una transferencia a", "make a payment to"],
            ["por transferencia", "por bizum", "by wire", ""],
        )
    ],
)
def test_an_order_to_pay_is_no_what_if(planner: Planner, question: str) -> None:
    assert [call.arguments.get("topic") for call in planned(planner, question)] == ["write"]
