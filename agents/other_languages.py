"""Which language a reply is wanted in, where that is not the question's own or not one the program writes itself.

A question in French is answered in French by a language model; without one, the program says in its own words that it
reads Spanish and English.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from agents.language import known_words
from db.errors import Language
from db.text import unaccented

_FILE = Path(__file__).parent / "languages.yaml"
_CODES: dict[str, Language] = {"Spanish": "es", "English": "en"}
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 2
_TELLING = 1000


@lru_cache(maxsize=1)
def _languages() -> dict[str, Any]:
    return dict(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _requests() -> re.Pattern[str]:
    """``in English``, ``en inglés`` or ``al inglés`` at the end of a sentence."""
    names = {
        unaccented(name): language
        for language, told in _languages().items()
        for called in told["names"].values()
        for name in called
    }
    every = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(
        rf"\b(?:in|en|em|auf|al|into)\s+({every})(?=\s*(?:$|[.,;:!?)]|please|pls|por favor|thanks|gracias))"
    )


@lru_cache(maxsize=1)
def _telling_words() -> dict[str, frozenset[str]]:
    """Language -> its small words, folded."""
    return {
        name: frozenset(_WORD.findall(unaccented(told["words"])))
        for name, told in _languages().items()
        if "words" in told
    }


def wanted(text: str, found: Language, *, fallback: Language) -> tuple[Language, str]:
    """The program's language for a reply, and the English name of another one that it should be written in.

    ``found``: the language detected; ``fallback``: the page's, for what the program says itself beside another one.
    """
    asked = _asked(text)
    if asked in _CODES:
        return _CODES[asked], ""
    spoken = _spoken(text)
    return (fallback, asked or spoken) if spoken else (found, asked)


def called(name: str, language: Language) -> str:
    """What a language (by its English name) is called in Spanish or English."""
    return str(_languages()[name]["names"][language][0])


def _asked(text: str) -> str:
    found = _requests().search(unaccented(text[-_TELLING:]))
    if found is None:
        return ""
    said = found.group(1)
    return next(
        language
        for language, told in _languages().items()
        if said in {unaccented(name) for called in told["names"].values() for name in called}
    )


def _spoken(text: str) -> str:
    """The third language a text is in; empty where it is Spanish or English, or nothing tells."""
    words = set(_WORD.findall(unaccented(text[:_TELLING])))
    ours = known_words()
    best, hits = "", 0
    for name, telling in _telling_words().items():
        theirs = len((words & telling) - ours)
        if theirs >= _FEWEST and theirs > hits and theirs > len((words & ours) - telling):
            best, hits = name, theirs
    return best
