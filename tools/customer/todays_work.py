"""A person's working day: whom to call first, what they promised, what moved since the last scores."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_

from db.bank.filters import PREDICTED
from db.bank.query import Slice
from db.bank.rows import listing
from db.bank.score_changes import Moved, Moves, Order, before, moves
from db.bank.table import same_customer
from db.caller import Caller
from db.state import customer_notes, notes, now
from db.state.customer_notes import Entry, entry_of
from tools.customer.customer_rows import at_stake
from tools.environment import Desk

LATELY_DAYS = 14
"""A contact of so many days ago or less counts as lately."""


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """One customer of the call list. Money in the catalog's currency, probabilities 0 to 1."""

    rank: int
    customer_id: str
    name: str | None
    probability: float
    band: str
    value: float | None
    value_at_risk: float | None
    probability_before: float | None
    """Before the last scores; None where it has not moved since, or was the first."""
    last_contact: date | None
    contacted_lately: bool


@dataclass(frozen=True, kw_only=True)
class OpenPromise:
    """A promise not kept yet; ``overdue`` where its day is over."""

    entry: Entry
    name: str | None
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What moved since the last scores, within the caller's scope."""

    since: datetime | None
    moved: int
    up: int
    down: int
    new: int
    rises: tuple[Moved, ...]
    falls: tuple[Moved, ...]
    bands: tuple[Moved, ...]
    """Who rose into a higher band, the largest rise first."""


@dataclass(frozen=True, kw_only=True)
class TodaysWork:
    """What a person finds in the morning. ``portfolio``: whose customers it covers; None is the whole bank."""

    portfolio: str | None
    total: int
    calls: tuple[CallRow, ...]
    promises: tuple[OpenPromise, ...]
    changes: Changes
    model_version: str


def todays_work(desk: Desk, caller: Caller, *, limit: int = 5) -> TodaysWork:
    """The first rows of the call list, open promises and what moved; all of one snapshot.

    Raises:
        ModelProblem: nobody has been scored yet.
    """
    held = desk.snapshot()
    version = held.need_scores()
    total, calls = call_list(held, caller, limit=limit)
    return TodaysWork(
        portfolio=held.portfolio(caller),
        total=total,
        calls=calls,
        promises=open_promises(held, caller),
        changes=changes(held, caller, limit=limit),
        model_version=version,
    )


def call_list(desk: Desk, caller: Caller, *, limit: int = 5) -> tuple[int, tuple[CallRow, ...]]:
    """How many could be called, and the first of them by value at risk (without a value: by probability)."""
    catalog = desk.catalog
    order_by = "value_at_risk" if catalog.value else "probability"
    columns = [*PREDICTED, *(c for c in (catalog.name, catalog.value) if c)]
    of = Slice(caller=caller, population="current")
    found = listing(
        desk.bank, of, columns, order_by=order_by, order="desc", limit=limit, scored="inner", known_only=True
    )
    ids = [str(row[catalog.id]) for row in found.rows]
    contacts = customer_notes.last_contacts(desk.state_engine, ids)
    earlier = before(desk.bank, ids)
    rows = (
        _call(rank, row, desk, contacts.get(ids[rank - 1]), earlier.get(ids[rank - 1]))
        for rank, row in enumerate(found.rows, 1)
    )
    return found.total, tuple(rows)


def _call(rank: int, row: dict[str, Any], desk: Desk, contact: date | None, earlier: float | None) -> CallRow:
    catalog = desk.catalog
    return CallRow(
        rank=rank,
        customer_id=str(row[catalog.id]),
        name=row[catalog.name] if catalog.name else None,
        probability=row["probability"],
        band=row["risk_band"],
        value=at_stake(row, catalog),
        value_at_risk=row["value_at_risk"],
        probability_before=earlier,
        last_contact=contact,
        contacted_lately=contact is not None and (now().date() - contact).days <= LATELY_DAYS,
    )


def open_promises(desk: Desk, caller: Caller, *, limit: int = 50) -> tuple[OpenPromise, ...]:
    """Promises not kept yet about current customers the caller may see: those with a day first, the earliest first."""
    bank, catalog = desk.bank, desk.catalog
    name = [bank.table.c[catalog.name].label("_name")] if catalog.name else []
    query = bank.select([*customer_notes.columns(), *name], Slice(caller=caller, population="current"))
    query = query.join(notes, same_customer(bank.table, catalog, notes.c.customer_id))
    standing = and_(notes.c.kind == "promise", notes.c.done_at.is_(None), notes.c.withdrawn_at.is_(None))
    found = bank.run(query.where(standing).order_by(notes.c.day.is_(None), notes.c.day, notes.c.id).limit(limit))
    today = now().date()
    return tuple(
        OpenPromise(entry=entry, name=row.get("_name"), overdue=entry.day is not None and entry.day < today)
        for row in found.rows
        for entry in (entry_of(row),)
    )


def contacted(desk: Desk, caller: Caller, *, days: int = LATELY_DAYS, limit: int = 50) -> tuple[Entry, ...]:
    """The contacts of the last ``days`` days with customers the caller may see, newest first."""
    bank, catalog = desk.bank, desk.catalog
    query = bank.select(customer_notes.columns(), Slice(caller=caller))
    query = query.join(notes, same_customer(bank.table, catalog, notes.c.customer_id))
    since = now().date() - timedelta(days=days)
    standing = and_(notes.c.kind == "contact", notes.c.withdrawn_at.is_(None), notes.c.day >= since)
    found = bank.run(query.where(standing).order_by(notes.c.day.desc(), notes.c.id.desc()).limit(limit))
    return tuple(entry_of(row) for row in found.rows)


def changes(desk: Desk, caller: Caller, *, since: datetime | None = None, limit: int = 5) -> Changes:
    """Who moved since ``since`` (None: before the last scoring): how many, who changed band, the largest moves."""

    def part(order: Order, *, only_bands: bool = False) -> Moves:
        of = Slice(caller=caller, population="current")
        name = [desk.catalog.name] if desk.catalog.name else []
        return moves(desk.bank, of, name, since=since, order=order, only_bands=only_bands, limit=limit)

    rises, falls, bands = part("rise"), part("fall"), part("rise", only_bands=True)
    return Changes(
        since=rises.since,
        moved=rises.moved,
        up=rises.up,
        down=rises.down,
        new=rises.new,
        rises=rises.rows,
        falls=falls.rows,
        bands=bands.rows,
    )
