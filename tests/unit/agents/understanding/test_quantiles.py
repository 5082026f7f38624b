"""Conditions by a percentile, a decile, a quarter of a column, in both languages over two catalogs."""

import pytest

from tests.unit.agents.understanding.test_families import EVERY, call, named, of_kind

OVER = {
    "en": [("above", "gt"), ("below", "lt"), ("at or above", "ge")],
    "es": [("por encima de", "gt"), ("por debajo de", "lt")],
}
PARTS = {
    "en": [("top decile", "ge", "p90"), ("bottom quartile", "le", "p25"), ("top quarter", "ge", "p75")],
    "es": [("decil superior", "ge", "p90"), ("cuartil inferior", "le", "p25"), ("quintil superior", "ge", "p80")],
}


def columns(name):
    return [column for column in of_kind(name, "money", "number", "integer") if column.kind != "integer"]


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("at", [10, 75, 90])
def test_customers_over_a_percentile(name, language, at):
    for column in columns(name):
        for how, op in OVER[language]:
            said = {
                "en": f"churn rate of customers {how} the {at}th percentile of {named(column, 'en')}",
                "es": f"tasa de abandono de los clientes {how} percentil {at} de {named(column, 'es')}",
            }[language].replace("de percentil", "del percentil")
            told = call(name, said).arguments
            assert told["measures"] == [{"measure": "churn_rate"}], said
            assert told["where"] == {"column": column.name, "op": op, "value": {"stat": f"p{at}"}}, said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_an_equal_part_of_all(name, language):
    for column in columns(name):
        for part, op, stat in PARTS[language]:
            called = named(column, language)
            said = {"en": f"churn rate of the {part} by {called}", "es": f"tasa de abandono del {part} de {called}"}
            told = call(name, said[language]).arguments
            assert told["where"] == {"column": column.name, "op": op, "value": {"stat": stat}}, said[language]
            assert not told.get("groups"), said[language]
