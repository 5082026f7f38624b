"""The first customers of each value of a column, in an order: ranked by a window function in the database."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select

from db.bank.query import CustomerTable, Slice
from db.bank.rows import Listing, ordering

RANK, TIED = "_rank", "_tied"
MOST = 200
"""Rows that come at most, whole groups or not."""


def firsts(
    bank: CustomerTable,
    of: Slice,
    columns: Sequence[str],
    *,
    within: str,
    order_by: str,
    order: Literal["asc", "desc"],
    limit: int,
) -> Listing:
    """``limit`` customers of each value of ``within``, under ``RANK`` their place in it; those without a value of
    ``order_by`` have none.

    ``tied``: how many of all groups equal the last one of their group, and are not among its first.
    """
    wanted = dict.fromkeys(filter(None, (bank.catalog.id, bank.catalog.label.column, *columns, order_by, within)))
    asked = [bank.column(name, of.population).label(name) for name in wanted]
    key, group = bank.column(order_by, of.population), bank.column(within, of.population)
    place = func.row_number().over(partition_by=group, order_by=[*ordering(bank, key, order, nullable=False), bank.id])
    same = func.count().over(partition_by=[group, key])
    ranked = bank.select([*asked, place.label(RANK), same.label(TIED)], of, named=set(wanted))
    inner = ranked.where(key.is_not(None), group.is_not(None)).subquery()
    first = select(inner).where(inner.c[RANK] <= limit)
    answer = bank.run(first.order_by(inner.c[within], inner.c[RANK]).limit(MOST))
    shown: dict[tuple[object, object], int] = {}
    last: dict[object, tuple[object, int]] = {}
    for row in answer.rows:
        at = (row[within], row[order_by])
        shown[at] = shown.get(at, 0) + 1
        last[row[within]] = (row[order_by], row[TIED])
    tied = sum(equal - shown[group, value] for group, (value, equal) in last.items())
    return Listing(rows=answer.rows, total=bank.count(of), tied=tied, sql=answer.sql)
