"""Many rows at once, given as columns: a few statements a batch instead of one per row.

SQLite gets one statement for some thousand rows (its driver gives up and takes back the interpreter's lock at every
statement, which costs a busy process more than the row); PostgreSQL gets COPY into a table of this transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table

VARIABLES = 30_000
"""SQLite takes 32,766 values in a statement."""


@dataclass(frozen=True, kw_only=True)
class _Insert:
    """The parts of an insert: quoted names, the values that all rows share, what to do with rows already there."""

    table: str
    names: Sequence[str]
    shared_names: Sequence[str]
    shared: Sequence[Any]
    otherwise: str

    def text(self, select: Sequence[str], source: str) -> str:
        names = ", ".join([*self.names, *self.shared_names])
        head = f"INSERT INTO {self.table} ({names})"
        return f"{head} SELECT {', '.join(select)} FROM {source}{self.otherwise}"  # noqa: S608 - names of our own tables


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Mapping[str, Sequence[Any]],
    *,
    every: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> None:
    """Insert rows whose values are as the database holds them (numbers, text, JSON as text, None).

    Args:
        connection: in a transaction.
        table: where to.
        columns: a sequence of values per column, all of one length.
        every: columns with the same value in every row; of any type the table knows.
        key: the column that tells rows apart; rows that are there already are overwritten in the given columns.
    """
    if not len(next(iter(columns.values()))):
        return
    shared = every or {}
    parts = _Insert(
        table=_name(connection, table),
        names=_quoted(connection, columns),
        shared_names=_quoted(connection, shared),
        shared=[_bound(connection, table, name, value) for name, value in shared.items()],
        otherwise="" if key is None else _overwriting(connection, [*columns, *shared], key),
    )
    write = _many_values if connection.dialect.name == "sqlite" else _copy
    write(connection, parts, list(columns.values()))


def _many_values(connection: Connection, parts: _Insert, columns: Sequence[Sequence[Any]]) -> None:
    room = VARIABLES // len(columns)
    one = f"({', '.join('?' * len(columns))})"
    for start in range(0, len(columns[0]), room):
        some = [values[start : start + room] for values in columns]
        # Without the condition SQLite would read ON CONFLICT as the ON of a join.
        source = f"(VALUES {', '.join([one] * len(some[0]))}) WHERE true"
        statement = parts.text(["*", *"?" * len(parts.shared)], source)
        connection.exec_driver_sql(statement, (*parts.shared, *chain.from_iterable(zip(*some, strict=True))))


def _copy(connection: Connection, parts: _Insert, columns: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(parts.names)
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE _bulk ON COMMIT DROP AS SELECT {names} FROM {parts.table} WITH NO DATA"  # noqa: S608
    )
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY _bulk ({names}) FROM STDIN") as copy:
            for row in zip(*columns, strict=True):
                copy.write_row(row)
    finally:
        cursor.close()
    connection.exec_driver_sql(parts.text([*parts.names, *["%s"] * len(parts.shared)], "_bulk"), tuple(parts.shared))
    connection.exec_driver_sql("DROP TABLE _bulk")


def _overwriting(connection: Connection, names: Iterable[str], key: str) -> str:
    (quoted,) = _quoted(connection, [key])
    update = ", ".join(f"{n} = excluded.{n}" for n in _quoted(connection, [n for n in names if n != key]))
    return f" ON CONFLICT ({quoted}) DO UPDATE SET {update}"


def _bound(connection: Connection, table: Table, name: str, value: Any) -> Any:
    """The value as the column's type hands it to the driver."""
    process = table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return value if process is None else process(value)


def _quoted(connection: Connection, names: Iterable[str]) -> list[str]:
    return [connection.dialect.identifier_preparer.quote(name) for name in names]


def _name(connection: Connection, table: Table) -> str:
    schemas = connection.get_execution_options().get("schema_translate_map", {})
    schema = schemas.get(table.schema, table.schema)
    return ".".join(_quoted(connection, [schema, table.name] if schema else [table.name]))
