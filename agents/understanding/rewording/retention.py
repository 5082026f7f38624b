"""*Retention* as a figure: by itself it names a rate; beside what is done to keep somebody it names the doing."""

import re
from functools import lru_cache
from typing import Any

from agents.understanding.words import word_file
from db.text import unaccented

_DIGITS = re.compile(r"\d{6,}")


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[re.Pattern[str], str]]:
    raw: dict[str, Any] = word_file("retention")

    def made(words: dict[str, str]) -> re.Pattern[str]:
        return re.compile(rf"\b(?<!{words['joint']} )(?:{words['noun']})\b(?!\s+(?:{words['done']})\b)", re.IGNORECASE)

    return {language: (made(words), words["rate"]) for language, words in raw.items()}


@lru_cache(maxsize=1)
def _doing() -> re.Pattern[str]:
    raw: dict[str, Any] = word_file("retention")
    return re.compile(rf"\b(?:{'|'.join(words['doing'] for words in raw.values())})\b")


def as_rate(message: str, language: str) -> str:
    """The message with a bare *retention* as the rate it names; as written where somebody is to be kept."""
    if _DIGITS.search(message) or _doing().search(unaccented(message)):
        return message
    pattern, rate = _forms()["en" if language == "en" else "es"]
    return pattern.sub(rate, message)
