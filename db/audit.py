"""The audit trail: who did what, when; kept in the state and never changed by the program."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, insert

from db.state import audit


def record(engine: Engine, who: str, action: str, detail: Mapping[str, Any] | None = None) -> None:
    """Write one line of the audit trail; ``detail`` is JSON-able and holds no secrets."""
    with engine.begin() as connection:
        record_in(connection, who, action, detail)


def record_in(connection: Connection, who: str, action: str, detail: Mapping[str, Any] | None = None) -> None:
    """Write one line of the audit trail within a transaction."""
    connection.execute(insert(audit).values(who=who, action=action, detail=dict(detail or {})))
