"""Which end comes first, people instead of a figure, reasons wherever they are asked for, two groups side by side."""

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from tests.crossed import crossed
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
PEOPLE = {
    "en": ["the Germans", "the inactive customers", "the women over 60", "the French customers who left"],
    "es": ["los alemanes", "los clientes inactivos", "las mujeres de más de 60 años", "los franceses que se fueron"],
}
COLUMNS = {
    "en": [("salary", "EstimatedSalary"), ("balance", "Balance"), ("age", "Age"), ("credit score", "CreditScore")],
    "es": [
        ("salario", "EstimatedSalary"),
        ("saldo", "Balance"),
        ("edad", "Age"),
        ("puntuación de crédito", "CreditScore"),
    ],
}
SORTED = {
    "en": [
        ("list {} sorted by {} ascending", "asc"),
        ("list {} by {} from lowest to highest", "asc"),
        ("list {} ordered by {} descending", "desc"),
        ("list {} by {} from highest to lowest", "desc"),
    ],
    "es": [
        ("lista {} ordenados por {} de menor a mayor", "asc"),
        ("lista {} por {} de menor a mayor", "asc"),
        ("lista {} ordenados por {} de mayor a menor", "desc"),
        ("lista {} ordenados por {} descendente", "desc"),
    ],
}


