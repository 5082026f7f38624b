"""Figures about customers: measures by no, one or two groups, computed in SQL.

Each measure is fetched as parts that add up (a sum and a count rather than a mean), so that one pass over the table
gives the groups and, added together, the whole.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, CompoundSelect, Integer, Select, cast, func, literal, select, union_all

from db.bank.filters import PREDICTED, Node, columns_of, every
from db.bank.groupings import Grouping, different, group_keys, group_name, plain_keys, ranges
from db.bank.measure_parts import Aggregate, Parts, on, parts_of
from db.bank.quantiles import quantiles
from db.bank.query import CustomerTable, Slice

MeasureName = Literal[
    "customers",
    "churn_rate",
    "sum",
    "mean",
    "median",
    "min",
    "max",
    "percentile",
    "stdev",
    "distinct",
    "share",
    "value_at_risk",
    "high_risk_share",
    "mean_risk",
]
FROM_SCORES = frozenset({"value_at_risk", "high_risk_share", "mean_risk"})
MAX_GROUPS = 5_000
N, LEFT = "_n", "_left"
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measure; ``column`` for all that is of a column; ``where``: of those alone who fit it (a share: who make it).

    A share with a column is the part of that column's sum that those who fit hold; without a ``where``, its sum (of
    which the caller makes the part of the whole). ``q``: which percentile, 0 to 100. ``known``: how many have a value.
    """

    measure: MeasureName | Literal["known"]
    column: str | None = None
    where: Node | None = None
    q: float | None = None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Rows keyed ``group_name(i)`` (bands: their position), ``N`` customers, ``measure_name(i)``, with a rate ``LEFT``.

    ``total``: the same of all groups together. ``more``: there are more than ``MAX_GROUPS`` groups; those with the
    most customers, or the largest measure ``top``, came, and the total is of all.
    """

    rows: tuple[Row, ...]
    total: Row
    sql: str
    more: bool = False


def measure_name(i: int) -> str:
    """The key of the i-th measure in a row of ``Figures``."""
    return f"_m{i}"


def base_name(i: int) -> str:
    """The key of the number of customers the i-th measure rests on (rates, means and the value at risk)."""
    return f"_base{i}"


def figures(
    bank: CustomerTable,
    of: Slice,
    measures: Sequence[Figure],
    groups: Sequence[Grouping] = (),
    *,
    top: int | None = None,
) -> Figures:
    """The measures of each group and of all; at most ``MAX_GROUPS`` groups."""
    current = of.population == "current"
    centres = _centres(bank, of, measures)
    parts = [
        parts_of(bank, m.measure, m.column, m.where, current=current, centre=centres.get(m.column)) for m in measures
    ]
    answer = bank.run(_Pass.of(bank, of, measures, parts=parts, groups=groups).query(top))
    more = len(answer.rows) > MAX_GROUPS
    rows = [dict(row) for row in answer.rows[:MAX_GROUPS] if not groups or row[N]]
    total = dict(figures(bank, of, measures).total) if more else _together(rows, parts)
    if not more:
        _finish(total, parts)
    for row in rows:
        _finish(row, parts)
    for i, m in enumerate(measures):
        found = _apart(bank, of, m, groups)
        if found is not None:
            total[measure_name(i)] = found.get(())
            for row in rows:
                key = tuple(row[group_name(j)] for j in range(len(groups)))
                row[measure_name(i)] = found.get(key, 0 if m.measure == "distinct" else None)
    return Figures(rows=tuple(rows), total=total, sql=answer.sql, more=more)


@dataclass(frozen=True, kw_only=True)
class _Pass:
    """One pass over the customers: over an index in its order where one holds all, else as the database groups."""

    bank: CustomerTable
    slice: Slice
    groups: Sequence[Grouping]
    fetched: Mapping[str, Aggregate]
    named: Set[str]
    """Columns by which the scores are joined or not."""
    spoken: Set[str]
    """Those, and what measures look at by themselves."""

    @classmethod
    def of(
        cls,
        bank: CustomerTable,
        of: Slice,
        measures: Sequence[Figure],
        *,
        parts: Sequence[Parts],
        groups: Sequence[Grouping],
    ) -> "_Pass":
        asked = {m.measure for m in measures}
        named = {m.column for m in measures if m.column} | {g.column for g in groups}
        named = named.union(*(columns_of(m.where) for m in measures))
        named |= set(PREDICTED) if asked & FROM_SCORES else set()
        spoken = named | ({bank.catalog.label.column} if asked & {"churn_rate", "value_at_risk"} else set())
        fetched = {_part(i, j): a for i, p in enumerate(parts) for j, a in enumerate(p.aggregates)}
        return cls(bank=bank, slice=of, groups=groups, fetched=fetched, named=named, spoken=spoken)

    def query(self, top: int | None) -> Select[Any] | CompoundSelect[Any]:
        """The statement; groups are ordered only to choose among too many, by the first part of the measure ``top``."""
        keyed = {g.column for g in self.groups}
        tested = {name for a in self.fetched.values() for name in a.columns}
        raw = not any(g.bands and _fractions(self.bank, g.column) for g in self.groups)
        for grouped in (keyed | tested, keyed) if raw else ():
            lead = self.bank.in_order(self.slice, self.spoken, grouped)
            if lead is not None:
                return self._ordered(self._in_two(lead), top)
        if len(self.groups) == 1 and self.groups[0].bands:
            (group,) = self.groups
            if self.bank.sorted_by(self.slice, group.column, self.spoken):
                return union_all(*(self._band(place, within) for place, within in ranges(self.bank, group)))
        return self._ordered(self._select(group_keys(self.bank, self.groups)), top)

    def _select(self, keys: Sequence[ColumnElement[Any]]) -> Select[Any]:
        asked = (a.asked().label(name) for name, a in self.fetched.items())
        return self.bank.every([*keys, func.count().label(N), *asked], self.slice, named=self.named)

    def _band(self, place: int | None, within: ColumnElement[bool]) -> Select[Any]:
        return self._select([cast(literal(place), Integer).label(group_name(0))]).where(within)

    def _in_two(self, lead: Sequence[str]) -> Select[Any]:
        """Customers grouped by the first columns of an index, then those groups by what was asked."""
        alike = {name for name, a in self.fetched.items() if a.kind == "fit" and a.columns <= set(lead)}
        asked = [a.asked().label(name) for name, a in self.fetched.items() if name not in alike]
        columns = [self.bank.table.c[name] for name in lead]
        counted = self.bank.select([*columns, func.count().label(N), *asked], self.slice, named=self.named)
        inner = counted.group_by(*columns).subquery()
        replaced = on(inner, self.bank.table)
        keys = [replaced(key).label(group_name(i)) for i, key in enumerate(plain_keys(self.bank, self.groups))]
        sums = (
            (a.weighted(inner.c[N], replaced) if name in alike else a.again(inner.c[name])).label(name)
            for name, a in self.fetched.items()
        )
        return select(*keys, func.coalesce(func.sum(inner.c[N]), 0).label(N), *sums)

    def _ordered(self, query: Select[Any], top: int | None) -> Select[Any]:
        if not self.groups:
            return query
        first = _part(top, 0) if top is not None else N
        order = query.selected_columns[first if first in self.fetched else N]
        named = (group_name(i) for i in range(len(self.groups)))
        return query.group_by(*named).order_by(order.desc()).limit(MAX_GROUPS + 1)


def _fractions(bank: CustomerTable, column: str) -> bool:
    spec = bank.catalog.columns.get(column)
    return spec is None or spec.kind != "integer"


def _part(i: int, j: int) -> str:
    return f"_m{i}_{j}"


def _together(rows: Sequence[Row], parts: Sequence[Parts]) -> Row:
    total: Row = {N: sum(row[N] for row in rows)}
    for i, p in enumerate(parts):
        for j in range(len(p.aggregates)):
            values = [row[_part(i, j)] for row in rows]
            total[_part(i, j)] = values[0] if values else 0 if j else None
            for value in values[1:]:
                total[_part(i, j)] = p.together(total[_part(i, j)], value)
    return total


def _finish(row: Row, parts: Sequence[Parts]) -> None:
    """The measures from their parts."""
    for i, p in enumerate(parts):
        fetched = [row.pop(_part(i, j)) for j in range(len(p.aggregates))]
        row[measure_name(i)] = p.value(*fetched) if None not in fetched[1:] else None
        if p.counts_left:
            row[LEFT] = fetched[0] or 0
        row[base_name(i)] = fetched[1] if len(fetched) > 1 else None


def _centres(bank: CustomerTable, of: Slice, measures: Sequence[Figure]) -> dict[str | None, float | None]:
    """About the mean of each column whose deviation is asked, so that squares of large amounts lose no digits."""
    columns = dict.fromkeys(m.column for m in measures if m.measure == "stdev")
    if not columns:
        return {}
    total = figures(bank, of, [Figure(measure="mean", column=column) for column in columns]).total
    return {column: total[measure_name(i)] for i, column in enumerate(columns)}


def _apart(
    bank: CustomerTable, of: Slice, m: Figure, groups: Sequence[Grouping]
) -> Mapping[tuple[Any, ...], Any] | None:
    """A measure that does not add up, of each group and, under ``()``, of all; None where the measure does."""
    if m.column is None or m.measure not in ("median", "percentile", "distinct"):
        return None
    these = replace(of, where=every(of.where, m.where))
    if m.measure == "distinct":
        return {**different(bank, these, m.column), **(different(bank, these, m.column, groups) if groups else {})}
    at = 0.5 if m.q is None else m.q / 100
    return {key: values[0] for key, values in quantiles(bank, these, m.column, (at,), groups).items()}
