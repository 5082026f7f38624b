"""The bank table a load writes to: made, kept or replaced; and what of the state is no longer true afterwards.

A bank is replaced when the catalog describes another table than the one loaded, when a real bank takes the place of
the demo bank (or the reverse), or when asked to. A table that the loader did not make is never dropped.
"""

import json
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Boolean, Column, Connection, MetaData, Table, Text, delete, insert, inspect, select
from sqlalchemy.schema import DropTable

from db.bank.table import customers
from db.catalog import Catalog
from db.errors import DataProblem
from db.state import notes, outcomes, score_history, score_inputs, score_runs, scores, scores_other

Standing = Literal["first", "same", "refreshed", "another"]
"""``same``: rows are merged; ``refreshed``: the same bank from scratch; ``another``: other customers altogether."""

_made = Table(
    "_moa_load",
    MetaData(),
    Column("table_name", Text, primary_key=True),
    Column("shape", Text, nullable=False),
    Column("demo", Boolean, nullable=False),
)
"""One row in the bank's database: the table the loader made."""


def prepare(connection: Connection, catalog: Catalog, *, demo: bool, replace: bool) -> Standing:
    """Make the customer table ready to take rows, and say how it stands to what was there.

    Raises:
        DataProblem: the database has a table of this name that the loader did not make.
    """
    _made.create(connection, checkfirst=True)
    table, made = customers(catalog), connection.execute(select(_made)).first()
    there = inspect(connection).has_table(table.name)
    if there and (made is None or made.table_name != table.name):
        raise DataProblem(
            "db.target.table_taken",
            name=table.name,
        )
    shape = _shape(table)
    same = made is not None and there and made.shape == shape and made.demo == demo
    if same and not replace:
        return "same"
    if made is not None and inspect(connection).has_table(made.table_name):
        connection.execute(DropTable(Table(made.table_name, MetaData())))
    table.create(connection)
    connection.execute(delete(_made))
    connection.execute(insert(_made).values(table_name=table.name, shape=shape, demo=demo))
    return "refreshed" if same else "first" if made is None else "another"


def is_demo(connection: Connection) -> bool | None:
    """Whether the loaded bank is the demo bank; None when no bank is loaded."""
    if not inspect(connection).has_table(_made.name):
        return None
    return connection.execute(select(_made.c.demo)).scalar()


def _shape(table: Table) -> str:
    columns = [[c.name, type(c.type).__name__, c.primary_key] for c in table.columns]
    return json.dumps([table.name, columns])


def forget_scores(state: Connection, ids: Sequence[str]) -> None:
    """Delete the scores of customers whose data change.

    The values behind them stay: the next scoring tells from these what changed.
    """
    for start in range(0, len(ids), 500):
        for table in (scores, scores_other):
            state.execute(delete(table).where(table.c.customer_id.in_(ids[start : start + 500])))


def forget_bank(state: Connection, *, people_too: bool) -> None:
    """Delete all scores; with ``people_too`` also what is tied to customers who are no longer these customers.

    Ids of another bank would attach one customer's notes and history to a stranger.
    """
    tables = [scores, scores_other, score_runs, score_inputs, *([score_history, outcomes, notes] if people_too else [])]
    for table in tables:
        state.execute(delete(table))
