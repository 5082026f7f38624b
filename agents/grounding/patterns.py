"""Patterns over words that are data: ``words/patterns.yaml`` lists them per language, ``*`` ends an open word."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.yaml_files import read_yaml

_FILE = Path(__file__).parent / "words" / "patterns.yaml"
_WORDS: dict[str, dict[str, Any]] = read_yaml(_FILE)


@lru_cache(maxsize=128)
def listed(name: str) -> tuple[str, ...]:
    """The phrases of a list, of every language, the longest first."""
    return tuple(sorted((str(p) for part in _WORDS[name].values() for p in part), key=len, reverse=True))


@lru_cache(maxsize=128)
def any_of(name: str) -> str:
    """A list as one alternative of a pattern; blanks stand for any blanks, ``*`` for the rest of a word."""
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+").replace(r"\*", r"\w*") for p in listed(name)) + ")"


@lru_cache(maxsize=128)
def whole(name: str) -> re.Pattern[str]:
    """Any phrase of a list as whole words."""
    return re.compile(rf"\b{any_of(name)}\b", re.IGNORECASE)


@lru_cache(maxsize=128)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern made of lists, whatever the case of its letters."""
    return re.compile(pattern, re.IGNORECASE)
