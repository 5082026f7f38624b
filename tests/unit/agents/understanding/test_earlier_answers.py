"""What goes back to an answer of before, or sets two of them side by side; asked of generated groups."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.returning import rest_of
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
PLACES = [("France", "Germany"), ("Germany", "Spain"), ("Spain", "France")]


def figure(place, measure="churn_rate"):
    return {"measures": [{"measure": measure}], "where": {"column": "Geography", "op": "eq", "value": place}}


def after(question, *calls):
    earlier = tuple((Done(Call(tool, arguments), {"total": {}}),) for tool, arguments in calls)
    asked = Conversation(question, earlier=earlier, questions=("?",) * len(earlier))
    return PLANNER.next_calls(asked)


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize(
    "question",
    [
        "how far apart are those two?",
        "what's the gap between those two you just gave me?",
        "which of the two is higher, and by how much?",
        "¿cuánto se llevan esas dos?",
        "¿cuál de los dos es mayor?",
        "¿cuánta diferencia hay entre los dos que me has dicho?",
    ],
)
def test_two_answers_are_set_side_by_side(question, places):
    (call,) = after(question, *(("portfolio", figure(place)) for place in places))
    assert call.arguments["groups"] == [{"column": "Geography"}]
    assert sorted(call.arguments["where"]["value"]) == sorted(places)


@pytest.mark.parametrize("question", ["both together", "las dos juntas", "those two combined"])
def test_two_answers_are_taken_as_one(question):
    (call,) = after(question, *(("portfolio", figure(place, "value_at_risk")) for place in PLACES[0]))
    assert "groups" not in call.arguments
    assert call.arguments["where"]["op"] == "in"


@pytest.mark.parametrize("question", ["how far apart are those two?", "¿cuánto se llevan esas dos?"])
def test_answers_of_different_figures_are_not_compared(question):
    calls = after(question, ("portfolio", figure("Spain")), ("portfolio", figure("France", "customers")))
    assert not any(call.arguments.get("groups") for call in calls)


@pytest.mark.parametrize(
    "question",
    [
        "Going back to my first question, how many of them have left?",
        "Returning to the first lot, how many walked away?",
        "Back to those Germans: how many have left?",
        "Volviendo a lo primero, ¿cuántos se han ido?",
        "Regresando a los alemanes de antes, ¿cuántos de ellos se han ido?",
    ],
)
def test_what_goes_back_is_asked_of_the_answer_it_names(question):
    counted = [("portfolio", figure(place, "customers")) for place in ("Germany", "France", "Spain")]
    (call,) = after(question, *counted)
    assert call.arguments["where"] == {"column": "Geography", "op": "eq", "value": "Germany"}
    assert call.arguments["population"] == "left"


@pytest.mark.parametrize("message", ["how many customers came back to us?", "¿cuántos vuelven?", "volviendo"])
def test_nothing_else_goes_back(message):
    assert rest_of(message) == ("", message)


@pytest.mark.parametrize("question", ["what should I offer the first of them?", "¿qué le ofrezco al primero?"])
def test_people_spoken_of_one_by_one_have_an_order(question):
    people = ("15571958", "15746664")
    earlier = tuple(
        (Done(Call("predict_churn", {"customer_ids": [who]}), {"rows": [{"customer_id": who}]}),) for who in people
    )
    (call,) = PLANNER.next_calls(Conversation(question, earlier=earlier, questions=("?", "?")))
    assert (call.tool, call.arguments["customer_id"]) == ("retention_options", people[0])


@pytest.mark.parametrize("question", ["and how many customers does it have?", "¿y cuántos clientes tiene?"])
def test_the_group_singled_out_is_the_subject(question):
    ranked = {"measures": [{"measure": "churn_rate"}], "groups": [{"column": "Geography"}], "order": "desc"}
    data = {"total": {}, "rows": [{"Geography": "Germany"}, {"Geography": "Spain"}]}
    asked = Conversation(question, earlier=((Done(Call("portfolio", ranked), data),),), questions=("?",))
    (call,) = PLANNER.next_calls(asked)
    assert call.arguments["where"] == {"column": "Geography", "op": "eq", "value": "Germany"}
