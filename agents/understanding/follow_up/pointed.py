"""``¿y el saldo medio de esos dos?``: a figure of the groups shown, pointed at by how many they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.understanding.calls import Call, ask_back
from agents.understanding.follow_up.context import Done
from agents.understanding.follow_up.operations import together
from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, symbol_set
from db.catalog import Catalog

Node = dict[str, Any]
_OTHER_WISHES = (
    *("count", "churn", "left", "stay", "risk", "why", "options", "list", "find", "card", "by", "top", "compare"),
)


def of_the_groups(row: Sequence[Span], last: Done, catalog: Catalog) -> list[Call]:
    """The figure of those groups; asked back where they are not that many; none where no number points at any."""
    number, groups = _pointed_number(row), last.call.arguments.get("groups") or []
    if number is None or not groups or last.call.tool not in ("portfolio", "compare"):
        return []
    values = _shown_values(last, catalog)
    several = len(groups) if last.call.tool == "compare" else len(values)
    measure = _measure(row, catalog) if several and _nothing_else(row, number, several) else None
    if measure is None:
        return [ask_back("number", [number.text])]
    kept = {key: last.call.arguments[key] for key in ("groups", "population") if last.call.arguments.get(key)}
    if last.call.tool == "compare":
        return [Call("compare", {**kept, "measures": [measure]})]
    where: Node = {"column": groups[0]["column"], "op": "in", "value": values}
    return [
        Call("portfolio", {**kept, "measures": [measure], "where": together(last.call.arguments.get("where"), where)})
    ]


def _shown_values(last: Done, catalog: Catalog) -> list[str]:
    """The values of the one column that is grouped by; none where there are bands or several columns."""
    groups = last.call.arguments.get("groups") or []
    if len(groups) != 1 or set(groups[0]) != {"column"} or groups[0]["column"] not in catalog.columns:
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


def _nothing_else(row: Sequence[Span], number: Span, shown: int) -> bool:
    """Whether the number is that of what was shown, and nothing else is asked or said."""
    counted = number.number is not None and number.number.value == shown
    rest = [span for span in row if span is not number]
    others = any(span.entry.values or span.number or span.code or span.unknown for span in rest)
    return counted and not others and not any(span.has(*_OTHER_WISHES) for span in row)


def _measure(row: Sequence[Span], catalog: Catalog) -> Node | None:
    columns = {found for span in row if (found := column_of(span, catalog, "C")) is not None}
    aggregate = next((name for name in AGGREGATES if any(span.has(name) for span in row)), None)
    if aggregate is None or len(columns) > 1:
        return None
    column = next(iter(columns), catalog.value)
    return {"measure": aggregate, "column": column} if column is not None else None
