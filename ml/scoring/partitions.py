"""The bank in pieces that each worker reads by itself: from one id to another, so that no frame has to travel."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from db.bank.table import customers
from db.catalog import Catalog
from ml.training.bank_data import Batch, as_batch, customer_query


@dataclass(frozen=True, kw_only=True)
class Span:
    """Customers with ids above ``after`` and up to ``until``; None: open."""

    after: int | str | None
    until: int | str | None


def spans(engine: Engine, catalog: Catalog, *, size: int) -> Iterator[Span]:
    """The whole bank in the order of ids, ``size`` customers at a time."""
    identity = customers(catalog).c[catalog.id]
    after = None
    while True:
        query = select(identity).order_by(identity).offset(size - 1).limit(1)
        with engine.connect() as connection:
            _sparing(connection)
            until = connection.execute(query if after is None else query.where(identity > after)).scalar()
        yield Span(after=after, until=until)
        if until is None:
            return
        after = until


def read_span(engine: Engine, catalog: Catalog, span: Span) -> Batch:
    """The customers of a span, in the order of their ids (none, where the last span just ended)."""
    names, table, query = customer_query(catalog)
    identity = table.c[catalog.id]
    if span.after is not None:
        query = query.where(identity > span.after)
    if span.until is not None:
        query = query.where(identity <= span.until)
    with engine.connect() as connection:
        _sparing(connection)
        # The driver's own rows: making SQLAlchemy's of them takes as long as reading them.
        return as_batch(connection.execute(query).cursor.fetchall(), names, catalog)


def _sparing(connection: Connection) -> None:
    """On SQLite: no memory kept for a second look, which a pass over the whole bank never takes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA mmap_size = 0")
        connection.exec_driver_sql("PRAGMA cache_size = -2048")
