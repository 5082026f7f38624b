"""Rows of customers: by id, or those that fit a filter in an order, with the total and the ties at the cut-off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, or_, select

from db.bank.filters import PREDICTED
from db.bank.query import Answer, CustomerTable, Joined, Slice
from db.caller import Caller
from db.state import score_history, score_runs

_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Listing:
    """``total`` customers fit; ``tied`` of those not shown equal the last one shown in the ordering column."""

    rows: tuple[dict[str, Any], ...]
    total: int
    tied: int
    sql: str


def by_ids(bank: CustomerTable, ids: Sequence[int | str], caller: Caller) -> Answer:
    """All catalog columns of the customers with these ids that the caller may see, with their stored score if any.

    The score's columns come as ``probability``, ``risk_band``, ``value_at_risk``, ``model_version``, ``scored_at``,
    under a leading ``score.``.
    """
    scores = bank.scores
    columns: list[ColumnElement[Any]] = [bank.column(name).label(name) for name in bank.catalog.columns]
    columns += [
        c.label(f"score.{name}")
        for name, c in (
            *((name, bank.column(name)) for name in PREDICTED),
            ("model_version", scores.c.model_version),
            ("scored_at", scores.c.scored_at),
        )
    ]
    query = bank.select(columns, Slice(caller=caller), scored="outer")
    chunks = [list(ids[start : start + _CHUNK]) for start in range(0, len(ids), _CHUNK)]
    answers = [bank.run(query.where(bank.id.in_(chunk))) for chunk in chunks]
    order = {value: position for position, value in enumerate(ids)}
    rows = sorted((row for a in answers for row in a.rows), key=lambda row: order[row[bank.catalog.id]])
    seen = [row[bank.catalog.id] for row in rows]
    if not seen:
        return Answer((), "")
    # The source is shown and kept: it may not bind the ids of customers outside the caller's scope.
    told = answers[0] if len(seen) == len(ids) else bank.run(query.where(bank.id.in_(seen[:_CHUNK])))
    return Answer(tuple(rows), told.sql)


def _how_many(bank: CustomerTable, of: Slice, *, scored: Joined, known: ColumnElement[Any] | None) -> int:
    """The customers of the slice, where ``known`` is given those whose value of it is."""
    query = bank.select([func.count().label("n")], of, scored=scored)
    return int(bank.run(query if known is None else query.where(known.is_not(None))).rows[0]["n"])


def listing(
    bank: CustomerTable,
    of: Slice,
    columns: Sequence[str],
    *,
    order_by: str | None,
    order: Literal["asc", "desc"],
    limit: int,
    offset: int = 0,
    scored: Joined = "no",
    known_only: bool = False,
    total: int | None = None,
) -> Listing:
    """``limit`` customers after the first ``offset`` in the order (missing last, then by id).

    ``known_only`` drops the missing.

    ``total``: how many fit, where the caller knows it already.
    """
    wanted = dict.fromkeys(filter(None, (bank.catalog.id, bank.catalog.label.column, *columns, order_by)))
    asked = [bank.column(name, of.population).label(name) for name in wanted]
    key = None if order_by is None else bank.column(order_by, of.population)
    if total is None:
        total = _how_many(bank, of, scored=scored, known=key if known_only else None)
    answer = None
    if key is not None and bank.walks(order_by, share=min(offset + limit, total) / total if total else 1.0):
        known = bank.walk(asked, of).where(key.is_not(None))
        ordered = known.order_by(*ordering(bank, key, order, nullable=False), bank.id)
        answer = bank.run(ordered.limit(limit).offset(offset))
    if answer is None or len(answer.rows) < min(limit, total - offset):
        query = bank.select(asked, of, scored=scored, named=set(wanted))
        if key is not None:
            query = query.where(key.is_not(None)) if known_only else query
            query = query.order_by(*ordering(bank, key, order, nullable=not known_only))
        answer = bank.run(query.order_by(bank.id).limit(limit).offset(offset))
    more = bool(answer.rows) and total > offset + len(answer.rows)
    tied = _tied(bank, of, answer.rows, order_by, order=order, offset=offset) if more and order_by else 0
    return Listing(rows=answer.rows, total=total, tied=tied, sql=answer.sql)


def ordering(bank: CustomerTable, key: ColumnElement[Any], order: str, *, nullable: bool) -> list[ColumnElement[Any]]:
    """The order by a column; SQLite already puts the missing last when descending, and can then walk an index."""
    ordered = key.desc() if order == "desc" else key.asc()
    if not nullable or (order == "desc" and bank.engine.dialect.name == "sqlite"):
        return [ordered]
    return [ordered.nulls_last()]


def _tied(
    bank: CustomerTable, of: Slice, rows: Sequence[dict[str, Any]], order_by: str, *, order: str, offset: int
) -> int:
    """How many of those that follow equal the last one shown."""
    last = rows[-1][order_by]
    if last is None:
        return 0
    joined: Joined = "inner" if order_by in PREDICTED else "no"
    column = bank.column(order_by, of.population)
    query = bank.select([func.count().label("n")], of, scored=joined)
    same: int = bank.run(query.where(column == last)).rows[0]["n"]
    before = 0
    if offset and rows[0][order_by] == last:
        ahead = column > last if order == "desc" else column < last
        before = max(0, offset - int(bank.run(query.where(ahead)).rows[0]["n"]))
    return same - before - sum(1 for row in rows if row[order_by] == last)


def history(bank: CustomerTable, customer_id: int | str, *, limit: int = 50) -> Answer:
    """The scores a customer has had, newest first. The caller must already have seen the customer in their scope."""
    wanted = ("scored_at", "probability", "band", "model_version", "inputs", "changes")
    columns = [score_history.c[name] for name in wanted if name in score_history.c]
    newest_first = (score_history.c.scored_at.desc(), score_history.c.id.desc())
    query = select(*columns).where(score_history.c.customer_id == str(customer_id), told_runs(bank))
    return bank.run(query.order_by(*newest_first).limit(limit))


def told_runs(bank: CustomerTable) -> ColumnElement[bool]:
    """History of the scores in use and before: what a run writes is told when it has ended, or never."""
    run = bank.run_in_use
    ended = select(score_runs.c.id).where(score_runs.c.ended.is_not(None))
    if run is not None:
        ended = ended.where(score_runs.c.id <= run.id)
    return or_(score_history.c.run.is_(None), score_history.c.run.in_(ended))


def scores_version(bank: CustomerTable) -> str | None:
    """The model version of the stored scores; ``None`` where nothing has been scored."""
    rows = bank.run(select(bank.scores.c.model_version).limit(1)).rows
    return rows[0]["model_version"] if rows else None


def standing(bank: CustomerTable, of: Slice, columns: Mapping[str, Any]) -> tuple[dict[str, tuple[int, int, int]], str]:
    """Of each column how many of the slice have more than the value given, the same, and any at all; and the SQL."""
    asked: list[ColumnElement[Any]] = []
    for i, (name, value) in enumerate(columns.items()):
        column = bank.column(name, of.population)
        asked += [
            func.count(case((column > value, 1))).label(f"more{i}"),
            func.count(case((column == value, 1))).label(f"same{i}"),
            func.count(column).label(f"known{i}"),
        ]
    answer = bank.run(bank.select(asked, of, named=set(columns)))
    row = answer.rows[0]
    found = {name: (row[f"more{i}"], row[f"same{i}"], row[f"known{i}"]) for i, name in enumerate(columns)}
    return found, answer.sql
