"""What a cell of a file means for a column: text in, stored value out, or a reason why not. Used by the loader.

The rules: cells are trimmed. Numbers are written with a point, without thousands separators (in a file separated by
semicolons also with a decimal comma), dates in ISO, or as the column's ``written`` says. Flags and categories whose
values the catalog names are closed: a cell holds a stored value, one of its names in either language, or for a
two-valued flag yes/no, true/false, 1/0, sí/no. An empty cell is a missing value; ``NA``, ``null`` and their like are
too where they cannot be a value.
"""

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any

from db.bank.table import MAX_WHOLE
from db.catalog import NO, YES, Catalog, Column, Names
from db.loading import written
from db.loading.written import DateOrder
from db.text import fold
from db.texts import message

Stored = str | int | float | None
"""What goes into the database; dates as ISO text."""
Reader = Callable[[str], Stored]

MISSING_TEXT = frozenset({"", "na", "n/a", "nan", "null", "#n/a"})
MISSING = MISSING_TEXT | {"none", "?", "-"}
LONGEST_TEXT = 20_000
_EXAMPLES = {None: "2026-01-31", "ymd": "2026/01/31", "dmy": "31/01/2026", "mdy": "01/31/2026"}


class BadCell(ValueError):  # noqa: N818 (it is the cell that is bad)
    """A cell that does not fit its column; the reason is told without the column's name."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.reason = message(f"db.cells.{key}", **values)
        super().__init__(self.reason)

    def __str__(self) -> str:
        return self.reason.say("en")


def reader(column: Column, catalog: Catalog, *, decimal_comma: bool = False) -> Reader:
    """The function that reads this column's cells; it raises BadCell."""
    if column.name == catalog.label.column:
        return _one_of(_label_values(column, catalog), closed=bool(column.values))
    match column.kind:
        case "integer":
            return _whole(column, missing=column.name != catalog.id)
        case "number" | "money":
            return _number(column, decimal_comma=decimal_comma)
        case "date":
            return _day(column)
        case "flag" | "category" if column.name != catalog.id:
            plain = {"1": Names(), "0": Names()} if column.kind == "flag" else {}
            values = column.values or plain
            return _one_of(values, closed=bool(values), gaps=frozenset(column.written.missing))
        case _:
            return _text


def _label_values(column: Column, catalog: Catalog) -> dict[str, object]:
    return {catalog.label.positive: None, catalog.label.negative: None, **column.values}


def _gaps(column: Column) -> frozenset[str]:
    return MISSING | {text.lower() for text in column.written.missing}


def _plainly(column: Column, text: str) -> str:
    """A number as it would be written plainly."""
    style = column.written.numbers
    value = None if style is None else written.number(text, style)
    return text if value is None else repr(value)


def _whole(column: Column, *, missing: bool) -> Reader:
    low, high = column.range
    gaps = _gaps(column)

    def read(text: str) -> Stored:
        if text.isascii() and text.isdigit():
            number = int(text)
        elif missing and text.lower() in gaps:
            return None
        else:
            number = _as_whole(_plainly(column, text), text)
        if (
            not -MAX_WHOLE <= number <= MAX_WHOLE
            or (low is not None and number < low)
            or (high is not None and number > high)
        ):
            raise _outside(text, low, high)
        return number

    return read


def _as_whole(text: str, cell: str) -> int:
    value = float(text) if written.PLAIN.fullmatch(text) else math.nan
    if not math.isfinite(value) or value != int(value):
        raise BadCell("not_whole", cell=_shown(cell))
    return int(text) if text.lstrip("+-").isdigit() else int(value)


def _number(column: Column, *, decimal_comma: bool) -> Reader:
    low, high = column.range
    gaps = _gaps(column)

    def read(cell: str) -> Stored:
        text = _plainly(column, cell)
        if not written.PLAIN.fullmatch(text):
            if text.lower() in gaps:
                return None
            text = text.replace(",", ".") if decimal_comma and text.count(",") == 1 and "." not in text else text
            if not written.PLAIN.fullmatch(text):
                raise BadCell("not_a_number", cell=_shown(cell))
        number = float(text)
        if not math.isfinite(number) or (low is not None and number < low) or (high is not None and number > high):
            raise _outside(text, low, high)
        return number

    return read


def _outside(text: str, low: float | None, high: float | None) -> BadCell:
    bounds = {"low": low, "high": high}
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    key = "outside" if len(given) == len(bounds) else "below" if low is not None else "above" if given else "too_large"
    return BadCell(key, cell=_shown(text), **given)


def _day(column: Column) -> Reader:
    orders: tuple[DateOrder, ...] = ("ymd",) if column.written.dates is None else (column.written.dates, "ymd")
    gaps = _gaps(column)

    def read(text: str) -> Stored:
        if text.lower() in gaps:
            return None
        for order in orders:
            found = written.day(text, order)
            if found is not None:
                return found.isoformat()
        raise BadCell("not_a_date", cell=_shown(text), example=_EXAMPLES[column.written.dates])

    return read


def _text(text: str) -> Stored:
    if "\0" in text or len(text) > LONGEST_TEXT:
        raise BadCell("not_text", longest=LONGEST_TEXT)
    return text or None


def _one_of(values: Mapping[str, object], *, closed: bool, gaps: Collection[str] = ()) -> Reader:
    known: dict[str, Stored] = dict.fromkeys(gaps)
    ways = written_ways(values)

    def read(text: str) -> Stored:
        if text in known:
            return known[text]
        value: Stored = text if text in values else ways.get(fold(text))
        if value is None and text.lower() not in MISSING_TEXT:
            if closed:
                raise BadCell("none_of", cell=_shown(text), values=", ".join(values))
            value = _text(text)
        if len(known) < 10_000:
            known[text] = value
        return value

    return read


def written_ways(values: Mapping[str, object]) -> dict[str, str]:
    """Folded way of writing -> stored value: itself, its names, 1.0 for 1, and yes/no where two values say so."""
    named = [(name, stored) for stored, names in values.items() for name in _names(names)]
    own = [(form, stored) for stored in values for form in (stored, f"{stored}.0" if stored.isdigit() else stored)]
    yes, no = ([v for v in values if fold(v) in group] for group in (YES, NO))
    spoken: list[tuple[str, str]] = []
    if len(values) == 2 and len(yes) == len(no) == 1:
        spoken = [(word, yes[0]) for word in YES] + [(word, no[0]) for word in NO]
    return {**_unambiguous(spoken), **_unambiguous(named), **_unambiguous(own)}


def _names(names: object) -> tuple[str, ...]:
    return (*getattr(names, "es", ()), *getattr(names, "en", ()))


def _unambiguous(pairs: list[tuple[str, str]]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for form, stored in pairs:
        meanings.setdefault(fold(form), set()).add(stored)
    return {form: stored.pop() for form, stored in meanings.items() if form and len(stored) == 1}


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "…")
