"""Whom a message means after others: the other one, the next, one beside the one spoken of; in both languages."""

import pytest

from agents.understanding.calls import Call, about
from agents.understanding.follow_up.context import Conversation, Done
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
FIRST, SECOND, THIRD = "15600001", "15600002", "15600003"
ROWS = {"rows": [{"customer_id": i} for i in (FIRST, SECOND, THIRD)]}
LIST = Done(Call("watch_list", {"limit": 3}), ROWS)
TOOLS = ["customer_card", "explain_churn", "retention_options", "predict_churn", "similar_customers"]


def of(tool, customer):
    return Done(about(tool, customer), {"customer_id": customer})


def after(said, *done):
    return PLANNER.next_calls(Conversation(said, earlier=tuple((one,) for one in done), questions=("?",) * len(done)))


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "said",
    ["and the other one?", "¿y el otro?", "no, I meant the other one", "no, el otro cliente", "the previous one"],
)
def test_the_other_of_two_is_asked_the_same(tool, said):
    assert after(said, of("predict_churn", SECOND), of(tool, FIRST)) == [about(tool, SECOND)]


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("said", ["and the next one?", "¿y el siguiente?"])
def test_the_next_in_the_list_is_asked_the_same(tool, said):
    assert after(said, LIST, of(tool, FIRST)) == [about(tool, SECOND)]


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("and what could we offer the other one?", "retention_options"),
        ("¿y por qué se iría la otra?", "explain_churn"),
        ("why the other one?", "explain_churn"),
    ],
)
def test_something_else_is_asked_of_the_other(said, tool):
    assert after(said, of("predict_churn", SECOND), of("predict_churn", FIRST)) == [about(tool, SECOND)]


@pytest.mark.parametrize("said", ["which of them is riskier?", "compare them", "compáralos", "¿cuál de los dos?"])
def test_those_spoken_of_one_by_one_are_compared(said):
    (call,) = after(said, of("predict_churn", SECOND), of("explain_churn", FIRST))
    assert call == Call("compare", {"customer_ids": [SECOND, FIRST]})


@pytest.mark.parametrize("said", ["compare him with the first", "compáralo con el primero"])
def test_the_one_spoken_of_beside_one_of_the_list(said):
    (call,) = after(said, LIST, of("explain_churn", THIRD))
    assert call == Call("compare", {"customer_ids": [THIRD, FIRST]})


@pytest.mark.parametrize("said", ["the second one, why?", "hmm, I was looking at the wrong row, the second one, why?"])
def test_who_is_told_by_a_place_is_no_aside(said):
    assert after(said, LIST, of("explain_churn", FIRST)) == [about("explain_churn", SECOND)]


@pytest.mark.parametrize(
    "said", ["¿tiene tarjeta?", "how much does he earn?", "¿es alemana?", "¿sigue siendo cliente?"]
)
def test_a_question_about_one_person_nobody_named_asks_who(said):
    (call,) = after(said)
    assert (call.tool, call.arguments["reason"]) == ("ask_back", "no_customer")
