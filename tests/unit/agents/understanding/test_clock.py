"""Times of day and counts of the message's own parts restrict nothing: the same calls with and without them."""

import itertools

import pytest

from agents.understanding.asides.clock import without_hours
from agents.understanding.follow_up.context import Conversation
from tests.packaged import packaged_planner

HOURS = {
    "en": [
        "at half ten",
        "at 9am",
        "at 10:30",
        "by nine o'clock",
        "at quarter past four",
        "around 4.15 p.m. at 4:15 pm",
    ],
    "es": ["a las dos y media", "a las 10:30", "a las cinco menos cuarto", "a las 9 en punto", "a las 4 de la tarde"],
}
ASKED = {
    "en": ["what is the churn rate in Germany?", "what can I offer 15634245?", "how many women have two products?"],
    "es": [
        "¿qué tasa de abandono hay en Alemania?",
        "¿qué le puedo ofrecer a 15634245?",
        "¿cuántas mujeres tienen dos productos?",
    ],
}
LEAD = {"en": "I have a meeting {}: {}", "es": "Tengo una reunión {}: {}"}
PARTS = [
    ("six cells, churn by country and gender", "churn by country and gender"),
    ("two things: how many Germans are there?", "how many Germans are there?"),
    ("tasa de abandono por país y género, seis celdas", "tasa de abandono por país y género"),
    ("Dos preguntas: ¿cuántos alemanes hay?", "¿cuántos alemanes hay?"),
]


def calls(message):
    return [(call.tool, call.arguments) for call in packaged_planner().next_calls(Conversation(message))]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_speaker_s_hour_changes_nothing(language):
    for hour, asked in itertools.product(HOURS[language], ASKED[language]):
        assert calls(LEAD[language].format(hour, asked)) == calls(asked), hour


@pytest.mark.parametrize(("said", "meant"), PARTS)
def test_so_many_as_the_message_tells(said, meant):
    assert calls(said) == calls(meant)


@pytest.mark.parametrize(
    "said",
    [
        "half of the customers", "la media de las dos", "de las 10 con más saldo", "balance above 10.30",
        "the 5 oldest", "las 4 clientas", "10 mujeres y media docena de hombres",
    ],
)  # fmt: skip
def test_what_is_no_time_of_day_stays(said):
    assert without_hours(said) == said
