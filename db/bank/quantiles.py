"""Exact quantiles in SQL, by the way that sorts least.

Where an index holds the values in order, the ranks are stepped to; few values are fetched, and of many a
sample brackets the ranks (`db.bank.brackets`); elsewhere the database numbers the customers of each group in order.
"""

from collections.abc import Mapping, Sequence
from math import floor
from typing import Any

from sqlalchemy import Integer, cast, func, or_, select

from db.bank.brackets import bracketed
from db.bank.groupings import Grouping, group_keys, group_name
from db.bank.query import CustomerTable, Slice

Key = tuple[Any, ...]


def quantiles(
    bank: CustomerTable, of: Slice, column: str, at: Sequence[float], groups: Sequence[Grouping] = ()
) -> Mapping[Key, tuple[Any, ...]]:
    """The quantiles ``at`` of each group and, under the key ``()``, of all; linear between ranks, as numpy and pandas.

    Missing values do not count; a group without any known value is not in the answer.
    """
    if not groups and bank.sorted_by(of, column, {column}):
        return _stepped_to(bank, of, column, at)
    found = bracketed(bank, of, column, at, groups)
    if found is not None:
        return found
    return {**_numbered(bank, of, column, at, ()), **(_numbered(bank, of, column, at, groups) if groups else {})}


def _stepped_to(bank: CustomerTable, of: Slice, column: str, at: Sequence[float]) -> dict[Key, tuple[Any, ...]]:
    value = bank.column(column)
    known = int(bank.run(bank.select([func.count(value).label("n")], of)).rows[0]["n"])
    if not known:
        return {}
    query = bank.select([value.label("v")], of).where(value.is_not(None)).order_by(value)
    found = []
    for q in at:
        rows = bank.run(query.limit(2).offset(floor(q * (known - 1)))).rows
        found.append(_between([row["v"] for row in rows], q, known))
    return {(): tuple(found)}


def _numbered(
    bank: CustomerTable, of: Slice, column: str, at: Sequence[float], groups: Sequence[Grouping]
) -> dict[Key, tuple[Any, ...]]:
    value, keys = bank.column(column), group_keys(bank, groups)
    parts = [key.element for key in keys]
    rank = (func.row_number().over(partition_by=parts or None, order_by=value) - 1).label("rank")
    known = func.count().over(partition_by=parts or None).label("known")
    named = {column} | {g.column for g in groups}
    inner = bank.select([*keys, value.label("v"), rank, known], of, named=named).where(value.is_not(None)).subquery()
    # SQLite's cast cuts off, PostgreSQL's rounds.
    places = [q * (inner.c.known - 1) for q in at]
    lows = [cast(place if bank.sqlite else func.floor(place), Integer) for place in places]
    query = select(inner).where(or_(*(inner.c.rank.in_([low, low + 1]) for low in lows)))
    held: dict[Key, dict[int, Any]] = {}
    sizes: dict[Key, int] = {}
    for row in bank.run(query).rows:
        key = tuple(row[group_name(i)] for i in range(len(groups)))
        held.setdefault(key, {})[row["rank"]] = row["v"]
        sizes[key] = row["known"]
    return {
        key: tuple(_between([values.get(floor(q * (n - 1)) + i) for i in (0, 1)], q, n) for q in at)
        for key, values in held.items()
        for n in (sizes[key],)
    }


def _between(values: Sequence[Any], q: float, known: int) -> Any:
    """Between the value at the rank below and the one above, of which there is none at the very end."""
    share = q * (known - 1) - floor(q * (known - 1))
    below, above = values[0], values[-1]
    return below if share == 0 or below == above else below + (above - below) * share
