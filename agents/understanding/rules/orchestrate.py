"""The rules' calls for a question that stands on its own, and the question back where they drop a number of it."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from agents.understanding.calls import Call, ask_back
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.intents import alone, suppose
from agents.understanding.rules.reading import Reading, read


def supposing(question: str, lexicon: Lexicon) -> Reading:
    """A question read, what it supposes of somebody included."""
    reading = read(question, lexicon)
    suppose(reading, lexicon)
    return reading


def by_rules(question: str, lexicon: Lexicon) -> list[Call]:
    """The calls for a question without any before it."""
    reading = supposing(question, lexicon)
    return kept_whole(reading, alone(reading, lexicon))


def kept_whole(reading: Reading, calls: list[Call]) -> list[Call]:
    """The calls; a question back where they leave out a number that was said."""
    return forgotten(reading, calls) or calls


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
