"""The rows of the answer before: the next ones, all of them, more or fewer, the other end, those of everybody."""

from agents.understanding.calls import Call
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.told import Told
from db.catalog import Catalog


def rows_changed(told: Told, last: Done, asked: Conversation, catalog: Catalog) -> list[Call]:
    """The one operation that the words tell; none where they tell none."""
    if told.has("back"):
        listed = operations.last_list(asked) if told.has("all") else []
        return operations.first(asked) if told.first else listed
    made = _rows(told, last, catalog)
    return [made] if made is not None else []


def _rows(told: Told, last: Done, catalog: Catalog) -> Call | None:
    if told.has("reverse") and not told.has("page"):
        way = told.ways[0] if told.ways else None
        return operations.turn(last.call, way) or (
            None if told.has("sort") else operations.turn_round(last.call, catalog)
        )
    if told.has("sort"):
        return None
    if told.has("size") and told.number is not None:
        return operations.resize(last.call, told.number)
    if told.has("page") or (told.has("after") and told.has("those")):
        return operations.page(last, told.number)
    if told.has("whole"):
        return operations.whole(last.call)
    return operations.every(last.call) if told.has("all") else None
