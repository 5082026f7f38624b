"""What is not known of customers, both sides of nought, levels of risk, and a wish beside one that is lacking."""

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
COUNT, CHURN = {"measure": "customers"}, {"measure": "churn_rate"}
GAPS = {
    "Exited": [
        "For how many customers is the outcome not known?",
        "how many customers have an unknown outcome?",
        "¿De cuántos clientes no se sabe si se fueron?",
        "¿de cuántos clientes se desconoce si se han ido?",
        "¿de cuántos clientes no se conoce el desenlace?",
    ],
    "ContactNotes": [
        "how many customers have no contact notes?",
        "number of customers without contact notes",
        "¿Cuántos clientes no tienen ninguna nota de contacto?",
        "¿cuántos clientes hay sin notas de contacto?",
    ],
}
BOTH_SIDES = [
    "¿se van más los que tienen saldo cero o los que tienen dinero en cuenta?",
    "do customers with zero balance leave more than those with money in their account?",
    "churn rate of customers with no balance versus customers with a balance",
    "tasa de abandono de los clientes con saldo cero frente a los que tienen saldo",
]
LEVELS = [
    "reparto por riesgo: ¿cuántos clientes hay en alto, medio y bajo?",
    "how many high, medium and low risk customers do we have?",
    "¿cuántos clientes de riesgo alto, medio y bajo tenemos?",
    "number of customers in low, medium and high risk",
]
NUMBER_AND_SHARE = [
    "Spread of customers by country, number and % of total",
    "distribución de clientes por país, número y porcentaje",
    "Customers by country, number and share",
]
OF_THE_BEST = [
    "qué parte del saldo total está en manos del 10 % de clientes con más saldo",
    "¿qué porcentaje del saldo total tiene el 10 % de clientes con más saldo?",
    "what share of the total balance do the 10% of customers with the most balance hold?",
]
LACKING = {
    "How many customers do we have in Spain and how many branches?": "branches",
    "average balance of the Germans and how many left in April?": "in April",
    "¿Cuántos clientes hay en Francia y cuántas hipotecas tienen?": "hipotecas",
    "¿cuántas mujeres hay y cuántas sucursales tenemos?": "sucursales",
}
LOSING_MOST = [
    ("Which country loses the most customers in percentage?", "churn_rate", "desc"),
    ("¿Qué país pierde menos clientes en porcentaje?", "churn_rate", "asc"),
]
OF_THE_MODEL = [
    "What is the model's AUC, and was it measured on customers it had not seen?",
    "Was the model tested on customers it had not seen?",
    "¿Qué AUC tiene el modelo y sobre qué clientes se midió?",
]


def calls(question):
    return PLANNER.next_calls(Conversation(question, questions=(question,)))


@pytest.mark.parametrize(("question", "column"), [(q, column) for column, said in GAPS.items() for q in said])
def test_those_of_whom_something_is_not_known_are_counted(question, column):
    (call,) = calls(question)
    assert (call.arguments["measures"], call.arguments["where"]) == ([COUNT], {"column": column, "op": "is_missing"})


@pytest.mark.parametrize("question", BOTH_SIDES)
def test_nought_and_more_are_two_sides(question):
    (call,) = calls(question)
    sides = [(side["where"]["op"], side["where"]["value"]) for side in call.arguments["groups"]]
    assert (call.tool, sorted(sides), call.arguments["measures"]) == ("compare", [("eq", 0), ("gt", 0)], [CHURN])


@pytest.mark.parametrize("question", LEVELS)
def test_levels_of_risk_side_by_side_are_groups(question):
    (call,) = calls(question)
    assert (call.arguments["measures"], call.arguments["groups"]) == ([COUNT], [{"column": "risk_band"}])


@pytest.mark.parametrize("question", NUMBER_AND_SHARE)
def test_a_spread_tells_numbers_and_shares(question):
    (call,) = calls(question)
    assert (call.tool, call.arguments["column"]) == ("distribution", "Geography")


@pytest.mark.parametrize("question", OF_THE_BEST)
def test_what_those_with_most_hold_is_of_the_sum(question):
    (call,) = calls(question)
    assert (call.tool, call.arguments["top_percent"]) == ("concentration", 10)


@pytest.mark.parametrize(("question", "lacking"), LACKING.items())
def test_what_the_bank_lacks_is_named_beside_what_is_answered(question, lacking):
    *answered, named = calls(question)
    assert [call.tool for call in answered] == ["portfolio"]
    assert (named.tool, [item["text"] for item in named.arguments["items"]]) == ("not_used", [lacking])


@pytest.mark.parametrize(("question", "measure", "order"), LOSING_MOST)
def test_in_percentage_is_the_rate(question, measure, order):
    (call,) = calls(question)
    assert (call.arguments["measures"], call.arguments["order"]) == ([{"measure": measure}], order)


@pytest.mark.parametrize("question", OF_THE_MODEL)
def test_how_good_the_model_is_is_no_list_of_customers(question):
    assert [call.tool for call in calls(question)] == ["about_system", "model_report"]
