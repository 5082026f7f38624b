"""The first customers of each group: how many, by what, of which groups, over people of either language."""

from itertools import product

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
GROUPS = {
    "en": {
        "of each manager": "RelationshipManager",
        "in each country": "Geography",
        "for every gender": "Gender",
    },
    "es": {
        "de cada gestor": "RelationshipManager",
        "en cada país": "Geography",
        "de cada sexo": "Gender",
    },
}
ORDERS = {
    "en": {
        "the 3 customers with the highest balance {}": ("Balance", "desc", 3),
        "Top 2 by salary {}": ("EstimatedSalary", "desc", 2),
        "top 4 customers by balance {}, please": ("Balance", "desc", 4),
        "the five oldest customers {}": ("Age", "desc", 5),
        "who is the riskiest customer {} right now?": ("probability", "desc", 1),
        "top 3 riskiest customers {}": ("probability", "desc", 3),
        "the customer with the most value at risk {}": ("value_at_risk", "desc", 1),
        "the 2 lowest credit scores {}": ("CreditScore", "asc", 2),
        "who has the highest balance {}?": ("Balance", "desc", 1),
        "the top three {}": ("value_at_risk", "desc", 3),
        "bottom 2 {} by credit score": ("CreditScore", "asc", 2),
    },
    "es": {
        "los 3 clientes con mayor saldo {}": ("Balance", "desc", 3),
        "top 2 {} por sueldo": ("EstimatedSalary", "desc", 2),
        "los 2 mayores saldos {}": ("Balance", "desc", 2),
        "los cinco clientes más viejos {}": ("Age", "desc", 5),
        "¿Quién es el cliente más joven {}?": ("Age", "asc", 1),
        "los 3 clientes con más riesgo {}": ("probability", "desc", 3),
        "el cliente con más valor en riesgo {}": ("value_at_risk", "desc", 1),
        "las 2 puntuaciones de crédito más bajas {}": ("CreditScore", "asc", 2),
        "¿quién tiene el mayor saldo {}?": ("Balance", "desc", 1),
        "¿a quién llamo primero {}?": ("value_at_risk", "desc", 1),
    },
}
RISK = ("probability", "value_at_risk")


def calls(question):
    return PLANNER.next_calls(Conversation(question, questions=(question,)))


CASES = [
    (asked.format(group), column, told)
    for language, groups in GROUPS.items()
    for (group, column), (asked, told) in product(groups.items(), ORDERS[language].items())
]


@pytest.mark.parametrize(("question", "column", "told"), CASES)
def test_people_of_each_group_are_ranked_within_it(question, column, told):
    (call,) = calls(question)
    order_by, order, limit = told
    assert call.tool == "list_customers"
    wanted = {"order_by": order_by, "order": order, "limit": limit, "within": column}
    assert call.arguments == {**wanted, **({"population": "current"} if order_by in RISK else {})}


@pytest.mark.parametrize(
    ("question", "where", "population"),
    [
        ("los 2 mayores saldos de cada país, solo clientes que siguen con nosotros", None, "current"),
        ("the 3 oldest women in each country", ("Gender", "Female"), None),
        ("the 2 customers with the most balance of each manager, only active ones", ("IsActiveMember", "1"), None),
        ("de las alemanas, las 3 con mayor saldo de cada gestor", ("Geography", "Germany"), None),
    ],
)
def test_they_are_those_who_are_meant(question, where, population):
    (call,) = calls(question)
    told = call.arguments.get("where") or {}
    nodes = {(node["column"], node["value"]) for node in told.get("all", [told]) if node}
    assert ("within" in call.arguments, call.arguments.get("population")) == (True, population)
    assert where is None or where in nodes


@pytest.mark.parametrize(
    "question",
    [
        "highest balance in each country",
        "saldo máximo por país",
        "average balance by country",
        "top 3 countries by churn",
        "how many customers does each manager have?",
        "¿cuántos clientes tiene cada gestor?",
        "customers by country",
        "churn rate in each country",
        "share of women in each country",
    ],
)
def test_figures_of_each_group_are_no_lists(question):
    assert [call.tool for call in calls(question)] == ["portfolio"]


LOSING = {
    "en": {
        "which {} loses the most customers{}?": "desc",
        "Which {} loses the fewest customers{}?": "asc",
    },
    "es": {
        "¿qué {} pierde más clientes{}?": "desc",
        "¿Qué {} pierde menos clientes{}?": "asc",
    },
}
TOLD_AS = {
    "en": {"": "churn_rate", " in percentage": "churn_rate", " in absolute numbers": "customers"},
    "es": {"": "churn_rate", " en proporción": "churn_rate", " en números absolutos": "customers"},
}
CALLED = {"en": {"manager": "RelationshipManager", "country": "Geography"}, "es": {"gestor": "RelationshipManager"}}
LOSERS = [
    (asked.format(name, told_as), column, order, measure)
    for language in LOSING
    for (asked, order), (told_as, measure), (name, column) in product(
        LOSING[language].items(), TOLD_AS[language].items(), CALLED[language].items()
    )
]


@pytest.mark.parametrize(("question", "column", "order", "measure"), LOSERS)
def test_who_loses_most_is_told_by_the_rate_or_the_number_as_asked(question, column, order, measure):
    (call,) = calls(question)
    assert call.arguments["measures"] == [{"measure": measure}]
    assert (call.arguments["groups"], call.arguments["order"]) == ([{"column": column}], order)
    assert call.arguments.get("population") == ("left" if measure == "customers" else None)
