"""What figures are split by: stored values, bands of a number, years of a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, null, select

from db.bank.query import Answer, CustomerTable, Slice


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """One split; ``bands`` are cut points, each the start of a band."""

    column: str
    bands: tuple[float, ...] | None = None


def group_name(i: int) -> str:
    """The key of the i-th group in a row of figures."""
    return f"_g{i}"


def group_keys(bank: CustomerTable, groups: Sequence[Grouping]) -> list[ColumnElement[Any]]:
    """What rows of one group share (the stored value, the band's position, or the year), labelled by ``group_name``."""
    return [key.label(group_name(i)) for i, key in enumerate(plain_keys(bank, groups))]


def plain_keys(bank: CustomerTable, groups: Sequence[Grouping]) -> list[ColumnElement[Any]]:
    """The same without labels."""
    return [_key(bank, group) for group in groups]


def ranges(bank: CustomerTable, group: Grouping) -> list[tuple[int | None, ColumnElement[bool]]]:
    """Each band's position with the range it stands for; None with the missing."""
    column = bank.column(group.column)
    found: list[tuple[int | None, ColumnElement[bool]]] = [(None, column.is_(None))]
    for place, (low, high) in enumerate(band_ends(group.bands or ())):
        ends = [column >= low] if low is not None else []
        found.append((place, and_(column.is_not(None), *ends, *([column < high] if high is not None else []))))
    return found


def _key(bank: CustomerTable, group: Grouping) -> ColumnElement[Any]:
    column = bank.column(group.column)
    if group.bands:
        steps = [(column < cut, i) for i, cut in enumerate(group.bands)]
        return case((column.is_(None), null()), *steps, else_=len(group.bands))
    spec = bank.catalog.columns.get(group.column)
    return cast(extract("year", column), Integer) if spec is not None and spec.kind == "date" else column


def band_ends(bands: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """From (included) and to (excluded) of each band, in the order of the keys' positions."""
    return list(pairwise([None, *bands, None]))


def groups_in_all(bank: CustomerTable, of: Slice, groups: Sequence[Grouping]) -> int:
    """How many groups there are, where they are too many to fetch."""
    inner = bank.select(group_keys(bank, groups), of, named={g.column for g in groups}).distinct().subquery()
    return int(bank.run(select(func.count().label("n")).select_from(inner)).rows[0]["n"])


def distinct(bank: CustomerTable, of: Slice, column: str, *, limit: int) -> Answer:
    """Distinct known values (``v``) of a column, in no order: so that it stops early where there are more."""
    value = bank.column(column)
    query = bank.select([value.label("v")], of, named={column}).where(value.is_not(None)).distinct()
    return bank.run(query.limit(limit))
