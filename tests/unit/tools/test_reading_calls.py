"""What a model writes is read as it was meant, or answered with a sentence on how to mend it."""

import pytest

from db.catalog import Catalog
from tests.tools_banks import CARDS, TELCO, default_catalog
from tools.argument_numbers import number
from tools.arguments import (
    CompareArguments,
    CustomerArguments,
    ListArguments,
    PortfolioArguments,
    PredictArguments,
    WatchArguments,
    WhatIfArguments,
    read_arguments,
)
from tools.filter_reading import Reading
from tools.invalid_call import Mend
from tools.vocabulary import Vocabulary

STORED = {"Education": ("Graduate", "High School"), "RelationshipManager": ("Ana Pérez", "Tom Reed")}


def reading(catalog: Catalog | None = None) -> Reading:
    return Reading(Vocabulary(catalog or default_catalog(), STORED.get))


def where(raw: object, catalog: Catalog | None = None) -> dict[str, object]:
    return reading(catalog).node(raw).as_json()


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (5, 5),
        ("5", 5),
        ("100k", 100_000),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1.234", 1234),
        ("0.123", 0.123),
        ("12,5", 12.5),
        ("2 millones", 2_000_000),
        ("2.5M", 2_500_000),
        ("€ 1.500", 1500),
        ("1500 EUR", 1500),
        ("50%", 0.5),
        ("> 40", 40),
        ("-3", -3),
        ("1e5", 100_000),
        ("35 años", 35),
    ],
)
def test_numbers_as_people_write_them(raw: object, meant: float) -> None:
    assert number(raw) == pytest.approx(meant)


@pytest.mark.parametrize("raw", ["many", "", None, True, [], "nan", "1e400", "12 apples", "١٢٣x"])
def test_what_is_no_number_says_so(raw: object) -> None:
    with pytest.raises(Mend, match="number"):
        number(raw)


@pytest.mark.parametrize(
    ("raw", "column", "value"),
    [
        ({"column": "geography", "op": "eq", "value": "GERMANY"}, "Geography", "Germany"),
        ({"column": "país", "op": "=", "value": "Alemania"}, "Geography", "Germany"),
        ({"column": "pais", "value": "alemanas"}, "Geography", "Germany"),
        ({"column": "Geografia", "value": "Germny"}, "Geography", "Germany"),
        ({"column": "Gender", "value": "mujeres"}, "Gender", "Female"),
        ({"column": "is_active_member", "value": True}, "IsActiveMember", "1"),
        ({"column": "IsActiveMember", "value": 0}, "IsActiveMember", "0"),
        ({"column": "IsActiveMember", "value": "inactivo"}, "IsActiveMember", "0"),
        ({"column": "active", "value": "sí"}, "IsActiveMember", "1"),
        ({"column": "Exited", "value": 1.0}, "Exited", "1"),
        ({"column": "risk band", "value": "alta"}, "risk_band", "high"),
        ({"column": "RelationshipManager", "value": "ana perez"}, "RelationshipManager", "Ana Pérez"),
        ({"pais": "España"}, "Geography", "Spain"),
    ],
)
def test_columns_and_values_in_either_language_any_case_or_a_letter_off(raw: object, column: str, value: str) -> None:
    assert where(raw) == {"column": column, "op": "eq", "value": value}


def test_a_swapped_range_is_turned_round_and_noted() -> None:
    told = reading()
    assert told.node({"column": "Age", "op": "between", "value": ["40", "30"]}).as_json()["value"] == [30, 40]
    assert any("swapped" in note for note in told.notes)


@pytest.mark.parametrize(
    "raw",
    [
        {"column": "Age", "op": "between", "value": [30, 40]},
        {"column": "edad", "op": "range", "value": "30-40"},
        {"column": "Age", "op": "between", "from": 30, "to": 40},
        {"column": "Age", "op": "BETWEEN", "value": {"min": 30, "max": "40"}},
    ],
)
def test_ranges_in_the_forms_models_use(raw: object) -> None:
    assert where(raw) == {"column": "Age", "op": "between", "value": [30, 40]}


