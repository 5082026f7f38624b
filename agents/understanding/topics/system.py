"""Questions about the program itself: its models, weights, training, replies, limits; recognised by bags of words."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.entry import stem
from agents.understanding.lexicon.morphology import lemmas
from agents.understanding.words import word_file
from db.text import unaccented
from tools.frames import System

_SMALL = frozenset(["model", "models", "weights", "trained", "accuracy", "quality", "drivers", "risk", "likely", "why"])

_APART = 6
"""Other words that may stand among those of a line."""
_TRIED = 200
"""Places of a line's words from which it is looked for: no question says them more often."""


@lru_cache(maxsize=1)
def _topics() -> list[tuple[str, bool, list[list[tuple[str, str]]]]]:
    raw: dict[str, dict[str, Any]] = word_file("system")
    lines = {
        topic: [unaccented(line).split() for language in ("es", "en") for line in said[language]]
        for topic, said in raw.items()
    }
    return [
        (topic, "needs" in said, [[(word, stem(word)) for word in line] for line in lines[topic]])
        for topic, said in raw.items()
    ]


def system_frame(row: Sequence[Span], customer_id: str | None) -> System | None:
    """The topic a message is about; none where it asks for something of the bank's table."""
    named = [set(span.words) for span in row if span.entry.of_the_bank and not span.stop and not span.entry.cues]
    places = _places(row)
    how_good = any(span.has("accuracy", "quality") for span in row)  # ``cuánto acierta el modelo`` counts no models
    if how_good and any(span.has("model") for span in row):
        return System(topic="quality")
    for topic, needs, lines in _topics():
        if needs and customer_id is None:
            continue
        told = [{word for word, _ in line} for line in lines if _together(line, places)]
        if any(all(said <= line for said in named) for line in told):  # de dónde procede esa cifra: no country
            return System(topic=topic, customer_id=customer_id if topic in {"agreement", "members"} else None)
    return None


def _places(row: Sequence[Span]) -> dict[str, list[int]]:
    """Where each word is said, by any of its forms."""
    found: dict[str, list[int]] = {}
    for i, word in enumerate(word for span in row for word in span.words):
        for form in {word, stem(word), *lemmas(word)}:
            found.setdefault(form, []).append(i)
    return found


def _together(line: Sequence[tuple[str, str]], places: Mapping[str, Sequence[int]]) -> bool:
    """Whether all words of a line (each with its stem) are said near each other, in any form and order."""
    spots = [sorted({*places.get(word, ()), *places.get(root, ())}) for word, root in line]
    if not all(spots):
        return False
    size = len(line) + _APART
    firsts = sorted({spot for some in spots for spot in some})[:_TRIED]
    return any(all(_within(some, first, first + size) for some in spots) for first in firsts)


def _within(spots: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the spots (in order) lies between: low is in, high is not."""
    at = bisect_left(spots, low)
    return at < len(spots) and spots[at] < high
