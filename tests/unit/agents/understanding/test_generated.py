"""Generated questions over two catalogs: conditions x status x measures x groups x wordings, and nothing is dropped."""

from functools import lru_cache

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.plan import Call  # type: ignore[attr-defined]
from tests.unit.agents.understanding.families import Case, cases
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, planner

_EVERY_NTH = 41
"""Of some 1,600 questions in each language over each catalog; all of them are asked by hand."""
_RIGHT = 0.99


@lru_cache(maxsize=8)
def asked(name: str, language: str) -> list[tuple[Case, list[Call]]]:
    chosen = list(cases(CATALOGS[name], language))[::_EVERY_NTH]
    return [(case, planner(name).next_calls(Conversation(case.question))) for case in chosen]


def wrong(case: Case, calls: list[Call]) -> str:
    if len(calls) != 1 or calls[0].tool != case.tool:
        return str([call.tool for call in calls])
    return case.missing(dict(calls[0].arguments))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_generated_questions_are_read_whole(name, language):
    found = asked(name, language)
    bad = [(case.question, why) for case, calls in found if (why := wrong(case, calls))]
    assert len(bad) <= (1 - _RIGHT) * len(found) + 1, bad


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_nothing_generated_is_answered_in_part(name, language):
    open_ended = {"ask_back", "decline"}
    silent = [
        (case.question, why)
        for case, calls in asked(name, language)
        if not {call.tool for call in calls} & open_ended and (why := wrong(case, calls))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("message", "groups", "where"),
    [
        ("how many customers are in France, and how many in Spain?", "Geography", ["France", "Spain"]),
        ("de los alemanes, ¿cuántos son activos y cuántos inactivos?", "IsActiveMember", ["1", "0"]),
        ("¿cuántos clientes hay en Francia y cuántos en España?", "Geography", ["France", "Spain"]),
    ],
)
def test_counts_of_two_groups_are_never_one(message, groups, where):
    (call,) = planner("bank").next_calls(Conversation(message))
    assert [group["column"] for group in call.arguments["groups"]] == [groups]
    told = call.arguments["where"]
    parts = told.get("all", [told])
    assert sorted(next(node["value"] for node in parts if node["column"] == groups)) == sorted(where)


@pytest.mark.parametrize(
    "message",
    ["of the top 10 % of customers by balance, how many have left?", "del 10 % con más saldo, ¿cuántos se fueron?"],
)
def test_a_top_share_is_those_above_a_percentile_of_all(message):
    (call,) = planner("bank").next_calls(Conversation(message))
    best = {"column": "Balance", "op": "ge", "value": {"stat": "p90"}}
    assert best in call.arguments["where"]["all"]
    assert {"column": "Exited", "op": "eq", "value": "1"} in call.arguments["where"]["all"]


@pytest.mark.parametrize(
    ("message", "population"),
    [
        ("not exited: average age of the French?", "current"),
        ("Those that have already left us, what's their median age?", "left"),
        ("y de los que se nos fugaron, ¿cuál es la mediana de edad?", "left"),
    ],
)
def test_who_is_meant_is_no_aside(message, population):
    (call,) = planner("bank").next_calls(Conversation(message))
    assert call.arguments["population"] == population
