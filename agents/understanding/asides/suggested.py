"""A why that asks for no reason: ``why don't we look at …``, ``¿por qué no miramos …?`` is a wish."""

import re
from functools import lru_cache

from agents.understanding.words import word_file
from db.text import flat


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    raw = word_file("suggested")
    return re.compile("|".join(raw.values()))


def as_wish(message: str) -> str:
    """The message without the words that make a suggestion of a wish."""
    found = _pattern().search(flat(message))
    return message if found is None else message[: found.start()] + message[found.end() :]
