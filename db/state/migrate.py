"""Brings the state to the current version at start-up; safe when two processes start at once."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from db.disk import disk_full, out_of_space
from db.engines import STATE_SCHEMA, check_places, reason, state_engine
from db.errors import SettingsProblem
from db.places import Places

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 724_031_551
"""Any number, the same in every process: PostgreSQL's advisory lock for migrations."""


def upgrade(places: Places) -> None:
    """Create or upgrade the app's own tables.

    Raises:
        SettingsProblem: the database cannot be reached or written, or belongs to a newer version of the program.
    """
    check_places(places)
    engine = state_engine(places)
    known = revisions()
    try:
        # SQLite: the transaction is immediate, so a second process waits here; PostgreSQL: the lock does the same.
        with engine.begin() as connection:
            _enter(connection)
            current = _revision(connection)
            if current is not None and current not in known:
                raise SettingsProblem("db.migrate.unknown_version", current=current)
            if current != known[-1]:
                _to_the_last(connection)
    except OperationalError as error:
        if out_of_space(error, places.home):
            raise disk_full(places.home) from error
        raise SettingsProblem(
            "db.migrate.unusable",
            reason=reason(error),
        ) from error
    finally:
        engine.dispose()


def _enter(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {STATE_SCHEMA}"))
        connection.execute(text(f"SET LOCAL search_path TO {STATE_SCHEMA}"))


def revisions() -> list[str]:
    """The versions there are, the first one first: each file's name begins with its own."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(connection: Connection) -> str | None:
    """The state's version; None where nothing is there yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _to_the_last(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a tenth of a second that only a new or older state needs
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
