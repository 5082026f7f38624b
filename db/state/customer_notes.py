"""What people write about customers: notes, contacts and promises; kept with their author, taken back but never lost.

Texts are people's words and so data: whoever shows or sends them escapes and fences them. Nothing here knows who may
see which customer; ``tools.customer.records`` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Engine, func, insert, select, update

from db.errors import DataProblem
from db.state import audit, notes, now

Kind = Literal["note", "contact", "promise"]
Channel = Literal["call", "visit", "email", "message", "other"]
CHANNELS: tuple[str, ...] = get_args(Channel)
LONGEST = 2_000
GREATEST_ID = 2**63 - 1
_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A note, a contact (``channel``, ``day`` it was) or a promise (``day`` it is due; ``done_at`` once kept)."""

    id: int
    customer_id: str
    kind: Kind
    author: str
    text: str
    created: datetime
    channel: Channel | None = None
    day: date | None = None
    done_at: datetime | None = None
    done_by: str | None = None


_COLUMNS = ("id", "customer_id", "kind", "author", "text", "created", "channel", "day", "done_at", "done_by")


def entry_of(row: Any) -> Entry:
    """An entry from a row with the columns of ``columns()``."""
    return Entry(**{name: row[name] for name in _COLUMNS})


def columns() -> list[Any]:
    """What is read of an entry."""
    return [notes.c[name] for name in _COLUMNS]


def checked(kind: Kind, text: str, *, channel: Channel | None, day: date | None, today: date) -> str:
    """The text as it is kept.

    Raises:
        DataProblem: nothing is said, too much is said, or the day does not fit the kind.
    """
    kept = " ".join(text.replace("\x00", "").split())
    if not kept and kind != "contact":
        raise DataProblem("db.customer_notes.empty")
    if len(kept) > LONGEST:
        raise DataProblem(
            "db.customer_notes.too_long",
            longest=LONGEST,
            count=len(kept),
        )
    if kind == "contact" and day is not None and day > today:
        raise DataProblem("db.customer_notes.contact_in_future", day=day)
    if kind == "promise" and day is not None and day < today:
        raise DataProblem(
            "db.customer_notes.promise_in_past",
            day=day,
        )
    return kept


def add(
    engine: Engine,
    *,
    customer_id: str,
    kind: Kind,
    author: str,
    text: str,
    channel: Channel | None = None,
    day: date | None = None,
) -> Entry:
    """Keep an entry; a contact without a day is of today.

    Raises:
        DataProblem: as ``checked``.
    """
    moment = now()
    kept = checked(kind, text, channel=channel, day=day, today=moment.date())
    row = {
        "customer_id": customer_id,
        "kind": kind,
        "author": author,
        "text": kept,
        "channel": (channel or "other") if kind == "contact" else None,
        "day": day or moment.date() if kind == "contact" else day if kind == "promise" else None,
        "created": moment,
    }
    with engine.begin() as connection:
        made = connection.execute(insert(notes).values(**row)).inserted_primary_key
        number = int(made[0]) if made else 0
        _audit(connection, author, kind, number, customer_id)
    return entry_of({**row, "id": number, "done_at": None, "done_by": None})


def find(engine: Engine, number: int) -> Entry | None:
    """An entry that was not taken back; None for a number that no entry can have."""
    if not 0 < number <= GREATEST_ID:
        return None
    query = select(*columns()).where(notes.c.id == number, notes.c.withdrawn_at.is_(None))
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return None if row is None else entry_of(row)


def take_back(engine: Engine, number: int, *, by: str) -> bool:
    """Withdraw an entry; False where there is none that stands."""
    return _change(engine, number, by, "taken back", withdrawn_at=now(), withdrawn_by=by)


def finish(engine: Engine, number: int, *, by: str, done: bool = True) -> bool:
    """Mark a promise as kept, or as open again; False where there is none that stands."""
    moment = now() if done else None
    return _change(engine, number, by, "done" if done else "reopened", done_at=moment, done_by=by if done else None)


def _change(engine: Engine, number: int, by: str, what: str, **values: Any) -> bool:
    standing = (notes.c.id == number) & notes.c.withdrawn_at.is_(None)
    with engine.begin() as connection:
        found = connection.execute(select(notes.c.kind, notes.c.customer_id).where(standing)).first()
        if found is None:
            return False
        connection.execute(update(notes).where(standing).values(**values))
        _audit(connection, by, f"{found.kind} {what}", number, found.customer_id)
    return True


def of_customer(engine: Engine, customer_id: str, *, limit: int = 50) -> list[Entry]:
    """What stands about a customer, newest first."""
    query = select(*columns()).where(notes.c.customer_id == customer_id, notes.c.withdrawn_at.is_(None))
    query = query.order_by(notes.c.created.desc(), notes.c.id.desc()).limit(limit)
    with engine.connect() as connection:
        return [entry_of(row) for row in connection.execute(query).mappings()]


def last_contacts(engine: Engine, ids: Sequence[str]) -> dict[str, date]:
    """The day of the last contact with each of these customers, where there was one."""
    found: dict[str, date] = {}
    standing = (notes.c.kind == "contact") & notes.c.withdrawn_at.is_(None)
    with engine.connect() as connection:
        for start in range(0, len(ids), _CHUNK):
            those = standing & notes.c.customer_id.in_(list(ids[start : start + _CHUNK]))
            query = select(notes.c.customer_id, func.max(notes.c.day)).where(those).group_by(notes.c.customer_id)
            found.update((customer, day) for customer, day in connection.execute(query))
    return found


def _audit(connection: Connection, who: str, action: str, number: int, customer_id: str) -> None:
    """Which entry of which customer; never its words."""
    detail = {"entry": number, "customer": customer_id}
    connection.execute(insert(audit).values(who=who, action=action, detail=detail))
