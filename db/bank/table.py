"""The customer table as the catalog describes it; every query on the bank starts from ``customers(catalog)``.

Storage: whole numbers and other numbers as numbers, dates as dates, everything else (category, flag, label, text) as
text, exactly the stored values that the catalog names. ``_name_key`` holds the folded name for searches.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    inspect,
    select,
)
from sqlalchemy.types import TypeEngine

from db.bank import indexes
from db.catalog import Catalog
from db.catalog import Column as Described
from db.errors import DataProblem
from db.state import scores

MAX_WHOLE = 2**63 - 1
NAME_KEY = indexes.NAME_KEY
_WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def customers(catalog: Catalog) -> Table:
    """The customer table: the id is the primary key; `db.bank.indexes` says what is indexed."""
    return _table(catalog.model_dump_json())


@lru_cache(maxsize=32)
def _table(catalog_json: str) -> Table:
    catalog = Catalog.model_validate_json(catalog_json)
    columns = [
        Column(c.name, storage(c, catalog), primary_key=c.name == catalog.id, autoincrement=False)
        for c in catalog.columns.values()
    ]
    table = Table(catalog.table, MetaData(), *columns)
    if catalog.name is not None:
        table.append_column(Column(NAME_KEY, Text()))
    for plan in indexes.planned(catalog):
        index = Index(plan.name(catalog.table), *(table.c[name] for name in plan.columns))
        if plan.only is not None:
            index.ddl_if(dialect=plan.only)
    return table


def storage(column: Described, catalog: Catalog) -> TypeEngine[Any]:
    """How a column is stored; the label is text whatever its kind."""
    if column.name == catalog.label.column:
        return Text()
    match column.kind:
        case "integer":
            return _WHOLE
        case "number" | "money":
            return Float()
        case "date":
            return Date()
        case _:
            return Text()


PART = "…"
"""Stands for what is not said of an id: ``…4225/7``, ``AU-64…``."""


def id_type(catalog: Catalog) -> type[int] | type[str]:
    """Whether ids are whole numbers or text."""
    return int if catalog.columns[catalog.id].kind == "integer" else str


def parse_id(catalog: Catalog, text: object) -> int | str | None:
    """An id as the bank stores it, from what a person or a model wrote; None if it cannot be one."""
    written = str(text).strip()
    if id_type(catalog) is str:
        return written or None
    written = written.removesuffix(".0")
    if not (written.isascii() and written.isdigit()):
        return None
    number = int(written)
    return number if number <= MAX_WHOLE else None


def same_customer(table: Table, catalog: Catalog, column: ColumnElement[str] | None = None) -> ColumnElement[bool]:
    """The join of the bank's id with a state table's text ``customer_id`` (default: that of ``scores``).

    For numeric ids it is stated in both directions, so that the database may start from either side and use its index.
    """
    text_id: ColumnElement[str] = scores.c.customer_id if column is None else column
    bank_id = table.c[catalog.id]
    if id_type(catalog) is str:
        return bank_id == text_id
    return and_(bank_id == cast(text_id, BigInteger), text_id == cast(bank_id, Text))


def bank_loaded(engine: Engine, catalog: Catalog) -> bool:
    """Whether the customer table exists."""
    with engine.connect() as connection:
        return inspect(connection).has_table(catalog.table)


def require_bank(engine: Engine, catalog: Catalog) -> None:
    """Refuse (DataProblem) to go on without a loaded bank."""
    if not bank_loaded(engine, catalog):
        raise DataProblem(
            "db.table.no_bank",
        )


def bank_present(engine: Engine, catalog: Catalog) -> frozenset[str]:
    """The columns that hold any value at all (a bank may bring no owners or no notes)."""
    table = customers(catalog)
    with engine.connect() as connection:
        return frozenset(
            name
            for name in catalog.columns
            if connection.execute(select(table.c[name]).where(table.c[name].is_not(None)).limit(1)).first() is not None
        )
