"""``How far apart are those two?``, ``las dos juntas``: the last two answers side by side, or as one."""

from collections.abc import Sequence
from typing import Any

from agents.understanding.calls import Call, ask_back
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.context import Conversation
from agents.understanding.follow_up.returning import words
from agents.understanding.follow_up.told import kinds_of
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.grammar.where import joined, parts
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.words import word_sets

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
    apart = _apart(row) if asked.earlier else ""
    if not apart and not _counts_two(row):
        return []
    people = asked.mentioned()
    if len(people) == 2 and not any(span.entry.values or span.code for span in row):
        return [Call("compare", {"customer_ids": people})]
    calls = operations.last_two(asked)
    both = _both(calls, row) if not _wished(row) and all(map(_one_figure, calls)) else []
    return both or ([ask_back("left_out", [apart])] if apart and not _wished(row) else [])


def _wished(row: Sequence[Span]) -> bool:
    """Whether something else is asked for."""
    return any(_named(span) or span.code or span.has(*_OTHER_WISHES) for span in row)


def _apart(row: Sequence[Span]) -> str:
    """``so what's the difference?``, ``¿y la brecha?``: the word for what lies between two answers; no side named."""
    asked = [span.text for span in row if word_sets("arithmetic")["difference"] & set(span.words)]
    named = any(span.entry.of_the_bank or span.has("churn", "risk", "model") or span.unknown for span in row)
    return asked[0] if asked and not named else ""


def _one_figure(call: Call) -> bool:
    return call.tool == "portfolio" and not call.arguments.get("groups")


def _both(calls: Sequence[Call], row: Sequence[Span]) -> list[Call]:
    """The figure of both groups, which one value tells apart."""
    if not calls:
        return []
    told, other = (_without_filter(call) for call in calls)
    first, second = (parts(call.arguments.get("where")) for call in calls)
    own = [node for node in first if node not in second] + [node for node in second if node not in first]
    if told != other or not _rivals(own):
        return []
    column: str = own[0]["column"]
    both: Node = {"column": column, "op": "in", "value": [node["value"] for node in own]}
    together = any(not words()["together"].isdisjoint(span.words) for span in row)
    groups = {} if together else {"groups": [{"column": column}]}
    where = joined([*(node for node in first if node not in own), both])
    return [Call("portfolio", {**told, "where": where, **groups})]


def _without_filter(call: Call) -> Node:
    return {key: value for key, value in call.arguments.items() if key not in {"where", "offset"} and value}


def _rivals(own: Sequence[Node]) -> bool:
    """Two values of one column."""
    return len(own) == 2 and all(node.get("op") == "eq" for node in own) and own[0]["column"] == own[1]["column"]


def _counts_two(row: Sequence[Span]) -> bool:
    """``those two``, ``las dos``, ``both``, ``better than the other``: two of what was told, no ``2 products``."""
    led = symbol_set("articles") | symbol_set("demonstratives")
    rest = [*row[1:], None]
    counted = any(
        span.number is not None
        and span.number.value == 2
        and not led.isdisjoint(before.words)
        and not (after is not None and (after.entry.of_the_bank or after.has("customers")))
        for before, span, after in zip(row, row[1:], rest[1:], strict=False)
    )
    against = any(span.has("than", "gt", "lt", "versus", "compare", "best", "worst", "more", "less") for span in row)
    other = against and any("other" in kinds_of(word) for span in row for word in span.words)
    return counted or other or any(span.has("both") for span in row)


def _named(span: Span) -> bool:
    """Something of the bank, not a verb that a column is also called by: ``¿cuánto se llevan?``"""
    return bool(span.entry.columns or span.entry.values) and not is_verb_form(span.words[-1])
