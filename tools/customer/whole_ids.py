"""The whole id of a customer of whose id only the beginning or the end was said."""

from typing import TypeVar

from pydantic import BaseModel

from db.bank.part_of_id import by_part
from db.bank.table import PART
from db.caller import Caller
from tools.customer.cards import choices, columns_of_choices
from tools.environment import Desk
from tools.results import Several

A = TypeVar("A", bound=BaseModel)
_MOST = 10


def with_whole_ids(desk: Desk, caller: Caller, asked: A) -> A:
    """The arguments with whole ids; a part that nobody has stays, for the tool to say so.

    Raises:
        Several: more customers than one have an id with that part.
    """
    one, several = getattr(asked, "customer_id", None), getattr(asked, "customer_ids", None)
    found: dict[str, object] = {}
    if one is not None and PART in one:
        found["customer_id"] = _whole(desk, caller, one)
    if several and any(PART in text for text in several):
        found["customer_ids"] = [_whole(desk, caller, text) for text in several]
    return asked.model_copy(update=found) if found else asked


def _whole(desk: Desk, caller: Caller, text: str) -> str:
    if PART not in text:
        return text
    rows, total = by_part(desk.bank, text, caller, columns=columns_of_choices(desk.catalog), limit=_MOST)
    if total > 1:
        raise Several(name_asked=text, match="part_of_id", choices=choices(rows, desk.catalog), total=total)
    return str(rows[0][desk.catalog.id]) if rows else text
