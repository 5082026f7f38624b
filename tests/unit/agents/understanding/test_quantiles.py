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


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_much_or_little_without_a_bound_is_the_outer_quarter(name, language):
    """``high salary``, ``saldo bajo``: a bound that the reply names, never everybody."""
    sayings = {
        "en": ("churn rate of customers with a {how} {of}", "how many customers with {how} {of} are there?"),
        "es": ("tasa de abandono de los clientes con {of} {how}", "¿cuántos clientes con {of} {how} hay?"),
    }[language]
    ways = {"en": (("high", "ge", "p75"), ("low", "le", "p25")), "es": (("alto", "ge", "p75"), ("bajo", "le", "p25"))}
    for column in columns(name):
        for how, op, stat in ways[language]:
            for said in sayings:
                asked = said.format(how=how, of=named(column, language))
                told = call(name, asked).arguments
                assert told["where"] == {"column": column.name, "op": op, "value": {"stat": stat}}, asked


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_people_who_have_much_or_little_are_never_everybody(name, language):
    """``how many young customers``, ``la tasa de abandono de los clientes ricos``."""
    sayings = {
        "en": ("how many {adjective} customers do we have?", "churn rate of {adjective} customers"),
        "es": ("¿cuántos clientes {adjective} tenemos?", "tasa de abandono de los clientes {adjective}"),
    }[language]
    adjectives = {
        "en": (("young", "Age", "le"), ("rich", "Balance", "ge"), ("poor", "Balance", "le"), ("elderly", "Age", "ge")),
        "es": (("jóvenes", "Age", "le"), ("ricos", "Balance", "ge"), ("antiguos", "Tenure", "ge")),
    }[language]
    for adjective, column, op in adjectives:
        for said in sayings:
            asked = said.format(adjective=adjective)
            stat = "p75" if op == "ge" else "p25"
            assert call(name, asked).arguments.get("where") == {
                "column": column,
                "op": op,
                "value": {"stat": stat},
            }, asked


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_both_ends_of_a_column_are_groups(name, language):
    said = {"en": "do the young leave more than the old?", "es": "¿los jóvenes se van más que los mayores?"}[language]
    told = call(name, said).arguments
    assert told["groups"] == [{"column": "Age"}]
    assert "where" not in told


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_an_age_is_nobody_old(name, language):
    said = {"en": "would a 45 year old German woman leave?", "es": "¿se iría una mujer alemana de 45 años?"}[language]
    found = call(name, said)
    assert found.tool == "predict_churn"
    assert found.arguments["profile"]["Age"] == 45
