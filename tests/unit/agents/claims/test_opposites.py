"""A sentence stays only if its opposite would go: what no reader reads is not in the Facts."""

from itertools import product

import pytest

from agents.grounding.checker import Checker
from db.errors import Language
from tests.unit.agents.facts_at_hand import CATALOG, fact

_COUNTRIES = {
    "France": (2753, 69413.0, 2261, 47536.0),
    "Germany": (1316, 120120.0, 1193, 118907.0),
    "Spain": (1388, 69857.0, 1089, 100.0),
}
_ROWS = [
    {"Gender": gender, "Geography": country, "customers": customers, "mean_Balance": balance}
    for country, (men, his, women, hers) in _COUNTRIES.items()
    for gender, customers, balance in (("Male", men, his), ("Female", women, hers))
]
_BY_BOTH = fact(
    1,
    "portfolio",
    {
        "measures": [{"measure": "mean", "key": "mean_Balance", "unit": "money", "column": "Balance"}],
        "groups": [{"column": "Gender"}, {"column": "Geography"}],
        "rows": _ROWS,
        "groups_total": 6,
        "shown": 6,
        "population": "all",
    },
)
_BY_AGE = fact(
    1,
    "portfolio",
    {
        "measures": [{"measure": "churn_rate", "key": "churn_rate", "unit": "share"}],
        "groups": [{"column": "Age", "bands": [30, 40, 50, 60]}],
        "rows": [
            {"Age": {"label": label}, "customers": 1000, "left": left, "churn_rate": left / 1000}
            for label, left in (("< 30", 76), ("30–39", 109), ("40–49", 308), ("50–59", 560), ("≥ 60", 279))
        ],
        "groups_total": 5,
        "shown": 5,
        "total": {"customers": 5000, "left": 1332, "churn_rate": 0.2664},
        "population": "all",
    },
)


def _stays(facts: list[object], language: Language, text: str) -> bool:
    checker = Checker(facts, question="", language=language, catalog=CATALOG)  # type: ignore[arg-type]
    reading = checker.reading()
    return not any(reading.check(segment).unsupported for segment in checker.segments(text))


_GAPS: dict[Language, str] = {
    "en": "- {order} gap between men and women: {where}.",
    "es": "- {order} brecha entre hombres y mujeres: {where}.",
}
_ORDERS = {"en": ("Largest", "Smallest"), "es": ("Mayor", "Menor")}
_NAMED = {
    "en": {"France": "France", "Germany": "Germany", "Spain": "Spain"},
    "es": {"France": "Francia", "Germany": "Alemania", "Spain": "España"},
}


@pytest.mark.parametrize(("language", "country"), list(product(("en", "es"), _COUNTRIES)))
def test_a_gap_is_the_largest_where_it_is(language: Language, country: str) -> None:
    largest, smallest = (
        _GAPS[language].format(order=order, where=_NAMED[language][country]) for order in _ORDERS[language]
    )
    assert _stays([_BY_BOTH], language, largest) is (country == "Spain")
    assert _stays([_BY_BOTH], language, smallest) is (country == "Germany")


@pytest.mark.parametrize(
    ("language", "text", "stays"),
    [
        ("en", "In all three countries, men hold a higher average balance than women.", True),
        ("en", "In all three countries, women hold a higher average balance than men.", False),
        ("es", "En los tres países, el saldo medio de los hombres supera al de las mujeres.", True),
        ("es", "En los tres países, el saldo medio de las mujeres supera al de los hombres.", False),
    ],
)
def test_what_is_said_of_every_country_holds_in_each(language: Language, text: str, *, stays: bool) -> None:
    assert _stays([_BY_BOTH], language, text) is stays


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Churn rises with age in every band."),
        ("en", "Most of them are women."),
        ("en", "The oldest customer lives in Germany."),
        ("es", "El abandono sube con la edad en todos los tramos."),
        ("es", "La mayoría son mujeres."),
    ],
)
def test_what_could_be_turned_round_unnoticed_goes(language: Language, text: str) -> None:
    assert not _stays([_BY_AGE], language, text)


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", "{n} of the five bands have a churn rate above the overall one."),
        ("es", "{n} de los cinco tramos tienen una tasa superior a la global."),
    ],
)
def test_a_count_of_rows_is_how_many_it_holds_for(language: Language, counted: str) -> None:
    words = {"en": ("One", "Two", "Three", "Four"), "es": ("Uno", "Dos", "Tres", "Cuatro")}[language]
    assert [_stays([_BY_AGE], language, counted.format(n=word)) for word in words] == [False, False, True, False]
