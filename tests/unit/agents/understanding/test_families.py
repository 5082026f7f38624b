"""Families of wordings, each member generated over the columns and values of two catalogs in both languages."""

from functools import lru_cache

import pytest

from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.catalog import DEFAULT, Catalog, Column, Names, read_catalog

BANK = read_catalog(DEFAULT)


def shop() -> Catalog:
    """The same shape with other names: stores for countries, points for products."""
    renamed = {
        "Geography": ("tienda", "store"),
        "NumOfProducts": ("reclamaciones", "complaints"),
        "EstimatedSalary": ("gasto", "spend"),
    }
    columns = {
        name: column.model_copy(update={"names": Names(es=[renamed[name][0]], en=[renamed[name][1]])})
        if name in renamed
        else column
        for name, column in BANK.columns.items()
    }
    return BANK.model_copy(update={"columns": columns})


CATALOGS = {"bank": BANK, "shop": shop()}


@lru_cache(maxsize=2)
def planner(name):
    return Planner(Lexicon(CATALOGS[name]))


def call(name, message):
    (found,) = planner(name).next_calls(Conversation(message, earlier=()))
    return found


def named(column: Column, language: str) -> str:
    return str(getattr(column.names, language)[0])


def of_kind(name, *kinds):
    hidden = {CATALOGS[name].id, CATALOGS[name].label.column, CATALOGS[name].name}
    return [c for c in CATALOGS[name].columns.values() if c.kind in kinds and c.name not in hidden]


EVERY = [(name, language) for name in CATALOGS for language in ("es", "en")]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_alternatives_of_one_column_are_compared(name, language):
    said = {
        "es": "¿quién tiene más {} en promedio, los alemanes o los españoles?",
        "en": "who has the higher average {}, Germans or Spaniards?",
    }
    for column in of_kind(name, "money", "integer"):
        found = call(name, said[language].format(named(column, language)))
        groups = found.arguments.get("groups")
        told = str(groups) + str(found.arguments.get("where"))
        assert groups, column.name
        assert "Germany" in told
        assert "Spain" in told
        assert found.arguments["measures"] == [{"measure": "mean", "column": column.name}]


@pytest.mark.parametrize("name", CATALOGS)
def test_two_pronouns_are_men_and_women(name):
    for column in of_kind(name, "money"):
        found = call(name, f"¿quién tiene más {named(column, 'es')} de media, ellos o ellas?")
        assert found.arguments["groups"] == [{"column": "Gender"}]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_two_negations_are_none(name, language):
    said = {"es": "¿cuántos clientes no carecen de {}?", "en": "how many customers are not without a {}?"}
    for column in of_kind(name, "flag"):
        if "card" not in str(column.names.en):
            continue
        found = call(name, said[language].format(named(column, language)))
        assert found.arguments["where"] == {"column": column.name, "op": "eq", "value": column.yes}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_counted_column_told_as_a_question_divides(name, language):
    said = {"es": "la fuga según cuántos {} tiene el cliente", "en": "churn rate by how many {} the customer has"}
    column = CATALOGS[name].columns["NumOfProducts"]
    found = call(name, said[language].format(named(column, language)))
    assert found.arguments["groups"] == [{"column": column.name}]
    assert found.arguments["measures"] == [{"measure": "churn_rate"}]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_people_usually_have_is_a_mean(name, language):
    said = {"es": "¿cuánto {} suele tener la gente?", "en": "how much {} do people usually have?"}
    for column in of_kind(name, "money"):
        found = call(name, said[language].format(named(column, language)))
        assert found.arguments["measures"] == [{"measure": "mean", "column": column.name}]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_worst_group_loses_most(name, language):
    said = {"es": "peor {}", "en": "worst {}"}
    found = call(name, said[language].format(named(CATALOGS[name].columns["Geography"], language)))
    assert (found.arguments["groups"], found.arguments["order"]) == ([{"column": "Geography"}], "desc")
    assert found.arguments["measures"] == [{"measure": "churn_rate"}]


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("years", [2, 5, 10])
def test_months_are_told_in_the_years_the_catalog_states(name, language, years):
    said = {
        "es": "¿cuántos clientes llevan con el banco por lo menos {} meses?",
        "en": "how many customers have been with the bank for at least {} months?",
    }
    found = call(name, said[language].format(12 * years))
    assert found.arguments["where"] == {"column": "Tenure", "op": "ge", "value": years}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_both_ends_count_anyway(name, language):
    said = {
        "es": "¿cuántos clientes tienen entre 30 y 40 años, ambos inclusive?",
        "en": "customers aged 30 to 40 inclusive, how many?",
    }
    found = call(name, said[language])
    assert found.arguments["where"] == {"column": "Age", "op": "between", "value": [30, 40]}


@pytest.mark.parametrize("name", CATALOGS)
def test_those_who_do_not_go_are_the_current_ones(name):
    for column in of_kind(name, "money"):
        said = f"¿cuál es la media de {named(column, 'es')} de los que todavía no se nos van?"
        assert call(name, said).arguments["population"] == "current"
