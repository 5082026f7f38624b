"""Questions about what a word means: one of the program's own terms, or a column of the bank."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from agents.understanding.grammar.spans import Span
from agents.understanding.words import word_file
from db.catalog import Catalog
from db.text import unaccented
from tools.frames import System

_MANNER_LEADS = frozenset(["in", "with", "con", "en"])
_MOST, _LONGEST = 16, 200
"""Words and characters of the longest message that only asks for a term."""
_OF_A_TERM, _LOOKED_AT = 6, 60
"""Words of the longest term, and of a message in which one is looked for."""
_WORD = re.compile(r"[\w]+")
_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d+)?(?:\s?%| percent\b| per cent\b| por ciento\b)")

Template = tuple[tuple[str, ...], tuple[str, ...], str]
"""The words before the term, those after it, and its kind in the file."""


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    loaded: dict[str, Any] = word_file("terms")
    return loaded


@lru_cache(maxsize=1)
def _templates() -> list[Template]:
    raw = _file()
    found = [
        (tuple(line.partition("X")[0].split()), tuple(line.partition("X")[2].split()), kind)
        for kind in ("asked", "made", "judged", "loose", "bare")
        for line in _lines(raw[kind])
    ]
    return sorted(found, key=lambda template: -len(template[0]) - len(template[1]))


def _lines(languages: dict[str, list[str]]) -> Iterator[str]:
    for lines in languages.values():
        yield from lines


@lru_cache(maxsize=1)
def _terms() -> dict[tuple[str, ...], str]:
    return {
        tuple(unaccented(name).split()): term
        for term, languages in _file()["terms"].items()
        for names in languages.values()
        for name in names
    }


@lru_cache(maxsize=1)
def _set(name: str) -> frozenset[str]:
    return frozenset(_file()[name].split())


def term_frame(message: str, catalog: Catalog) -> System | None:
    """The term whose meaning the whole message asks for, or how a risk comes about; None where it asks anything else.

    Words as written: a term need not be one that the bank's questions are made of, so its spelling is nobody's slip.
    """
    if len(message) > _LONGEST:
        return None
    words = _WORD.findall(_FIGURE.sub("0", unaccented(message)))
    for short, whole in _file()["contracted"].items():
        words = f" {' '.join(words)} ".replace(f" {short} ", f" {whole} ").split()
    if not 1 < len(words) <= _MOST:
        return None
    known = _by_names(catalog)
    for said in _without_frills(words):
        for before, after, kind in _templates():
            term = _between(said, before, after)
            found = _named(term, known, articles=kind != "bare") if term else None
            if found is not None and not (kind == "judged" and found in _set("used")):
                made = kind == "made" and found in _set("of_the_method")
                return System(topic="method") if made else System(topic="term", term=found)
    return None


def named_term(words: Sequence[str], catalog: Catalog) -> str | None:
    """The term that some of these words name, of several the one of most words."""
    words = words[:_LOOKED_AT]
    runs = [(start, end) for end in range(1, len(words) + 1) for start in range(max(0, end - _OF_A_TERM), end)]
    runs.sort(key=lambda run: run[0] - run[1])
    known = _by_names(catalog)
    named = (_named(list(words[start:end]), known, articles=False) for start, end in runs)
    return next((term for term in named if term is not None), None)


def unknown_term(row: Sequence[Span]) -> str | None:
    """What a message asks the meaning of where nobody here knows the word."""
    spoken = [span for span in row if not span.sign]
    words = [word for span in spoken for word in span.words]
    for before, after, kind in _templates():
        middle = _between(words, before, after) if kind == "asked" else []
        if not middle:
            continue
        while len(middle) > 1 and middle[0] in _set("articles"):
            middle = middle[1:]
        unknown = [span for span in spoken if span.unknown and not span.capital and set(span.words) <= set(middle)]
        if sum(len(span.words) for span in unknown) == len(middle):
            return " ".join(span.text for span in unknown)
    return None


def _without_frills(words: list[str]) -> Iterator[list[str]]:
    """The words as said, then without what is only courtesy at the ends."""
    yield words
    words = _without_manner(words)
    start, end = 0, len(words)
    while start < end and words[start] in _set("around"):
        start += 1
    while end > start and words[end - 1] in _set("around"):
        end -= 1
    yield from (words[at:end] for at in range(start + 1))


def _without_manner(words: list[str]) -> list[str]:
    """``in simple terms``: two words or more behind a preposition that only say how to tell it."""
    told = [word in _set("manner") for word in words]
    for start in range(len(words)):
        end = next((i for i in range(start, len(words)) if not told[i]), len(words))
        if words[start] in _MANNER_LEADS and end - start > 2:
            return [*words[:start], *words[end:]]
    return words


def _between(words: list[str], before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    middle = words[len(before) : len(words) - len(after)]
    fits = tuple(words[: len(before)]) == before and tuple(words[len(words) - len(after) :]) == after
    return middle if fits else []


def _named(words: list[str], known: Mapping[str, str], *, articles: bool) -> str | None:
    """The term or column that these words name, and nothing else; ``known``: the columns by their names."""
    leading = _set("articles") if articles else _set("indefinite")
    while len(words) > 1 and words[0] in leading:
        words = words[1:]
    while articles and len(words) > 1 and words[0] in {"de", "of"}:
        words = words[1:]
    return _terms().get(tuple(words)) or known.get("".join(words))


def _by_names(catalog: Catalog) -> dict[str, str]:
    """Each column by its names, small and without blanks."""
    found: dict[str, str] = {}
    for column in catalog.columns.values():
        for one in (column.name, *column.names.es, *column.names.en):
            found.setdefault("".join(unaccented(one.replace("_", " ")).split()), column.name)
    return found