def test_trees_of_all_any_and_not() -> None:
    raw = {
        "$and": [
            {"Age": {"gt": 40, "lte": 60}},
            {"or": [{"Gender": "hombre"}, {"not": {"Geography": ["es", "Spain"]}}]},
        ]
    }
    with pytest.raises(Mend, match="Geography"):
        where(raw)
    raw["$and"][1]["or"][1] = {"not": {"Geography": ["Spain", "Francia"]}}  # type: ignore[index]
    assert where(raw) == {
        "all": [
            {"all": [{"column": "Age", "op": "gt", "value": 40}, {"column": "Age", "op": "le", "value": 60}]},
            {
                "any": [
                    {"column": "Gender", "op": "eq", "value": "Male"},
                    {"not": {"column": "Geography", "op": "in", "value": ["Spain", "France"]}},
                ]
            },
        ]
    }


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"column": "Balanse_total", "value": 1}, "Balance"),
        ({"column": "Geography", "value": "Italy"}, "one of: France"),
        ({"column": "Geography", "op": "gt", "value": "Spain"}, "not a number"),
        ({"column": "Age", "op": "over", "value": 3}, "There is no op"),
        ({"column": "Age", "op": "between", "value": [1, 2, 3]}, "pair"),
        ({"column": "Age", "op": "gt", "value": "old"}, "not a number"),
        ("Age > 40", "not JSON"),
        (7, "filter"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"Age": 1}}}}}}}}}, "nested deeper"),
        ({"any": [{"Age": i} for i in range(60)]}, "at most 40"),
        ({"column": "risk_band", "value": "enormous"}, "low, medium, high"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_how_to_mend_it(raw: object, told: str) -> None:
    with pytest.raises(Mend, match=told):
        where(raw)


def test_a_percentage_given_as_probability_is_read_as_one() -> None:
    assert where({"column": "riesgo", "op": "ge", "value": 80}) == {"column": "probability", "op": "ge", "value": 0.8}


def test_measures_in_short_and_in_other_words() -> None:
    told = reading()
    raw = {"measures": ["count", "average(saldo)", {"measure": "tasa de abandono"}], "groups": "país", "limit": "5"}
    asked = read_arguments(PortfolioArguments, raw, told, "portfolio").normal()
    assert asked["measures"] == [
        {"measure": "customers"},
        {"measure": "mean", "column": "Balance"},
        {"measure": "churn_rate"},
    ]
    assert asked["groups"] == [{"column": "Geography"}]
    assert asked["limit"] == 5


@pytest.mark.parametrize(
    ("takes", "raw", "told"),
    [
        (PortfolioArguments, {"measures": ["mean"]}, "mean needs a column"),
        (PortfolioArguments, {"measures": ["mean(Gender)"]}, "not a number"),
        (PortfolioArguments, {"measures": ["customers"], "country": "Spain"}, "no argument 'country'"),
        (PortfolioArguments, {"measures": ["customers"], "group": "Age"}, "Did you mean 'groups'"),
        (PortfolioArguments, {"measures": ["variance"]}, "is not one of"),
        (PortfolioArguments, {"measures": ["customers"], "population": "active"}, "all, current, left"),
        (PortfolioArguments, {"measures": ["customers"], "order_by": 3}, "the place of one of the measures"),
        (CustomerArguments, {}, "needs customer_id"),
        (PredictArguments, {}, "either customer_ids or profile"),
        (PredictArguments, {"customer_ids": []}, "1 to 50"),
        (CompareArguments, {"groups": [{"where": {"Age": 1}}]}, "groups"),
        (WhatIfArguments, {"customer_id": 1, "changes": {"Gender": {"add": 1}}}, "for a number"),
        (WhatIfArguments, {"customer_id": 1, "changes": {"probability": 0.1}}, "predicted"),
        (ListArguments, {"order": "sideways"}, "asc, desc"),
        (WatchArguments, {"limit": "lots"}, "not a number"),
    ],
)
def test_wrong_arguments_are_told_in_one_sentence(takes: type, raw: dict[str, object], told: str) -> None:
    with pytest.raises(Mend, match=told):
        read_arguments(takes, raw, reading(), "tool")


def test_relative_changes_in_the_forms_models_use() -> None:
    raw = {
        "customer_id": 15634602.0,
        "changes": {"saldo": "+10%", "Tenure": {"add": "2"}, "CreditScore": {"percent": "-5%"}},
    }
    asked = read_arguments(WhatIfArguments, raw, reading(), "what_if")
    assert asked.customer_id == "15634602"
    assert asked.changes == {"Balance": {"percent": 10}, "Tenure": {"add": 2}, "CreditScore": {"percent": -5}}


def test_two_ways_of_saying_it_are_the_same_arguments() -> None:
    english = {"measures": ["churn_rate"], "groups": ["country"], "where": {"gender": "women"}}
    spanish = {"measures": [{"measure": "churn_rate"}], "groups": [{"column": "PAÍS"}], "where": {"sexo": "mujeres"}}
    read = [read_arguments(PortfolioArguments, raw, reading(), "portfolio").normal() for raw in (english, spanish)]
    assert read[0] == read[1]


def test_another_catalog_brings_its_own_words() -> None:
    assert where({"edad": {"ge": "30"}}, CARDS) == {"column": "Customer_Age", "op": "ge", "value": 30}
    assert where({"Premium": "no"}, CARDS) == {"column": "Premium", "op": "eq", "value": "N"}
    assert where({"education": "graduate"}, CARDS)["value"] == "Graduate"
    assert where({"attrition": "attrited customer"}, CARDS)["value"] == "Attrited Customer"
    assert where({"Since": {"lt": "31/12/2019"}}, CARDS)["value"] == "2019-12-31"
    with pytest.raises(Mend, match="value_at_risk"):
        where({"value_at_risk": 3}, CARDS)
    with pytest.raises(Mend, match="no value at stake"):
        read_arguments(PortfolioArguments, {"measures": ["value_at_risk"]}, reading(CARDS), "portfolio")
    assert where({"grupo": "north"}, TELCO) == {"column": "group", "op": "eq", "value": "north"}
