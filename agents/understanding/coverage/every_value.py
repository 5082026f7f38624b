"""A filter by every value of a column restricts nobody: ``churn by country, split men and women`` sets them apart."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.grammar.spans import Span
from db.catalog import Catalog
from tools.frames import MOST_GROUPS

Node = Mapping[str, Any]


def set_apart(calls: Sequence[Call], row: Sequence[Span], catalog: Catalog) -> list[Call]:
    """The calls with such a filter as a group of what is computed, with any of several values where that is said."""
    said = any(span.has("breakdown") for span in row)
    return [_apart(call, catalog, said=said) if call.tool == "portfolio" else call for call in calls]


def _apart(call: Call, catalog: Catalog, *, said: bool) -> Call:
    where = call.arguments.get("where")
    parts = list(where["all"]) if isinstance(where, Mapping) and "all" in where else [where] if where else []
    groups = _rated(call, catalog)
    grouped = {group.get("column") for group in groups}
    whole = [part for part in parts if _of_all(part, catalog) and part["column"] not in grouped]
    several = [part for part in parts if said and not groups and part.get("op") == "in" and _listed(part)]
    wanted = [{"column": part["column"]} for part in whole or several[:1]]
    if len(groups) + len(wanted) > MOST_GROUPS or not (wanted or len(groups) < len(call.arguments.get("groups") or ())):
        return call
    kept = [part for part in parts if part not in whole]
    arguments = {key: value for key, value in call.arguments.items() if key != "where"}
    if kept:
        arguments["where"] = kept[0] if len(kept) == 1 else {"all": kept}
    return Call(call.tool, {**arguments, "groups": [*groups, *wanted]})


def _rated(call: Call, catalog: Catalog) -> list[Node]:
    """The groups; without the label where its rate is computed of others: of those who left all have left."""
    groups = list(call.arguments.get("groups") or ())
    rates = any(measure.get("measure") == "churn_rate" for measure in call.arguments.get("measures") or ())
    others = [group for group in groups if group.get("column") != catalog.label.column]
    return others if rates and others else groups


def _listed(node: Node) -> bool:
    values = node.get("value")
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _of_all(node: Node, catalog: Catalog) -> bool:
    """Whether a condition lists every value that a column has."""
    spec = catalog.columns.get(str(node.get("column")))
    values = node.get("value")
    listed = node.get("op") == "in" and isinstance(values, list) and spec is not None
    return listed and spec is not None and len(spec.values) > 1 and {*map(str, values or ())} >= {*spec.values}
