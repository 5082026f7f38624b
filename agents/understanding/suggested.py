"""A why that asks for no reason: ``why don't we look at …``, ``¿por qué no miramos …?`` is a wish."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from db.text import flat

_FILE = Path(__file__).parent / "words" / "suggested.yaml"


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return re.compile("|".join(raw.values()))


def as_wish(message: str) -> str:
    """The message without the words that make a suggestion of a wish."""
    found = _pattern().search(flat(message))
    return message if found is None else message[: found.start()] + message[found.end() :]
