"""Who is left out, who is taken in after all, and in which order: said in a clause of its own, after what is asked."""

from itertools import product

import pytest

from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
NOT_GERMAN = {"column": "Geography", "op": "ne", "value": "Germany"}
ASKED = {
    "es": ["¿cuántos clientes hay con tarjeta?", "saldo medio de los inactivos", "tasa de abandono por género"],
    "en": ["how many customers have a card?", "average balance of the inactive ones", "churn rate by gender"],
}
OUT = {
    "es": ["no me cuentes los de Alemania", "Y no me cuentes a los alemanes", "deja a los alemanes fuera"],
    "en": [
        "don't count the Germans",
        "and don't include the Germans",
        "leave the Germans out",
        "filter the Germans out",
    ],
}
GONE_OUT = {
    "es": ["no me cuentes los que se fueron", "deja a los que se fueron fuera"],
    "en": ["don't count those who left", "filter the churned customers out"],
}
EITHER = {
    "es": ["hayan seguido o no", "también los que se fueron", "incluidos los que se han ido", "se hayan ido o sigan"],
    "en": ["whether they stayed or not", "including those who left", "whether they left or stayed"],
}


def only(question):
    (call,) = PLANNER.next_calls(Conversation(question))
    assert call.tool not in OPEN, question
    return call


def parts(call):
    node = call.arguments.get("where") or {"all": []}
    return node.get("all", [node])


def said(clauses, language):
    return ((asked, f"{asked.rstrip('?')}, {clause}") for asked, clause in product(ASKED[language], clauses[language]))


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_clause_leaves_out_those_it_describes(language):
    for asked, question in said(OUT, language):
        assert [part for part in parts(only(question)) if part not in parts(only(asked))] == [NOT_GERMAN], question


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_clause_leaves_out_those_who_left(language):
    for asked, question in said(GONE_OUT, language):
        if {"measure": "churn_rate"} in only(asked).arguments["measures"]:
            continue  # of those who stayed nobody left
        assert only(question).arguments.get("population") == "current", question
        assert parts(only(question)) == parts(only(asked)), question


@pytest.mark.parametrize("language", ["es", "en"])
def test_everybody_whether_they_left_or_not(language):
    for asked, question in said(EITHER, language):
        assert only(question) == only(asked), question


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("¿cuántos clientes tienen más de 2 productos, no 2 o más?", "gt", 2),
        ("how many customers have more than 2 products, not 2 or more?", "gt", 2),
        ("¿cuántos clientes tienen menos de 3 productos, no 3 o menos?", "lt", 3),
    ],
)
def test_the_bound_that_is_not_meant_is_no_second_one(question, op, value):
    assert parts(only(question)) == [{"column": "NumOfProducts", "op": op, "value": value}]


FIRST = {
    "es": {"del más bajito al más alto": "asc", "del más alto": "desc", "los más bajos primero": "asc"},
    "en": {"lowest first": "asc", "the highest at the top": "desc", "smallest at the bottom": "desc"},
}


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_direction_orders_by_the_one_number_that_is_told(language):
    asked = {"es": "lista de clientes con saldo superior a 90000", "en": "list customers with a balance over 90000"}
    for words, way in FIRST[language].items():
        arguments = only(f"{asked[language]}, {words}").arguments
        assert (arguments.get("order_by"), arguments.get("order")) == ("Balance", way), words


@pytest.mark.parametrize("question", ["lista de clientes alemanes, del más bajito", "list the Germans, lowest first"])
def test_a_direction_of_nothing_is_asked_about(question):
    calls = PLANNER.next_calls(Conversation(question))
    assert [call.tool for call in calls] == ["ask_back"]


@pytest.mark.parametrize("worst", ["churn by country, worst at the top", "churn by country, worst first"])
def test_the_worst_of_a_loss_is_the_highest(worst):
    assert only(worst).arguments["order"] == "desc"


def test_a_change_goes_to_the_second_value():
    for question in ("what if 15647311 went from inactive to active?", "¿y si 15647311 pasara de inactivo a activo?"):
        assert only(question).arguments["changes"] == {"IsActiveMember": "1"}
