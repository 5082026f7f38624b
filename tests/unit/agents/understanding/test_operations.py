"""Follow-ups as operations on the call before: what each does, and the messages that say it, over two catalogs."""

from itertools import permutations
from typing import Any

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.context import Conversation, Done
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, named, of_kind, planner

FRANCE = {"column": "Geography", "op": "eq", "value": "France"}
SPAIN = {"column": "Geography", "op": "eq", "value": "Spain"}
INACTIVE = {"column": "IsActiveMember", "op": "eq", "value": "0"}
RATE = {"measure": "churn_rate"}
BASE = Call("portfolio", {"measures": [RATE], "where": {"all": [FRANCE, INACTIVE]}, "groups": [{"column": "Gender"}]})


def after(name, said, *calls):
    """The calls for a message after some answers."""
    turns = tuple((Done(call, {"rows": [{"customers": 1}]}),) for call in calls)
    asked = Conversation(said, earlier=turns, questions=tuple("?" for _ in calls))
    return planner(name).next_calls(asked)


def test_a_condition_takes_the_place_of_the_one_on_its_column():
    assert operations.replace(BASE, SPAIN).arguments["where"] == {"all": [SPAIN, INACTIVE]}


def test_a_negation_stands_beside_what_was_said():
    node = {**SPAIN, "op": "ne"}
    assert node in operations.filtered(BASE, [node]).arguments["where"]["all"]
    assert FRANCE in operations.filtered(BASE, [node]).arguments["where"]["all"]


def test_what_is_dropped_is_gone():
    assert operations.drop(BASE, {"Geography"}).arguments["where"] == INACTIVE
    assert "where" not in operations.drop(BASE, {"Geography", "IsActiveMember"}).arguments


def test_a_group_of_one_value_falls_away():
    women = {"column": "Gender", "op": "eq", "value": "Female"}
    assert "groups" not in operations.replace(BASE, women).arguments


def test_figures_and_groups_are_replaced_or_joined():
    median = {"measure": "median", "column": "Age"}
    assert _made(operations.remeasure(BASE, [median]))["measures"] == [median]
    tenure = {"column": "Tenure"}
    assert _made(operations.regroup(BASE, [tenure], also=False))["groups"] == [tenure]
    assert _made(operations.regroup(BASE, [tenure], also=True))["groups"] == [{"column": "Gender"}, tenure]


def _made(call: Call | None) -> dict[str, Any]:
    assert call is not None
    return dict(call.arguments)


def test_operations_without_sense_make_nothing():
    watch = Call("watch_list", {"where": FRANCE})
    assert operations.of_population(watch, "left") is None
    assert operations.remeasure(watch, [RATE]) is None
    assert operations.regroup(watch, [{"column": "Age"}], also=False) is None
    assert operations.resize(BASE, 5) is None
    assert operations.every(watch) is None


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("lead", ["", "Right, ", "Vale, ", "Hmm, ", "OK, "])
def test_a_value_after_a_joint_replaces_the_one_before(name, language, lead):
    values = CATALOGS[name].columns["Geography"].values
    said = {"es": "¿y en {}?", "en": "and {}?"}[language]
    for one, other in permutations(values, 2):
        call = Call("portfolio", {"measures": [RATE], "where": {"all": [{**FRANCE, "value": one}, INACTIVE]}})
        text = lead + said.format(getattr(values[other], language)[0])
        (found,) = after(name, text, call)
        assert found.arguments["where"] == {"all": [{**FRANCE, "value": other}, INACTIVE]}, text
        assert found.arguments["measures"] == [RATE]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_groups_instead_of_others(name, language):
    said = {
        "es": "lo mismo, pero por {} en vez de {}",
        "en": "the same, but by {} instead of {}",
    }[language]
    where = {"column": "Tenure", "op": "ge", "value": 5}
    for column in of_kind(name, "category"):
        base = Call("portfolio", {"measures": [RATE], "where": where, "groups": [{"column": "Tenure"}]})
        text = said.format(named(column, language), named(CATALOGS[name].columns["Tenure"], language))
        (found,) = after(name, text, base)
        assert found.arguments["groups"] == [{"column": column.name}], text
        assert found.arguments["where"] == where


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("said", "steps"),
    [
        ("Hang on, what was your answer before last?", 2),
        ("the answer before last, please. Not the French one, the one before it", 2),
        ("what was the second to last number?", 2),
        ("¿cuál era la penúltima respuesta?", 2),
        ("no me quedé con la penúltima respuesta, no la de Francia sino la de antes", 2),
        ("¿qué dijiste en la antepenúltima respuesta?", 3),
        ("what was your last answer?", 1),
        ("dime otra vez la última respuesta", 1),
    ],
)
def test_an_answer_of_before_is_told_again(name, said, steps):
    calls = [
        Call("portfolio", {"measures": [{"measure": "customers"}], "where": {**FRANCE, "value": value}})
        for value in ("Germany", "Spain", "France")
    ]
    assert after(name, said, *calls) == [calls[-steps]]


