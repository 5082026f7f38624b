"""Brings the state to the current version at start-up; safe when two processes start at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
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
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    try:
        # SQLite: the transaction is immediate, so a second process waits here; PostgreSQL: the lock does the same.
        with engine.begin() as connection:
            _enter(connection)
            current = MigrationContext.configure(connection).get_current_revision()
            _not_newer(current, scripts)
            if current != scripts.get_current_head():
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
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


def _not_newer(current: str | None, scripts: ScriptDirectory) -> None:
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise SettingsProblem(
            "db.migrate.unknown_version",
            current=current,
        )
