"""What figures are split by: stored values, bands of a number, years of a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, and_, case, func, null, select

from db.bank.query import Answer, CustomerTable, Slice, date_part

Period = Literal["year", "quarter", "month", "quarter_of_year", "month_of_year", "weekday"]
"""How a date is split: by year, by quarter or month of each year, or by those (or the weekday) whatever the year."""
PERIODS: tuple[Period, ...] = get_args(Period)


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """One split; ``bands`` are cut points, each the start of a band; ``part`` says how a date is split."""

    column: str
    bands: tuple[float, ...] | None = None
    part: Period = "year"


def group_name(i: int) -> str:
    """The key of the i-th group in a row of figures."""
    return f"_g{i}"


def group_keys(bank: CustomerTable, groups: Sequence[Grouping]) -> list[ColumnElement[Any]]:
    """What rows of one group share: the stored value, the band's position or the period, named by ``group_name``."""
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
    return _period(column, group.part) if spec is not None and spec.kind == "date" else column


def _period(column: ColumnElement[Any], period: Period) -> ColumnElement[Any]:
    """One whole number per period, in the order of time: 2024, 20241 (a quarter), 202403 (a month), 3."""
    match period:
        case "quarter":
            return date_part(column, "year") * 10 + date_part(column, "quarter")
        case "month":
            return date_part(column, "year") * 100 + date_part(column, "month")
        case "quarter_of_year":
            return date_part(column, "quarter")
        case "month_of_year":
            return date_part(column, "month")
        case _:
            return date_part(column, period)


def period_name(key: int, period: Period) -> int | str:
    """A period as conditions write it: 2024, ``2024-Q1``, ``2024-03``, 3."""
    match period:
        case "quarter":
            return f"{key // 10}-Q{key % 10}"
        case "month":
            return f"{key // 100}-{key % 100:02d}"
        case _:
            return key


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


def different(
    bank: CustomerTable, of: Slice, column: str, groups: Sequence[Grouping] = ()
) -> dict[tuple[Any, ...], int]:
    """How many different known values of a column each group has (under ``()`` without groups)."""
    keys = group_keys(bank, groups)
    count = func.count(func.distinct(bank.column(column))).label("n")
    query = bank.select([*keys, count], of, named={column} | {g.column for g in groups})
    rows = bank.run(query.group_by(*(key.name for key in keys)) if keys else query).rows
    return {tuple(row[key.name] for key in keys): int(row["n"]) for row in rows}
