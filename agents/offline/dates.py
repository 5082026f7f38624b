"""Conditions on dates: ``founded before 1990``, ``fundadas en 2020``, ``since 2015``, ``between 2000 and 2010``."""

from collections.abc import Sequence
from typing import Any

from agents.offline.condition import Condition
from agents.offline.items import Item
from agents.offline.lexicon import Lexicon

_BEFORE = frozenset(["antes", "before", "hasta", "until", "anterior", "anteriores"])
_AFTER = frozenset(["despues", "after", "posterior", "posteriores"])
_SINCE = frozenset(["desde", "since", "partir"])
_TO = frozenset(["y", "and", "a", "to", "hasta", "until", "-", "–"])


def date_conditions(row: Sequence[Item], lexicon: Lexicon, taken: set[int]) -> list[Condition]:
    """The years said of a date column that is named; their items are taken."""
    named = [(i, c) for i, item in enumerate(row) for c in _dates(item, lexicon) if i not in taken]
    years = [i for i in range(len(row)) if i not in taken and _year(row[i]) is not None]
    if not named or not years:
        return []
    first = years[0]
    at, column = min(named, key=lambda pair: abs(pair[0] - first))
    second = years[1] if len(years) > 1 and all(r.words[-1] in _TO for r in row[first + 1 : years[1]]) else None
    start = max((j for j in range(max(0, first - 4), first) if not _leads(row[j])), default=first - 5) + 1
    op, value = _bounds(row, start, first, second)
    last = second if second is not None else first
    taken.update({at, *range(max(start, 0), last + 1)})
    return [Condition(column, op, value, max(start, 0), last + 1)]


def _dates(item: Item, lexicon: Lexicon) -> list[str]:
    return [c for c in (*item.entry.columns, *item.entry.weak) if lexicon.catalog.columns[c].kind == "date"]


def _year(item: Item) -> int | None:
    number = item.number
    plain = number is not None and number.bare and len(number.digits) == 4 and 1800 <= number.value <= 2100
    return int(number.value) if number is not None and plain else None


def _leads(item: Item) -> bool:
    """Whether it belongs to the year: a comparison, a small word, ``the year``."""
    compared = item.has("gt", "ge", "lt", "le", "between", "in") and item.plain
    return compared or item.stop or item.words[-1] in _BEFORE | _AFTER | _SINCE | {"ano", "year"}


def _bounds(row: Sequence[Item], start: int, first: int, second: int | None) -> tuple[str, Any]:
    year, words = _year(row[first]), {word for item in row[max(start, 0) : first] for word in item.words}
    cues = {cue for item in row[max(start, 0) : first] if item.plain for cue in item.entry.cues}
    if second is not None:
        low, high = sorted((year or 0, _year(row[second]) or 0))
        return "between", [f"{low}-01-01", f"{high}-12-31"]
    if words & {"hasta", "until"} or "le" in cues:
        return "le", f"{year}-12-31"
    if words & _BEFORE or "lt" in cues:
        return "lt", f"{year}-01-01"
    if words & _AFTER or "gt" in cues:
        return "gt", f"{year}-12-31"
    if words & _SINCE or "ge" in cues:
        return "ge", f"{year}-01-01"
    return "between", [f"{year}-01-01", f"{year}-12-31"]
