"""How many are wanted, told in a sentence of its own; ties; what is given with a why; groups that are kept; sides."""

import pytest

from tests.crossed import crossed
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, call, named, of_kind

AMOUNTS = {
    "es": ["Con ocho me alcanza la mañana.", "Me han dado ocho sobres, ni uno más.", "Solo tengo ocho huecos."],
    "en": ["I've time for eight before my break.", "I was given eight envelopes, not one more.", "Eight will do me."],
}
CALLS = {
    "es": ["De las francesas, ¿a cuáles llamo primero?", "¿Qué alemanes con dos productos me conviene llamar?"],
    "en": ["Which French women should I ring first?", "Whom should I call in Germany?"],
}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_number_told_apart_is_how_many_are_wanted(name, language):
    for asked in CALLS[language]:
        outright = call(name, asked)
        for amount, form in crossed(AMOUNTS[language], ["{0} {1}", "{1} {0}"]):
            found = call(name, said := form.format(amount, asked))
            assert found.tool == outright.tool, said
            assert dict(found.arguments) == {**outright.arguments, "limit": 8}, said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_all_who_tie_are_listed(name, language):
    said = {
        "es": [
            "¿Qué cliente tiene más {}? Si hay empate los quiero a todos.",
            "¿Quién tiene más {}? Si empatan, todos.",
        ],
        "en": ["Which customer has the highest {}? If there's a tie I want all of them."],
    }[language]
    for column, text in crossed(of_kind(name, "money", "integer"), said):
        found = call(name, text.format(named(column, language)))
        wanted = {"column": column.name, "op": "eq", "value": {"stat": "max"}}
        assert (found.tool, found.arguments["where"]) == ("list_customers", wanted), text


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_is_given_with_a_why_supposes_nothing(name, language):
    said = {
        "es": [
            "¿por qué corre peligro de irse 15649211, si lleva ocho años?",
            "¿por qué se iría 15649211, teniendo {} productos?",
        ],
        "en": [
            "why might 15649211 go, when he has been with us for eight years?",
            "why would 15649211 leave, if she has {} products?",
        ],
    }[language]
    for text in said:
        assert call(name, text.format(2)).tool == "explain_churn", text


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_supposition_stays_one(name, language):
    said = {"es": "¿y si 15649211 tuviera 2 {}?", "en": "what if 15649211 had 2 {}?"}[language]
    assert call(name, said.format(named(CATALOGS[name].columns["NumOfProducts"], language))).tool == "what_if"


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("size", [300, 1000])
def test_a_number_of_customers_keeps_groups(name, language, size):
    said = {
        "es": [
            "tasa de abandono por {} con más de {} clientes",
            "tasa de abandono por {}, solo grupos de más de {} clientes",
        ],
        "en": [
            "churn rate by {} with more than {} customers",
            "churn rate by {}, only groups with more than {} customers",
        ],
    }[language]
    for column in of_kind(name, "category", "integer"):
        if column.name in {"Age", "CreditScore"}:
            continue
        texts = [text.format(named(column, language), size) for text in said]
        texts.append(f"SELECT {column.name}, AVG(Exited) FROM t GROUP BY {column.name} HAVING COUNT(*) > {size}")
        for text in texts:
            found = call(name, text)
            kept = {"measure": "customers", "op": "gt", "value": size}
            assert found.arguments.get("having") == [kept], text
            assert found.arguments["groups"] == [{"column": column.name}]
            assert "where" not in found.arguments


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_number_of_customers_is_no_amount_of_money(name, language):
    said = {"es": "¿hay más de 5000 clientes en Francia?", "en": "are there more than 5000 customers in France?"}[
        language
    ]
    found = call(name, said)
    assert str(CATALOGS[name].value) not in str(found.arguments.get("where"))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_values_side_by_side_are_compared(name, language):
    said = {
        "es": ["¿quién abandona más, mujeres, hombres?", "¿Mujeres u hombres? ¿Quién abandona más?"],
        "en": ["Who churns more, women, men?", "Women or men? Who leaves more?"],
    }[language]
    for text in said:
        found = call(name, text)
        assert found.arguments.get("groups") == [{"column": "Gender"}], text
        assert found.arguments["measures"] == [{"measure": "churn_rate"}]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_bare_number_is_a_side_of_the_column_before(name, language):
    column = CATALOGS[name].columns["NumOfProducts"]
    said = {
        "es": "¿quién abandona más, los que tienen 1 {0} o los que tienen 3?",
        "en": "who churns more, those with 1 {0} or those with 3?",
    }[language]
    found = call(name, said.format(named(column, language)))
    assert "3" in str(found.arguments)
    assert found.arguments["measures"] == [{"measure": "churn_rate"}]
    assert str(found.arguments.get("groups")).count(column.name) >= 1


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_figure_of_those_who_left_and_stayed_is_by_the_label(name, language):
    said = {
        "es": ["{} media de los que se fueron y de los que siguen", "avg({1}) group by Exited"],
        "en": ["average {} of those who left and of those who stayed", "avg({1}) grouped by Exited"],
    }[language]
    for column in of_kind(name, "money", "integer"):
        for text in said:
            found = call(name, text.format(named(column, language), column.name))
            assert found.arguments.get("groups") == [{"column": "Exited"}], text
            assert found.arguments["measures"] == [{"measure": "mean", "column": column.name}]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_nothing_is_of_what_may_be_nothing(name, language):
    said = {
        "es": "¿cuántas mujeres de más de 60 años no tienen nada en la cuenta?",
        "en": "how many women over sixty have got nothing at all sitting in their account?",
    }[language]
    found = call(name, said)
    assert {"column": CATALOGS[name].value, "op": "eq", "value": 0} in found.arguments["where"]["all"]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_whom_to_speak_to_before_they_go_is_a_list(name, language):
    said = {
        "es": "¿a qué alemanas convendría escribir primero, antes de que se nos vayan?",
        "en": "to which German women had I best write first, before we lose them?",
    }[language]
    assert call(name, said).tool == "watch_list"
