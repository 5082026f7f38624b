"""Fifth step: conditions joined into one filter: values of a column are alternatives, ``or`` divides."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.rules.condition import Condition, apart
from agents.understanding.rules.items import Item
from db.bank.filters import EQUAL, NEGATIVE

Node = dict[str, Any]
_HAVE = frozenset(["tienen", "tiene", "have", "has", "had", "tenian", "hay"])


def where(conditions: Sequence[Condition], row: Sequence[Item]) -> Node | None:
    """The filter of these conditions, read left to right, in one order of writing; ``None`` without any."""
    if not conditions:
        return None
    left_out = _left_out(list(conditions), row)
    if left_out:
        rest = where([c for c in conditions if c not in left_out], row)
        shut = {"not": {"all": [c.node() for c in _as_said(left_out)]}}
        return in_order({"all": [*rest.get("all", [rest]), shut]} if rest is not None else shut)
    nodes = [_joined(branch, row) for branch in _branches(list(conditions), row)]
    return in_order(nodes[0] if len(nodes) == 1 else {"any": nodes})


def _left_out(conditions: list[Condition], row: Sequence[Item]) -> list[Condition]:
    """``except women under 30``: several things said together of those who are left out."""
    at = next((i for i, item in enumerate(row) if item.has("except")), None)
    after = sorted((c for c in conditions if at is not None and c.start > at), key=lambda c: c.start)
    run = after[:1]
    for previous, condition in pairwise(after):
        between = row[previous.end : condition.start]
        told = any(item.has("by", "are", "sum", "mean") or item.words[0] in _HAVE for item in between)
        if told or _joint(previous, condition, row):
            break
        run.append(condition)
    several = len({c.column for c in run}) > 1
    return run if several and any(c.op in NEGATIVE for c in run) else []


def _as_said(conditions: Sequence[Condition]) -> list[Condition]:
    """What those who are left out are, the negation of each taken back."""
    return [c.negated() if c.op in NEGATIVE else c for c in conditions]


def all_of(nodes: Sequence[Node]) -> Node:
    """One filter of one or more."""
    return nodes[0] if len(nodes) == 1 else {"all": list(nodes)}


def in_order(node: Node) -> Node:
    """The same filter, its parts and value lists sorted: two ways of saying it become one."""
    for key in ("all", "any"):
        if key in node:
            return {
                key: sorted((in_order(part) for part in node[key]), key=lambda part: json.dumps(part, sort_keys=True))
            }
    if "not" in node:
        return {"not": in_order(node["not"])}
    if isinstance(node.get("value"), list) and node["op"] in {"in", "not_in"}:
        return {**node, "value": sorted(node["value"], key=str)}
    return node


def _branches(conditions: list[Condition], row: Sequence[Item]) -> list[list[Condition]]:
    """Split at an ``or`` after which columns come again: men of Spain or women of France."""
    branches: list[list[Condition]] = [[conditions[0]]]
    for previous, condition in pairwise(conditions):
        seen = {c.column for c in branches[-1]}
        rest = {c.column for c in conditions[conditions.index(condition) :]}
        if (
            _joint(previous, condition, row) == "or"
            and previous.column != condition.column
            and condition.column in seen
            and len(rest) > 1
        ):
            branches.append([condition])
        else:
            branches[-1].append(condition)
    return branches


def _joint(left: Condition, right: Condition, row: Sequence[Item]) -> str:
    between = row[left.end : right.start]
    if any(item.has("or") and item.words != ("either",) for item in between):
        return "or"
    return "and" if any(item.has("and") or item.text == "," for item in between) else ""


def _joined(conditions: list[Condition], row: Sequence[Item]) -> Node:
    groups: list[list[Condition]] = []
    for condition in conditions:
        home = next((g for g in groups if g[0].column == condition.column and _alike(g, condition)), None)
        if home is None:
            groups.append([condition])
        else:
            home.append(condition)
    nodes = _either_neighbours(groups, row)
    return all_of(nodes)


def _alike(group: list[Condition], condition: Condition) -> bool:
    """Whether both are choices (or both exclusions, or both comparisons) of one column."""
    kinds = [EQUAL, NEGATIVE, {"lt", "le", "gt", "ge", "between", "not_between"}]
    return any(group[0].op in kind and condition.op in kind for kind in kinds)


def _either_neighbours(groups: list[list[Condition]], row: Sequence[Item]) -> list[Node]:
    """Each group as a node; two neighbours of different columns joined by ``or`` are alternatives."""
    nodes: list[Node] = []
    for index, group in enumerate(groups):
        node = _group(group, row)
        if index and _joint(groups[index - 1][-1], group[0], row) == "or":
            before = nodes.pop()
            nodes.append({"any": [*before["any"], node]} if "any" in before else {"any": [before, node]})
        else:
            nodes.append(node)
    return nodes


def _group(group: list[Condition], row: Sequence[Item]) -> Node:
    first = group[0]
    if len(group) == 1:
        return _one(first)
    if first.op in EQUAL | NEGATIVE:
        values: list[Any] = []
        for condition in group:
            values += condition.value if isinstance(condition.value, list) else [condition.value]
        values = list(dict.fromkeys(values))
        op = "in" if first.op in EQUAL else "not_in"
        single = {"in": "eq", "not_in": "ne"}[op]
        return {
            "column": first.column,
            "op": op if len(values) > 1 else single,
            "value": values if len(values) > 1 else values[0],
        }
    either = any(_joint(a, b, row) == "or" or apart(a, b) for a, b in pairwise(group))
    return {"any" if either else "all": [_one(condition) for condition in group]}


def _one(condition: Condition) -> Node:
    if condition.op == "not_between":
        return {"not": {"column": condition.column, "op": "between", "value": condition.value}}
    return condition.node()
