"""Named parts of a ranking (*top quartile*, *decil superior*, *bottom third*) as the percentage they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agents.offline.entry import Entry
from agents.offline.numbers import Number
from agents.understanding.symbols import symbol_set

if TYPE_CHECKING:
    from agents.understanding.spans import Span

_SIZES = {"tenths": 10.0, "fifths": 20.0, "quarters": 25.0, "thirds": 100 / 3}
"""The sets of words for each part and its size in percent."""


def in_percent(row: Sequence[Span]) -> list[Span]:
    """The same spans, such a part beside the end of the ranking it is taken from told as a percentage."""
    found = list(row)
    for i, span in enumerate(row):
        size = next((size for name, size in _SIZES.items() if span.words[-1] in symbol_set(name)), None)
        if size is not None and _taken_from_an_end(row, i):
            number = Number(round(size, 4), 0, percent=True)
            found[i] = replace(span, entry=Entry(), number=number, stop=False, meant="")
    return found


def _taken_from_an_end(row: Sequence[Span], i: int) -> bool:
    """``bottom third``, ``tercio inferior``; not ``third lowest``, which is a place."""
    before = row[i - 1].words[-1] if i else ""
    after = row[i + 1].words[-1] if i + 1 < len(row) else ""
    return before in symbol_set("ends_before") or after in symbol_set("ends_after")
