"""Figures about customers: measures by no, one or two groups, computed in SQL.

Each measure is fetched as parts that add up (a sum and a count rather than a mean), so that one pass over the table
gives the groups and, added together, the whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Float, case, cast, func

from db.query import Answer, CustomerTable, Joined, Slice
from db.query_groups import Grouping, group_keys, group_name
from db.query_quantiles import quantiles
from db.query_where import PREDICTED, Node, columns_of
from db.state import scores

MeasureName = Literal[
    "customers",
    "churn_rate",
    "sum",
    "mean",
    "median",
    "min",
    "max",
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
    """One measure; ``column`` for sum, mean, median, min and max; ``where`` for the share of those that fit it.

    A share with a column is the part of that column's sum that those who fit hold; without a ``where``, its sum (of
    which the caller makes the part of the whole).
    """

    measure: MeasureName
    column: str | None = None
    where: Node | None = None


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


@dataclass(frozen=True)
class _Parts:
    """What is fetched for a measure, how two of them are put together, and what they make."""

    columns: Sequence[ColumnElement[Any]]
    value: Callable[..., Any]
    together: Callable[[Any, Any], Any] = lambda a, b: a + b
    counts_left: bool = False


def figures(
    bank: CustomerTable,
    of: Slice,
    measures: Sequence[Figure],
    groups: Sequence[Grouping] = (),
    *,
    top: int | None = None,
) -> Figures:
    """The measures of each group and of all; at most ``MAX_GROUPS`` groups."""
    parts = [_parts(bank, m) for m in measures]
    keys = group_keys(bank, groups)
    counts = [func.count().label(N)]
    fetched = [c.label(_part(i, j)) for i, p in enumerate(parts) for j, c in enumerate(p.columns)]
    named = _named(measures) | {g.column for g in groups}

    def query(scored: Joined) -> Answer:
        asked = bank.select([*keys, *counts, *fetched], of, scored=scored, named=named)
        if keys:
            # Ordered only to choose among too many groups; the caller puts them in the order people should see.
            order = parts[top].columns[0] if top is not None and parts[top].columns else func.count()
            asked = asked.group_by(*(k.name for k in keys)).order_by(order.desc()).limit(MAX_GROUPS + 1)
        return bank.run(asked)

    answer = _joined(bank, of, named | _scored(measures), query)
    more = len(answer.rows) > MAX_GROUPS
    rows = [dict(row) for row in answer.rows[:MAX_GROUPS]]
    total = dict(figures(bank, of, measures).total) if more else _together(rows, parts)
    if not more:
        _finish(total, parts)
    for row in rows:
        _finish(row, parts)
    _medians(bank, of, measures, groups, rows=rows, total=total)
    return Figures(rows=tuple(rows), total=total, sql=answer.sql, more=more)


def _joined(bank: CustomerTable, of: Slice, named: set[str], query: Callable[[Joined], Answer]) -> Answer:
    """The answer over all customers of the slice, by the quick join where that loses nobody.

    A join that keeps customers without a score has to look each one up; one that drops them reads the scores in
    order. So the quick one is tried, and kept if it counts as many customers as there are.
    """
    if not named & set(PREDICTED):
        return query("no")
    if columns_of(of.where) & set(PREDICTED):
        return query("outer")
    quick = query("inner")
    if sum(row[N] for row in quick.rows) == bank.count(of):
        return quick
    return query("outer")


def _parts(bank: CustomerTable, m: Figure) -> _Parts:
    if m.measure in FROM_SCORES:
        return _from_scores(bank, m.measure)
    if m.measure == "churn_rate":
        label = bank.table.c[bank.catalog.label.column]
        known = label.in_([bank.catalog.label.positive, bank.catalog.label.negative])
        return _Parts([_count(bank.left), _count(known)], _ratio, counts_left=True)
    if m.measure == "share" and m.column is not None:
        column = bank.column(m.column)
        held = column if m.where is None else case((bank.test(m.where), column), else_=0)
        return _Parts([func.sum(held), func.sum(column)], _ratio if m.where is not None else _first, _plus)
    if m.measure == "share" and m.where is not None:
        return _Parts([_count(bank.test(m.where)), func.count()], _ratio)
    if m.measure in ("customers", "share", "median") or m.column is None:
        return _Parts([], lambda: None)
    return _of_column(bank.column(m.column), m.measure)


def _from_scores(bank: CustomerTable, measure: str) -> _Parts:
    match measure:
        case "value_at_risk":
            at_risk = case((bank.is_current, scores.c.value_at_risk))
            return _Parts([func.sum(at_risk), func.count(at_risk)], lambda total, _: total or 0, _plus)
        case "high_risk_share":
            return _Parts([_count(scores.c.band == "high"), func.count(scores.c.band)], _ratio)
        case _:
            return _Parts([func.sum(scores.c.probability), func.count(scores.c.probability)], _ratio, _plus)


def _of_column(column: ColumnElement[Any], measure: str) -> _Parts:
    match measure:
        case "sum":
            return _Parts([func.sum(column)], _or_nothing, _plus)
        case "mean":
            return _Parts([func.sum(cast(column, Float)), func.count(column)], _ratio, _plus)
        case "min":
            return _Parts([func.min(column)], _itself, _least)
        case _:
            return _Parts([func.max(column)], _itself, _most)


def _count(test: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((test, 1), else_=0)), 0)


def _ratio(part: float | None, whole: float) -> float | None:
    return part / whole if whole and part is not None else None


def _first(part: float | None, whole: float | None) -> float | None:
    del whole
    return part


def _or_nothing(value: float | None) -> float:
    return 0 if value is None else value


def _itself(value: Any) -> Any:
    return value


def _least(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else min(a, b)


def _most(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else max(a, b)


def _plus(a: float | None, b: float | None) -> float | None:
    return b if a is None else a if b is None else a + b


def _part(i: int, j: int) -> str:
    return f"_m{i}_{j}"


def _together(rows: Sequence[Row], parts: Sequence[_Parts]) -> Row:
    total: Row = {N: sum(row[N] for row in rows)}
    for i, p in enumerate(parts):
        for j in range(len(p.columns)):
            values = [row[_part(i, j)] for row in rows]
            total[_part(i, j)] = values[0] if values else 0 if j else None
            for value in values[1:]:
                total[_part(i, j)] = p.together(total[_part(i, j)], value)
    return total


def _finish(row: Row, parts: Sequence[_Parts]) -> None:
    """The measures from their parts."""
    for i, p in enumerate(parts):
        fetched = [row.pop(_part(i, j)) for j in range(len(p.columns))]
        row[measure_name(i)] = p.value(*fetched) if None not in fetched[1:] else None
        if p.counts_left:
            row[LEFT] = fetched[0] or 0
        row[base_name(i)] = fetched[1] if len(fetched) > 1 else None


def _medians(
    bank: CustomerTable,
    of: Slice,
    measures: Sequence[Figure],
    groups: Sequence[Grouping],
    *,
    rows: Sequence[Row],
    total: Row,
) -> None:
    for i, m in enumerate(measures):
        if m.measure != "median" or m.column is None:
            continue
        found = quantiles(bank, of, m.column, (0.5,), groups)
        total[measure_name(i)] = found.get((), (None,))[0]
        for row in rows:
            key = tuple(row[group_name(j)] for j in range(len(groups)))
            row[measure_name(i)] = found.get(key, (None,))[0]


def _named(measures: Sequence[Figure]) -> set[str]:
    named = {m.column for m in measures if m.column}
    return named.union(*(columns_of(m.where) for m in measures))


def _scored(measures: Sequence[Figure]) -> set[str]:
    return set(PREDICTED) if any(m.measure in FROM_SCORES for m in measures) else set()
