"""Whom a message means without a name: a place in the list before, the other one, the next one, those two."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from agents.understanding.follow_up.context import Conversation
from agents.understanding.follow_up.told import kinds_of
from agents.understanding.grammar.spans import Span
from agents.understanding.rules.asked import asks_who
from agents.understanding.rules.intents import wanted_tools
from agents.understanding.rules.items import Item
from agents.understanding.rules.reading import Reading

PEOPLE = ("watch_list", "list_customers", "predict_churn", "compare", "find_customers")
_MOST_COMPARED, _MOST_CHOICES = 6, 5


def pointed(reading: Reading, asked: Conversation) -> list[str] | None:
    """The customers meant; empty where there is no such place; none where the message points at nobody."""
    if reading.slots.ids or reading.groups or (reading.measures and not _of_one_placed(reading)):
        return None
    beside = _beside(reading, asked)
    if beside is not None:
        return [beside]
    rows, mentioned = asked.rows(), asked.mentioned()
    rows = mentioned if len(mentioned) > 1 and not set(mentioned) <= set(rows) else rows
    return _placed(reading, rows) if rows else None


def _placed(reading: Reading, rows: Sequence[str]) -> list[str] | None:
    """``the second one``, ``el último``, ``the first two``."""
    ordinals, limit = reading.slots.ordinals, reading.slots.limit
    if ordinals and limit is None and not reading.has("customers", "call"):
        places = [o - 1 if o > 0 else len(rows) + o for o in ordinals]
        return [rows[p] for p in places if 0 <= p < len(rows)]
    first = limit is not None and limit <= len(rows) and not _of_others(reading)
    return list(rows[:limit]) if first and (reading.has("compare") or _asks_of_top(reading)) else None


def _of_one_placed(reading: Reading) -> bool:
    """``la segunda, ¿cuánto saldo tiene?``: how much one in the list has, no total of many."""
    return bool(reading.slots.ordinals) and {m["measure"] for m in reading.measures} == {"sum"} and not reading.where


def _of_others(reading: Reading) -> bool:
    return reading.has("customers", "risky", "call") or reading.order is not None or reading.where is not None


def _asks_of_top(reading: Reading) -> bool:
    return reading.has("top") and bool(wanted_tools(reading))


def _beside(reading: Reading, asked: Conversation) -> str | None:
    """``the other one``, ``¿y el siguiente?``: who stands beside the one spoken of."""
    focus, people, rows = asked.focus(), asked.people(), asked.rows()
    if focus is None:
        return None
    if _says(reading.row, "other") or _says(reading.row, "previous"):
        return people[-2] if len(people) > 1 else _rest_of_two(rows, focus)
    at = rows.index(focus) + 1 if focus in rows and _says(reading.row, "next") else len(rows)
    return rows[at] if at < len(rows) else None


def _rest_of_two(rows: Sequence[str], focus: str) -> str | None:
    return next((i for i in rows if i != focus), None) if len(rows) == 2 and focus in rows else None


def says_beside(row: Sequence[Span]) -> bool:
    """Whether it means who stands beside the one spoken of."""
    return any(_says(row, kind) for kind in ("other", "next", "previous"))


def _says(row: Sequence[Item | Span], kind: str) -> bool:
    """Whether a word of the kind stands for somebody: nothing of the bank, and no other noun, behind it."""
    return any(
        kind in kinds_of(item.words[-1]) and not item.entry.of_the_bank and (after is None or _stands_for(after))
        for item, after in zip_longest(row, row[1:])
    )


def _stands_for(after: Item | Span) -> bool:
    one = "person" in kinds_of(after.words[-1]) or after.has("pronoun")
    return after.sign or one or not (after.entry.of_the_bank or after.unknown or after.number or after.entry.cues)


def side_by_side(reading: Reading, asked: Conversation) -> list[str]:
    """``compare them``, ``which of them is riskier?``, ``compare him with the first``: those to compare; else none."""
    if reading.slots.ids or reading.slots.names or reading.where is not None or reading.groups:
        return []
    if reading.slots.ordinals or reading.slots.limit is not None:
        return _with_focus(reading, asked)
    mentioned, last = asked.mentioned(), asked.newest()
    if not (_sets_apart(reading) or (len(mentioned) > 1 and _ranks(reading))):
        return []
    rows = asked.rows() if last is not None and last.call.tool in _LISTED else []
    rows = rows or (mentioned if len(mentioned) > 1 else asked.people()[-2:])
    return rows if 1 < len(rows) <= _MOST_COMPARED else []


def _with_focus(reading: Reading, asked: Conversation) -> list[str]:
    """The one spoken of and the one at a place."""
    focus = asked.focus() if reading.has("compare", "versus") else None
    placed = _placed(reading, asked.rows()) or []
    return [focus, *placed] if focus is not None and len(placed) == 1 and focus not in placed else []


def _which(reading: Reading) -> bool:
    return reading.has("which") or asks_who(reading)


def _sets_apart(reading: Reading) -> bool:
    """``compare``, ``both``, ``cuál de los dos``."""
    two = any(number.value == 2 for number in reading.loose_numbers)
    return reading.has("compare", "versus", "both") or (two and _which(reading))


def _ranks(reading: Reading) -> bool:
    """``which of them is riskier?``"""
    return _which(reading) and reading.has("them") and reading.has("risky", "risk", "likely", "most", "more", "max")


_LISTED = (*PEOPLE, "portfolio", "distribution")


def to_choose(asked: Conversation) -> list[dict[str, Any]]:
    """The first customers of the newest list with their names."""
    for done in (done for turn in reversed(asked.earlier) for done in turn):
        data = done.data or {}
        named = [
            {"customer_id": row["customer_id"], "name": row.get("name")}
            for row in data.get("rows") or data.get("choices") or []
            if isinstance(row, dict) and row.get("customer_id")
        ]
        if len(named) > 1:
            return named[:_MOST_CHOICES]
    return []
