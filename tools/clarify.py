"""What is answered without the bank: asking back, declining, small talk, results that are there already.

And what of a message no answer uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.caller import Caller
from tools.arguments import (
    AskBackArguments,
    DeclineArguments,
    EarlierArguments,
    NoArguments,
    UnusedArguments,
    UnusedItem,
)
from tools.environment import Desk
from tools.invalid_call import Mend
from tools.nearest import nearest_available
from tools.results import Finding, jsonable
from tools.topics import Why

_BY_FAMILY: Mapping[str, Why] = {
    "place": "no_place",
    "time": "no_dates",
    "product": "other_products",
    "price": "other_products",
    "reason": "told_reasons",
}
_PLACE = "city"
"""A word of the family of places."""


@dataclass(frozen=True, kw_only=True)
class Unused:
    """Words of a message that its answer does not use, and why; ``columns``: what there is of that kind."""

    text: str
    why: Why = "not_understood"
    columns: tuple[str, ...] = ()


EARLIER = "earlier_results"


def ask_back(desk: Desk, caller: Caller, asked: AskBackArguments) -> Finding:
    """The person must say more; what they may choose from."""
    del desk, caller
    return Finding(data=_asked(asked))


def _asked(asked: AskBackArguments) -> dict[str, object]:
    data = {"status": "clarify", "reason": asked.reason, "choices": jsonable(asked.choices)}
    return {**data, "question": asked.question} if asked.question else data


def decline(desk: Desk, caller: Caller, asked: DeclineArguments) -> Finding:
    """The request is outside what this assistant does; what the bank does not have comes with the nearest it has."""
    data: dict[str, Any] = {"status": "declined", "topic": asked.topic, "detail": asked.detail}
    word = asked.asked or (asked.detail if asked.topic == "unknown_column" else "")
    if not word:
        return Finding(data=data)
    near = nearest_available(word, desk.vocabulary(caller))
    why = asked.why or _BY_FAMILY.get(near.family, "no_column")
    if why == "no_dates" and any(column.kind == "date" for column in desk.catalog.columns.values()):
        why = "no_column"
    values = {"column": near.columns[0], "values": list(near.values)} if near.values else {}
    return Finding(data={**data, "asked": word, "why": why, "nearest": [*near.columns], **values})


def not_used(desk: Desk, caller: Caller, asked: UnusedArguments) -> Finding:
    """What of the message the other answers leave out."""
    items = [unused(item, desk, caller) for item in asked.items]
    return Finding(data={"unused": [jsonable(item) for item in items]})


def unused(item: UnusedItem, desk: Desk, caller: Caller) -> Unused:
    """The words with what the bank has of that kind: dates for a month, places for a city."""
    if item.column is not None:
        return Unused(text=item.text, why=item.why, columns=(item.column,))
    if item.why == "no_dates":
        dates = tuple(column.name for column in desk.catalog.columns.values() if column.kind == "date")
        return Unused(text=item.text, why=item.why, columns=dates)
    if item.why == "no_place":
        near = nearest_available(_PLACE, desk.vocabulary(caller))
        return Unused(text=item.text, why=item.why, columns=near.columns)
    return Unused(text=item.text, why=item.why)


def talk(desk: Desk, caller: Caller, asked: NoArguments) -> Finding:
    """A greeting, thanks, or what can be asked here."""
    del desk, caller, asked
    return Finding(data={"status": "talk"})


def earlier(desk: Desk, caller: Caller, asked: EarlierArguments) -> Finding:
    """Results of earlier turns are read again before a tool is called; only names of none come here."""
    del desk, caller
    raise Mend(f"There are no earlier results named {', '.join(asked.results) or 'so'}; call the tool that finds them.")
