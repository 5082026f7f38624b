"""The loader's way into the bank: rows wait in a temporary table, then one transaction merges them.

Everything here runs inside the transaction that ``db.load`` opened: whatever stops it, the bank stays as it was.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    and_,
    func,
    insert,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from db.bank.table import customers
from db.catalog import Catalog

BATCH = 5_000
REINDEX_SHARE = 0.3
"""Beyond this share of the bank, building the indexes anew is faster than keeping them."""


class Staging:
    """The incoming rows: ``_line`` and the columns the file brings."""

    def __init__(self, connection: Connection, catalog: Catalog, names: Sequence[str]) -> None:
        self._connection = connection
        self.table = customers(catalog)
        self.names = tuple(names)
        columns = [Column(name, self.table.c[name].type) for name in names]
        self.rows = Table("_incoming", MetaData(), Column("_line", Integer), *columns, prefixes=["TEMPORARY"])
        self._id = catalog.id
        self._changed = Table(
            "_changing", MetaData(), Column("id", self.table.c[self._id].type), prefixes=["TEMPORARY"]
        )
        self.rows.create(connection)

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Append rows of (line, stored values in the order of ``names``)."""
        if not rows:
            return
        if self._connection.dialect.name == "sqlite":
            marks = ",".join("?" * (1 + len(self.names)))
            self._connection.exec_driver_sql(f"INSERT INTO _incoming VALUES ({marks})", list(rows))  # noqa: S608
            return
        driver: Any = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy("COPY _incoming FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def duplicates(self, most: int) -> tuple[int, list[tuple[int, int, object]]]:
        """How many rows repeat an id of this file, and the first ones: (line, first line with that id, id)."""
        i = self.rows.c
        Index("_incoming_id", i[self._id]).create(self._connection)
        repeated = (
            select(i[self._id].label("id"), func.min(i["_line"]).label("first"))
            .group_by(i[self._id])
            .having(func.count() > 1)
            .subquery()
        )
        again = and_(i[self._id] == repeated.c.id, i["_line"] > repeated.c.first)
        total = self._count(select(func.count()).select_from(self.rows.join(repeated, again)))
        if not total:
            return 0, []
        listed = select(i["_line"], repeated.c.first, i[self._id]).join_from(self.rows, repeated, again)
        found = self._connection.execute(listed.order_by(i["_line"]).limit(most)).all()
        return total, [(line, first, identity) for line, first, identity in found]

    def present(self) -> int:
        """How many incoming customers the bank has already."""
        return self._count(select(func.count()).select_from(self.rows.join(self.table, self._same())))

    def note_changed(self) -> int:
        """Remember whose stored values the merge will change; how many they are."""
        differs = or_(*(self.table.c[n].is_distinct_from(self.rows.c[n]) for n in self.names if n != self._id))
        query = select(self.rows.c[self._id]).join_from(self.rows, self.table, self._same()).where(differs)
        self._changed.create(self._connection)
        self._connection.execute(insert(self._changed).from_select(["id"], query))
        return self._count(select(func.count()).select_from(self._changed))

    def changed(self) -> Iterator[list[str]]:
        """The ids, as text, of those whom ``note_changed`` remembered, in batches; after the merge too."""
        for batch in self._connection.execute(select(self._changed.c.id)).scalars().partitions(BATCH):
            yield [str(identity) for identity in batch]

    def merge(self, *, present: int) -> None:
        """Insert new customers, update the present ones, and refresh indexes and statistics."""
        total = self._count(select(func.count()).select_from(self.rows))
        kept = self._count(select(func.count()).select_from(self.table))
        rebuild = total > REINDEX_SHARE * kept
        indexes = sorted(self.table.indexes, key=lambda index: str(index.name))
        self._drop_indexes(() if rebuild else {str(index.name) for index in indexes})
        pick = select(*(self.rows.c[n] for n in self.names)).where(true()).order_by(self.rows.c[self._id])
        self._connection.execute(self._insert(pick) if not present else self._upsert(pick))
        for index in indexes:
            index.create(self._connection, checkfirst=True)
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("PRAGMA analysis_limit = 2000")
        quoted = self._connection.dialect.identifier_preparer.format_table(self.table)
        self._connection.exec_driver_sql(f"ANALYZE {quoted}")

    def _drop_indexes(self, kept: Collection[str]) -> None:
        """All but those kept; also the ones that an earlier version of the program made."""
        for there in inspect(self._connection).get_indexes(self.table.name):
            if there["name"] is not None and there["name"] not in kept:
                quoted = self._connection.dialect.identifier_preparer.quote(there["name"])
                self._connection.exec_driver_sql(f"DROP INDEX {quoted}")

    def _insert(self, pick: Select[Any]) -> Any:
        return insert(self.table).from_select(list(self.names), pick)

    def _upsert(self, pick: Select[Any]) -> Any:
        dialect: Any = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(self.table).from_select(list(self.names), pick)
        changes = {n: statement.excluded[n] for n in self.names if n != self._id}
        if not changes:
            return statement.on_conflict_do_nothing(index_elements=[self._id])
        return statement.on_conflict_do_update(index_elements=[self._id], set_=changes)

    def _same(self) -> ColumnElement[bool]:
        return self.rows.c[self._id] == self.table.c[self._id]

    def _count(self, query: Select[Any]) -> int:
        return int(self._connection.execute(query).scalar_one())
