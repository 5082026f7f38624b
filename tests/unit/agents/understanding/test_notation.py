"""A question written as a query asks what its words ask."""

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.rewording.notation import in_words
from db.catalog import DEFAULT, read_catalog
from tests.packaged import packaged_planner

BANK = read_catalog(DEFAULT)
PLANNER = packaged_planner()
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


@pytest.mark.parametrize("at", [10, 25, 90])
@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize(
    ("said", "op"),
    [
        ("churn rate above p{} of {}", "gt"),
        ("churn rate of customers with {1} > p{0}", "gt"),
        ("tasa de abandono por debajo del p{} de {}", "lt"),
    ],
)
def test_a_percentile_by_its_letter(said, op, at, column):
    told = asked(said.format(at, column)).arguments
    assert told["measures"] == [{"measure": "churn_rate"}]
    assert told["where"] == {"column": column, "op": op, "value": {"stat": f"p{at}"}}


@pytest.mark.parametrize("times", [2, 3, 0.5])
@pytest.mark.parametrize(("one", "two"), [("Balance", "EstimatedSalary"), ("EstimatedSalary", "Balance")])
def test_a_ratio_of_columns_compared_with_a_number(times, one, two):
    for said in ("how many customers have {} / {} > {}", "cuántos clientes tienen {} / {} > {}"):
        told = asked(said.format(one, two, times)).arguments["where"]
        assert told == {"column": one, "op": "gt", "value": {"column": two, "times": float(times)}}


@pytest.mark.parametrize(
    "said", ["churn rate per {} x {} cell", "avg(Exited) group by {}, {}", "tasa de abandono por {} x {}"]
)
def test_two_groups_crossed(said):
    told = asked(said.format("Geography", "Gender")).arguments
    assert told["groups"] == [{"column": "Geography"}, {"column": "Gender"}]
    assert told["measures"] == [{"measure": "churn_rate"}]


@pytest.mark.parametrize(
    "said",
    [
        "counterfactual for 15580249: set {}={}, {}={}, everything else fixed. New churn prob?",
        "contrafactual para 15580249: set {} = {} y {} = {}, ¿cómo cambia la proba?",
        "counterfactual on 15580249: set {} = {} and {} = {}",
    ],
)
@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("products", [1, 2, 3])
def test_a_counterfactual_sets_every_column_it_names(said, flag, products):
    told = asked(said.format("NumOfProducts", products, flag, 1))
    assert told.tool == "what_if"
    assert told.arguments["changes"] == {"NumOfProducts": products, flag: BANK.columns[flag].yes}
