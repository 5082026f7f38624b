"""A what-if that goes on: another change of the customer in focus, one more, or another value of the same column."""

from typing import Any

from agents.understanding.calls import Call, about
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.wishes import Wish, changes_before
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.changes import Changes
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.watch import watches

_SHORT = 7


def supposed_again(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``and with three?``, ``take away the card too``, ``and if she didn't have it?``"""
    if reading.slots.ids or reading.slots.names or watches(reading):
        return []
    last, focus = asked.newest(), asked.focus()
    profile = _profile_again(reading, last, lexicon)
    if profile or focus is None:
        return profile
    supposed = last is not None and last.call.tool == "what_if"
    earlier = changes_before(asked) if supposed else {}
    changes = (reading.changes if reading.what_if else {}) or _once_more(reading, asked, lexicon, supposed=supposed)
    kept = earlier if reading.has("also") else {}
    return [about("what_if", focus, {"changes": {**kept, **changes}})] if changes else []


def _once_more(reading: Reading, asked: Conversation, lexicon: Lexicon, *, supposed: bool) -> dict[str, Any]:
    """The change of a message that says no change by itself."""
    flag = _the_same_flag(reading, asked, lexicon) if supposed or reading.has("what_if") else {}
    return flag or (_more_changes(reading, changes_before(asked), lexicon) if supposed else {})


def _profile_again(reading: Reading, last: Done | None, lexicon: Lexicon) -> list[Call]:
    """A described customer, changed or described further."""
    if last is None or "profile" not in last.call.arguments or reading.profile:
        return []
    before = dict(last.call.arguments.get("changes", {}))
    told = reading.changes if reading.what_if else {}
    changes = told or _more_changes(reading, before, lexicon)
    return [Call("what_if", {"profile": last.call.arguments["profile"], "changes": changes})] if changes else []


def _the_same_flag(reading: Reading, asked: Conversation, lexicon: Lexicon) -> dict[str, Any]:
    """``and if she didn't have it?``: a yes or no for the flag spoken of last."""
    if reading.columns or reading.conditions or reading.measures or reading.loose or not reading.has("what_if"):
        return {}
    before, columns = Wish.before(asked, lexicon), lexicon.catalog.columns
    flags = [columns[c] for c in (*before.columns, *before.changes) if c in columns and columns[c].kind == "flag"]
    if len(flags) != 1:
        return {}
    (flag,) = flags
    return {flag.name: (flag.other(flag.yes) or flag.yes) if reading.has("not", "without") else flag.yes}


def _more_changes(reading: Reading, before: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """``and with 3 products?`` after a what-if: the same kind of question with another change."""
    size = len(reading.row)
    leads = reading.has("what_about", "with", "also", "without") or size <= _SHORT
    many = reading.measures or reading.groups or reading.has("customers", "count", "list", "call")
    if many or size > 2 * _SHORT or not leads:
        return {}
    if reading.conditions:
        return Changes(reading.row, lexicon, set(), range(size)).read()
    numbers = reading.loose_numbers
    columns = [column for column, value in before.items() if not isinstance(value, str)]
    return {columns[0]: numbers[0].plain} if len(numbers) == 1 and len(columns) == 1 else {}
