"""Figures of the customers just listed: what they hold together, which share of all that is."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.offline.context import Conversation, listed_ids
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call
from agents.understanding.figures import AGGREGATES
from agents.understanding.spans import Span
from agents.understanding.symbols import column_of, symbol_set

Node = dict[str, Any]
_LISTS = ("list_customers", "watch_list")
_OTHER_WISHES = (
    "count",
    "churn",
    "left",
    "stay",
    "risk",
    "why",
    "options",
    "list",
    "find",
    "card",
    "by",
    "top",
    "compare",
)


def of_the_list(row: Sequence[Span], asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """``¿cuánto suman sus saldos?`` after a list: of those on it, not of all who fit; none for any other message."""
    last = asked.newest()
    if last is None or last.call.tool not in _LISTS or not _points_at_them(row):
        return []
    ids = listed_ids(last)
    measure = _measure(row, last.call.arguments, lexicon)
    if len(ids) < 2 or measure is None:
        return []
    where = {"column": lexicon.catalog.id, "op": "in", "value": ids}
    if measure["measure"] == "share":
        return [Call("portfolio", {"measures": [{**measure, "where": where}]})]
    return [Call("portfolio", {"measures": [measure], "where": where})]


def _points_at_them(row: Sequence[Span]) -> bool:
    """Whether it speaks of what was shown and of nothing else."""
    points = any(span.has("pronoun", "them") or not symbol_set("shown").isdisjoint(span.words) for span in row)
    others = any(span.entry.values or span.number or span.code or span.unknown for span in row)
    return points and not others and not any(span.has(*_OTHER_WISHES) for span in row)


def _measure(row: Sequence[Span], arguments: Mapping[str, Any], lexicon: Lexicon) -> Node | None:
    """A share of a column's sum, or an aggregate of the column named, else of the one they are ordered by."""
    catalog = lexicon.catalog
    columns = [found for span in row if (found := column_of(span, catalog, "C")) is not None]
    ordered = catalog.columns.get(str(arguments.get("order_by")))
    by = ordered.name if ordered is not None and ordered.kind == "money" else catalog.value
    column = columns[0] if columns else by
    if len(set(columns)) > 1 or column is None:
        return None
    if any(span.has("share") for span in row):
        return {"measure": "share", "column": column}
    aggregate = next((name for name in AGGREGATES if any(span.has(name) for span in row)), None)
    return None if aggregate is None else {"measure": aggregate, "column": column}
