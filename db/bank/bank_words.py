"""What the understanding of questions may ask the bank itself: its ids, values that no catalog lists, its gaps."""

from dataclasses import dataclass

from sqlalchemy import case, func, select

from db.bank.groupings import distinct
from db.bank.known_ids import KnownIds
from db.bank.query import CustomerTable, Slice
from db.caller import WHOLE_BANK
from db.catalog import Catalog, Names
from db.errors import DataProblem

MOST_VALUES = 2_000
"""Different values of an open category that are known by heart; a column of more is looked up by the tools alone."""


@dataclass(frozen=True)
class BankWords:
    """``catalog`` with the stored values of its open categories, and who knows the ids."""

    catalog: Catalog
    ids: KnownIds
    unrecorded: frozenset[str]
    """The numbers that some customers lack and that are zero for nobody: having none is a gap."""


def bank_words(bank: CustomerTable) -> BankWords:
    """Reads the values once; ids are looked up as questions come."""
    columns = dict(bank.catalog.columns)
    for column in bank.catalog.columns.values():
        if column.kind != "category" or column.values or column.name == bank.catalog.id:
            continue
        found = _stored(bank, column.name)
        if len(found) <= MOST_VALUES:
            columns[column.name] = column.model_copy(update={"values": {value: Names() for value in found}})
    return BankWords(bank.catalog.model_copy(update={"columns": columns}), KnownIds(bank), _unrecorded(bank))


def _stored(bank: CustomerTable, column: str) -> list[str]:
    """The different values of a column, at most one more than are known by heart; none where there is no bank yet."""
    try:
        rows = distinct(bank, Slice(caller=WHOLE_BANK), column, limit=MOST_VALUES + 1).rows
    except DataProblem:
        return []
    return sorted(str(row["v"]) for row in rows)


def _unrecorded(bank: CustomerTable) -> frozenset[str]:
    """One pass over the table."""
    numbers = [column.name for column in bank.catalog.columns.values() if column.numeric]
    counted = [
        func.sum(case((fits, 1), else_=0)).label(f"{of}{at}")
        for at, name in enumerate(numbers)
        for of, fits in (("gap", bank.column(name).is_(None)), ("zero", bank.column(name) == 0))
    ]
    if not counted:
        return frozenset()
    try:
        row = bank.run(select(*counted).select_from(bank.table)).rows[0]
    except DataProblem:  # no bank yet, or one too large to be gone through: what lacks a number is then read as zero
        return frozenset()
    return frozenset(name for at, name in enumerate(numbers) if row[f"gap{at}"] and not row[f"zero{at}"])
