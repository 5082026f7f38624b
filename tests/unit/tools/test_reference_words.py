"""Conditions against more than a value, measures made of others and groups kept by a measure, as people read them."""

from typing import Any

import pytest

from tests.tools_banks import CARDS, default_catalog
from tools.replies.people_words import who
from tools.replies.reference_words import having, part_value, period
from tools.replies.value_words import Namer

ES, EN = (Namer(language, default_catalog()) for language in ("es", "en"))  # type: ignore[arg-type]


def told(namer: Namer, column: str, op: str, value: Any, **rest: Any) -> str:
    return who(namer, {"where": {"column": column, "op": op, "value": value, **rest}, "population": "all"})


COLUMNS = [
    ("Balance", "ge", {"column": "EstimatedSalary", "times": 2}, "saldo de al menos el doble del salario estimado"),
    ("Balance", "gt", {"column": "EstimatedSalary"}, "saldo superior al salario estimado"),
    ("Balance", "lt", {"column": "EstimatedSalary", "times": 0.5}, "saldo inferior a la mitad del salario estimado"),
    (
        "Balance",
        "le",
        {"column": "EstimatedSalary", "times": 1.5},
        "saldo de como máximo 1,50 veces el salario estimado",
    ),
    ("NumOfProducts", "gt", {"column": "Tenure"}, "más productos que antigüedad"),
    ("NumOfProducts", "eq", {"column": "Tenure"}, "tantos productos como antigüedad"),
    ("Balance", "gt", {"column": "EstimatedSalary", "plus": 100}, "saldo superior al salario estimado más 100"),
]


@pytest.mark.parametrize(("column", "op", "value", "phrase"), COLUMNS)
def test_a_column_against_a_column(column: str, op: str, value: Any, phrase: str) -> None:
    assert phrase in told(ES, column, op, value)


def test_the_same_in_english() -> None:
    twice = {"column": "EstimatedSalary", "times": 2}
    assert told(EN, "Balance", "ge", twice) == "customers with a balance of at least twice the estimated salary"
    assert told(EN, "NumOfProducts", "gt", {"column": "Tenure"}) == "customers with more products than tenure"


def test_a_value_against_a_figure_of_many() -> None:
    mean = {"stat": "mean", "of": "all"}
    assert told(ES, "Balance", "gt", 76485.889288, against=mean) == (
        "clientes con saldo superior a la media (76.485,89\u00a0€) de todos"
    )
    tenth = {"stat": "p90", "of": "filtered"}
    assert told(EN, "Age", "ge", 53, against=tenth) == (
        "customers with an age of at least the 90th percentile (53 years) of that group"
    )
    of_germans = {"stat": "median", "of": {"column": "Geography", "op": "eq", "value": "Germany"}}
    assert "the median (€119,703.10) of Germany" in told(EN, "Balance", "lt", 119703.1, against=of_germans)


def test_groups_of_a_size_and_parts_of_names() -> None:
    against = {"groups": {"measure": "customers", "op": "gt", "value": 3000}}
    assert told(ES, "Geography", "in", ["France"], against=against) == (
        "clientes con un país con más de 3.000 clientes (Francia)"
    )
    assert told(EN, "Geography", "in", [], against=against).endswith("more than 3,000 customers (none)")
    assert told(EN, "Surname", "starts_with", "Mac") == "customers with a surname starting with “Mac”"
    assert told(ES, "Surname", "ends_with", "ez") == "clientes con apellido que acaba en «ez»"


@pytest.mark.parametrize(
    ("measure", "spanish", "english"),
    [
        ({"measure": "customers", "op": "ge", "value": 3000}, "al menos 3.000 clientes", "at least 3,000 customers"),
        (
            {"measure": "churn_rate", "op": "gt", "value": 0.25},
            "tasa de abandono superior al 25\u00a0%",
            "a churn rate over 25%",
        ),
        (
            {"measure": "mean", "column": "Balance", "op": "between", "value": [1000, 2000]},
            "saldo medio entre 1.000\u00a0€ y 2.000\u00a0€",
            "an average balance between €1,000 and €2,000",
        ),
    ],
)
def test_what_groups_have(measure: dict[str, Any], spanish: str, english: str) -> None:
    assert having(ES, measure) == spanish
    assert having(EN, measure) == english


@pytest.mark.parametrize(
    ("name", "spanish", "english"),
    [
        ("2024", "2024", "2024"),
        ("2024-Q1", "trimestre 1 de 2024", "quarter 1 of 2024"),
        ("2024-03", "marzo de 2024", "March 2024"),
    ],
)
def test_periods_as_people_say_them(name: str, spanish: str, english: str) -> None:
    assert (period(ES, name), period(EN, name)) == (spanish, english)


def test_dates_within_a_period_and_parts_of_dates() -> None:
    english = Namer("en", CARDS)
    within = {"column": "Since", "op": "between", "value": ["2024-03-01", "2024-03-31"]}
    assert who(english, {"where": within}) == "customers with customer since in March 2024"
    assert who(english, {"where": {"column": "Since", "part": "weekday", "op": "eq", "value": 7}}).endswith("on Sunday")
    assert part_value(ES, "month_of_year", 3) == "marzo"


@pytest.mark.parametrize(
    ("measure", "spanish", "english"),
    [
        ({"measure": "percentile", "column": "Age", "q": 90}, "percentil 90 de edad", "90th percentile of age"),
        ({"measure": "percentile", "column": "Age", "q": 2.5}, "percentil 2,5 de edad", "2.5th percentile of age"),
        ({"measure": "stdev", "column": "Age"}, "desviación típica de edad", "standard deviation of age"),
        (
            {
                "measure": "ratio",
                "of": {"measure": "sum", "column": "Balance"},
                "to": {"measure": "sum", "column": "NumOfProducts"},
            },
            "saldo total entre total de productos",
            "total balance divided by total products",
        ),
        ({"measure": "growth", "of": {"measure": "customers"}}, "crecimiento de clientes", "growth in customers"),
    ],
)
def test_measures_by_name(measure: dict[str, Any], spanish: str, english: str) -> None:
    assert ES.measure(measure) == spanish
    assert EN.measure(measure) == english
