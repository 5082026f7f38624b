"""Questions about the program itself: its models, weights, training, replies, limits; recognised by bags of words."""

from collections.abc import Sequence
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


@lru_cache(maxsize=1)
def _topics() -> list[tuple[str, bool, list[list[str]]]]:
    raw: dict[str, dict[str, Any]] = word_file("system")
    return [
        (topic, "needs" in said, [unaccented(line).split() for language in ("es", "en") for line in said[language]])
        for topic, said in raw.items()
    ]


def system_frame(row: Sequence[Span], customer_id: str | None) -> System | None:
    """The topic a message is about; none where it asks for something of the bank's table."""
    named = [set(span.words) for span in row if span.entry.of_the_bank and not span.stop and not span.entry.cues]
    forms = [{word, stem(word), *lemmas(word)} for span in row for word in span.words]
    how_good = any(span.has("accuracy", "quality") for span in row)  # ``cuánto acierta el modelo`` counts no models
    if how_good and any(span.has("model") for span in row):
        return System(topic="quality")
    for topic, needs, lines in _topics():
        if needs and customer_id is None:
            continue
        told = [line for line in lines if _together(line, forms)]
        if any(all(said <= set(line) for said in named) for line in told):  # de dónde procede esa cifra: no country
            return System(topic=topic, customer_id=customer_id if topic in {"agreement", "members"} else None)
    return None


def _together(line: Sequence[str], forms: Sequence[set[str]]) -> bool:
    """Whether all words of a line are said near each other, in any form and order."""
    size = len(line) + _APART
    return any(
        all(any(word in said or stem(word) in said for said in forms[at : at + size]) for word in line)
        for at in range(max(1, len(forms) - size + 1))
    )
