"""A bullet that is a label and what it is has to be as true as the sentence it stands for."""

import itertools
from collections.abc import Callable

import pytest

from agents.grounding.checker import Checker
from agents.grounding.labelled import as_sentence
from db.catalog import DEFAULT, read_catalog
from tools.facts import Fact

CATALOG = read_catalog(DEFAULT)
RATES: dict[str, float] = {"Germany": 0.324, "Spain": 0.167, "France": 0.162}
SIZES: dict[str, float] = {"France": 5014, "Germany": 2509, "Spain": 2477}
NAMES: dict[str, dict[str, str]] = {"en": {}, "es": {"Germany": "Alemania", "Spain": "España", "France": "Francia"}}
LABELS: dict[str, list[tuple[str, dict[str, float], Callable[..., str]]]] = {
    "en": [("Highest churn rate", RATES, max), ("Lowest churn rate", RATES, min), ("Smallest group", SIZES, min)],
    "es": [
        ("Tasa de abandono más alta", RATES, max),
        ("Menor tasa de abandono", RATES, min),
        ("Grupo más pequeño", SIZES, min),
    ],
}


def fact() -> Fact:
    rows = [
        {"Geography": name, "churn_rate": rate, "customers": SIZES[name], "left": round(rate * SIZES[name])}
        for name, rate in RATES.items()
    ]
    data = {
        "measures": [{"measure": "churn_rate", "key": "churn_rate", "unit": "share"}],
        "groups": [{"column": "Geography"}],
        "rows": rows,
        "total": {"churn_rate": 0.2037, "customers": 10_000, "left": 2037},
    }
    units = {"churn_rate": "share", "customers": "count", "left": "count"}
    return Fact(id="F1", tool="portfolio", arguments={}, data=data, units=units, source="", scope=None)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_superlative_label_is_a_claim(language):
    checker = Checker([fact()], question="churn by country", language=language, catalog=CATALOG)
    for (label, of, best), name in itertools.product(LABELS[language], RATES):
        line = f"- {label}: **{NAMES[language].get(name, name)}**."
        true = name == best(of, key=of.__getitem__)
        (verdict,) = [checker.reading().check(segment) for segment in checker.segments(line)]
        assert (not verdict.unsupported) == true, line


@pytest.mark.parametrize(
    "line", ["- **Germany:** 32.4%", "Note: call her today", "- Status: already gone.", "Spain is the safest: 16.7%."]
)
def test_other_labels_stay(line):
    assert as_sentence(line, "en") == line
