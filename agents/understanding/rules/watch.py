"""Whom to call first: when a question asks for it, and the call that answers."""

from itertools import pairwise

from agents.understanding.calls import Call
from agents.understanding.rules.asked import Arguments, asks_who, limit
from agents.understanding.rules.reading import Reading

_HOW = frozenset(["how", "como", "what", "why"])


def watches(reading: Reading) -> bool:
    """Whether it asks whom to call, or who of many is at risk."""
    if reading.measures or reading.groups or reading.share_at is not None or reading.has("count", "history"):
        return False
    if reading.has("model") and not expected(reading):
        return False
    if reading.order is not None and reading.order not in {
        ("probability", "desc"),
        ("measure", "desc"),
        ("value_at_risk", "desc"),
    }:
        return False
    many = reading.has("customers") or reading.slots.limit is not None or (asks_who(reading) and not reading.slots.ids)
    if reading.has("why", "similar") and not many:
        return False
    return (
        reading.has("call")
        or expected(reading)
        or _to_keep(reading)
        or (many and reading.has("likely", "risk", "risky", "value_at_risk"))
    )


def expected(reading: Reading) -> bool:
    """``who does the model think will leave``, ``los próximos en irse``: people asked for by what they will do."""
    who = asks_who(reading) or any(
        a.has("which", "list") and (b.has("customers") or bool(b.entry.values)) for a, b in pairwise(reading.row)
    )
    who = who or reading.slots.limit is not None
    return who and not reading.slots.ids and reading.has("likely") and not reading.has("left", "why")


def _to_keep(reading: Reading) -> bool:
    """``the ten customers we need to retain``: whom to keep, of many; not how, nor one of them."""
    asked = asks_who(reading) or reading.slots.limit is not None or reading.has("list") or _which_customers(reading)
    first = next((item for item in reading.row if not item.sign), None)
    how = any(item.words[0] in _HOW for item in reading.row)
    how = how or (first is not None and first.words[0] == "que" and not _which_customers(reading))
    one = reading.slots.ids or reading.slots.names or (reading.has("pronoun") and not reading.has("customers"))
    return reading.has("options") and asked and not how and not one and not reading.has("left")


def _which_customers(reading: Reading) -> bool:
    return any(a.has("which") and b.has("customers") for a, b in pairwise(reading.row))


def watch_list(reading: Reading) -> list[Call]:
    """The call for a watch-list."""
    arguments: Arguments = {}
    if reading.where is not None:
        arguments["where"] = reading.where
    most = limit(reading)
    if most is not None:
        arguments["limit"] = most
    told = any(c.column == "probability" for c in reading.conditions) or reading.has("riskiest", "likely")
    ranked = reading.has("risk", "risky") and reading.has("max", "most", "top", "by", "min", "least", "bottom")
    if (told or ranked) and not reading.has("value_at_risk", "call", "value_word"):
        arguments["order_by"] = "probability"
    return [Call("watch_list", arguments)]
