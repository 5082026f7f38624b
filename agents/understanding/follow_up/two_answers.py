"""``How far apart are those two?``, ``las dos juntas``: the last two answers side by side, or as one."""

from collections.abc import Sequence
from typing import Any

from agents.offline.context import Conversation
from agents.offline.morphology import is_verb_form
from agents.offline.plan import Call
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.returning import words
from agents.understanding.spans import Span
from agents.understanding.symbols import symbol_set
from agents.understanding.where import joined, parts

Node = dict[str, Any]
_OTHER_WISHES = (
    "count",
    "list",
    "why",
    "options",
    "history",
    "similar",
    "card",
    "what_if",
    "customers",
    "left",
    "stay",
)


def two_answers(row: Sequence[Span], asked: Conversation) -> list[Call]:
    """One call of both; nothing where no two are pointed at, or they are not the same figure of two groups."""
    if not _counts_two(row):
        return []
    if len(people := asked.mentioned()) == 2 and not any(span.entry.values or span.code for span in row):
        return [Call("compare", {"customer_ids": people})]
    if any(_named(span) or span.code or span.has(*_OTHER_WISHES) for span in row):
        return []
    calls = [turn[0] for turn in operations.history(asked) if len(turn) == 1][-2:]
    alike = len(calls) == 2 and all(call.tool == "portfolio" and not call.arguments.get("groups") for call in calls)
    return _both(calls, row) if alike else []


def _both(calls: Sequence[Call], row: Sequence[Span]) -> list[Call]:
    """The figure of both groups, which one value tells apart."""
    kept = [{k: v for k, v in call.arguments.items() if k not in {"where", "offset"} and v} for call in calls]
    first, second = (parts(call.arguments.get("where")) for call in calls)
    own = [node for node in first if node not in second] + [node for node in second if node not in first]
    told_apart = len(own) == len({str(node) for node in own}) == 2 and len({node.get("column") for node in own}) == 1
    if kept[0] != kept[1] or not told_apart or any(node.get("op") != "eq" for node in own):
        return []
    both: Node = {"column": own[0]["column"], "op": "in", "value": [node["value"] for node in own]}
    where = joined([*(node for node in first if node not in own), both])
    together = any(not words()["together"].isdisjoint(span.words) for span in row)
    groups = {} if together else {"groups": [{"column": own[0]["column"]}]}
    return [Call("portfolio", {**kept[0], "where": where, **groups})]


def _counts_two(row: Sequence[Span]) -> bool:
    """``those two``, ``las dos``, ``both``: two of what was told, not ``the two products``."""
    led = symbol_set("articles") | symbol_set("demonstratives")
    rest = [*row[1:], None]
    counted = any(
        span.number is not None
        and span.number.value == 2
        and not led.isdisjoint(before.words)
        and not (after is not None and (after.entry.of_the_bank or after.has("customers")))
        for before, span, after in zip(row, row[1:], rest[1:], strict=False)
    )
    return counted or any(span.has("both") for span in row)


def _named(span: Span) -> bool:
    """Something of the bank, not a verb that a column is also called by: ``¿cuánto se llevan?``"""
    return bool(span.entry.columns or span.entry.values) and not is_verb_form(span.words[-1])
