"""Customers by the beginning or the end of their id: ``…4225/7`` and ``AU-64…``, signs and case aside."""

from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func

from db.bank.query import CustomerTable, Slice
from db.bank.table import PART
from db.caller import Caller
from db.text import squeezed

_SIGNS = "-/. _:#"


def by_part(
    bank: CustomerTable, part: str, caller: Caller, *, columns: list[str], limit: int
) -> tuple[tuple[dict[str, Any], ...], int]:
    """The first customers of whose id that is a part, by id, and how many there are."""
    key: ColumnElement[Any] = reduce(lambda of, sign: func.replace(of, sign, ""), _SIGNS, cast(bank.id, String))
    said, of = squeezed(part), Slice(caller=caller)
    test = func.lower(key).endswith(said) if part.startswith(PART) else func.lower(key).startswith(said)
    wanted = [bank.column(name).label(name) for name in dict.fromkeys([bank.catalog.id, *columns])]
    rows = bank.run(bank.select(wanted, of).where(test).order_by(bank.id).limit(limit)).rows
    total = int(bank.run(bank.select([func.count().label("n")], of).where(test)).rows[0]["n"]) if rows else 0
    return rows, total
