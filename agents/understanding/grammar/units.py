"""A unit that several columns have (years of age, years with the bank): which is meant, the words around it decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.entry import Entry, phrase, stop_words
from agents.understanding.lexicon.lookup import Lexicon

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span
    from db.catalog import Catalog

_BEFORE, _AFTER = 4, 4
"""Spans around the unit that can say which column it is of."""


def of_one_column(row: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The same spans, a unit behind a number only that of the column which the words around it name or allow."""
    found = list(row)
    for i, span in enumerate(row):
        units = list(dict.fromkeys(span.entry.units))
        number = row[i - 1].number if i else None
        if number is not None and (other := _beyond(span, number.value, lexicon)):
            found[i] = replace(span, entry=Entry(units=[other]))
        if number is None or len(units) < 2:
            continue
        named = _named(row, i, units) or _told(row, i, units, lexicon)
        kept = named or [unit for unit in units if _possible(lexicon.catalog, unit, number.value)]
        if len(kept) == 1:
            found[i] = replace(span, entry=replace(span.entry, units=kept))
    return found


def _beyond(span: Span, value: float, lexicon: Lexicon) -> str | None:
    """The column of a longer name's unit, where only that can hold the number: ``70 años en el banco``."""
    column = next(iter(span.entry.columns), None)
    if column is None or len(span.words) < 2 or _possible(lexicon.catalog, column, value):
        return None
    unit = lexicon.exact.get(span.words[:1])
    fitting = [name for name in (unit.units if unit else ()) if _possible(lexicon.catalog, name, value)]
    return fitting[0] if len(fitting) == 1 else None


def _near(row: Sequence[Span], i: int) -> list[Span]:
    """The spans around, up to a sign on either side."""
    before, after = list(row[max(0, i - _BEFORE) : i]), list(row[i + 1 : i + 1 + _AFTER])
    cut = max((j + 1 for j, span in enumerate(before) if span.sign), default=0)
    end = next((j for j, span in enumerate(after) if _ends(span)), len(after))
    return [*before[cut:], *after[:end]]


def _ends(span: Span) -> bool:
    """What no longer speaks of the number: a sign, another number, a clause, who stays or left."""
    return span.sign or span.number is not None or span.has("which", "list", "still", "stay", "left")


def _named(row: Sequence[Span], i: int, units: Sequence[str]) -> list[str]:
    """Columns of the unit that a name or an adjective beside it speaks of."""
    told = {
        column
        for span in _near(row, i)
        for column in (*span.entry.columns, *span.entry.weak, *(name for name, _ in span.entry.adjectives))
    }
    return [unit for unit in units if unit in told]


def _told(row: Sequence[Span], i: int, units: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Columns whose longer names end as the words behind the unit do: ``2 years with bank``, ``años de clientes``."""
    after = [span for span in _near(row, i) if span.start > row[i].start]
    if not after or (symbol_set("prepositions").isdisjoint(after[0].words[:1]) and not after[0].has("with")):
        return []
    words = {word for span in after for word in span.words}
    return [unit for unit in units if words & _endings(lexicon.catalog, unit, tuple(u for u in units if u != unit))]


@lru_cache(maxsize=64)
def _endings_of(names: tuple[str, ...]) -> frozenset[str]:
    small = {word for words in stop_words().values() for word in words}
    kept = {"us", "nosotros"}
    longer = [phrase(name) for name in names]
    return frozenset(w for words in longer if len(words) > 1 for w in words[1:] if w not in small or w in kept)


def _endings(catalog: Catalog, column: str, others: tuple[str, ...]) -> frozenset[str]:
    """The words that only this column's longer names hold."""
    own, rest = _names(catalog, column), tuple(name for other in others for name in _names(catalog, other))
    return _endings_of(own) - _endings_of(rest)


def _names(catalog: Catalog, column: str) -> tuple[str, ...]:
    names = catalog.columns[column].names
    return (*names.es, *names.en)


def _possible(catalog: Catalog, column: str, value: float) -> bool:
    """Whether a column could hold a number."""
    low, high = catalog.columns[column].range
    return (low is None or value >= low) and (high is None or value <= high)
