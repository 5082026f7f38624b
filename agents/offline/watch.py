"""Whom to call first: when a question asks for it, and the call that answers."""

from agents.offline.asked import Arguments, asks_who, limit
from agents.offline.plan import Call
from agents.offline.reading import Reading


def watches(reading: Reading) -> bool:
    """Whether it asks whom to call, or who of many is at risk."""
    if reading.measures or reading.groups or reading.share_at is not None or reading.has("count", "model", "history"):
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
    return reading.has("call") or (many and reading.has("likely", "risk", "risky", "value_at_risk"))


def watch_list(reading: Reading) -> list[Call]:
    """The call for a watch-list."""
    arguments: Arguments = {}
    if reading.where is not None:
        arguments["where"] = reading.where
    most = limit(reading)
    if most is not None:
        arguments["limit"] = most
    told = any(c.column == "probability" for c in reading.conditions) or reading.has("riskiest", "likely")
    ranked = reading.has("risk") and reading.has("max", "most", "top", "by", "min", "least", "bottom")
    if (told or ranked) and not reading.has("value_at_risk", "call", "value_word"):
        arguments["order_by"] = "probability"
    return [Call("watch_list", arguments)]
