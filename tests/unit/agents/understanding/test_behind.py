"""What a rate or a share told before rests on: how many it counts, of how many it is, what part of whom they are."""

from itertools import product

import pytest

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
COUNT, CHURN = {"measure": "customers"}, {"measure": "churn_rate"}
KNOWN = {"column": "Exited", "op": "is_known"}
CARD = {"column": "HasCrCard", "op": "eq", "value": "1"}
BASES = [
    {"column": "Geography", "op": "eq", "value": "Germany"},
    {"column": "NumOfProducts", "op": "ge", "value": 3},
]
THE_NUMBER = {
    "en": [
        "And how many people is that?",
        "how many customers is that?",
        "and as a number of people?",
        "in absolute numbers?",
        "so how many is it?",
    ],
    "es": [
        "¿Y cuántas personas son?",
        "¿cuántos clientes son?",
        "¿y en números absolutos?",
        "¿y cuántos clientes supone?",
        "¿cuántos clientes es eso?",
    ],
}
THE_BASE = {
    "en": [
        "how many customers is that based on?",
        "On how many customers is it calculated?",
        "and how many customers was that computed from?",
    ],
    "es": [
        "¿Sobre cuántos clientes está calculada?",
        "¿en cuántos clientes se basa?",
        "¿y con cuántos clientes se calcula?",
    ],
}
OF_LEAVERS = {
    "en": ["and what share of all leavers is that?", "what percentage of those who left is that?"],
    "es": ["¿y qué porcentaje de todas las bajas suponen?", "¿qué proporción de los que se fueron representa eso?"],
}
AS_A_PERCENTAGE = {
    "en": [
        ("and how many of them have a card?", "what percentage is that?"),
        ("how many of those have a card?", "and as a percentage?"),
    ],
    "es": [
        ("¿y cuántos de ellos tenían tarjeta?", "Exprésemelo en porcentaje"),
        ("de esos, ¿cuántos tienen tarjeta?", "¿qué porcentaje es?"),
    ],
}


def after(said, *turns):
    """The one call for a message after (question, call) turns."""
    earlier = tuple((Done(call, {"rows": [{"customers": 1}]}),) for _, call in turns)
    (found,) = PLANNER.next_calls(Conversation(said, earlier=earlier, questions=tuple(asked for asked, _ in turns)))
    return found.arguments


def each(family):
    return [said for members in family.values() for said in members]


def told(measure, where=None, **more):
    return Call("portfolio", {"measures": [measure], **({"where": where} if where else {}), **more})


@pytest.mark.parametrize(("said", "where"), product(each(THE_NUMBER), BASES))
def test_a_rate_as_a_number_is_how_many_left(said, where):
    assert after(said, ("?", told(CHURN, where))) == {"measures": [COUNT], "where": where, "population": "left"}


@pytest.mark.parametrize(("said", "where"), product(each(THE_NUMBER), BASES))
def test_a_share_as_a_number_is_how_many_are_it(said, where):
    found = after(said, ("?", told({"measure": "share", "where": CARD}, where)))
    assert found["measures"] == [COUNT]
    assert sorted(map(str, found["where"]["all"])) == sorted(map(str, [where, CARD]))


@pytest.mark.parametrize("said", each(THE_NUMBER))
def test_the_number_behind_the_worst_group_is_its_own(said):
    ranked = Call("portfolio", {"measures": [CHURN], "groups": [{"column": "Geography"}], "order": "desc"})
    rows = ({"Geography": "Germany", "churn_rate": 0.3}, {"Geography": "Spain", "churn_rate": 0.1})
    asked = Conversation(said, earlier=((Done(ranked, {"rows": rows}),),), questions=("?",))
    (found,) = PLANNER.next_calls(asked)
    assert found.arguments == {"measures": [COUNT], "where": BASES[0], "population": "left"}


@pytest.mark.parametrize(("said", "where"), product(each(THE_BASE), BASES))
def test_the_base_of_a_rate_is_those_of_whom_it_is_known(said, where):
    found = after(said, ("?", told(CHURN, where)))
    assert found["measures"] == [COUNT]
    assert sorted(map(str, found["where"]["all"])) == sorted(map(str, [where, KNOWN]))


@pytest.mark.parametrize(("said", "where"), product(each(OF_LEAVERS), BASES))
@pytest.mark.parametrize("rate", [False, True])
def test_the_part_of_all_leavers_has_the_leavers_for_a_base(said, where, rate):
    before = told(CHURN, where) if rate else told(COUNT, where, population="left")
    share = {"measure": "share", "where": where}
    assert after(said, ("?", before)) == {"measures": [share], "population": "left"}


@pytest.mark.parametrize(("turns", "population"), product(each(AS_A_PERCENTAGE), ["left", None]))
def test_a_percentage_after_some_of_them_is_of_them(turns, population):
    among = {"where": BASES[0]} if population is None else {"population": population}
    both = {"all": [BASES[0], CARD]} if population is None else CARD
    part = {"where": both, **({"population": population} if population else {})}
    asked, said = turns
    found = after(said, ("?", told(COUNT, **among)), (asked, told(COUNT, **part)))
    assert found == {"measures": [{"measure": "share", "where": CARD}], **among}


@pytest.mark.parametrize("said", ["how many customers are there in the bank?", "¿cuántos clientes tenemos en total?"])
def test_a_number_of_everybody_is_nothing_behind(said):
    assert "population" not in after(said, ("?", told(CHURN, BASES[0])))
