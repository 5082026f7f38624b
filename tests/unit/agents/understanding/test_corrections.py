"""Corrections after an answer: what is said not to be meant gives its place to what is; over two catalogs."""

from itertools import permutations

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.rewording.given_up import given_up
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, named, of_kind, planner

RATE = {"measure": "churn_rate"}
INACTIVE = {"column": "IsActiveMember", "op": "eq", "value": "0"}
VALUES = {
    "es": ["{0} no, {1}", "no {0}, {1}", "Bueno, {0} no, {1}", "dije {0}, quería decir {1}", "perdón, no {0}: {1}"],
    "en": ["not {0}, {1}", "{0} no, {1}", "I said {0}, I meant {1}", "wait, not {0}, {1}", "no, not {0}. {1}"],
}
COLUMNS = {
    "es": ["por {0} no, por {1}", "Espera, por {0} no, por {1}", "no por {0}, por {1}"],
    "en": ["not by {0}, by {1}", "wait, not {0}, {1}", "no, not by {0}, by {1}"],
}
SIZES = {
    "es": ["diez son muchos, que sean tres", "no diez, tres", "diez no, tres"],
    "en": ["I won't manage ten. Three.", "ten is too many, make it three", "not ten, three"],
}
FIGURES = {
    "es": ["No, el promedio no, la mediana mejor", "no quiero la media, quiero la mediana"],
    "en": ["not the average, the median", "No, not the average. The median"],
}


def after(name, said, call):
    rows = [{"customer_id": 15600001}, {"customer_id": 15600002}]
    asked = Conversation(said, earlier=((Done(call, {"rows": rows}),),), questions=("?",))
    (found,) = planner(name).next_calls(asked)
    return found


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_value_stands_where_the_other_stood(name, language):
    values = CATALOGS[name].columns["Geography"].values
    for one, other in permutations(values, 2):
        names = [getattr(values[value], language)[0] for value in (one, other)]
        place = {"column": "Geography", "op": "eq", "value": one}
        for said in VALUES[language]:
            found = after(name, said.format(*names), Call("portfolio", {"measures": [RATE], "where": place}))
            assert found.arguments == {"measures": [RATE], "where": {**place, "value": other}}, said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_of_two_that_are_compared_one_is_exchanged(name, language):
    values = CATALOGS[name].columns["Geography"].values
    names = [getattr(values[value], language)[0] for value in ("Spain", "Germany")]
    both = {"column": "Geography", "op": "in", "value": ["France", "Spain"]}
    base = Call("portfolio", {"measures": [RATE], "where": both, "groups": [{"column": "Geography"}]})
    for said in VALUES[language]:
        found = after(name, said.format(*names), base).arguments
        assert found == {**base.arguments, "where": {**both, "value": ["France", "Germany"]}}, said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_list_is_ordered_by_the_column_that_is_meant(name, language):
    money = of_kind(name, "money")
    for one, other in permutations(money, 2):
        base = Call("list_customers", {"where": INACTIVE, "order_by": one.name, "order": "desc", "limit": 5})
        for said in COLUMNS[language]:
            text = said.format(named(one, language), named(other, language))
            assert after(name, text, base).arguments == {**base.arguments, "order_by": other.name}, text


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_groups_are_those_of_the_column_that_is_meant(name, language):
    one, other = (CATALOGS[name].columns[column] for column in ("Geography", "Gender"))
    base = Call("portfolio", {"measures": [RATE], "groups": [{"column": one.name}]})
    for said in COLUMNS[language]:
        text = said.format(named(one, language), named(other, language))
        assert after(name, text, base).arguments == {**base.arguments, "groups": [{"column": other.name}]}, text


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_list_is_as_long_as_is_meant(name, language):
    for said in SIZES[language]:
        assert after(name, said, Call("watch_list", {"limit": 10})).arguments == {"limit": 3}, said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_figure_that_is_meant_is_of_the_same_column(name, language):
    for column in of_kind(name, "money"):
        base = Call("portfolio", {"measures": [{"measure": "mean", "column": column.name}], "where": INACTIVE})
        for said in FIGURES[language]:
            found = after(name, said, base).arguments
            assert found["measures"] == [{"measure": "median", "column": column.name}], said
            assert found["where"] == INACTIVE


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("make that 45 at the top, sorry", [30, 45]),
        ("Perdona, hasta 45, no hasta 40", [30, 45]),
    ],
)
def test_one_end_of_a_range_is_moved(name, said, ends):
    base = Call("portfolio", {"measures": [RATE], "where": {"column": "Age", "op": "between", "value": [30, 40]}})
    assert after(name, said, base).arguments["where"]["value"] == ends


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize("said", ["me expliqué mal: los de 2 también entran", "those with 2 too", "los de 2 también"])
@pytest.mark.parametrize(("strict", "wide"), [("lt", "le"), ("gt", "ge")])
def test_a_bound_is_taken_in(name, said, strict, wide):
    base = Call("portfolio", {"measures": [RATE], "where": {"column": "Tenure", "op": strict, "value": 2}})
    assert after(name, said, base).arguments["where"] == {"column": "Tenure", "op": wide, "value": 2}


@pytest.mark.parametrize("name", CATALOGS)
@pytest.mark.parametrize(
    "said",
    [
        "Uy, me equivoqué de número, era el 15600002",
        "Oops, read that off the wrong line. It's 15600002",
        "not that one, 15600002",
        "15600002",
    ],
)
def test_another_id_is_asked_the_same(name, said):
    found = after(name, said, Call("predict_churn", {"customer_ids": ["15600001"]}))
    assert (found.tool, found.arguments["customer_ids"]) == ("predict_churn", ["15600002"])


@pytest.mark.parametrize(
    "said",
    [
        "how many active customers, not women, in Spain?",
        "women, not in Germany, with a card",
        "not active, women, in Spain",
        "no card, balance over 100000",
        "age over 40, not 2 products",
        "clientes sin tarjeta, no activos, mayores de 50",
        "¿Cuántos no son activos, alemanes?",
        "how many are not in France, Germany?",
        "churn for ages 40-49",
    ],
)
def test_a_condition_that_is_denied_is_no_correction(said):
    assert given_up(planner("bank").reviewer.row(said), CATALOGS["bank"]) == []
