"""Figures about customers: measures by no, one or two groups, exact quantiles, all computed in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from typing import Any, Literal

from sqlalchemy import ColumnElement, Float, Integer, and_, case, cast, extract, func, null, or_, select

from db.query import Answer, CustomerTable, Joined, Slice
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


def group_name(i: int) -> str:
    """The key of the i-th group in a row of ``Figures``."""
    return f"_g{i}"


def measure_name(i: int) -> str:
    """The key of the i-th measure in a row of ``Figures``."""
    return f"_m{i}"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measure; ``column`` for sum, mean, median, min and max; ``where`` for the share of those that fit it."""

    measure: MeasureName
    column: str | None = None
    where: Node | None = None


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """What to split by: stored values, a number's bands (cut points, each the start of a band), or a date's years."""

    column: str
    bands: tuple[float, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Rows keyed ``group_name(i)`` (bands: their position), ``N`` customers, ``LEFT`` of them and ``measure_name(i)``.

    ``more``: there were more than ``MAX_GROUPS`` groups and only that many came.
    """

    rows: tuple[dict[str, Any], ...]
    sql: str
    more: bool = False


def figures(
    bank: CustomerTable,
    of: Slice,
    measures: Sequence[Figure],
    groups: Sequence[Grouping] = (),
    *,
    top: int | None = None,
) -> Figures:
    """The measures of each group (or of the whole slice), at most ``MAX_GROUPS`` groups.

    Where there are more, those with the largest measure ``top`` come (default: with the most customers).
    """
    keys = [group_key(bank, group).label(group_name(i)) for i, group in enumerate(groups)]
    values = [_measure(bank, m) for m in measures]
    columns = [
        *keys,
        func.count().label(N),
        func.sum(case((bank.left, 1), else_=0)).label(LEFT),
        *(value.label(measure_name(i)) for i, value in enumerate(values)),
    ]
    query = bank.select(columns, of, scored=_joined(measures, groups))
    if keys:
        # Ordered only to choose among too many groups; the caller puts them in the order people should see.
        order = func.count() if top is None or measures[top].measure == "median" else values[top]
        query = query.group_by(*(key.name for key in keys)).order_by(order.desc()).limit(MAX_GROUPS + 1)
    answer = bank.run(query)
    rows = [dict(row) for row in answer.rows[:MAX_GROUPS]]
    for i, m in enumerate(measures):
        if m.measure == "median" and m.column is not None:
            found = quantiles(bank, of, m.column, (0.5,), groups)
            for row in rows:
                row[measure_name(i)] = found.get(_key(row, len(groups)), (None,))[0]
    return Figures(rows=tuple(rows), sql=answer.sql, more=len(answer.rows) > MAX_GROUPS)


def group_key(bank: CustomerTable, group: Grouping) -> ColumnElement[Any]:
    """What rows of one group share: the stored value, the band's position, or the year."""
    column = bank.column(group.column)
    if group.bands:
        steps = [(column < cut, i) for i, cut in enumerate(group.bands)]
        return case((column.is_(None), null()), *steps, else_=len(group.bands))
    spec = bank.catalog.columns.get(group.column)
    return cast(extract("year", column), Integer) if spec is not None and spec.kind == "date" else column


def band_ends(bands: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """From (included) and to (excluded) of each band, in the order of ``group_key``'s positions."""
    return list(pairwise([None, *bands, None]))


def quantiles(
    bank: CustomerTable, of: Slice, column: str, at: Sequence[float], groups: Sequence[Grouping] = ()
) -> Mapping[tuple[Any, ...], tuple[float, ...]]:
    """Exact quantiles (linear interpolation, as pandas) of each group; the key ``()`` where there are none."""
    value = bank.column(column)
    keys = [group_key(bank, group) for group in groups]
    count = func.count().over(partition_by=keys or None)
    rank = func.row_number().over(partition_by=keys or None, order_by=value)
    joined: Joined = "inner" if column in PREDICTED else _joined((), groups)
    labelled = [key.label(group_name(i)) for i, key in enumerate(keys)]
    inner = bank.select([*labelled, value.label("v"), rank.label("r"), count.label("c")], of, scored=joined)
    ranked = inner.where(value.is_not(None)).subquery()
    # Position q x (count - 1) lies between two ranks; both are fetched and interpolated here.
    spans = [and_(ranked.c.r > (ranked.c.c - 1) * q - 0.5, ranked.c.r < (ranked.c.c - 1) * q + 2.5) for q in at]
    found: dict[tuple[Any, ...], dict[int, float]] = {}
    counts: dict[tuple[Any, ...], int] = {}
    for row in bank.run(select(ranked).where(or_(*spans))).rows:
        key = _key(row, len(groups))
        found.setdefault(key, {})[row["r"]] = row["v"]
        counts[key] = row["c"]
    return {key: tuple(_between(ranks, q * (counts[key] - 1)) for q in at) for key, ranks in found.items()}


def _between(ranks: Mapping[int, float], position: float) -> float:
    low = floor(position)
    below = ranks[low + 1]
    return below if position == low else below + (ranks[low + 2] - below) * (position - low)


def distinct(bank: CustomerTable, of: Slice, column: str, *, limit: int) -> Answer:
    """Distinct known values (``v``) of a column, in order, at most ``limit``."""
    value = bank.column(column)
    query = bank.select([value.label("v")], of).where(value.is_not(None)).distinct().order_by(value)
    return bank.run(query.limit(limit))


def groups_in_all(bank: CustomerTable, of: Slice, groups: Sequence[Grouping]) -> int:
    """How many groups there are, where they are too many to fetch."""
    keys = [group_key(bank, group).label(group_name(i)) for i, group in enumerate(groups)]
    inner = bank.select(keys, of, scored=_joined((), groups)).distinct().subquery()
    return int(bank.run(select(func.count().label("n")).select_from(inner)).rows[0]["n"])


def _measure(bank: CustomerTable, m: Figure) -> ColumnElement[Any]:
    label = bank.table.c[bank.catalog.label.column]
    known = label.in_([bank.catalog.label.positive, bank.catalog.label.negative])
    match m.measure:
        case "churn_rate":
            return _rate(bank.left, known)
        case "share" if m.where is not None:
            return _rate(bank.test(m.where), None)
        case "value_at_risk":
            return func.coalesce(func.sum(case((bank.is_current, scores.c.value_at_risk))), 0.0)
        case "high_risk_share":
            return _rate(scores.c.band == "high", scores.c.band.is_not(None))
        case "mean_risk":
            return func.avg(scores.c.probability)
        case _:
            return _of_column(bank, m)


def _of_column(bank: CustomerTable, m: Figure) -> ColumnElement[Any]:
    if m.column is None or m.measure == "median":
        return func.count()
    column = bank.column(m.column)
    match m.measure:
        case "sum":
            return func.coalesce(func.sum(column), 0)
        case "mean":
            return func.avg(cast(column, Float))
        case "min":
            return func.min(column)
        case _:
            return func.max(column)


def _rate(hit: ColumnElement[bool], base: ColumnElement[bool] | None) -> ColumnElement[Any]:
    hits = func.sum(case((hit, 1.0), else_=0.0))
    return hits / func.nullif(func.count() if base is None else func.sum(case((base, 1), else_=0)), 0)


def _joined(measures: Sequence[Figure], groups: Sequence[Grouping]) -> Joined:
    named = {m.column for m in measures} | {g.column for g in groups}
    for m in measures:
        named |= columns_of(m.where)
    from_scores = any(m.measure in FROM_SCORES for m in measures)
    return "outer" if from_scores or named & set(PREDICTED) else "no"


def _key(row: Mapping[str, Any], groups: int) -> tuple[Any, ...]:
    return tuple(row[group_name(i)] for i in range(groups))
