"""Conditions joined into one filter: values of a column are alternatives, ``or`` divides, all else holds together."""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.spans import Span
from db.bank.filters import EQUAL, NEGATIVE

Node = dict[str, Any]


def where(conditions: Sequence[Phrase], row: Sequence[Span]) -> Node | None:
    """The filter of conditions read left to right; none without any."""
    if not conditions:
        return None
    branches: list[list[Phrase]] = [[conditions[0]]]
    for before, after in pairwise(conditions):
        rest = {phrase.column for phrase in conditions[conditions.index(after) :]}
        again = after.column in {phrase.column for phrase in branches[-1]} and before.column != after.column
        if _either(before, after, row) and again and len(rest) > 1:
            branches.append([after])
        else:
            branches[-1].append(after)
    nodes = [_together(branch, row) for branch in branches]
    return in_order(nodes[0] if len(nodes) == 1 else {"any": nodes})


def in_order(node: Node) -> Node:
    """The same filter with its parts and value lists sorted: two ways of saying it become one."""
    for key in ("all", "any"):
        if key in node:
            parts = sorted((in_order(part) for part in node[key]), key=lambda part: json.dumps(part, sort_keys=True))
            return {key: parts}
    if isinstance(node.get("value"), list) and node.get("op") in {"in", "not_in"}:
        return {**node, "value": sorted(node["value"], key=str)}
    return node


def parts(node: Mapping[str, Any] | None) -> list[Node]:
    """The conditions that all hold."""
    return [dict(part) for part in node.get("all", [node])] if node else []


def joined(conditions: Sequence[Node]) -> Node | None:
    """Conditions that all hold, as one filter."""
    if not conditions:
        return None
    return in_order(conditions[0] if len(conditions) == 1 else {"all": list(conditions)})


def columns_of(node: Mapping[str, Any]) -> set[str]:
    """The columns a filter speaks of."""
    if "column" in node:
        return {node["column"]}
    inner = node.get("all") or node.get("any") or ([node["not"]] if "not" in node else [])
    return {column for part in inner for column in columns_of(part)}


def _either(before: Phrase, after: Phrase, row: Sequence[Span]) -> bool:
    return any(span.has("or") for span in row[before.end : after.start])


def _together(branch: Sequence[Phrase], row: Sequence[Span]) -> Node:
    """Neighbours of one column are alternatives; neighbours joined by ``or`` too; the rest holds together."""
    groups: list[list[Phrase]] = []
    for phrase in branch:
        home = next((g for g in groups if g[0].column == phrase.column and _alike(g[0], phrase)), None)
        if home is None:
            groups.append([phrase])
        else:
            home.append(phrase)
    nodes: list[Node] = []
    for index, group in enumerate(groups):
        node = _merged(group, row)
        if index and _either(groups[index - 1][-1], group[0], row):
            before = nodes.pop()
            nodes.append({"any": [*before.get("any", [before]), node]})
        else:
            nodes.append(node)
    return nodes[0] if len(nodes) == 1 else {"all": nodes}


def _alike(one: Phrase, other: Phrase) -> bool:
    kinds = (EQUAL, NEGATIVE, {"lt", "le", "gt", "ge", "between"})
    return any(one.value.get("op") in kind and other.value.get("op") in kind for kind in kinds)


def _merged(group: Sequence[Phrase], row: Sequence[Span]) -> Node:
    first: Node = {key: value for key, value in group[0].value.items() if key != "split"}
    if len(group) == 1:
        return first
    if first["op"] in EQUAL | NEGATIVE:
        values: list[Any] = []
        for phrase in group:
            value = phrase.value["value"]
            values += value if isinstance(value, list) else [value]
        values = list(dict.fromkeys(values))
        many, single = ("in", "eq") if first["op"] in EQUAL else ("not_in", "ne")
        return {**first, "op": many if len(values) > 1 else single, "value": values if len(values) > 1 else values[0]}
    either = any(_either(a, b, row) for a, b in pairwise(group))
    return {"any" if either else "all": [phrase.value for phrase in group]}
