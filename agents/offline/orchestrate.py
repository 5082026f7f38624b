"""The offline orchestrator's next step: the calls for a question, then what their results make necessary."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from agents.offline.carried import Asked, asked_of, carried, is_open
from agents.offline.context import Conversation, Done, conversation, named_ids
from agents.offline.followups import following
from agents.offline.intents import alone, suppose
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call, about, ask_back
from agents.offline.reading import Reading, read

__all__ = ["conversation", "next_calls"]
_MOST_STEPS = 3


def next_calls(asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The tool calls to make now; none when the results suffice."""
    reading = read(asked.question, lexicon)
    suppose(reading, lexicon)
    if not asked.done:
        calls = following(reading, asked, lexicon) or alone(reading, lexicon)
        return forgotten(reading, calls) or calls
    if len(asked.done) > _MOST_STEPS or any(done.call.tool in {"ask_back", "decline"} for done in asked.done):
        return []
    return _afterwards(reading, asked, lexicon)


def forgotten(reading: Reading, calls: list[Call]) -> list[Call]:
    """A question back where a number of the question is in none of the calls: what is said is never dropped."""
    if not calls or any(call.tool in {"ask_back", "decline"} for call in calls):
        return []
    used = {abs(number) for call in calls for number in _numbers(call.arguments)}
    if any(call.tool == "find_customers" for call in calls):
        used |= {abs(number) for number in _numbers(reading.changes)}
    used |= {float(len(reading.slots.ids) + len(reading.slots.names))}
    used |= {float(len(call.arguments.get("customer_ids") or ())) for call in calls}
    shown = {column for call in calls for column in call.arguments.get("columns") or ()}
    used |= {abs(n) for c in reading.conditions if c.column in shown for n in _numbers(c.value)}
    for i, item in enumerate(reading.row):
        number = item.number
        if number is None or i in reading.slots.taken:
            continue
        forms = {number.value, round(number.value / 100, 6), *(number.value * times for times in (1e3, 1e6))}
        if not any(abs(form - known) < 1e-6 for form in forms for known in used):
            return [ask_back("number", [item.text])]
    return []


def _numbers(value: Any) -> Iterator[float]:
    """Every number in a call's arguments, the widths of bands and tenths of a range included."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
        plain = [float(v) for v in value if isinstance(v, int | float)]
        yield from (b - a for a, b in pairwise(plain))
        if len(plain) == 2:
            yield sum(plain) / 2
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str):
        yield from (float(digits) for digits in re.findall(r"\d+(?:\.\d+)?", value))


def _afterwards(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """A name that was found is followed by what was asked about them; a call list by what to offer the first."""
    last = asked.done[-1]
    if last.call.tool == "find_customers" and last.status is None and last.data is not None:
        meant = asked_of(reading, lexicon)
        if not meant.tools and asked.questions and (reading.has("what_about", "same", "also") or is_open(asked)):
            meant = carried(asked, lexicon)
        found = [done for done in asked.done if done.call.tool == "find_customers" and done.status is None]
        ids = [customer for done in found for customer in named_ids(done)[:1]]
        focus = asked.focus()
        if len(ids) == 1 and focus is not None and focus != ids[0]:
            ids = [focus, *ids]
        if len(ids) > 1 and reading.has("compare", "versus"):
            return [Call("compare", {"customer_ids": ids})]
        return [call for done in found for call in _for_found(reading, done, meant)]
    if (
        last.call.tool == "watch_list"
        and reading.has("options")
        and reading.has("call", "likely", "risky", "customers")
    ):
        first = named_ids(last)[:1]
        return [about("retention_options", customer) for customer in first]
    return []


def _for_found(reading: Reading, found: Done, meant: Asked) -> list[Call]:
    """What was asked, now of the customer found; the card was shown by the search."""
    calls = [call for customer in named_ids(found)[:1] for call in meant.of(customer) if call.tool != "customer_card"]
    k = reading.slots.limit
    if k is None:
        return calls
    return [Call(call.tool, {**call.arguments, "k": k}) if call.tool == "similar_customers" else call for call in calls]
