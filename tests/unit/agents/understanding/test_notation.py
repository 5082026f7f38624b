"""A question written as a query asks what its words ask."""

import pytest

from agents.offline.context import Conversation
from agents.offline.lexicon import Lexicon
from agents.understanding.notation import in_words
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, read_catalog

BANK = read_catalog(DEFAULT)
PLANNER = Planner(Lexicon(BANK))
NUMBERS = ["CreditScore", "Age", "Tenure", "Balance", "EstimatedSalary"]
FLAGS = ["HasCrCard", "IsActiveMember"]
FUNCTIONS = {"AVG": "mean", "MIN": "min", "MAX": "max", "SUM": "sum", "MEDIAN": "median"}


def asked(message):
    (call,) = PLANNER.next_calls(Conversation(message, earlier=()))
    return call


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_of_a_column_by_a_group(column, function):
    for message in (
        f"{function}({column}) GROUP BY Geography",
        f"SELECT Geography, {function}({column}) FROM customers GROUP BY Geography",
    ):
        told = asked(message)
        assert told.arguments["measures"] == [{"measure": FUNCTIONS[function], "column": column}]
        assert [group["column"] for group in told.arguments["groups"]] == ["Geography"]


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize(
    ("sign", "value", "yes"), [("=", 1, True), ("=", 0, False), ("!=", 1, False), ("==", 0, False)]
)
def test_a_flag_by_what_is_stored(flag, sign, value, yes):
    told = asked(f"select count(*) from customers where {flag} {sign} {value}")
    spec = BANK.columns[flag]
    assert told.arguments["where"] == {"column": flag, "op": "eq", "value": spec.yes if yes else spec.other(spec.yes)}


@pytest.mark.parametrize(("value", "population"), [(1, "left"), (0, "current")])
@pytest.mark.parametrize("column", NUMBERS)
def test_the_label_by_what_is_stored(column, value, population):
    assert asked(f"AVG({column}) WHERE Exited = {value}").arguments["population"] == population


@pytest.mark.parametrize("column", NUMBERS)
def test_a_range_of_two_signs(column):
    low, high = (2, 5) if column == "Tenure" else (30, 400)
    (one, other) = asked(f"How many have {low} < {column} <= {high}?").arguments["where"]["all"]
    assert {(one["op"], one["value"]), (other["op"], other["value"])} == {("gt", low), ("le", high)}


@pytest.mark.parametrize(("said", "op"), [("in", "in"), ("not in", "not_in")])
def test_a_list_of_values(said, op):
    told = asked(f"count(*) where Geography {said} ('France', 'Spain') and Age > 40").arguments["where"]["all"]
    assert {"column": "Geography", "op": op, "value": ["France", "Spain"]} in told


@pytest.mark.parametrize(("way", "order"), [("DESC", "desc"), ("ASC", "asc")])
@pytest.mark.parametrize("column", NUMBERS)
def test_an_order_and_a_limit(column, way, order):
    told = asked(f"select * from customers where Geography = 'Germany' order by {column} {way} limit 7")
    assert told.tool == "list_customers"
    assert (told.arguments["order_by"], told.arguments["order"], told.arguments["limit"]) == (column, order, 7)


@pytest.mark.parametrize("sign", ["≠", "!=", "<>"])
def test_unequal_is_not_equal(sign):
    def where(told):
        return asked(f"how many customers where NumOfProducts {told} 1").arguments["where"]

    assert where(sign) == {"column": "NumOfProducts", "op": "ne", "value": 1}
    assert where("=") == {"column": "NumOfProducts", "op": "eq", "value": 1}


@pytest.mark.parametrize("message", ["¿Cuántos clientes hay en Francia?", "What is the churn rate (overall)?", "hola"])
def test_plain_words_stay(message):
    assert in_words(message, "es") == message
