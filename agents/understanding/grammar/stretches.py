"""Stretches of time said in another unit than the bank keeps: 120 months where the catalog states years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.lexicon.entry import Entry
from agents.understanding.lexicon.lookup import Lexicon
from db.text import unaccented

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span

_LENGTHS = {"months": 1, "years": 12, "decades": 120}
"""The sets of words for each unit and its length in months."""
_YOUNGEST = 16
"""Fewer years than these are nobody's age: they are how long somebody has been a customer."""


def in_kept_units(row: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The same spans, a number before a unit told in the one that the column meant is kept in.

    That is the column the unit is said of (``llevan menos de 2 años``, ``2 years of tenure``); where none is named, any
    that keeps some unit of time, if no column has the unit said.
    """
    found = list(row)
    for i in range(len(row) - 1):
        number, unit = row[i].number, row[i + 1]
        said = _said(unit)
        if number is None or said is None or number.percent or number.currency:
            continue
        column = _named(row, i, lexicon) or _served(row, i, lexicon)
        kept = _kept_by(column, lexicon) if column else None if unit.entry.units else _kept(lexicon)
        if kept is None or kept[0] == said:
            continue
        found[i] = replace(row[i], number=replace(number, value=number.value * said / kept[0]))
        if not _columns(unit, lexicon):
            found[i + 1] = replace(unit, entry=kept[1], stop=False)
    return found


def _said(unit: Span) -> int | None:
    """The length of the unit that a span begins or ends with."""
    ends = {unit.words[0], unit.words[-1]}
    return next((size for name, size in _LENGTHS.items() if not symbol_set(name).isdisjoint(ends)), None)


def _columns(span: Span, lexicon: Lexicon) -> str | None:
    return None if span.sign or span.number else column_of(span, lexicon.catalog, "C")


def _named(row: Sequence[Span], i: int, lexicon: Lexicon) -> str | None:
    """The column of numbers said with the unit, else the last one before the number, else one right after the unit."""
    within = _columns(row[i + 1], lexicon)
    before = takewhile(lambda span: not span.sign and span.number is None, reversed(row[:i]))
    after = list(takewhile(lambda span: not span.sign, row[i + 2 :]))
    own = [span for span in after[:3] if not span.stop][:1] if not any(span.number for span in after) else []
    near = (name for span in (*before, *own) if (name := _columns(span, lexicon)) is not None)
    return within or next(near, None)


def _served(row: Sequence[Span], i: int, lexicon: Lexicon) -> str | None:
    """The column of how long somebody has been a customer, where years are said that are nobody's age."""
    number, years = row[i].number, lexicon.years
    young = number is not None and number.value * (_said(row[i + 1]) or 0) < _YOUNGEST * _LENGTHS["years"]
    if not young or years is None or row[i + 1].entry.units != [years]:
        return None
    tenure = lexicon.look_up(("tenure",)) or lexicon.look_up(("antiguedad",))
    return tenure.columns[0] if tenure is not None and len(tenure.columns) == 1 else None


def _kept_by(column: str, lexicon: Lexicon) -> tuple[int, Entry] | None:
    """The length of the unit a column is kept in, and what stands for the column in its place."""
    unit = lexicon.catalog.columns[column].unit
    said = {unaccented(word) for word in (*unit.es, *unit.en)} if unit is not None else set()
    size = next((size for name, size in _LENGTHS.items() if said & symbol_set(name)), None)
    return None if size is None else (size, Entry(units=[column]))


def _kept(lexicon: Lexicon) -> tuple[int, Entry] | None:
    """The length and the entry of the unit that some column is kept in."""
    for name, size in _LENGTHS.items():
        for word in sorted(symbol_set(name)):
            entry = lexicon.look_up((word,))
            if entry is not None and entry.units:
                return size, entry
    return None
