"""A what-if that goes on: another change of the customer in focus, one more, or another value of the same column."""

from typing import Any

from agents.offline.carried import carried, changes_before
from agents.offline.changes import Changes
from agents.offline.context import Conversation, Done
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call, about
from agents.offline.reading import Reading
from agents.offline.watch import watches

_SHORT = 7


def changed_again(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``and with three?``, ``take away the card too``, ``and if she didn't have it?``"""
    if reading.slots.ids or reading.slots.names or watches(reading):
        return []
    last = asked.newest()
    profile = _profile_again(reading, last, lexicon)
    if profile:
        return profile
    focus = asked.focus()
    if focus is None:
        return []
    supposed = last is not None and last.call.tool == "what_if"
    earlier = changes_before(asked) if supposed else {}
    changes = reading.changes if reading.what_if else {}
    if not changes and (supposed or reading.has("what_if")):
        changes = _the_same_flag(reading, asked, lexicon)
    if not changes and supposed:
        changes = _more_changes(reading, earlier, lexicon)
    if not changes:
        return []
    kept = earlier if reading.has("also") else {}
    return [about("what_if", focus, {"changes": {**kept, **changes}})]


def _profile_again(reading: Reading, last: Done | None, lexicon: Lexicon) -> list[Call]:
    """A described customer, changed or described further."""
    if last is None or "profile" not in last.call.arguments or reading.profile:
        return []
    profile = dict(last.call.arguments["profile"])
    if reading.what_if and reading.changes:
        return [Call("what_if", {"profile": profile, "changes": reading.changes})]
    changes = _more_changes(reading, dict(last.call.arguments.get("changes", {})), lexicon)
    return [Call("what_if", {"profile": profile, "changes": changes})] if changes else []


def _the_same_flag(reading: Reading, asked: Conversation, lexicon: Lexicon) -> dict[str, Any]:
    """``and if she didn't have it?``: a yes or no for the flag spoken of last."""
    if reading.columns or reading.conditions or reading.measures or reading.loose or not reading.has("what_if"):
        return {}
    before = carried(asked, lexicon)
    columns = [*before.columns, *before.changes]
    flags = [c for c in columns if c in lexicon.catalog.columns and lexicon.catalog.columns[c].kind == "flag"]
    if len(flags) != 1:
        return {}
    flag = lexicon.catalog.columns[flags[0]]
    return {flag.name: (flag.other(flag.yes) or flag.yes) if reading.has("not", "without") else flag.yes}


def _more_changes(reading: Reading, before: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """``and with 3 products?`` after a what-if: the same kind of question with another change."""
    if (
        reading.measures
        or reading.groups
        or reading.has("customers", "count", "list", "call")
        or len(reading.row) > 2 * _SHORT
    ):
        return {}
    if not (reading.has("what_about", "with", "also", "without") or len(reading.row) <= _SHORT):
        return {}
    if not reading.conditions:
        return _same_column(reading, before)
    return Changes(reading.row, lexicon, set(), range(len(reading.row))).read()


def _same_column(reading: Reading, before: dict[str, Any]) -> dict[str, Any]:
    """``and with 4?``: a bare number for the column changed before."""
    numbers = reading.loose_numbers
    columns = [column for column, value in before.items() if not isinstance(value, str)]
    return {columns[0]: numbers[0].plain} if len(numbers) == 1 and len(columns) == 1 else {}