@pytest.mark.parametrize("said", ["the answer before last", "la penúltima respuesta"])
def test_an_answer_that_was_never_given_is_not_told(said):
    only = Call("portfolio", {"measures": [{"measure": "customers"}]})
    assert after("bank", said, only) != [only]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_counting_only_some_is_no_count(name, language):
    said = {"es": ["¿y contando solo a los hombres de allá?"], "en": ["and counting only the men there?"]}[language]
    for text in said:
        (found,) = after(name, text, Call("portfolio", {"measures": [RATE], "where": SPAIN}))
        assert found.arguments["measures"] == [RATE], text
        assert {"column": "Gender", "op": "eq", "value": "Male"} in found.arguments["where"]["all"]
        assert SPAIN in found.arguments["where"]["all"]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_suggestion_asks_for_no_reason(name, language):
    said = {
        "es": ["¿por qué no miramos solo los inactivos?", "¿y por qué no vemos solo los inactivos?"],
        "en": ["Hmm, and why don't we look at just the inactive ones?", "why don't we look at only the inactive ones?"],
    }[language]
    for text in said:
        (found,) = after(name, text, Call("portfolio", {"measures": [RATE], "where": FRANCE}))
        assert found.tool == "portfolio", text
        assert found.arguments["where"] == {"all": [FRANCE, INACTIVE]}, text


PRODUCTS = {"column": "NumOfProducts", "op": "eq", "value": 2}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("I meant three", 3),
        ("sorry, I meant 3", 3),
        ("how about those with one?", 1),
        ("quise decir 3", 3),
        ("¿y los que tienen 1?", 1),
    ],
)
def test_a_bare_number_takes_the_place_of_the_one_before(name, said, number):
    (found,) = after(name, said, Call("portfolio", {"measures": [RATE], "where": {"all": [FRANCE, PRODUCTS]}}))
    assert {**PRODUCTS, "value": number} in found.arguments["where"]["all"]
    assert FRANCE in found.arguments["where"]["all"]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["and overall, both sexes?", "¿y ambos sexos?", "and both genders?"])
def test_both_values_of_a_column_narrow_nothing(name, said):
    men = {"column": "Gender", "op": "eq", "value": "Male"}
    (found,) = after(name, said, Call("portfolio", {"measures": [RATE], "where": {"all": [FRANCE, men]}}))
    assert found.arguments == {"measures": [RATE], "where": FRANCE}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["drop the leavers thing", "quita lo de las bajas"])
def test_who_left_is_taken_away_again(name, said):
    (found,) = after(
        name, said, Call("portfolio", {"measures": [{"measure": "median", "column": "Age"}], "population": "left"})
    )
    assert "population" not in found.arguments


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("which one is worst?", "desc"),
        ("¿cuál es el peor?", "desc"),
        ("which is the best?", "asc"),
        ("¿cuál es el mejor?", "asc"),
    ],
)
def test_the_worst_of_some_groups_loses_most(name, said, order):
    (found,) = after(name, said, Call("portfolio", {"measures": [RATE], "groups": [{"column": "Geography"}]}))
    assert found.arguments.get("order") == order
    assert found.arguments["groups"] == [{"column": "Geography"}]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["the opposite", "lo contrario"])
def test_the_opposite_of_one_condition_is_everybody_else(name, said):
    (found,) = after(name, said, Call("portfolio", {"measures": [{"measure": "customers"}], "where": INACTIVE}))
    assert found.arguments["where"] == {**INACTIVE, "value": "1"}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["and compared with Spain?", "¿y en comparación con España?"])
def test_a_value_set_against_the_one_before(name, said):
    (found,) = after(name, said, Call("portfolio", {"measures": [RATE], "where": {"all": [FRANCE, INACTIVE]}}))
    assert found.arguments["groups"] == [{"column": "Geography"}]
    assert {"column": "Geography", "op": "in", "value": ["France", "Spain"]} in found.arguments["where"]["all"]


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["vuelve a la lista", "back to the list"])
def test_back_to_the_list(name, said):
    watch = Call("watch_list", {"where": FRANCE, "limit": 5})
    card = Call("retention_options", {"customer_id": "15600001"})
    assert after(name, said, watch, card) == [watch]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_value_that_is_denied_beside_another_is_not_meant(name, language):
    values = CATALOGS[name].columns["Geography"].values
    said = {"es": "me refería a {}, no a {}", "en": "I meant {}, not {}"}[language]
    for one, other in permutations(values, 2):
        base = Call("portfolio", {"measures": [RATE], "where": {"all": [{**FRANCE, "value": other}, INACTIVE]}})
        names = [getattr(values[value], language)[0] for value in (one, other)]
        (found,) = after(name, said.format(*names), base)
        assert found.arguments["where"] == {"all": [{**FRANCE, "value": one}, INACTIVE]}
