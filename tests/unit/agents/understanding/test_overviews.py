"""How a group is doing, which group should worry, who leaves more than others: asked in free words, told in figures."""

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.unit.agents.understanding.test_families import CATALOGS, EVERY, call, named, of_kind
from tests.unit.agents.understanding.test_relations import planner

DOING = {
    "en": ["how is {} doing?", "what's going on in {}?", "tell me about {}", "overview of {}"],
    "es": ["¿cómo está {}?", "¿qué pasa en {}?", "háblame de {}", "resumen de {}"],
}
WORRY = {
    "en": ["which {} should worry me the most?", "which {} should I worry about?", "what {} needs the most attention?"],
    "es": ["¿qué {} debería preocuparme más?", "¿qué {} nos debería preocupar más?"],
}
PLACES = {"en": ("Germany", "Spain"), "es": ("Alemania", "España")}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_how_a_group_is_doing(name, language):
    for said in DOING[language]:
        for place, stored in zip(PLACES[language], ("Germany", "Spain"), strict=True):
            told = call(name, said.format(place)).arguments
            assert {m["measure"] for m in told["measures"]} >= {"customers", "churn_rate"}, said
            assert told["where"]["value"] == stored, said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_which_group_should_worry(name, language):
    column = CATALOGS[name].columns["Geography"]
    for said in WORRY[language]:
        told = call(name, said.format(named(column, language))).arguments
        assert told["measures"] == [{"measure": "churn_rate"}], said
        assert (told["groups"], told["order"]) == ([{"column": "Geography"}], "desc"), said


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_more_than_the_others(name, language):
    said = {
        "en": ("do {} leave more?", "are {} more likely to leave?"),
        "es": ("¿se van más {}?", "¿son más propensos a irse {}?"),
    }[language]
    whom = {"en": ("Germans", "women"), "es": ("los alemanes", "las mujeres")}[language]
    for asked in said:
        for people, column in zip(whom, ("Geography", "Gender"), strict=True):
            told = call(name, asked.format(people)).arguments
            assert told["groups"] == [{"column": column}], asked
            assert told["measures"][0]["measure"] in {"churn_rate", "mean_risk"}, asked


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_several_figures_are_compared_at_once(name, language):
    money = list(of_kind(name, "money"))[:2]
    names = [named(column, language) for column in money]
    said = {
        "en": "compare France and Germany on churn, {} and {}",
        "es": "compara Francia y Alemania en abandono, {} y {}",
    }
    told = call(name, said[language].format(*names, *names[:1])).arguments
    assert {"measure": "churn_rate"} in told["measures"]
    for column in money:
        assert {"measure": "mean", "column": column.name} in told["measures"]


@pytest.mark.parametrize(
    "asked", ["How many customers do we have and how many left?", "¿cuántos clientes hay y cuántos se fueron?"]
)
def test_two_counts_are_two_figures(asked):
    calls = planner("bank").next_calls(Conversation(asked))
    assert [found.arguments.get("population") for found in calls] == [None, "left"]


@pytest.mark.parametrize("asked", ["¿se van más los que no tienen tarjeta?", "¿se marchan más los que tienen tarjeta?"])
def test_those_who_are_no_than(asked):
    assert call("bank", asked).arguments["groups"] == [{"column": "HasCrCard"}]


@pytest.mark.parametrize(
    ("asked", "tool"),
    [
        ("give me three reasons why 15737888 might leave", "explain_churn"),
        ("dime tres razones por las que 15737888 podría marcharse", "explain_churn"),
        ("best 10 customers to retain", "watch_list"),
        ("los 10 clientes que hay que retener", "watch_list"),
    ],
)
def test_a_number_of_what_is_wanted(asked, tool):
    found = call("bank", asked)
    assert found.tool == tool
    assert found.arguments.get("limit", 10) == 10
