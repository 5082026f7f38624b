"""Between Chainlit's dictionaries and the rows of our state tables."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from chainlit.element import ElementDict
from chainlit.step import StepDict
from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from app.escape import inert
from db.state import steps
from db.storable import storable

ELEMENT_ROUTE = "/elements/{thread_id}/{element_id}"
INERT = "inert"
"""In a stored step's metadata: its text was made inert before it was stored; 0.1.0 stored some that was not."""
JSON_COLUMNS = ("metadata", "tags", "generation", "modes")


def upsert(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any],
    *,
    key: str = "id",
    within: str | None = None,
    keep: Sequence[str] = (),
) -> bool:
    """Insert the row; where its key exists, change all but ``keep``, and only if ``within`` is the same there.

    Returns whether a row was written.
    """
    held = {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
    statement = _upserting(connection.dialect.name, table, tuple(held), key=key, within=within, keep=tuple(keep))
    return connection.execute(statement, held).rowcount > 0


@lru_cache(maxsize=64)
def _upserting(
    dialect: str, table: Table, names: tuple[str, ...], *, key: str, within: str | None, keep: tuple[str, ...]
) -> Insert:
    """The statement for rows with these columns: making one costs several times what it writes."""
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    news = {name: statement.excluded[name] for name in names if name not in (key, within) and name not in keep}
    if not news:
        return statement.on_conflict_do_nothing(index_elements=[key])
    same = None if within is None else table.c[within] == statement.excluded[within]
    return statement.on_conflict_do_update(index_elements=[key], set_=news, where=same)


def step_row(step: StepDict) -> dict[str, Any]:
    """A step as its row: JSON as text, unknown keys left out."""
    row: dict[str, Any] = {name: value for name, value in step.items() if name in steps.c and value is not None}
    row["metadata"] = {**(row.get("metadata") or {}), INERT: True}
    for name in JSON_COLUMNS:
        if name in row:
            row[name] = json.dumps(row[name], default=str)
    if "showInput" in row:
        row["showInput"] = str(row["showInput"]).lower()
    return row


def as_step(row: Mapping[str, Any], thumb: Mapping[str, Any] | None) -> StepDict:
    """A row as the step Chainlit shows, with its thumb."""
    step = dict(row)
    for name in JSON_COLUMNS:
        step[name] = json.loads(step[name]) if step.get(name) else None
    step["metadata"] = step["metadata"] or {}
    step["input"] = "" if step.get("showInput") in {None, "false"} else step.get("input") or ""
    was_inert = step["metadata"].pop(INERT, False) or step.get("type") == "user_message"
    step["output"] = (step.get("output") or "") if was_inert else inert(step.get("output") or "")
    if thumb is not None:
        step["feedback"] = {name: thumb[name] for name in ("id", "forId", "value", "comment")}
    return cast(StepDict, step)


def as_element(row: Mapping[str, Any]) -> ElementDict:
    """A row as the element Chainlit shows; the content comes by its address."""
    return cast(ElementDict, {name: value for name, value in row.items() if name not in {"props", "path"}})


def changed(before: str | None, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Stored metadata with the news merged in; ``None`` takes a key away."""
    merged = {**json.loads(before or "{}"), **metadata}
    return {name: value for name, value in merged.items() if value is not None}
