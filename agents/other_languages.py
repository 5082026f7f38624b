"""Which language a reply is wanted in, where that is not the question's own or not one the program writes itself.

A question in French is answered in French by a language model; without one, the program says in its own words that it
reads Spanish and English.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.language import known_words
from agents.understanding.lexicon.entry import stop_words
from agents.understanding.lexicon.morphology import LANGUAGES, base
from db.errors import Language
from db.lemmas import known
from db.text import unaccented
from db.yaml_files import read_yaml

_FILE = Path(__file__).parent / "languages.yaml"
_CODES: dict[str, Language] = {"Spanish": "es", "English": "en"}
_WORD = re.compile(r"(?<!\d)(?<!\d[-/.])[^\W\d_ºª]++(?![-/.]?\d)")
"""A word; what marks an ordinal or a number, and the letters of an id, are none."""
_FEWEST = 2
_MANY = 4
_SHORT = 3
_TELLING = 1000
_NOBODY: "Owned" = frozenset[str]().intersection

_FOREIGN = re.compile(r"[^a-záéíóúüñ]")
"""A letter that neither Spanish nor English writes."""

Owned = Callable[[Iterable[str]], Set[str]]
"""Which of some lower-case words are the bank's own: of its columns and values, or of its customers' names."""


@lru_cache(maxsize=1)
def _languages() -> dict[str, Any]:
    return dict(read_yaml(_FILE))


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


@lru_cache(maxsize=1)
def _all_small() -> frozenset[str]:
    """The small words of other languages that Spanish and English have only as rare ones, if at all."""
    return frozenset[str]().union(*_telling_words().values()) - known_words()


def wanted(text: str, found: Language, *, fallback: Language, owned: Owned = _NOBODY) -> tuple[Language, str]:
    """The program's language for a reply, and the English name of another one that it should be written in.

    ``found``: the language detected; ``fallback``: the page's, for what the program says itself beside another one.
    """
    asked = _asked(text)
    if asked in _CODES:
        return _CODES[asked], ""
    spoken = _spoken(text[:_TELLING], owned)
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


@dataclass(frozen=True)
class _Evidence:
    """The words of a text that speak for one other language, and those that speak for Spanish or English alone."""

    small: Set[str]
    """Small words that neither Spanish nor English has."""
    ordinary: Set[str]
    """Other words that only its dictionary has."""
    against: Set[str]
    neutral: int
    """How many words are of both, or of neither."""

    def without(self, owned: Set[str]) -> "_Evidence":
        """The same where some words are the bank's own, which are of no language."""
        return replace(self, small=self.small - owned, ordinary=self.ordinary - owned, against=self.against - owned)

    @property
    def weight(self) -> int:
        """How many words speak for the language."""
        return len(self.small) + len(self.ordinary)

    @property
    def tells(self) -> bool:
        """Whether the text is in it: by several words of its own, or because nothing in it is of ours alone."""
        if self.weight <= len(self.against):
            return False
        if self.small:
            return self.weight >= _FEWEST or not self.against
        return self.weight > _FEWEST or (not self.against and 2 * self.weight + self.neutral > _MANY)


def _spoken(text: str, owned: Owned) -> str:
    """The third language a text is in; empty where it is Spanish or English, or nothing tells.

    Its words are looked up in the languages' dictionaries: what only one of them has speaks for it.
    """
    words = _words(text)
    if all(_ours(word) and unaccented(word) not in _all_small() for word in words):
        return ""
    found = {name: _evidence(words, name, told["code"]) for name, told in _languages().items() if "words" in told}
    told = [of for of in found.values() if of.weight]
    own = owned({word for of in told for word in (*of.small, *of.ordinary, *of.against)}) if told else frozenset[str]()
    telling = {name: left for name, of in found.items() if (left := of.without(own)).tells}
    return max(telling, key=lambda name: (telling[name].weight, telling[name].neutral), default="")


def _words(text: str) -> dict[str, bool]:
    """The words of a text in lower case, and whether a dictionary may be asked: a capital may be a name's."""
    shouted = text.isupper()
    found: dict[str, bool] = {}
    for number, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        ordinary = shouted or number == 0 or word.islower()
        found[word.lower()] = found.get(word.lower(), False) or ordinary
    return found


@lru_cache(maxsize=4096)
def _ours(word: str) -> bool:
    """Whether Spanish or English has a word."""
    if _FOREIGN.search(word):
        return False
    return unaccented(word) in known_words() or any(base(word, language) is not None for language in LANGUAGES)


def _evidence(words: Mapping[str, bool], name: str, code: str) -> _Evidence:
    small, ordinary, against = set[str](), set[str](), set[str]()
    telling = _telling_words()[name]
    for word, may_be_asked in words.items():
        plain = unaccented(word)
        if plain in telling:
            if _FOREIGN.search(word) or (plain not in known_words() and base(word, "es") is None):
                small.add(word)
        elif plain in _our_small():
            against.add(word)
        elif may_be_asked and len(word) > 1:
            _side(word, code, ordinary, against)
    neutral = len(words) - len(small) - len(ordinary) - len(against)
    return _Evidence(small=small, ordinary=ordinary, against=against, neutral=neutral)


def _side(word: str, code: str, theirs: set[str], against: set[str]) -> None:
    """Put an ordinary word to the language that alone has it."""
    ours, known_there = _ours(word), known(word, code)
    if known_there and not ours and len(word) > _FEWEST:
        theirs.add(word)
    elif ours and not known_there:
        against.add(word)


@lru_cache(maxsize=1)
def _our_small() -> frozenset[str]:
    """Short words of ours that no dictionary of another language need be asked about: y, and, for."""
    return frozenset(word for words in stop_words().values() for word in words if len(word) <= _SHORT)
