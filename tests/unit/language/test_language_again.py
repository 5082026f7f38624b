"""Fragments that take the answer before further: its other end, its share, without some of them."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.unit.agents.understanding.test_families import planner

FRANCE = {"column": "Geography", "op": "eq", "value": "France"}
TOP = Call("list_customers", {"where": FRANCE, "order_by": "Balance", "order": "desc", "limit": 5})
WATCH = Call("watch_list", {"where": FRANCE, "limit": 5, "order_by": "probability"})
STAYED = Call("portfolio", {"measures": [{"measure": "customers"}], "population": "current"})
ACTIVE = Call(
    "portfolio",
    {
        "measures": [{"measure": "mean", "column": "Age"}],
        "where": {"column": "IsActiveMember", "op": "eq", "value": "1"},
    },
)


def after(call, question, data=None):
    found = data or {"rows": [{"customer_id": 1}, {"customer_id": 2}]}
    conversation = Conversation(question, (), ((Done(call, found),),), ("x",))
    (made,) = planner("bank").next_calls(conversation)
    return made


@pytest.mark.parametrize("question", ["¿y los tres de abajo?", "and the bottom three?", "¿y los 3 con menos?"])
def test_the_other_end_of_a_list(question):
    assert after(TOP, question).arguments == {**TOP.arguments, "order": "asc", "limit": 3}


@pytest.mark.parametrize("question", ["quita los que tengan saldo cero", "remove the ones with zero balance"])
def test_those_described_are_left_out(question):
    zero = {"column": "Balance", "op": "ne", "value": 0}
    assert after(WATCH, question).arguments == {**WATCH.arguments, "where": {"all": [zero, FRANCE]}}


@pytest.mark.parametrize("question", ["¿qué porcentaje es?", "what percentage is that?"])
def test_a_share_of_those_who_stayed(question):
    stays = {"column": "Exited", "op": "eq", "value": "0"}
    assert after(STAYED, question).arguments == {"measures": [{"measure": "share", "where": stays}]}


@pytest.mark.parametrize("question", ["¿y de los que se fueron?", "and of those who left?"])
def test_who_they_are_is_said_anew(question):
    assert after(ACTIVE, question).arguments == {"measures": ACTIVE.arguments["measures"], "population": "left"}


@pytest.mark.parametrize("question", ["compáralos", "compare them"])
def test_they_are_compared(question):
    assert after(TOP, question) == Call("compare", {"customer_ids": ["1", "2"]})


@pytest.mark.parametrize("question", ["añade Alemania", "and Germany too", "¿y Alemania?"])
def test_one_more_is_compared_beside_the_others(question):
    places = [{"column": "Geography", "op": "eq", "value": v} for v in ("France", "Spain", "Germany")]
    groups = [{"label": node["value"], "where": node} for node in places]
    assert after(Call("compare", {"groups": groups[:2]}), question).arguments["groups"] == groups
