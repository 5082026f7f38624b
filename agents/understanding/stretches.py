"""Stretches of time said in another unit than the bank keeps: 120 months where the catalog states years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agents.offline.entry import Entry
from agents.offline.lexicon import Lexicon
from agents.understanding.symbols import symbol_set

if TYPE_CHECKING:
    from agents.understanding.spans import Span

_LENGTHS = {"months": 1, "years": 12, "decades": 120}
"""The sets of words for each unit and its length in months."""


def in_kept_units(row: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The same spans, a number before a unit that no column has told in the one that some column has."""
    found = list(row)
    for i in range(len(row) - 1):
        number, unit = row[i].number, row[i + 1]
        said = next((size for name, size in _LENGTHS.items() if unit.words[-1] in symbol_set(name)), None)
        if number is None or said is None or unit.entry.units or number.percent or number.currency:
            continue
        kept = _kept(lexicon)
        if kept is not None:
            found[i] = replace(row[i], number=replace(number, value=number.value * said / kept[0]))
            found[i + 1] = replace(unit, entry=kept[1], stop=False)
    return found


def _kept(lexicon: Lexicon) -> tuple[int, Entry] | None:
    """The length and the entry of the unit that some column is kept in."""
    for name, size in _LENGTHS.items():
        for word in sorted(symbol_set(name)):
            entry = lexicon.look_up((word,))
            if entry is not None and entry.units:
                return size, entry
    return None
