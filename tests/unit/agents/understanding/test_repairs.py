"""What is said again after a correction, or told in other words, replaces what it corrects and never adds to it."""

from itertools import permutations

import pytest

from tests.crossed import crossed
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, call, named, of_kind, planner

EDITS = {
    "es": ["perdón, {}", "no, perdón, {}", "quiero decir, {}", "digo, {}", "no, {}", "mejor dicho, {}"],
    "en": ["sorry, {}", "scratch that, {}", "I mean {}", "no, {}", "make that {}", "no wait, {}"],
}
ASKED = {"es": "¿cuántos clientes hay {}?", "en": "how many customers are there {}?"}


def alike(one, other):
    return (one.tool, dict(one.arguments)) == (other.tool, dict(other.arguments))


def places(name, language):
    column = CATALOGS[name].columns["Geography"]
    lead = {"es": "en", "en": "in"}[language]
    return [f"{lead} {getattr(said, language)[0]}" for said in column.values.values()]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_value_said_again_replaces_the_first(name, language):
    pairs = list(permutations(places(name, language), 2))
    for (wrong, right), edit, sign in crossed(pairs, EDITS[language], [", ", "... ", " — "], times=3):
        said = ASKED[language].format(f"{wrong}{sign}{edit.format(right)}")
        assert alike(call(name, said), call(name, ASKED[language].format(right))), said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_number_said_again_replaces_the_first(name, language):
    more, unit = {"es": ("de más de", "años"), "en": ("over", "years old")}[language]
    lead = {"es": "", "en": "who are "}[language]
    right = call(name, ASKED[language].format(f"{lead}{more} 55 {unit}"))
    assert "55" in str(right.arguments["where"])
    for edit in EDITS[language]:
        for wrong, again in ((f"50 {unit}", f"{more} 55 {unit}"), (f"50 {unit}", "55"), ("50", f"{more} 55 {unit}")):
            said = ASKED[language].format(f"{lead}{more} {wrong}, {edit.format(again)}")
            assert alike(call(name, said), right), said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_column_said_again_replaces_the_first(name, language):
    asked = {"es": "{} media de las mujeres", "en": "average {} of women"}[language]
    columns = [named(column, language) for column in of_kind(name, "money")]
    for (wrong, right), edit in crossed(list(permutations(columns, 2)), EDITS[language]):
        said = asked.format(f"{wrong}, {edit.format(right)}, ")
        found, wished = call(name, said), call(name, asked.format(right))
        assert found.arguments.get("measures") == wished.arguments.get("measures"), said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_quantity_told_twice_is_one_condition(name, language):
    texts = {
        "es": [
            "¿cuántos clientes tienen más de 150 lucas de {} (o sea 150.000)?",
            "¿cuántos clientes tienen más de 150.000 de {} (ciento cincuenta mil, el punto es de miles)?",
            "¿cuántos clientes tienen más de 150 mil, es decir, 150.000 de {}?",
        ],
        "en": [
            "how many customers have more than 150 grand of {} (that is 150,000)?",
            "how many customers have over 150,000 of {} (a hundred and fifty thousand)?",
            "how many customers have over 150k, i.e. 150,000 of {}?",
        ],
    }[language]
    for column in of_kind(name, "money"):
        for text in texts:
            found = call(name, text.format(named(column, language)))
            assert found.arguments["where"] == {"column": column.name, "op": "gt", "value": 150000}, text


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("word", ["chirlosa", "grimby"])
def test_a_strange_word_told_again_in_a_known_one_is_that(name, language, word):
    said = {
        "es": "¿cuántas mujeres tienen la cuenta {}, o sea en cero?",
        "en": "how many women have a {}, that is, an empty account?",
    }[language]
    found = call(name, said.format(word))
    zero = [node for node in found.arguments["where"]["all"] if node["column"] == CATALOGS[name].value]
    assert [(node["op"], node["value"]) for node in zero] == [("eq", 0)]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_an_apology_corrects_nothing(name, language):
    said = {
        "es": ["Perdón, otra vez: {}", "{} Perdón por la lata.", "Ay, perdón. {}"],
        "en": ["Sorry, once more: {}", "{} Sorry to bother you.", "Oh, sorry. {}"],
    }[language]
    plain = ASKED[language].format(places(name, language)[0])
    for text in said:
        assert planner(name).reviewer.standard(text.format(plain)) == text.format(plain)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_figure_that_is_not_wanted_is_not_told(name, language):
    said = {
        "es": [
            "edad mediana de las mujeres, no la media",
            "la mediana de edad de las mujeres. No me des el promedio, que es otra cosa",
        ],
        "en": [
            "median age of women, not the average",
            "the median age of women. Not the average, that is something else",
        ],
    }[language]
    for text in said:
        found = call(name, text)
        assert found.arguments["measures"] == [{"measure": "median", "column": "Age"}], text
        assert found.arguments["where"] == {"column": "Gender", "op": "eq", "value": "Female"}
