"""A stretch of time that a column is about anyway: ``two complaints in the last 12 months`` of ``Complaints 12m``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.words import word_file
from db.text import unaccented

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span

_CLIPPED = re.compile(r"(?<![^\W_])(\d{1,3})[\s_-]*([^\W\d_]+)")
_LEAP = {365: 360}
"""Days of a year as people count them, in months of thirty."""


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    raw = word_file("windows")
    return {key: value if isinstance(value, dict) else frozenset(value.split()) for key, value in raw.items()}


def without_own_windows(row: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The spans without those of a window that a column named in the message has anyway."""
    of_columns = {days for span in row for column in _columns(span) for days in _windows(column, lexicon)}
    said = [range(start, end) for start, end, days in _said(row) if days in of_columns] if of_columns else []
    return [span for i, span in enumerate(row) if not any(i in there for there in said)]


def _columns(span: Span) -> Iterator[str]:
    yield from span.entry.columns
    yield from span.entry.weak


def _windows(column: str, lexicon: Lexicon) -> set[int]:
    """The windows in a column's names, in days."""
    spec = lexicon.catalog.columns[column]
    units = _words()["units"]
    told = (
        (int(many), unaccented(unit)) for name in (column, *spec.source, *spec.names.es, *spec.names.en)
        for many, unit in _CLIPPED.findall(name)
    )  # fmt: skip
    return {_days(many, unit) for many, unit in told if unit in units}


def _days(many: int, unit: str) -> int:
    days = many * int(_words()["units"][unit])
    return _LEAP.get(days, days)


def _said(row: Sequence[Span]) -> Iterator[tuple[int, int, int]]:
    """Where windows stand, with their days: ``over the past year``, ``en los últimos 12 meses``."""
    for start, span in enumerate(row):
        if not span.sign and _words()["lead"].issuperset(span.words[:1]):
            yield from _from(row, start)


def _from(row: Sequence[Span], start: int) -> Iterator[tuple[int, int, int]]:
    last, many = False, 1
    for end in range(start, len(row)):
        words = {word for word in row[end].words if not _small(word)}
        last = last or not words.isdisjoint(_words()["last"])
        number, left = row[end].number, words - _words()["last"]
        if number is not None:
            many = int(number.value)
        elif left:
            units = [word for word in left if word in _words()["units"]]
            if last and len(left) == len(units) == 1:
                yield start, end + 1, _days(many, units[0])
            return


def _small(word: str) -> bool:
    return word in _words()["lead"] or word in _words()["among"]
