"""Connections: the bank, read only at the engine; the bank for the loader; the app's own state.

How one query reaches both: the tables of ``db.state`` carry the logical schema ``"state"``, and every engine made here
translates it (SQLAlchemy's ``schema_translate_map``) to where the state really is: the attached database ``state`` on
SQLite, the schema ``moa_state`` on PostgreSQL. So a query such as ::

    from db.bank.table import customers, same_customer
    from db.state import scores
    table = customers(catalog)
    select(table, scores.c.probability).join_from(table, scores, same_customer(table, catalog), isouter=True)

runs unchanged through ``bank_engine(places)`` on both databases. The bank engine cannot write: SQLite files are opened
with ``mode=ro`` (and ``query_only``), PostgreSQL sessions start with ``default_transaction_read_only`` and a statement
timeout, so that a mistake further up is an error here and never a change in the bank.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from db.disk import disk_full, out_of_space
from db.errors import DataProblem, SettingsProblem
from db.places import Places

STATE = "state"
"""Logical schema of the app's own tables."""
STATE_SCHEMA = "moa_state"
"""The schema that holds them on PostgreSQL."""
STATEMENT_TIMEOUT_MS = 20_000
BUSY_TIMEOUT_S = 30.0
_SQLITE = "sqlite:///"
_WRITES = "moa_writes"


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address, or None for another database; everything after ``sqlite:///`` is the path."""
    if not url.startswith("sqlite"):
        return None
    if not url.startswith(_SQLITE) or len(url) == len(_SQLITE):
        raise SettingsProblem(
            "db.engines.address",
            url=url,
        )
    return Path(url.removeprefix(_SQLITE))


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file, whatever characters its path holds."""
    return f"{_SQLITE}{path}"


def postgres_url(url: str) -> URL:
    """The parsed address of a PostgreSQL database, with the driver this project uses."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsProblem(
            "db.engines.address_unreadable",
        ) from error
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise SettingsProblem("db.engines.kind_not_supported", kind=parsed.get_backend_name())
    return parsed.set(drivername="postgresql+psycopg")


def bank_engine(places: Places, *, state: bool = True) -> Engine:
    """The bank, read only; with ``state`` the app's own tables can be joined (read only too).

    Raises:
        SettingsProblem: bank and state live in different databases and cannot be joined.
        DataProblem: on connecting, when there is no bank (or no state) yet.
    """
    bank = sqlite_file(places.bank_url)
    if state:
        check_places(places)
    if bank is None:
        return _postgres(places.bank_url, read_only=True)
    attached = sqlite_file(places.state_url) if state else None

    def connect() -> sqlite3.Connection:
        connection = _open(bank, mode="ro", missing="bank")
        if attached is not None:
            _must_exist(attached, "state")
            connection.execute("ATTACH DATABASE ? AS state", (_uri(attached, "ro"),))
        for pragma in ("query_only = ON", "cache_size = -65536", "mmap_size = 1073741824", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return _sqlite(connect, begin="BEGIN", schema=STATE)


def bank_writer(places: Places) -> Engine:
    """The bank, writable: for the loader only. Creates the SQLite file; transactions are immediate."""
    bank = sqlite_file(places.bank_url)
    if bank is None:
        return _postgres(places.bank_url, read_only=False)
    return _sqlite(lambda: _open_writable(bank), begin="BEGIN IMMEDIATE", schema=None)


def state_engine(places: Places) -> Engine:
    """The app's own tables, read-write (SQLite: WAL, foreign keys; ``connect`` reads and waits for no writer)."""
    state = sqlite_file(places.state_url)
    if state is None:
        return _postgres(places.state_url, read_only=False)
    return _sqlite(lambda: _open_writable(state), begin=_begin_state, schema=None, kind=_StateEngine)


def async_state_address(places: Places) -> tuple[str, dict[str, Any]]:
    """Address and connect arguments of the state for an asynchronous engine with unqualified table names."""
    state = sqlite_file(places.state_url)
    if state is not None:
        escaped = URL.create("sqlite+aiosqlite", database=str(state)).render_as_string()
        return escaped, {"timeout": BUSY_TIMEOUT_S}
    url = postgres_url(places.state_url)
    return url.render_as_string(hide_password=False), {"options": f"-c search_path={STATE_SCHEMA}"}


def reason(error: DBAPIError) -> str:
    """What the database said, on one line."""
    return " ".join(str(error.orig).split()).rstrip(".?")


def check_places(places: Places) -> None:
    """Refuse a bank and a state that one query cannot join."""
    bank, state = sqlite_file(places.bank_url), sqlite_file(places.state_url)
    if (bank is None) != (state is None) or (bank is None and _server(places.bank_url) != _server(places.state_url)):
        raise SettingsProblem(
            "db.engines.two_kinds",
        )


def _server(url: str) -> tuple[object, ...]:
    parsed = postgres_url(url)
    return parsed.host or parsed.query.get("host"), parsed.port or 5432, parsed.database


def _postgres(url: str, *, read_only: bool) -> Engine:
    options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS if read_only else 0}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        postgres_url(url),
        connect_args={"options": options, "connect_timeout": 10},
        pool_pre_ping=True,
        max_overflow=20,
        hide_parameters=True,
        execution_options={"schema_translate_map": {STATE: STATE_SCHEMA}},
    )


class _StateEngine(Engine):
    """A transaction that may write takes its turn at its beginning: one that read first could not wait any more."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection


def _begin_state(connection: Connection) -> str:
    return "BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN"


def _sqlite(
    connect: Any, *, begin: str | Callable[[Connection], str], schema: str | None, kind: type[Engine] = Engine
) -> Engine:
    made = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        max_overflow=20,
        hide_parameters=True,
        execution_options={"schema_translate_map": {STATE: schema}},
    )
    made.dialect.statement_compiler = _Compiler
    engine = kind(
        made.pool, made.dialect, made.url, hide_parameters=True, execution_options=made.get_execution_options()
    )
    # Python's driver would begin only before INSERT and its like, leaving table changes outside the transaction.
    told = begin if callable(begin) else lambda _: begin
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(told(connection)))
    return engine


class _Compiler(SQLiteCompiler):
    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """``NOT INDEXED`` behind a table; SQLAlchemy knows hints, but not those of SQLite."""
        return text


def _open(path: Path, *, mode: str, missing: str = "") -> sqlite3.Connection:
    if missing:
        _must_exist(path, missing)
    return sqlite3.connect(
        _uri(path, mode), uri=True, timeout=BUSY_TIMEOUT_S, check_same_thread=False, isolation_level=None
    )


def _open_writable(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(path, mode="rwc")
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -16384"):
            connection.execute(f"PRAGMA {pragma}")
    except (OSError, sqlite3.DatabaseError) as error:
        if out_of_space(error, path.parent):
            raise disk_full(path.parent) from error
        raise SettingsProblem(
            "db.engines.not_writable",
            path=path,
            reason=error,
        ) from error
    return connection


def _must_exist(path: Path, what: str) -> None:
    if path.is_file():
        return
    if what == "bank":
        raise DataProblem(
            "db.engines.no_bank",
        )
    raise DataProblem(
        "db.engines.no_state",
        path=path,
    )


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"
