"""What became of customers, as people and files tell it: kept with who told it and when, one in force, none ever lost.

A told outcome is state over the bank's label: whoever is told to have left counts as left everywhere at once
(``db.bank.query``), until that is taken back. "Stayed" fills what the bank does not know; whom the bank itself lists as
left cannot be told to have stayed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update

from db.errors import DataProblem
from db.state import audit, now, outcomes
from db.texts import message

CHAT = "chat"
_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """One outcome to be recorded: 1 left, 0 stayed."""

    customer_id: str
    outcome: int
    observed_at: date


@dataclass(frozen=True, kw_only=True)
class Told:
    """An outcome in force: what was told, of which day, by whom and when."""

    id: int
    customer_id: str
    left: bool
    observed_at: date
    by: str
    at: datetime
    source: str

    def as_json(self) -> dict[str, Any]:
        """The form in Facts."""
        return {
            "id": self.id,
            "outcome": "left" if self.left else "stayed",
            "observed_at": self.observed_at.isoformat(),
            "by": self.by,
            "at": self.at.isoformat(),
        }


def in_force(engine: Engine, ids: Sequence[str]) -> dict[str, Told]:
    """The outcomes in force of these customers."""
    found: dict[str, Told] = {}
    with engine.connect() as connection:
        for start in range(0, len(ids), _CHUNK):
            found |= _in_force(connection, ids[start : start + _CHUNK])
    return found


def _in_force(connection: Connection, ids: Sequence[str]) -> dict[str, Told]:
    query = select(outcomes).where(outcomes.c.in_force, outcomes.c.customer_id.in_(list(ids)))
    return {row["customer_id"]: _told(row) for row in connection.execute(query).mappings()}


def _told(row: Any) -> Told:
    return Told(
        id=row["id"],
        customer_id=row["customer_id"],
        left=bool(row["outcome"]),
        observed_at=row["observed_at"],
        by=row["recorded_by"] or row["source"] or "",
        at=row["created"],
        source=row["source"] or "",
    )


def told_ids(outcome: int) -> Select[Any]:
    """The ids (text) of the customers of whom this outcome is in force, as a subquery."""
    return select(outcomes.c.customer_id).where(outcomes.c.in_force, outcomes.c.outcome == outcome)


def contradiction(arrived: Arrived, known: Told | None) -> DataProblem | None:
    """Why an outcome cannot stand beside the one in force; None where it can.

    Who stayed may have left later; who left is not told to have stayed since.
    """
    if known is None or bool(arrived.outcome) == known.left:
        return None
    later = arrived.observed_at > known.observed_at if arrived.outcome else arrived.observed_at < known.observed_at
    if later:
        return None
    return DataProblem(
        "db.outcome_records.contradiction",
        by=known.by,
        at=known.at,
        customer=known.customer_id,
        known=message(f"db.outcome_records.{'left' if known.left else 'stayed'}"),
        day=known.observed_at,
        told=message(f"db.outcome_records.{'left' if arrived.outcome else 'stayed'}"),
    )


def record(engine: Engine, arrived: Iterable[Arrived], *, source: str, recorded_by: str) -> int:
    """Store outcomes that are not known yet, all or none; returns how many were new.

    Raises:
        DataProblem: one contradicts what is in force.
    """
    wanted = sorted(dict.fromkeys(arrived), key=lambda a: (a.observed_at, a.outcome))
    with engine.begin() as connection:
        book = _Book(connection, list(dict.fromkeys(a.customer_id for a in wanted)))
        for one in wanted:
            book.enter(one, source=source, recorded_by=recorded_by)
        _write(connection, book.rows, book.superseded, who=recorded_by)
    return len(book.rows)


class _Book:
    """What is known of some customers, and what is to be written of them."""

    def __init__(self, connection: Connection, ids: list[str]) -> None:
        self.known: dict[str, Told] = {}
        self.seen: set[tuple[str, int, date]] = set()
        for start in range(0, len(ids), _CHUNK):
            self.known |= _in_force(connection, ids[start : start + _CHUNK])
            self.seen |= _seen(connection, ids[start : start + _CHUNK])
        self.rows: list[dict[str, Any]] = []
        self.superseded: list[int] = []
        self._newest: dict[str, dict[str, Any]] = {}

    def enter(self, one: Arrived, *, source: str, recorded_by: str) -> None:
        """Add an outcome unless it is known; DataProblem where it contradicts."""
        known = self.known.get(one.customer_id)
        if problem := contradiction(one, known):
            raise problem
        key = (one.customer_id, one.outcome, one.observed_at)
        if key in self.seen or (known is not None and known.left and one.outcome):
            return
        self.seen.add(key)
        row = _row(one, source, recorded_by, in_force=known is None or one.observed_at >= known.observed_at)
        self.rows.append(row)
        if row["in_force"]:
            self._supersede(one.customer_id, row)

    def _supersede(self, customer_id: str, row: dict[str, Any]) -> None:
        if (before := self._newest.get(customer_id)) is not None:
            before["in_force"] = False
        elif (known := self.known.get(customer_id)) is not None:
            self.superseded.append(known.id)
        self._newest[customer_id] = row
        self.known[customer_id] = _told({**row, "id": 0})


def _write(connection: Connection, rows: list[dict[str, Any]], superseded: list[int], *, who: str) -> None:
    for start in range(0, len(superseded), _CHUNK):
        part = superseded[start : start + _CHUNK]
        connection.execute(update(outcomes).where(outcomes.c.id.in_(part)).values(in_force=False))
    if rows:
        connection.execute(insert(outcomes), rows)
        detail = {"customers": len(rows)}
        if len(rows) == 1:
            detail = {"customer": rows[0]["customer_id"], "left": bool(rows[0]["outcome"])}
        connection.execute(insert(audit).values(who=who, action="outcome", detail=detail))


def _row(one: Arrived, source: str, recorded_by: str, *, in_force: bool) -> dict[str, Any]:
    return {
        "customer_id": one.customer_id,
        "outcome": one.outcome,
        "observed_at": one.observed_at,
        "source": source,
        "recorded_by": recorded_by,
        "created": now(),
        "in_force": in_force,
    }


def _seen(connection: Connection, ids: Sequence[str]) -> set[tuple[str, int, date]]:
    """What is recorded of these customers and was not taken back."""
    keys = (outcomes.c.customer_id, outcomes.c.outcome, outcomes.c.observed_at)
    query = select(*keys).where(outcomes.c.customer_id.in_(list(ids)), outcomes.c.withdrawn_at.is_(None))
    return {(row[0], row[1], row[2]) for row in connection.execute(query)}


def take_back(engine: Engine, customer_id: str, *, by: str) -> Told | None:
    """Withdraw the outcome in force, so that what was told before it is in force again; None where there is none."""
    with engine.begin() as connection:
        known = _in_force(connection, [customer_id]).get(customer_id)
        if known is None:
            return None
        standing = (outcomes.c.customer_id == customer_id) & outcomes.c.withdrawn_at.is_(None)
        newest = standing & (outcomes.c.id == known.id)
        connection.execute(update(outcomes).where(newest).values(in_force=False, withdrawn_at=now(), withdrawn_by=by))
        before = select(outcomes.c.id).where(standing).order_by(outcomes.c.observed_at.desc(), outcomes.c.id.desc())
        if (again := connection.execute(before.limit(1)).scalar()) is not None:
            connection.execute(update(outcomes).where(outcomes.c.id == again).values(in_force=True))
        detail = {"customer": customer_id, "left": known.left, "outcome": known.id, "told_by": known.by}
        connection.execute(insert(audit).values(who=by, action="outcome taken back", detail=detail))
    return known
