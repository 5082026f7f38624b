"""Two wishes in one sentence, the second about those of the first: each figure is told, over its own people."""

from itertools import product

import pytest

from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

PLANNER = packaged_planner()
GERMANS = {"column": "Geography", "op": "eq", "value": "Germany"}
CARD = {"column": "HasCrCard", "op": "eq", "value": "1"}
INACTIVE = {"column": "IsActiveMember", "op": "eq", "value": "0"}
OLD = {"column": "Age", "op": "gt", "value": 60}
FIRST = {
    "en": {
        "How many Germans have a card": [GERMANS, CARD],
        "How many inactive Germans are there": [GERMANS, INACTIVE],
        "How many customers over 60 are inactive": [OLD, INACTIVE],
    },
    "es": {
        "¿Cuántos alemanes tienen tarjeta": [GERMANS, CARD],
        "¿Cuántos alemanes inactivos hay": [GERMANS, INACTIVE],
        "¿Cuántos clientes de más de 60 años están inactivos": [OLD, INACTIVE],
    },
}
LEFT = {
    "en": [
        " and how many of them left?",
        ", and of those, how many left?",
        "? And how many of those have left?",
        " and what share of them left?",
        "? Of those, what percentage churned?",
    ],
    "es": [
        " y cuántos de ellos se fueron?",
        " y, de esos, cuántos se han ido?",
        "? ¿Y cuántos de esos abandonaron?",
        " y qué porcentaje de ellos se fue?",
        "? De esos, ¿qué proporción se ha ido?",
    ],
}
ALONE = {
    "en": {
        "How many Germans have a card and how many left?": ([GERMANS, CARD], [GERMANS]),
        "How many Germans are there and how many are inactive?": ([GERMANS], [GERMANS, INACTIVE]),
        "How many customers are inactive and how many have a card?": ([INACTIVE], [CARD]),
    },
    "es": {
        "¿Cuántos alemanes tienen tarjeta y cuántos se fueron?": ([GERMANS, CARD], [GERMANS]),
        "¿Cuántos alemanes hay y cuántos están inactivos?": ([GERMANS], [GERMANS, INACTIVE]),
        "¿Cuántos clientes están inactivos y cuántos tienen tarjeta?": ([INACTIVE], [CARD]),
    },
}


def told(question):
    """Of each call its conditions, as a set of their texts, and the population or the rate."""
    for call in PLANNER.next_calls(Conversation(question)):
        node = call.arguments.get("where") or {"all": []}
        yield {str(part) for part in node.get("all", [node])}, call.arguments


def texts(nodes):
    return set(map(str, nodes))


@pytest.mark.parametrize("language", ["es", "en"])
def test_part_of_those_before_is_told_beside_them(language):
    for (first, described), second in product(FIRST[language].items(), LEFT[language]):
        (one, _), (other, arguments) = told(first + second)
        assert one == other == texts(described), first + second
        gone = arguments.get("population") == "left" or {"measure": "churn_rate"} in arguments["measures"]
        assert gone, first + second


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_count_of_nobody_in_particular_is_one_of_those_named_before(language):
    for question, (first, second) in ALONE[language].items():
        (one, _), (other, _) = told(question)
        assert (one, other) == (texts(first), texts(second)), question


def test_those_who_are_described_are_no_pointer():
    ((where, arguments),) = told("what is the churn rate of those with 2 products and a card?")
    assert len(where) == 2
    assert arguments["measures"] == [{"measure": "churn_rate"}]
