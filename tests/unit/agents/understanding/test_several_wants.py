"""As many wants as are said: none is dropped for another, and what is not computed is named or asked about."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
WHOM = {
    "en": {
        "Germans": {"column": "Geography", "op": "eq", "value": "Germany"},
        "women": {"column": "Gender", "op": "eq", "value": "Female"},
    },
    "es": {
        "alemanes": {"column": "Geography", "op": "eq", "value": "Germany"},
        "mujeres": {"column": "Gender", "op": "eq", "value": "Female"},
    },
}
COUNT_AND_SHARE = {
    "en": [
        "How many {} are there and what share of all customers is that?",
        "How many {} do we have, and what percentage are they?",
    ],
    "es": [
        "¿Cuántos clientes son {} y qué porcentaje suponen?",
        "¿Cuántos clientes {} hay y qué proporción suponen?",
    ],
}
SHARE_OF_THEM = {
    "en": {
        "women": [
            "how many {} are inactive and what share of {} is that?",
            "how many {} left, and what share of {} is it?",
        ],
        "Germans": ["How many {} are inactive, and what percentage of {} is that?"],
    },
    "es": {
        "mujeres": ["¿cuántas {} se fueron y qué porcentaje de las {} es eso?"],
        "alemanes": ["¿cuántos {} están inactivos y qué proporción de los {} suponen?"],
    },
}
SUM_AND_SHARE = {
    "en": [
        "Total balance in {} and what share of the bank's is it?",
        "total balance in {}, and its share of the total balance?",
    ],
    "es": ["Saldo total en {} y cuánto pesa en el banco.", "saldo total en {} y qué porcentaje del saldo total es"],
}
PLACES = {"en": ["Germany", "Spain"], "es": ["Alemania", "España"]}
ASPECTS = {
    "en": {
        "why might {} leave": "explain_churn",
        "what's the risk of {}": "predict_churn",
        "what should we offer {}": "retention_options",
    },
    "es": {
        "¿por qué se iría {}": "explain_churn",
        "¿qué riesgo tiene {}": "predict_churn",
        "¿qué le ofrezco a {}": "retention_options",
    },
}
FIELDS = {
    "en": {
        ", and who looks after him?": "RelationshipManager",
        ", and what is his balance?": "Balance",
        " and who manages her?": "RelationshipManager",
    },
    "es": {
        ", y quién lo lleva?": "RelationshipManager",
        ", y cuál es su saldo?": "Balance",
        " y quién la atiende?": "RelationshipManager",
    },
}
DIFFERENCES = {
    "en": ["Median age of leavers less median age of stayers?", "difference of the median age of leavers and stayers"],
    "es": ["¿Qué diferencia hay entre la edad media de los que se fueron y los que siguen?"],
}
MINUS = {
    "en": [
        f"{figure} {joined}"
        for figure in ("churn rate", "average balance", "median salary")
        for joined in ("in Germany minus that of France", "of Germans less that of the French")
    ],
    "es": [
        f"{figure} {joined}"
        for figure in ("tasa de abandono", "saldo medio", "salario mediano")
        for joined in ("de los alemanes menos la de los franceses", "en Alemania menos el de Francia")
    ],
}
POINTS = {
    "en": ["how many percentage points separate {} and {} in churn?", "how far apart are {} and {} in churn?"],
    "es": [
        "¿cuántos puntos porcentuales hay entre la tasa de abandono de {} y la de {}?",
        "puntos de diferencia en la tasa de abandono entre {} y {}",
    ],
}
SIDES = {
    "en": [("men", "women", "Gender"), ("France", "Germany", "Geography")],
    "es": [("hombres", "mujeres", "Gender"), ("Francia", "Alemania", "Geography")],
}
OF_ONE_ONLY = {
    "en": ["share of total balance in Germany against share of headcount"],
    "es": [],
}


def calls(question: str) -> list[Call]:
    return PLANNER.next_calls(Conversation(question, questions=(question,)))


def each(family: dict[str, list[str]]) -> list[str]:
    return [question for questions in family.values() for question in questions]


@pytest.mark.parametrize(
    ("question", "node"),
    [(q.format(who), node) for lang in WHOM for q, (who, node) in product(COUNT_AND_SHARE[lang], WHOM[lang].items())],
)
def test_how_many_and_what_share_are_two_figures(question, node):
    count, share = calls(question)
    assert count.arguments["measures"] == [{"measure": "customers"}]
    assert count.arguments["where"] == node
    assert share.arguments["measures"] == [{"measure": "share", "where": node}]


@pytest.mark.parametrize(
    ("question", "node"),
    [
        (question.format(who, who), WHOM[language][who])
        for language, groups in SHARE_OF_THEM.items()
        for who, questions in groups.items()
        for question in questions
    ],
)
def test_whose_share_is_asked_for_are_the_base(question, node):
    count, share = calls(question)
    assert count.arguments["measures"] == [{"measure": "customers"}]
    assert share.arguments["where"] == node
    measure = share.arguments["measures"][0]
    assert measure["measure"] == "churn_rate" or (measure["measure"] == "share" and measure["where"] != node)


@pytest.mark.parametrize(
    "question", [q.format(place) for lang in PLACES for q, place in product(SUM_AND_SHARE[lang], PLACES[lang])]
)
def test_a_total_and_its_share_are_two_figures(question):
    amount, share = calls(question)
    assert amount.arguments["measures"] == [{"measure": "sum", "column": "Balance"}]
    assert share.arguments["measures"][0]["measure"] == "share"


@pytest.mark.parametrize(
    ("question", "tool", "column"),
    [
        (f"{asks.format(15647311)}{field}", tool, column)
        for lang in ASPECTS
        for (asks, tool), (field, column) in product(ASPECTS[lang].items(), FIELDS[lang].items())
    ],
)
def test_an_aspect_and_a_field_of_one_customer_are_both_told(question, tool, column):
    aspect, card = calls(question)
    assert aspect.tool == tool
    assert card == Call("customer_card", {"customer_id": "15647311", "columns": [column]})


@pytest.mark.parametrize("question", each(DIFFERENCES))
def test_a_difference_is_told_of_two_groups_or_named_beside_its_figures(question):
    made = calls(question)
    grouped = all(call.tool == "compare" or call.arguments.get("groups") for call in made)
    assert grouped != bool(PLANNER.reviewer.review(question, made).named)


@pytest.mark.parametrize("question", each(MINUS))
def test_a_figure_minus_that_of_another_group_puts_both_side_by_side(question):
    (call,) = calls(question)
    assert call.arguments["groups"] == [{"column": "Geography"}]
    assert sorted(call.arguments["where"]["value"]) == ["France", "Germany"]


@pytest.mark.parametrize(
    ("question", "column"),
    [(asks.format(*two), column) for lang in POINTS for asks, (*two, column) in product(POINTS[lang], SIDES[lang])],
)
def test_points_between_two_groups_put_their_rates_side_by_side(question, column):
    (call,) = calls(question)
    assert {"measure": "churn_rate"} in call.arguments["measures"]
    assert call.arguments["groups"] == [{"column": column}]


@pytest.mark.parametrize("question", each(OF_ONE_ONLY))
def test_one_figure_for_two_asks_back(question):
    assert [call.tool for call in calls(question)] == ["ask_back"]


@pytest.mark.parametrize(
    "question",
    ["share of women and share of inactive", "% of women and % of inactive", "% de mujeres y % de inactivos"],
)
def test_each_share_is_one_of_the_whole(question):
    women, inactive = (call.arguments for call in calls(question))
    assert women["measures"][0]["where"]["column"] == "Gender"
    assert inactive["measures"][0]["where"]["column"] == "IsActiveMember"
    assert "where" not in women
    assert "where" not in inactive


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("what share of women are inactive and what share of men?", "share"),
        ("what share of women left and what share of men?", "churn_rate"),
    ],
)
def test_the_same_share_of_others_is_no_share_of_everybody(question, measure):
    (call,) = calls(question)
    assert call.arguments["groups"] == [{"column": "Gender"}]
    assert call.arguments["measures"][0]["measure"] == measure


@pytest.mark.parametrize("question", ["customers per country, churn in each", "churn by country and churn"])
def test_a_rate_of_leaving_is_not_split_by_who_left(question):
    (call,) = calls(question)
    assert call.arguments["groups"] == [{"column": "Geography"}]


@pytest.mark.parametrize(
    "question",
    [
        "who manages the most customers?",
        "who looks after the most customers?",
        "¿quién lleva más clientes?",
        "¿quién gestiona más clientes?",
    ],
)
def test_who_manages_most_asks_about_managers(question):
    (call,) = calls(question)
    assert call.arguments["groups"] == [{"column": "RelationshipManager"}]
    assert call.arguments["measures"] == [{"measure": "customers"}]
