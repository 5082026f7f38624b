"""Several questions of one message that lean on each other: the next is asked of whom the first one found."""

import pytest

from agents.understanding.follow_up.context import Conversation, Done
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
FIRST = {
    "es": {
        "¿quién es el más arriesgado de España": ("watch_list", 1),
        "¿quién tiene más saldo en Alemania": ("list_customers", 1),
        "dime a qué tres alemanes llamo primero": ("watch_list", 3),
    },
    "en": {
        "who is the riskiest in Spain": ("watch_list", 1),
        "who has the highest balance in Germany": ("list_customers", 1),
        "which three Germans should I call first": ("watch_list", 3),
    },
}
OF_ONE = {
    "es": {
        " y por qué?": "explain_churn",
        "? ¿qué le ofrezco?": "retention_options",
        " y qué riesgo tiene?": "predict_churn",
    },
    "en": {
        " and why?": "explain_churn",
        "? What could we offer him?": "retention_options",
        " and how likely is he to leave?": "predict_churn",
    },
}
OF_THE_FIRST = {"es": [" y qué le ofrezco al primero?"], "en": [", and what should I offer the first one?"]}
IDS = (15600001, 15600002, 15600003)


def steps(message):
    """The calls of each step, with made-up customers for what they find."""
    done: tuple[Done, ...] = ()
    told: list[list[str]] = []
    while calls := PLANNER.next_calls(Conversation(message, done=done)):
        told.append([call.tool for call in calls])
        for call in calls:
            size = call.arguments.get("limit")
            data = {"rows": [{"customer_id": i} for i in IDS[: size or 3]]} if size else {"customer_id": IDS[0]}
            done = (*done, Done(call, data))
        assert len(told) < 5, message
    return told, done


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_asked_then_is_of_whoever_is_found(language):
    for first, (tool, size) in FIRST[language].items():
        tails = OF_ONE[language] if size == 1 else dict.fromkeys(OF_THE_FIRST[language], "retention_options")
        for tail, then in tails.items():
            told, done = steps(first + tail)
            assert told == [[tool], [then]], first + tail
            last = done[-1].call.arguments
            assert str(IDS[0]) in (last.get("customer_id"), *last.get("customer_ids", ())), first + tail


@pytest.mark.parametrize(
    ("message", "tools"),
    [
        ("show me 15600001 and what we'd offer her", [["customer_card"], ["retention_options"]]),
        ("enséñame 15600001 y qué le ofreceríamos", [["customer_card"], ["retention_options"]]),
        ("who are the two riskiest customers? compare them", [["watch_list"], ["compare"]]),
        ("¿quiénes son los dos clientes con más riesgo? compáralos", [["watch_list"], ["compare"]]),
        (
            "who has the highest balance in Spain, is he likely to leave, and what can we offer him?",
            [["list_customers"], ["predict_churn"], ["retention_options"]],
        ),
    ],
)
def test_each_question_has_its_turn(message, tools):
    assert steps(message)[0] == tools


@pytest.mark.parametrize(
    "message",
    [
        "which customers are at risk and why?",
        "risk of 15600001 and why",
        "15600001: why?",
        "what is the churn rate in Spain and why?",
        "why do customers leave, and what can we offer them?",
    ],
)
def test_what_is_one_question_is_not_cut(message):
    assert PLANNER._turns(Conversation(message)) is None
