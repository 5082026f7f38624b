"""A clause of nothing but ends tells an order: ``lowest first``, ``the biggest at the top``, ``del más bajito``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from agents.offline.entry import Entry
from agents.understanding.symbols import symbol_set

if TYPE_CHECKING:
    from agents.understanding.spans import Span

_UP, _DOWN = ("min", "lt", "low"), ("max", "gt", "high")
_PLACES = ("top", "bottom", "also", "or_more", "or_less")
"""What says where an end stands: first, at the top, upwards."""


def directed(row: Sequence[Span]) -> list[Span]:
    """The spans, of such a clause beside another one only the direction."""
    found: list[Span] = []
    parts = [list(part) for _, part in groupby(row, key=lambda span: span.sign)]
    others = sum(not part[0].sign for part in parts) > 1
    for part in parts:
        found += _told(part) if others and not part[0].sign else part
    return found


def _told(part: list[Span]) -> list[Span]:
    ends = [i for i, span in enumerate(part) if span.has(*_UP, *_DOWN) and not span.has("worst", "best", "medium")]
    ends = [
        i for i in ends if not symbol_set("superlatives").isdisjoint(part[i].words) or part[i].words[0].endswith("est")
    ]
    other = [i for i in range(1, len(part)) if _other_end(part[i - 1], part[i])]
    part = [replace(span, entry=Entry(), stop=True) if i in other else span for i, span in enumerate(part)]
    rest = [span for i, span in enumerate(part) if i not in ends]
    if not ends or not all(span.stop or _placed(span) for span in rest) or any(map(_names, part)):
        return part
    led = ends[0] > 0 and not symbol_set("from").isdisjoint(part[ends[0] - 1].words)
    if not (led or other or len(ends) > 1 or any(map(_placed, rest))):
        return part
    below = len(ends) == 1 and any(span.has("bottom") for span in rest)
    way = "asc" if part[ends[0]].has(*_UP) != below else "desc"
    small = [replace(span, entry=Entry(), stop=True) for span in part]
    return [replace(part[i], entry=Entry(cues={way}), stop=False) if i == ends[0] else s for i, s in enumerate(small)]


def _other_end(before: Span, span: Span) -> bool:
    """``al más chico``: a word after *more* that would be any value of a column is none."""
    columns = {column for column, _ in span.entry.values}
    return before.has("more", "most") and len(span.entry.values) > len(columns) == 1


def _names(span: Span) -> bool:
    return bool(span.entry.values or span.entry.columns or span.entry.adjectives or span.number)


def _placed(span: Span) -> bool:
    return span.has(*_PLACES) or span.entry.ordinal is not None
