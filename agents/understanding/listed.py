"""Figures of the customers or groups just shown: what they hold together, which share of all that is."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.offline.context import Conversation, Done, listed_ids
from agents.offline.lexicon import Lexicon
from agents.offline.narrowed import joined
from agents.offline.plan import Call, ask_back
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
    if last is None:
        return []
    if last.call.tool in {"portfolio", "compare"}:
        return _of_the_groups(row, last, lexicon)
    ids = listed_ids(last)
    if last.call.tool not in _LISTS or not _points_at_them(row, len(ids)):
        return []
    measure = _measure(row, last.call.arguments, lexicon)
    if len(ids) < 2 or measure is None:
        return []
    where = {"column": lexicon.catalog.id, "op": "in", "value": ids}
    if measure["measure"] == "share":
        return [Call("portfolio", {"measures": [{**measure, "where": where}]})]
    return [Call("portfolio", {"measures": [measure], "where": where})]


def _of_the_groups(row: Sequence[Span], last: Done, lexicon: Lexicon) -> list[Call]:
    """``¿y el saldo medio de esos dos?`` after some groups: of the groups shown; where they are others, asked back."""
    number, groups = _pointed_number(row), last.call.arguments.get("groups") or []
    if number is None or not groups:
        return []
    values = _shown_values(last, lexicon)
    several = len(groups) if last.call.tool == "compare" else len(values)
    measure = _measure(row, {}, lexicon) if several and _points_at_them(row, several) else None
    if measure is None or measure["measure"] == "share":
        return [ask_back("number", [number.text])]
    kept = {key: last.call.arguments[key] for key in ("groups", "population") if last.call.arguments.get(key)}
    if last.call.tool == "compare":
        return [Call("compare", {**kept, "measures": [measure]})]
    where: Node = {"column": groups[0]["column"], "op": "in", "value": values}
    both = joined(last.call.arguments.get("where"), where)
    return [Call("portfolio", {**kept, "measures": [measure], "where": both})]


def _shown_values(last: Done, lexicon: Lexicon) -> list[str]:
    """The values of the one column that is grouped by; none where there are bands or several columns."""
    groups = last.call.arguments.get("groups") or []
    if len(groups) != 1 or set(groups[0]) != {"column"} or groups[0]["column"] not in lexicon.catalog.columns:
        return []
    shown = [line for line in (last.data or {}).get("rows") or [] if isinstance(line, Mapping)]
    return [line[groups[0]["column"]] for line in shown if isinstance(line.get(groups[0]["column"]), str)]


def _pointed_number(row: Sequence[Span]) -> Span | None:
    """The number right behind a word that points at what was shown: ``esos dos``, no ``2 products``."""
    for before, span, after in zip(row, row[1:], [*row[2:], None], strict=False):
        points = not symbol_set("demonstratives").isdisjoint(before.words)
        counted = after is not None and (after.entry.columns or after.entry.units)
        if points and span.number is not None and not counted:
            return span
    return None


def _points_at_them(row: Sequence[Span], shown: int) -> bool:
    """Whether it speaks of what was shown and of nothing else; the number of what was shown may be said."""
    points = any(span.has("pronoun", "them") or not symbol_set("shown").isdisjoint(span.words) for span in row)
    number = _pointed_number(row)
    counted = number is not None and number.number is not None and number.number.value == shown
    rest = [span for span in row if not (counted and span is number)]
    others = any(span.entry.values or span.number or span.code or span.unknown for span in rest)
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
