"""What moved with the last scoring: each customer's newest score beside the one before, within the caller's scope."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, select

from db.bank.query import CustomerTable, Slice
from db.bank.rows import told_runs
from db.bank.table import same_customer
from db.state import score_history

Order = Literal["rise", "fall"]
SEEN = 5e-4
"""Half of the last digit that people see of a probability."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One customer's move; ``before`` is None for a first score."""

    row: dict[str, Any]
    before: float | None
    after: float
    band_before: str | None
    band_after: str
    changes: Any

    @property
    def difference(self) -> float:
        """By how much the risk rose (below zero: fell); 0 for a first score."""
        return 0.0 if self.before is None else self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Since ``since``: how many customers moved, changed band (up, down) or are new, and the first rows."""

    since: datetime | None
    moved: int
    """By as much as people see."""
    up: int
    """Into a higher band."""
    down: int
    new: int
    rows: tuple[Moved, ...]
    sql: str


def since_last(bank: CustomerTable) -> datetime | None:
    """When the last scoring began; None before any."""
    run = bank.run_in_use
    return None if run is None else run.started


def moves(
    bank: CustomerTable,
    of: Slice,
    columns: Sequence[str],
    *,
    since: datetime | None = None,
    only_bands: bool = False,
    order: Order = "rise",
    limit: int = 10,
) -> Moves:
    """The scores in use against each customer's last one before ``since`` (None: before the last scoring)."""
    since = since or since_last(bank)
    if since is None:
        return Moves(since=None, moved=0, up=0, down=0, new=0, rows=(), sql="")
    beside = _Beside.of(bank, since)
    counts = bank.run(beside.select(_counts(bank, beside), of)).rows[0]
    now_p, now_band = bank.scores.c.probability, bank.scores.c.band
    asked = [bank.column(name, of.population).label(name) for name in dict.fromkeys([bank.catalog.id, *columns])]
    asked += [now_p.label("_after"), now_band.label("_band"), beside.now.c.changes.label("_changes")]
    asked += [beside.before.c.probability.label("_before"), beside.before.c.band.label("_band_before")]
    difference = now_p - beside.before.c.probability
    query = beside.select(asked, of).where(difference > 0 if order == "rise" else difference < 0)
    query = query.where(now_band != beside.before.c.band if only_bands else func.abs(difference) >= SEEN)
    found = bank.run(query.order_by(difference.desc() if order == "rise" else difference, bank.id).limit(limit))
    return Moves(since=since, **counts, rows=tuple(_moved(row) for row in found.rows), sql=found.sql)


def before(bank: CustomerTable, ids: Sequence[str], *, since: datetime | None = None) -> dict[str, float]:
    """What these customers' probability was before ``since`` (None: before the last scoring), where it has moved.

    The caller must already have seen the customers in their scope.
    """
    since = since or since_last(bank)
    if since is None or not ids:
        return {}
    beside = _Beside.of(bank, since)
    joined = beside.now.join(beside.before, beside.now.c.customer_id == beside.before.c.customer_id)
    query = select(beside.now.c.customer_id, beside.before.c.probability).select_from(joined)
    rows = bank.run(query.where(beside.now.c.customer_id.in_(list(ids)))).rows
    return {row["customer_id"]: row["probability"] for row in rows}


@dataclass(frozen=True)
class _Beside:
    """The history rows of customers that were scored anew since a moment, and the last ones before it."""

    bank: CustomerTable
    now: Any
    before: Any

    @classmethod
    def of(cls, bank: CustomerTable, since: datetime) -> "_Beside":
        t, told = score_history, told_runs(bank)
        touched = select(func.max(t.c.id)).where(t.c.scored_at >= since, told).group_by(t.c.customer_id)
        now = select(t).where(t.c.id.in_(touched)).subquery("now_row")
        earlier = select(func.max(t.c.id)).where(
            t.c.scored_at < since, told, t.c.customer_id.in_(select(now.c.customer_id))
        )
        last = select(t).where(t.c.id.in_(earlier.group_by(t.c.customer_id))).subquery("before_row")
        return cls(bank, now, last)

    def select(self, columns: Sequence[Any], of: Slice) -> Select[Any]:
        """The columns of the slice's customers who were scored anew."""
        query = self.bank.select(columns, of, scored="inner")
        same = same_customer(self.bank.table, self.bank.catalog, self.now.c.customer_id)
        query = query.join(self.now, same)
        return query.join(self.before, self.before.c.customer_id == self.now.c.customer_id, isouter=True)


def _counts(bank: CustomerTable, beside: _Beside) -> list[ColumnElement[Any]]:
    last, now_band = beside.before, bank.scores.c.band
    difference = bank.scores.c.probability - last.c.probability
    tests = {
        "new": last.c.probability.is_(None),
        "moved": func.abs(difference) >= SEEN,
        "up": _rank(now_band) > _rank(last.c.band),
        "down": _rank(now_band) < _rank(last.c.band),
    }
    return [func.count(case((test, 1))).label(name) for name, test in tests.items()]


def _rank(band: ColumnElement[Any]) -> ColumnElement[int]:
    return case((band == "low", 0), (band == "medium", 1), (band == "high", 2))


def _moved(row: dict[str, Any]) -> Moved:
    changes = row["_changes"]
    return Moved(
        row={name: value for name, value in row.items() if not name.startswith("_")},
        before=row["_before"],
        after=row["_after"],
        band_before=row["_band_before"],
        band_after=row["_band"],
        changes=json.loads(changes) if isinstance(changes, str) else changes,
    )
