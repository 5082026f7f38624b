"""What kind of thing each span may be, as the symbols that grammar patterns are written in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from agents.understanding.words import word_file
from db.catalog import Catalog

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span

_KINDS = {
    "integer": "C", "number": "C", "money": "C", "category": "K", "flag": "F", "date": "D", "text": "T",
}  # fmt: skip


@lru_cache(maxsize=1)
def _sets() -> dict[str, frozenset[str]]:
    raw = word_file("symbols")
    return {name: frozenset(words.split()) for name, words in raw.items()}


def symbol_set(name: str) -> frozenset[str]:
    """A set of symbols: ``glue`` may stand between two things that belong together, ``free`` needs no place in a
    frame, ``holds`` needs one, ``heavy`` needs one even in small words, ``bank`` is of the bank's table."""
    return _sets()[name]


def symbols(span: Span, catalog: Catalog) -> frozenset[str]:
    """The symbols of a span: cues by their own names; N number, P percent, C K F D T columns by kind, V value,
    U unit, A adjective, S small word, unk unknown."""
    found = set(span.entry.cues)
    entry = span.entry
    if span.number is not None:
        found.add("N")
        if span.number.percent:
            found.add("P")
    free = not (entry.cues or entry.values or entry.units)
    columns = entry.columns or (entry.weak if free and len(entry.weak) == 1 else [])
    found |= {"ID" if name == catalog.id else _KINDS[catalog.columns[name].kind] for name in columns}
    for symbol, said in (("V", entry.values), ("A", entry.adjectives), ("U", entry.units)):
        if said:
            found.add(symbol)
    if entry.decade is not None:
        found.add("decade")
    if entry.ordinal is not None:
        found.add("ordinal")
    if entry.month:
        found.add("month")
    if span.sign:
        found.add(span.text)
    if span.stop:
        found.add("S")
    if span.unknown:
        found.add("unk")
    if span.code:
        found.add("code")
    found |= {name for name in _SPOKEN if not symbol_set(name).isdisjoint(span.words[-1:])}
    found |= {"quantile"} if quantile(span) else set()
    found |= set() if symbol_set("ratio").isdisjoint(span.words) else {"ratio"}
    if len(span.words) > 1:
        found.discard("set_aside")  # what leaves out stands before what it leaves out
    return frozenset(found)


_PARTS = {"tenths": 10.0, "fifths": 20.0, "quarters": 25.0, "thirds": 33.0, "halves": 50.0}
"""The words for equal parts of all, and how many per cent each has."""


def quantile(span: Span) -> float:
    """How many per cent a word for an equal part (decile, quarter) stands for; 0 for any other."""
    return next((size for name, size in _PARTS.items() if not symbol_set(name).isdisjoint(span.words[-1:])), 0.0)


_SPOKEN = ("one", "wise", "times", "set_aside", "we", "if_word")
"""Symbols of single words, whatever else they may mean."""


def is_spoken(span: Span) -> bool:
    """Whether patterns know the word by itself."""
    return any(not symbol_set(name).isdisjoint(span.words[-1:]) for name in _SPOKEN)


def is_light(found: frozenset[str]) -> bool:
    """Whether a small word only happens to have a heavy reading too."""
    light = symbol_set("free") | {"more", "most", "than", "U", *_SPOKEN}
    joints = {"between"} if found & {"in", "among"} else set()
    return "S" in found and not found & symbol_set("heavy") and found - joints <= light


_THINGS = frozenset(["N", "C", "K", "F", "D", "V", "A", "ID", "code", "decade"])


def is_glue(found: frozenset[str]) -> bool:
    """Whether a span may be passed over between two parts of a phrase."""
    cues = found - {"S", "U", "T", *_SPOKEN}
    return "S" in found and not (found & _THINGS) and cues <= symbol_set("glue")


def column_of(span: Span, catalog: Catalog, *kinds: str) -> str | None:
    """The first column of one of these kinds (symbols) that a span names."""
    entry = span.entry
    names = entry.columns or ([] if entry.units or entry.values else entry.weak)
    return next((name for name in names if _KINDS[catalog.columns[name].kind] in kinds and name != catalog.id), None)
