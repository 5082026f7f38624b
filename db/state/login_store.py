"""Log-ins that stand, and how fast wrong passwords may follow each other; both shared by every process on the state.

A log-in ends by itself, on log-out, when the account goes and when its password changes: it remembers a digest of the
stored password hash, so that no way of changing an account can forget to end them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.state import accounts, login_pace, logins, now

REMEMBERED = timedelta(days=30)
"""How long a log-in that is over still tells that an address is familiar."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """One log-in of one person."""

    id: str
    user: str


def begin(engine: Engine, login: Login, *, lifetime: timedelta, address: str) -> None:
    """Keep a new log-in; those long over are swept away."""
    moment = now()
    with engine.begin() as connection:
        connection.execute(delete(logins).where(logins.c.ends < moment - REMEMBERED))
        connection.execute(
            insert(logins).values(
                id=login.id,
                user=login.user,
                mark=_mark(_stored_hash(connection, login.user)),
                address=address,
                begun=moment,
                ends=moment + lifetime,
            )
        )


def stands(engine: Engine, login: Login) -> bool:
    """Whether the log-in is in force: begun, not ended, not run out, and the account is as it was."""
    query = select(logins.c.mark, accounts.c.password).join_from(logins, accounts, accounts.c.name == logins.c.user)
    query = query.where(logins.c.id == login.id, logins.c.user == login.user, logins.c.ends > now())
    with engine.connect() as connection:
        row = connection.execute(query).mappings().first()
    return row is not None and row["mark"] == _mark(str(row["password"]))


def end(engine: Engine, login: Login) -> None:
    """End one log-in."""
    with engine.begin() as connection:
        connection.execute(update(logins).where(logins.c.id == login.id).values(ends=now()))


def familiar(engine: Engine, name: str, address: str) -> bool:
    """Whether this person has logged in from this address lately: others' tries then do not slow them down."""
    query = select(logins.c.id).where(logins.c.user == name, logins.c.address == address).limit(1)
    with engine.connect() as connection:
        return connection.execute(query).first() is not None


def _stored_hash(connection: Connection, name: str) -> str:
    return str(connection.execute(select(accounts.c.password).where(accounts.c.name == name)).scalar() or "")


def _mark(stored_hash: str) -> str:
    return hashlib.sha256(stored_hash.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How tries are slowed: ``free`` at once, then a wait that doubles from ``first_s`` up to ``most_s`` seconds."""

    free: int
    first_s: float = 1.0
    most_s: float = 4.0

    def step(self, failures: int) -> float:
        """Seconds between this try and the one after it, with so many wrong ones before it."""
        over = failures - self.free
        return 0.0 if over < 0 else min(self.most_s, self.first_s * 2.0 ** min(over, 16))


def take_turn(engine: Engine, paces: Mapping[str, Pace], *, at: float, window_s: float, patience_s: float) -> float:
    """Reserve the next try under all these keys at once and return how many seconds to wait for it.

    A try counts as wrong from the moment it is reserved, so that tries at the same time see each other. Where the wait
    would exceed ``patience_s``, nothing is reserved and the wait is returned all the same: the caller refuses.
    """
    with engine.begin() as connection:
        connection.execute(delete(login_pace).where(login_pace.c.last < at - window_s))
        known = _known(connection, sorted(paces), at)
        wait, after = 0.0, {}
        for key, pace in paces.items():
            failures, free_at = known[key]
            wait = max(wait, free_at - at)
            after[key] = (failures + 1, pace.step(failures + 1))
        if wait <= patience_s:
            for key, (failures, step) in after.items():
                changed = {"failures": failures, "free_at": at + wait + step, "last": at}
                connection.execute(update(login_pace).where(login_pace.c.key == key).values(changed))
    return wait


def forgive(engine: Engine, keys: Iterable[str], *, whole: Iterable[str]) -> None:
    """A try was right: it no longer counts under ``keys``, and nothing counts any more under ``whole``."""
    with engine.begin() as connection:
        for key in sorted(keys):
            fewer = {"failures": login_pace.c.failures - 1}
            connection.execute(update(login_pace).where(login_pace.c.key == key).values(fewer))
        connection.execute(delete(login_pace).where(login_pace.c.key.in_(list(whole))))


def _known(connection: Connection, keys: list[str], at: float) -> dict[str, tuple[int, float]]:
    """The stored pace of each key, its row made and locked first (in one order, so that nobody waits in a circle)."""
    put = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    known = {}
    for key in keys:
        fresh = {"key": key, "failures": 0, "free_at": at, "last": at}
        connection.execute(put(login_pace).values(fresh).on_conflict_do_nothing(index_elements=["key"]))
        row = connection.execute(select(login_pace).where(login_pace.c.key == key).with_for_update()).mappings().one()
        known[key] = (int(row["failures"]), float(row["free_at"]))
    return known
