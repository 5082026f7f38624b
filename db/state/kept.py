"""Small facts about this installation, kept in the state: for example ``bank``, what was loaded and when."""

from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from db.state import settings

SCORED = "scored"
"""The model version under which the whole bank was scored; gone while a run goes on and when customers change."""

CALIBRATION = "calibration"
"""What the last pass over outcomes found (`ml.adaptation.watch`)."""

UNTRAINED = "bank_without_champion"
"""Set when another bank came in, taken away when a champion was trained on it; until then no champion answers."""
MODEL_MAKING = "model_making"
"""While a first model is being made: ``{"since": seconds}``; where none came of it: why, ``{"en": …, "es": …}``."""


def keep(engine: Engine, key: str, value: Any) -> None:
    """Store a JSON-able value under a key."""
    with engine.begin() as connection:
        keep_in(connection, key, value)


def keep_in(connection: Connection, key: str, value: Any) -> None:
    """Store a JSON-able value under a key, within a transaction."""
    forget_in(connection, key)
    connection.execute(insert(settings).values(key=key, value=value))


def kept(engine: Engine, key: str) -> Any:
    """The value under a key, or None."""
    with engine.connect() as connection:
        return connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()


def forget(engine: Engine, key: str) -> None:
    """Take a key away."""
    with engine.begin() as connection:
        forget_in(connection, key)


def forget_in(connection: Connection, key: str) -> None:
    """Take a key away, within a transaction."""
    connection.execute(delete(settings).where(settings.c.key == key))
