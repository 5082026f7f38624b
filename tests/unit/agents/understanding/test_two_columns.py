"""One column against another, the ratio of two, and several percentiles or aggregates of one column said once."""

from itertools import product

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
BALANCE = {"column": "Balance", "op": "gt", "value": {"column": "EstimatedSalary"}}
LESS_BALANCE = {**BALANCE, "op": "lt"}
SALARY = {"column": "EstimatedSalary", "op": "gt", "value": {"column": "Balance"}}
AGAINST = {
    "en": {
        "keep more money with us than they earn in a year": BALANCE,
        "earn more than they have in their account": SALARY,
        "hold more than they earn": BALANCE,
        "have less in the bank than they earn": LESS_BALANCE,
        "have a balance higher than their salary": BALANCE,
        "earn more than their balance": SALARY,
    },
    "es": {
        "ganan más de lo que tienen en saldo": SALARY,
        "ganan más de lo que tienen en cuenta": SALARY,
        "tienen en cuenta más de lo que ganan al año": BALANCE,
        "tienen más saldo que sueldo": BALANCE,
        "tienen un saldo mayor que su sueldo": BALANCE,
    },
}
ASKED = {
    "en": {"how many customers {}?": "customers", "churn rate of customers who {}": "churn_rate"},
    "es": {"¿cuántos clientes {}?": "customers", "tasa de abandono de los clientes que {}": "churn_rate"},
}
RATIO = {
    "measure": "ratio",
    "of": {"measure": "sum", "column": "Balance"},
    "to": {"measure": "sum", "column": "EstimatedSalary"},
}
RATIOS = [
    "ratio saldo/sueldo medio, Alemania contra España",
    "ratio medio de saldo a sueldo en Alemania",
    "cociente entre saldo y sueldo por país",
    "average balance-to-salary ratio by country",
    "ratio of balance to salary of the Germans",
]


def p(q, column):
    return {"measure": "percentile", "column": column, "q": q}


def m(name, column):
    return {"measure": name, "column": column}


SEVERAL = {
    "what's the median balance, and the 90th percentile?": [m("median", "Balance"), p(90, "Balance")],
    "p10 and p90 of salary": [p(10, "EstimatedSalary"), p(90, "EstimatedSalary")],
    "the 90th percentile of age of women and the mean": [p(90, "Age"), m("mean", "Age")],
    "average and 95th percentile of salary for Germans": [m("mean", "EstimatedSalary"), p(95, "EstimatedSalary")],
    "25th and 75th percentile of balance": [p(25, "Balance"), p(75, "Balance")],
    "dame el p25, p50 y p75 de la edad de los clientes": [p(25, "Age"), m("median", "Age"), p(75, "Age")],
    "mediana y percentil 90 del saldo": [m("median", "Balance"), p(90, "Balance")],
    "percentil 10 y percentil 90 del sueldo por país": [p(10, "EstimatedSalary"), p(90, "EstimatedSalary")],
    "edad media y percentil 95 de los alemanes": [m("mean", "Age"), p(95, "Age")],
}


def one(question):
    (call,) = PLANNER.next_calls(Conversation(question, questions=(question,)))
    return call.arguments


@pytest.mark.parametrize(
    ("question", "measure", "node"),
    [
        (asked.format(said), measure, node)
        for language in ASKED
        for (asked, measure), (said, node) in product(ASKED[language].items(), AGAINST[language].items())
    ],
)
def test_a_column_is_compared_with_another(question, measure, node):
    found = one(question)
    assert (found["measures"], found["where"]) == ([{"measure": measure}], node)


@pytest.mark.parametrize("question", RATIOS)
def test_a_ratio_is_of_both_columns(question):
    assert one(question)["measures"] == [RATIO]


@pytest.mark.parametrize(("question", "measures"), SEVERAL.items())
def test_every_figure_is_of_the_column_said_once(question, measures):
    assert one(question)["measures"] == measures
