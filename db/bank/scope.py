"""Row scope: the one function every query on the bank passes, below the agents and below the tools.

The caller reaches it by the runtime context; nothing a model writes can widen it.
"""

from typing import Any

from sqlalchemy import Select, Table

from db.caller import Caller
from db.catalog import Catalog


def scoped(query: Select[Any], table: Table, catalog: Catalog, caller: Caller, *, owners: bool) -> Select[Any]:
    """The query limited to the customers this caller may see.

    ``owners``: whether the bank holds any owner at all (``catalog.owner in bank_present(...)``); a bank that
    assigns nobody is open to each of its people.
    """
    if caller.owner is None or catalog.owner is None or not owners:
        return query
    return query.where(table.c[catalog.owner] == caller.owner)
