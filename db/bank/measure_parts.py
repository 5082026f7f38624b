"""What a measure is made of: aggregates that add up, so that one pass gives the groups and, together, the whole.

An aggregate can be asked of customers, or of groups of customers that were counted before (``n`` in each).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, Literal

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, literal_column
from sqlalchemy.sql.visitors import replacement_traverse

from db.bank.filters import Node, columns_of
from db.bank.query import CustomerTable

Replaced = Callable[[ColumnElement[Any]], ColumnElement[Any]]


@dataclass(frozen=True)
class Aggregate:
    """A sum, a count of known values, an end, or how many ``fit`` a test (then ``columns`` are those of the test)."""

    kind: Literal["sum", "count", "min", "max", "fit"]
    of: ColumnElement[Any]
    columns: frozenset[str] = frozenset()

    def asked(self) -> ColumnElement[Any]:
        """Of customers."""
        if self.kind == "fit":
            return func.count(case((self.of, 1)))
        column: ColumnElement[Any] = getattr(func, self.kind)(self.of)
        return column

    def again(self, asked: ColumnElement[Any]) -> ColumnElement[Any]:
        """Of groups, from what was asked of the customers in each."""
        if self.kind in ("min", "max"):
            column: ColumnElement[Any] = getattr(func, self.kind)(asked)
            return column
        return func.sum(asked) if self.kind == "sum" else func.coalesce(func.sum(asked), 0)

    def weighted(self, n: ColumnElement[Any], replaced: Replaced) -> ColumnElement[Any]:
        """How many fit, of groups whose customers are alike in the test's columns."""
        return func.coalesce(func.sum(case((replaced(self.of), n), else_=0)), 0)


@dataclass(frozen=True)
class Parts:
    """What is fetched for a measure, how two of them are put together, and what they make."""

    aggregates: Sequence[Aggregate]
    value: Callable[..., Any]
    together: Callable[[Any, Any], Any] = lambda a, b: a + b
    counts_left: bool = False


def parts_of(
    bank: CustomerTable,
    measure: str,
    column: str | None,
    where: Node | None,
    *,
    current: bool = False,
    centre: float | None = None,
) -> Parts:
    """The parts of one measure of those who fit ``where``; quantiles, different values and a plain count have none.

    ``current``: nobody asked about left. ``centre``: about the mean, for a standard deviation.
    """
    if measure == "share" or where is None:
        return _whole(bank, measure, column, where, current=current, centre=centre)
    if measure == "customers":
        fit = Aggregate("fit", bank.test(where), frozenset(columns_of(where)))
        return Parts([fit], _itself)
    parts = _whole(bank, measure, column, None, current=current, centre=centre)
    return replace(parts, aggregates=[_limited(a, bank, where) for a in parts.aggregates], counts_left=False)


def _limited(aggregate: Aggregate, bank: CustomerTable, where: Node) -> Aggregate:
    """The aggregate over those customers alone who fit."""
    test = bank.test(where)
    if aggregate.kind == "fit":
        return Aggregate("fit", and_(test, aggregate.of), aggregate.columns | columns_of(where))
    return Aggregate(aggregate.kind, case((test, aggregate.of)))


def _whole(
    bank: CustomerTable, measure: str, column: str | None, where: Node | None, *, current: bool, centre: float | None
) -> Parts:
    if measure == "churn_rate":
        name = bank.catalog.label.column
        known = bank.label.in_([bank.catalog.label.positive, bank.catalog.label.negative])
        tests = [Aggregate("fit", test, frozenset({name})) for test in (bank.left, known)]
        return Parts(tests, _ratio, counts_left=True)
    if measure == "share" and column is not None:
        value = bank.column(column)
        held = value if where is None else case((bank.test(where), value), else_=0)
        parts = [Aggregate("sum", held), Aggregate("sum", value)]
        return Parts(parts, _first if where is None else _ratio, _plus)
    if measure == "share" and where is not None:
        fit = Aggregate("fit", bank.test(where), frozenset(columns_of(where)))
        return Parts([fit, Aggregate("count", literal_column("1"))], _ratio)
    if measure in ("value_at_risk", "high_risk_share", "mean_risk"):
        return _from_scores(bank, measure, current=current)
    if measure in ("customers", "share", "median", "percentile", "distinct") or column is None:
        return Parts([], lambda: None)
    return _of_column(bank.column(column), measure, centre or 0.0)


def _from_scores(bank: CustomerTable, measure: str, *, current: bool) -> Parts:
    scores = bank.scores
    match measure:
        case "value_at_risk":
            value = scores.c.value_at_risk
            at_risk = value if current else case((bank.is_current, value))
            parts = [Aggregate("sum", at_risk), Aggregate("count", at_risk)]
            return Parts(parts, lambda total, _: total or 0, _plus)
        case "high_risk_share":
            high = Aggregate("fit", scores.c.band == "high", frozenset({"risk_band"}))
            return Parts([high, Aggregate("count", scores.c.band)], _ratio)
        case _:
            p = scores.c.probability
            return Parts([Aggregate("sum", p), Aggregate("count", p)], _ratio, _plus)


def _of_column(column: ColumnElement[Any], measure: str, centre: float) -> Parts:
    match measure:
        case "known":
            return Parts([Aggregate("count", column)], _itself, _plus)
        case "stdev":
            away = cast(column, Float) - centre
            parts = [Aggregate("sum", away), Aggregate("count", column), Aggregate("sum", away * away)]
            return Parts(parts, _deviation, _plus)
        case "sum":
            return Parts([Aggregate("sum", column)], _or_nothing, _plus)
        case "mean":
            return Parts([Aggregate("sum", cast(column, Float)), Aggregate("count", column)], _ratio, _plus)
        case "min":
            return Parts([Aggregate("min", column)], _itself, _least)
        case _:
            return Parts([Aggregate("max", column)], _itself, _most)


def on(found: Any, table: Any) -> Replaced:
    """The same expression over the columns of a subquery instead of the table's."""

    def replaced(expression: ColumnElement[Any]) -> ColumnElement[Any]:
        def other(element: Any, **_: Any) -> Any:
            return found.c[element.name] if getattr(element, "table", None) is table else None

        moved: ColumnElement[Any] = replacement_traverse(expression, {}, other)
        return moved

    return replaced


def _ratio(part: float | None, whole: float) -> float | None:
    return part / whole if whole and part is not None else None


def _deviation(away: float | None, n: int, squares: float | None) -> float | None:
    """The standard deviation of a sample, from sums of what is ``away`` from about the mean."""
    if n < 2 or away is None or squares is None:
        return None
    return sqrt(max(0.0, (squares - away * away / n) / (n - 1)))


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
