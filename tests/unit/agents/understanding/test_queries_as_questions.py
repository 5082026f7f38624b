"""Questions written as code: every comparison, function and clause over generated columns and values."""

from itertools import product

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.crossed import crossed
from tests.unit.agents.understanding.test_families import BANK, planner

SIGNS = {
    "=": "eq",
    "==": "eq",
    "!=": "ne",
    "<>": "ne",
    "≠": "ne",
    "<": "lt",
    "<=": "le",
    "≤": "le",
    ">": "gt",
    ">=": "ge",
}
NUMBERS = [("Age", 40), ("NumOfProducts", 2), ("Balance", 50000), ("CreditScore", 500), ("EstimatedSalary", 90000)]
FUNCTIONS = {"AVG": "mean", "avg": "mean", "MEDIAN": "median", "MIN": "min", "max": "max", "SUM": "sum"}
LEADS = {
    "en": ["how many customers where {}", "select count(*) from customers where {}", "row count where {}"],
    "es": ["¿cuántos clientes WHERE {}?", "cuántas filas WHERE {}", "SELECT COUNT(*) FROM clientes WHERE {}"],
}


def arguments(message):
    (found,) = planner("bank").next_calls(Conversation(message, earlier=()))
    return {"tool": found.tool, **found.arguments}


@pytest.mark.parametrize("language", LEADS)
def test_every_sign_compares_as_it_does_in_code(language):
    for lead, (sign, op), (column, number) in crossed(LEADS[language], list(SIGNS.items()), NUMBERS, times=3):
        found = arguments(lead.format(f"{column} {sign} {number}"))
        assert found.get("where") == {"column": column, "op": op, "value": number}, (lead, sign, column, found)


def test_conditions_joined_by_and_all_hold():
    for lead, (column, number) in product(LEADS["en"], NUMBERS):
        found = arguments(lead.format(f"{column} > {number} AND Geography = 'Spain' AND HasCrCard = 1"))
        held = {(part["column"], part["op"], str(part["value"])) for part in found["where"]["all"]}
        assert held == {(column, "gt", str(number)), ("Geography", "eq", "Spain"), ("HasCrCard", "eq", "1")}


@pytest.mark.parametrize(
    ("code", "status"), [("Exited = 1", "left"), ("Exited=0", "current"), ("Exited <> 1", "current")]
)
def test_the_label_says_who_is_meant(code, status):
    for function, measure in FUNCTIONS.items():
        if measure in {"min", "max"}:
            continue  # whose it is may be told beside it
        found = arguments(f"{function}(Balance) where {code}")
        assert (found["measures"], found["population"]) == ([{"measure": measure, "column": "Balance"}], status)


def test_lists_ranges_groups_and_orders():
    among = arguments("how many customers where NumOfProducts in (2, 3)")
    assert among["where"] == {"column": "NumOfProducts", "op": "in", "value": [2, 3]}
    places = arguments("select count(*) from customers where Geography in ('France', 'Spain')")
    assert places["where"] == {"column": "Geography", "op": "in", "value": ["France", "Spain"]}
    grouped = arguments("select avg(Age) from customers group by Gender")
    assert grouped["groups"] == [{"column": "Gender"}]
    first = arguments("select * from customers where Geography='Germany' order by Balance desc limit 7")
    assert (first["tool"], first["order_by"], first["limit"]) == ("list_customers", "Balance", 7)


def test_a_question_about_a_place_is_no_code():
    found = arguments("where do customers leave most?")
    assert found["groups"] == [{"column": "Geography"}]
    assert BANK.columns["Geography"].kind == "category"
