"""Messages as frames: what the grammar builds when every span has its place, and nothing when one has not."""

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from db.catalog import DEFAULT, read_catalog
from tests.packaged import packaged_planner

CATALOG = read_catalog(DEFAULT)


@lru_cache(maxsize=1)
def planner():
    return packaged_planner()


def calls(message, *earlier):
    return planner().next_calls(Conversation(message, earlier=tuple(earlier)))


MORE = {"column": "NumOfProducts", "op": "gt", "value": {"column": "Tenure"}}
RICHER = {"column": "Balance", "op": "gt", "value": {"column": "EstimatedSalary"}}
TWICE = {"column": "Balance", "op": "ge", "value": {"column": "EstimatedSalary", "times": 2.0}}
ABOVE = {"column": "Balance", "op": "gt", "value": {"stat": "mean"}}
LARGE = {"column": "Geography", "op": "in", "value": {"groups": {"measure": "customers", "op": "gt", "value": 3000}}}


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("how many customers have more products than years with us", MORE),
        ("¿cuántos clientes tienen más saldo que salario?", RICHER),
        ("how many customers have a balance of at least twice the salary", TWICE),
        ("cuántos clientes con saldo superior a la media", ABOVE),
        ("tasa de abandono de los países con más de 3000 clientes", LARGE),
        ("how many under-thirties are there", {"column": "Age", "op": "lt", "value": 30}),
    ],
)
def test_columns_figures_and_sizes_are_compared(message, where):
    assert calls(message)[0].arguments["where"] == where


@pytest.mark.parametrize(
    "message",
    [
        "tasa de abandono en Alemania y saldo medio en Francia",
        "churn rate in Germany and average balance in France",
        "what is the churn rate in Germany? and the average balance in France?",
    ],
)
def test_two_wishes_keep_their_own_conditions(message):
    found = calls(message)
    assert [call.arguments["where"]["value"] for call in found] == ["Germany", "France"]
    assert [call.arguments["measures"][0]["measure"] for call in found] == ["churn_rate", "mean"]


numeric = st.sampled_from([c for c in CATALOG.columns.values() if c.numeric and c.name != CATALOG.id])
spelt = st.sampled_from([str.lower, str.upper, lambda name: name, lambda name: name.replace("Of", "_of_")])


@settings(deadline=None, max_examples=30)
@given(
    numeric,
    spelt,
    st.sampled_from(["median of {}", "mediana de {}", "how many have {} above 2", "media de {} por Geography"]),
)
def test_a_column_is_understood_by_its_header_as_written(column, form, said):
    (call,) = calls(said.format(form(column.name)))
    measured = [measure.get("column") for measure in call.arguments["measures"]]
    assert column.name in (*measured, call.arguments.get("where", {}).get("column"))


@settings(deadline=None, max_examples=30)
@given(
    st.integers(10**6, 10**8 - 1),
    st.sampled_from([" ", ".", ",", ""]),
    st.sampled_from(["riesgo de {}", "customer {}", "{}"]),
)
def test_an_id_is_one_however_its_digits_are_grouped(number, mark, said):
    (call,) = calls(said.format(f"{number:,}".replace(",", mark)))
    assert str(number) in str(call.arguments)


FRENCH = {"column": "Geography", "op": "eq", "value": "France"}
LIST = Done(
    Call("list_customers", {"where": FRENCH, "order_by": "Balance", "limit": 10}),
    {"rows": [{"customer_id": str(i)} for i in range(10)], "total": 90},
)


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ("los siguientes 10", {"offset": 10, "limit": 10}),
        ("next five", {"offset": 10, "limit": 5}),
        ("ordénala por edad", {"order_by": "Age", "order": "desc"}),
        ("sort them by salary", {"order_by": "EstimatedSalary", "order": "desc"}),
        ("al revés", {"order": "asc"}),
        ("todos", {"limit": "all"}),
    ],
)
def test_a_list_is_paged_and_sorted(message, changed):
    (call,) = calls(message, (LIST,))
    assert call.arguments == {**LIST.call.arguments, **changed}


def test_the_first_one_looked_at_comes_back():
    cards = [Done(Call("customer_card", {"customer_id": i}), {"customer_id": i}) for i in ("15647311", "15634602")]
    (call,) = calls("vuelve al primero que vimos", *((card,) for card in cards))
    assert call.arguments == {"customer_id": "15647311"}


@pytest.mark.parametrize("message", ["saldo del cliente 15647311 un 10 % más bajo", "balance of 15647311 10% lower"])
def test_lower_is_lower(message):
    assert calls(message) == [Call("what_if", {"customer_id": "15647311", "changes": {"Balance": {"percent": -10.0}}})]


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("what is a mixture of agents?", "mixture"),
        ("¿qué es una mezcla de agentes?", "mixture"),
        ("¿con qué pesos?", "members"),
        ("do the models agree on 15701354?", "agreement"),
        ("how does it work?", "self"),
        ("¿cómo funcionas?", "self"),
    ],
)
def test_the_program_tells_about_itself(message, topic):
    (call,) = calls(message)
    assert (call.tool, call.arguments["topic"]) == ("about_system", topic)


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=300))
def test_any_text_is_planned(message):
    assert isinstance(calls(message), list)
