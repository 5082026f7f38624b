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


@lru_cache(maxsize=1)
def _topics() -> list[tuple[str, bool, list[list[str]]]]:
    raw: dict[str, dict[str, Any]] = word_file("system")
    return [
        (topic, "needs" in said, [unaccented(line).split() for language in ("es", "en") for line in said[language]])
        for topic, said in raw.items()
    ]


def system_frame(row: Sequence[Span], customer_id: str | None) -> System | None:
    """The topic a message is about; none where it asks for something of the bank's table."""
    if any(span.entry.of_the_bank and not span.stop and not span.entry.cues for span in row):
        return None
    words = [word for span in row for word in span.words]
    forms = set(words) | {form for word in words for form in (stem(word), *lemmas(word))}
    how_good = any(span.has("accuracy", "quality") for span in row)  # ``cuánto acierta el modelo`` counts no models
    for topic, needs, lines in _topics():
        if (needs and customer_id is None) or (how_good and topic == "members"):
            continue
        if any(all(word in forms or stem(word) in forms for word in line) for line in lines):
            named = customer_id if topic in {"agreement", "members"} else None
            return System(topic=topic, customer_id=named)
    return None
