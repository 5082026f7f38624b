"""What a figure told before rests on: how many it counts, of how many it is, and among whom they were counted."""

from collections.abc import Sequence
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.focus import singled_out
from agents.understanding.follow_up.leaning import pointing
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.grammar.where import joined, parts
from db.catalog import Catalog

Node = dict[str, Any]
_COUNT: Node = {"measure": "customers"}
_AT_RISK: Node = {"column": "risk_band", "op": "eq", "value": "high"}


def behind(row: Sequence[Span], told: Settled | None, last: Done, catalog: Catalog) -> Call | None:
    """``how many people is that?``, ``based on how many?`` after a rate or a share."""
    measures = last.call.arguments.get("measures") or []
    if told is None or last.call.tool != "portfolio" or len(measures) != 1 or not _counts_only(told, row):
        return None
    if _says(row, "based"):
        return _base(last.call, measures[0], catalog)
    if not (pointing(row) or _says(row, "amounts", "absolute", "makes_up")):
        return None
    call = last.call if (one := singled_out(last)) is None else one.call
    return _counted(call, measures[0])


def whole_of(asked: Conversation, *, pointed: bool) -> Call | None:
    """Those among whom the last answer counted some: the answer before it, where the question pointed at them."""
    turns = operations.last_two(asked)
    if not pointed or not turns or not all(map(operations.counts, turns)):
        return None
    whole, part = turns
    wider = all(node in parts(part.arguments.get("where")) for node in parts(whole.arguments.get("where")))
    same = whole.arguments.get("population") in (None, "all", part.arguments.get("population"))
    return whole if wider and same else None


def _counts_only(told: Settled, row: Sequence[Span]) -> bool:
    """Whether nothing but a number of customers is asked for; ``in absolute terms`` asks for it too."""
    asks = {(phrase.kind, str(phrase.value)) for phrase in told.phrases} - {("ask", "show")}
    counts = asks == {("ask", "count")} or (not asks and _says(row, "absolute"))
    return counts and all(phrase.kind == "cue" for phrase in told.loose)


def _says(row: Sequence[Span], *names: str) -> bool:
    return any(not symbol_set(name).isdisjoint(span.words) for span in row for name in names)


def _base(call: Call, measure: Node, catalog: Catalog) -> Call:
    """How many the figure is of: of a rate those of whom it is known, of a figure of a column those who have it."""
    column = catalog.label.column if measure["measure"] in ("churn_rate", "retention_rate") else measure.get("column")
    known: list[Node] = [{"column": column, "op": "is_known"}] if column else []
    return _count(call, [*parts(call.arguments.get("where")), *known], call.arguments.get("population"))


def _counted(call: Call, measure: Node) -> Call | None:
    """How many of them a rate or a share is."""
    where, population = parts(call.arguments.get("where")), call.arguments.get("population")
    if measure == {"measure": "churn_rate"}:
        return _count(call, where, "left")
    if measure == {"measure": "high_risk_share"}:
        return _count(call, [*where, _AT_RISK], "current")
    if measure["measure"] == "share" and measure.get("where") and not measure.get("column"):
        return _count(call, [*where, *(node for node in parts(measure["where"]) if node not in where)], population)
    return None


def _count(call: Call, where: Sequence[Node], population: str | None) -> Call:
    kept = {"where": joined(list(where)), "population": population, "groups": call.arguments.get("groups")}
    return Call("portfolio", {"measures": [_COUNT], **{key: value for key, value in kept.items() if value}})
