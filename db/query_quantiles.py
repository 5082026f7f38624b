"""Exact quantiles in SQL without sorting the table.

Where an index holds the values in order, the ranks are stepped to; of many customers a sample brackets them
(`db.query_brackets`); elsewhere customers are counted by narrow bins, and only those that hold the ranks looked into.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import floor
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, cast, func, literal

from db.query import CustomerTable, Slice
from db.query_brackets import bracketed
from db.query_groups import Grouping, group_keys, group_name

_BINS = 512
_FEW = 4_096
Key = tuple[Any, ...]
Counts = dict[Key, dict[Any, int]]


def quantiles(
    bank: CustomerTable, of: Slice, column: str, at: Sequence[float], groups: Sequence[Grouping] = ()
) -> Mapping[Key, tuple[float, ...]]:
    """The quantiles ``at`` of each group and, under the key ``()``, of all; linear between ranks, as numpy and pandas.

    Missing values do not count; a group without any known value is not in the answer.
    """
    if not groups and bank.sorted_by(of, column, {column}):
        return _stepped_to(bank, of, column, at)
    if bank.sqlite and (found := bracketed(bank, of, column, at, groups)) is not None:
        return found
    value = bank.column(column)
    low, high = _ends(bank, of, column)
    if low is None:
        return {}
    spec = bank.catalog.columns.get(column)
    if spec is not None and spec.kind == "integer" and high - low < _FEW:
        counts = _counted(bank, of, column, groups, key=value)
        return {g: tuple(_at(sorted(n.items()), q) for q in at) for g, n in counts.items()}
    bin_of = _bin(bank, value, low, high)
    coarse = _counted(bank, of, column, groups, key=bin_of)
    wanted = {_bin_at(sorted(n.items()), rank) for n in coarse.values() for q in at for rank in _ranks(n, q)}
    fine = _counted(bank, of, column, groups, key=value, within=bin_of.in_(sorted(wanted)))
    return {g: tuple(_within(n, fine[g], wanted, q) for q in at) for g, n in coarse.items()}


def _stepped_to(bank: CustomerTable, of: Slice, column: str, at: Sequence[float]) -> dict[Key, tuple[Any, ...]]:
    value = bank.column(column)
    known = int(bank.run(bank.select([func.count(value).label("n")], of)).rows[0]["n"])
    if not known:
        return {}
    query = bank.select([value.label("v")], of).where(value.is_not(None)).order_by(value)
    found = []
    for q in at:
        low = floor(q * (known - 1))
        values = [row["v"] for row in bank.run(query.limit(2).offset(low)).rows]
        found.append(_between(values[0], values[-1], q * (known - 1) - low))
    return {(): tuple(found)}


def _between(below: Any, above: Any, share: float) -> Any:
    return below if share == 0 or below == above else below + (above - below) * share


def _ends(bank: CustomerTable, of: Slice, column: str) -> tuple[Any, Any]:
    value = bank.column(column)
    columns = [func.min(value).label("low"), func.max(value).label("high")]
    row = bank.run(bank.select(columns, of, named={column})).rows[0]
    return row["low"], row["high"]


def _bin(bank: CustomerTable, value: ColumnElement[Any], low: float, high: float) -> ColumnElement[int]:
    scale = (_BINS - 1) / (high - low) if high > low else 0.0
    place = (value - literal(float(low), Float)) * literal(scale, Float)
    # SQLite's cast cuts off, PostgreSQL's rounds.
    return cast(place if bank.engine.dialect.name == "sqlite" else func.floor(place), BigInteger)


def _counted(
    bank: CustomerTable,
    of: Slice,
    column: str,
    groups: Sequence[Grouping],
    *,
    key: ColumnElement[Any],
    within: ColumnElement[bool] | None = None,
) -> Counts:
    """Customers per group and key, and per key in all."""
    keys = group_keys(bank, groups)
    named = {column} | {g.column for g in groups}
    query = bank.select([*keys, key.label("_k"), func.count().label("_n")], of, named=named)
    query = query.where(bank.column(column).is_not(None))
    if within is not None:
        query = query.where(within)
    found: Counts = {}
    for row in bank.run(query.group_by(*(k.name for k in keys), "_k")).rows:
        places: list[Key] = [()] if not groups else [(), tuple(row[group_name(i)] for i in range(len(groups)))]
        for place in places:
            counts = found.setdefault(place, {})
            counts[row["_k"]] = counts.get(row["_k"], 0) + row["_n"]
    return found


def _ranks(counts: Mapping[Any, int], q: float) -> tuple[int, int]:
    last = sum(counts.values()) - 1
    low = floor(q * last)
    return low, min(low + 1, last)


def _bin_at(counts: Sequence[tuple[Any, int]], rank: int) -> Any:
    """The key that holds the customer of this rank (from 0)."""
    ends = accumulate(n for _, n in counts)
    return next(key for (key, _), end in zip(counts, ends, strict=True) if rank < end)


def _at(counts: Sequence[tuple[Any, int]], q: float) -> Any:
    low, high = _ranks(dict(counts), q)
    below, above = _bin_at(counts, low), _bin_at(counts, high)
    share = q * (sum(n for _, n in counts) - 1) - low
    return _between(below, above, share)


def _within(coarse: Mapping[Any, int], fine: Mapping[Any, int], fetched: set[Any], q: float) -> Any:
    """The quantile from the values of the fetched bins; bins that were not fetched only shift the ranks."""
    values = iter(sorted(fine.items()))
    ordered: list[tuple[Any, int]] = []
    for key, count in sorted(coarse.items()):
        if key not in fetched:
            ordered.append((None, count))
            continue
        taken = 0
        while taken < count:
            value, n = next(values)
            ordered.append((value, n))
            taken += n
    low, high = _ranks(coarse, q)
    ranks = [_value_at(ordered, rank) for rank in (low, high)]
    return _between(ranks[0], ranks[1], q * (sum(coarse.values()) - 1) - low)


def _value_at(ordered: Sequence[tuple[Any, int]], rank: int) -> Any:
    ends = accumulate(n for _, n in ordered)
    return next(value for (value, _), end in zip(ordered, ends, strict=True) if rank < end)