def call(message: str) -> Call:
    return PLANNER.next_calls(Conversation(message))[0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_direction_in_words_is_the_order_of_the_list(language: str) -> None:
    wrong = []
    for people, (name, column), (form, way) in crossed(PEOPLE[language], COLUMNS[language], SORTED[language], times=4):
        message = form.format(people, name)
        found = call(message)
        told = (found.tool, found.arguments.get("order_by"), found.arguments.get("order"))
        if told != ("list_customers", column, way):
            wrong.append((message, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("message", "column", "way", "limit"),
    [
        ("the Germans with the highest salary", "EstimatedSalary", "desc", None),
        ("los alemanes con el saldo más alto", "Balance", "desc", None),
        ("customers with the lowest credit score", "CreditScore", "asc", None),
        ("the German customer with the highest balance", "Balance", "desc", 1),
        ("the women in Spain sorted by age from youngest to oldest", "Age", "asc", None),
        ("lista los alemanes del saldo más grande al más chico", "Balance", "desc", None),
        ("lista los alemanes del salario más bajo al más alto", "EstimatedSalary", "asc", None),
    ],
)
def test_people_who_are_asked_for_are_listed(message: str, column: str, way: str, limit: int | None) -> None:
    found = call(message)
    assert found.tool == "list_customers"
    assert (found.arguments["order_by"], found.arguments["order"], found.arguments.get("limit")) == (column, way, limit)


@pytest.mark.parametrize(
    "message",
    [
        "what is the highest salary of the Germans?",
        "¿cuál es el saldo máximo de los alemanes?",
        "what is the highest balance among customers with two products?",
    ],
)
def test_a_figure_that_is_asked_for_stays_a_figure(message: str) -> None:
    assert call(message).arguments["measures"][0]["measure"] == "max"


@pytest.mark.parametrize("first", ["What's behind the risk on {}?", "¿por qué se nos iría la {}?", "Tell me about {}."])
@pytest.mark.parametrize("second", ["Walk me through the reasons", "¿Qué es lo que le sube el riesgo? ¿por qué?"])
def test_reasons_asked_for_in_any_sentence_are_given(first: str, second: str) -> None:
    found = call(f"{first.format('15738291')} {second}")
    assert (found.tool, found.arguments.get("customer_id")) == ("explain_churn", "15738291")


@pytest.mark.parametrize("lead", ["", "Young versus old, that's my story. ", "Jóvenes contra veteranos: "])
@pytest.mark.parametrize(
    "asked",
    [
        "churn rate for under-30s against the over-50s?",
        "¿cómo es la tasa de abandono de los menores de 30 frente a la de los mayores de 50?",
    ],
)
def test_groups_that_nobody_is_in_at_once_are_compared(lead: str, asked: str) -> None:
    found = call(lead + asked)
    assert found.tool == "compare"
    sides = [group["where"] for group in found.arguments["groups"]]
    assert {(side["op"], side["value"]) for side in sides} == {("lt", 30), ("gt", 50)}


@pytest.mark.parametrize(
    ("message", "part", "where", "population"),
    [
        ("percentage of inactive among those who left", "IsActiveMember", None, "left"),
        ("out of every hundred customers who quit, how many were German?", "Geography", None, "left"),
        ("of every hundred who left, how many held only one product?", "NumOfProducts", None, "left"),
        ("what percentage of customers who churned had two products?", "NumOfProducts", None, "left"),
        ("qué porcentaje de los que tienen tarjeta están inactivos", "IsActiveMember", "HasCrCard", None),
    ],
)
def test_a_share_is_of_the_whole_that_is_said(
    message: str, part: str, where: str | None, population: str | None
) -> None:
    found = call(message)
    (measure,) = found.arguments["measures"]
    assert (measure["measure"], measure["where"]["column"]) == ("share", part)
    assert (found.arguments.get("where") or {}).get("column") == where
    assert found.arguments.get("population") == population


@pytest.mark.parametrize(
    "message",
    [
        "¿qué proporción de clientes tiene tarjeta y está inactivo?",
        "what share of customers have a card and are inactive?",
    ],
)
def test_two_things_said_of_all_customers_are_both_in_the_part(message: str) -> None:
    found = call(message)
    (measure,) = found.arguments["measures"]
    assert {part["column"] for part in measure["where"]["all"]} == {"HasCrCard", "IsActiveMember"}
    assert "where" not in found.arguments


@pytest.mark.parametrize(
    "message",
    [
        "what percentage of customers with two products stay?",
        "qué porcentaje de los clientes con dos productos se queda?",
    ],
)
def test_who_stays_is_a_share(message: str) -> None:
    found = call(message)
    assert found.arguments["where"] == {"column": "NumOfProducts", "op": "eq", "value": 2}
    assert found.arguments["measures"][0]["measure"] in ("share", "retention_rate")


def test_not_either_is_both() -> None:
    found = call("How many have no credit card and aren't active either, but still have over 100k with us?")
    assert {part["column"] for part in found.arguments["where"]["all"]} == {"HasCrCard", "IsActiveMember", "Balance"}
    assert "population" not in found.arguments


@pytest.mark.parametrize("them", ["De esos,", "De esas,", "De ellos,", "de esos"])
def test_of_them_is_no_aside(them: str) -> None:
    assert not any(clause.aside for clause in PLANNER.reviewer.clauses(f"{them} ¿cuántos se fueron?"))


@pytest.mark.parametrize(
    "message",
    [
        "¿quién se nos va más, los alemanes o los franceses?",
        "who leaves us more, Germans or those from France?",
        "who leaves more, Germans or the French?",
        "¿quiénes abandonan más, los de Alemania o los de Francia?",
    ],
)
def test_who_of_two_leaves_more_is_told_by_their_rates(message: str) -> None:
    found = call(message)
    assert found.tool == "portfolio"
    assert found.arguments["measures"] == [{"measure": "churn_rate"}]
    assert [group["column"] for group in found.arguments["groups"]] == ["Geography"]


def test_who_of_two_sorts_leaves_more_is_told_by_their_rates() -> None:
    found = call("¿quién se nos va más, los activos o los que tienen tarjeta?")
    assert found.tool == "compare"
    assert [group["where"]["column"] for group in found.arguments["groups"]] == ["IsActiveMember", "HasCrCard"]


@pytest.mark.parametrize(
    "message",
    [
        "dime el porcentaje de bajas entre los que tienen cuatro productos",
        "percentage of leavers among those with four products",
    ],
)
def test_the_leavers_among_a_group_are_its_rate(message: str) -> None:
    found = call(message)
    assert found.arguments["where"] == {"column": "NumOfProducts", "op": "eq", "value": 4}
    assert found.arguments["measures"][0]["measure"] in ("churn_rate", "share")
