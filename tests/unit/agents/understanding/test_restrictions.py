"""Words with a meaning elsewhere restrict nobody by themselves: verbs of every cue of the word list are tried."""

from itertools import chain

import pytest

from agents.understanding.coverage.unused import OPEN
from agents.understanding.follow_up.context import Conversation
from agents.understanding.lexicon.entry import general_words
from tests.crossed import crossed
from tests.packaged import packaged_lexicon, packaged_planner

LEXICON = packaged_lexicon()
PLANNER = packaged_planner()
DOING = [
    "up",
    "down",
    "call",
    "compare",
    "quality",
    "accuracy",
    "drivers",
    "why",
    "rescue",
    "varies",
    "order",
    "overview",
]
"""Cues of what somebody does; those of figures, groups and status are conditions."""
ASKED = {
    "es": ["saldo medio de los clientes que {}", "cuántos clientes que {} hay en España", "edad mediana de los que {}"],
    "en": ["average balance of the customers who {}", "median age of those who {}", "salary of the people who {}"],
}


CONDITIONS = {"asc", "desc", "ge", "le", "gt", "lt", "earns", "find", "left", "stay", "churn", "loses", "likely"}
"""Cues that tell which customers are meant, or in which order; a word that has one of these too may be a condition."""


def words(language):
    """By cue, its single words that are no condition besides."""
    for cue in DOING:
        listed = map(str.strip, general_words()["cues"][cue].get(language, "").split(","))
        if fit := [word for word in listed if acts(word)]:
            yield fit


def acts(word):
    entry = LEXICON.look_up((word,)) if word.isalpha() and len(word) > 3 else None
    return entry is not None and not entry.of_the_bank and not entry.cues & CONDITIONS


def test_there_are_words_to_try():
    assert all(sum(map(len, words(language))) > 100 for language in ASKED)


@pytest.mark.parametrize("language", ["es", "en"])
def test_who_they_are_is_not_passed_over(language):
    passed = []
    for word, asked in chain.from_iterable(crossed(some[:4], ASKED[language]) for some in words(language)):
        calls = PLANNER.next_calls(Conversation(asked.format(word)))
        restricted = any(
            call.tool in OPEN or call.arguments.get("where") not in (None, {}) or call.arguments.get("population")
            for call in calls
        )
        if not restricted:
            passed.append(asked.format(word))
    assert not passed
