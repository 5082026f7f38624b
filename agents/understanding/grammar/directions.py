"""A clause of nothing but ends tells an order: ``lowest first``, ``the biggest at the top``, ``del más bajito``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.entry import Entry

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span

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
    """A clause, or the direction that it tells and nothing else."""
    ends = [i for i, span in enumerate(part) if _is_end(span)]
    others = [i for i in range(1, len(part)) if _other_end(part[i - 1], part[i])]
    rest = [span for i, span in enumerate(part) if i not in (*ends, *others)]
    if not ends or any(map(_tells_more, rest)):
        return part
    led = part[max(0, ends[0] - 1)].words[0] in symbol_set("from")
    if not (led or len(ends + others) > 1 or any(map(_placed, rest))):
        return part
    return _directing(part, ends[0], turned=len(ends) == 1 and any(span.has("bottom") for span in rest))


def _tells_more(span: Span) -> bool:
    return _names(span) or not (span.stop or _placed(span))


def _directing(part: Sequence[Span], end: int, *, turned: bool) -> list[Span]:
    """The clause with the direction in place of its first end; ``turned``: that end stands last."""
    way = "asc" if part[end].has(*_UP) != turned else "desc"
    found = [replace(span, entry=Entry(), stop=True) for span in part]
    found[end] = replace(part[end], entry=Entry(cues={way}), stop=False)
    return found


def _is_end(span: Span) -> bool:
    said = not symbol_set("superlatives").isdisjoint(span.words) or span.words[0].endswith("est")
    return said and span.has(*_UP, *_DOWN) and not span.has("worst", "best", "medium") and not _names(span)


def _other_end(before: Span, span: Span) -> bool:
    """``al más chico``: a word after *more* that would be any value of a column is none."""
    columns = {column for column, _ in span.entry.values}
    return before.has("more", "most") and len(span.entry.values) > len(columns) == 1


def _names(span: Span) -> bool:
    return bool(span.entry.values or span.entry.columns or span.entry.adjectives or span.number)


def _placed(span: Span) -> bool:
    return span.has(*_PLACES) or span.entry.ordinal is not None
