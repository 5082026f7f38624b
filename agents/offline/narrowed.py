"""Fragments that take away from the answer before: less of it, a share of it, other rows, the other end of it."""

from collections.abc import Mapping
from typing import Any

from agents.offline.asked import WHO
from agents.offline.condition import Condition
from agents.offline.context import Done
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call
from agents.offline.reading import Reading, read
from agents.offline.where import Node, all_of, in_order

_PEOPLE = frozenset(["los", "las", "a", "ones", "those", "who", "que", "people", "with", "con", "anyone", "everyone"])
_POSITIVE = frozenset(["eq", "in", "gt", "ge", "lt", "le", "between"])


def narrowed(reading: Reading, base: Done, lexicon: Lexicon) -> Call | None:
    """The earlier call with some taken away, or seen from its other end."""
    return (
        _removed(reading, base)
        or _excluded(reading, base, lexicon)
        or _shared(reading, base, lexicon)
        or _reordered(reading, base)
        or _resized(reading, base)
    )


def _removed(reading: Reading, base: Done) -> Call | None:
    """``drop the Spain filter``, ``sin lo de inactivos``: what is named goes from the filter."""
    filtered = reading.has("without") and any(w in {"filter", "filtro"} for item in reading.row for w in item.words)
    where = base.call.arguments.get("where")
    if not (reading.has("remove") or filtered) or where is None:
        return None
    named = {c.column for c in reading.conditions} | set(reading.columns) | {g["column"] for g in reading.groups}
    named |= {pair[0] for item in reading.row for pair in item.entry.values}
    if not any(columns_of(part) & named for part in parts(where)) and reading.conditions:
        return None
    kept = [part for part in parts(where) if not (columns_of(part) & named)]
    arguments = {key: value for key, value in base.call.arguments.items() if key != "where"}
    if kept:
        arguments["where"] = all_of(kept)
    return Call(base.call.tool, arguments)


def _excluded(reading: Reading, base: Done, lexicon: Lexicon) -> Call | None:
    """``remove the ones with zero balance``, ``without the inactive ones``: those described are left out.

    Who is described is read without the word that leaves them out, which in some wordings has turned it already.
    """
    first = next((item for item in reading.row if not item.sign and not item.has("what_about")), None)
    if first is None or not first.has("remove", "except", "without") or not reading.conditions:
        return None
    if base.call.tool == "compare" or reading.population is not None:
        return None
    zero = any(item.has("zero") or (item.number and item.number.value == 0) for item in reading.row)
    if zero and [(c.op, c.value) for c in reading.conditions] == [("gt", 0)]:
        return None
    told = read(reading.question[first.end :], lexicon).conditions
    if not told or any(c.op not in _POSITIVE for c in told):
        return None
    single = len(told) == 1 and told[0].op != "between"
    node = _opposite(told[0], lexicon) if single else {"not": all_of([c.node() for c in told])}
    both = [*(part for part in parts(base.call.arguments.get("where")) if part != node), node]
    return Call(base.call.tool, {**base.call.arguments, "where": in_order(all_of(both))})


def _opposite(condition: Condition, lexicon: Lexicon) -> Node:
    """The other value of a yes-and-no column, else all others."""
    spec = lexicon.catalog.columns.get(condition.column)
    other = spec.other(condition.value) if spec is not None and spec.kind == "flag" and condition.op == "eq" else None
    return condition.negated().node() if other is None else {**condition.node(), "value": other}


def _shared(reading: Reading, base: Done, lexicon: Lexicon) -> Call | None:
    """``what percentage is that?``: the share of those counted before."""
    if reading.share_at is None and not reading.has("share"):
        return None
    if reading.conditions or reading.groups or reading.measures or reading.population or reading.has("customers"):
        return None
    node, population = base.call.arguments.get("where"), base.call.arguments.get("population")
    filtered = {"where": node} if node else {}
    label = lexicon.catalog.label
    if population == "left":
        return Call("portfolio", {"measures": [{"measure": "churn_rate"}], **filtered})
    if population == "current":
        stays = {"column": label.column, "op": "eq", "value": label.negative}
        return Call("portfolio", {"measures": [{"measure": "share", "where": stays}], **filtered})
    return Call("portfolio", {"measures": [{"measure": "share", "where": node}]}) if node else None


def _reordered(reading: Reading, base: Done) -> Call | None:
    """``and the bottom three?``, ``the other way round``: the same list from its other end."""
    if reading.conditions or reading.groups or reading.columns or reading.has("customers", "call", "share", "mean"):
        return None
    arguments = dict(base.call.arguments)
    turned = reading.has("reverse") or reading.has("bottom", "least", "min", "less")
    if not turned or reading.has("count", "sum", "how_much"):
        return None
    size = _size(reading)
    if size is not None:
        arguments["limit"] = size
    if base.call.tool == "watch_list":
        arguments.pop("order_by", None)
        kept: dict[str, Any] = {key: arguments[key] for key in ("where", "limit") if key in arguments}
        by = base.call.arguments.get("order_by") or "value_at_risk"
        return Call("list_customers", {**kept, "order_by": by, "order": "asc", "population": "current"})
    ranked = base.call.tool == "list_customers" and arguments.get("order_by")
    grouped = base.call.tool == "portfolio" and arguments.get("groups")
    if not (ranked or grouped):
        return None
    if grouped:
        arguments.setdefault("order_by", 0)
    other = "asc" if arguments.get("order", "desc") == "desc" else "desc"
    return Call(base.call.tool, {**arguments, "order": other if reading.has("reverse") else "asc"})


def _size(reading: Reading) -> int | None:
    if reading.slots.limit is not None:
        return reading.slots.limit
    numbers = [int(number.value) for number in reading.loose_numbers]
    return numbers[0] if len(numbers) == 1 else None


def _resized(reading: Reading, base: Done) -> Call | None:
    """``make it 20``: another length of the same list."""
    numbers = [int(number.value) for number in reading.loose_numbers]
    bare = not (reading.conditions or reading.groups or reading.measures or reading.order or reading.columns)
    if reading.slots.limit is not None and bare and not reading.has("customers", "call", "risky", "likely", "risk"):
        numbers = [reading.slots.limit]
    if base.call.tool not in {"list_customers", "watch_list"} or len(numbers) != 1 or not bare:
        return None
    further = numbers[0]
    if reading.has("more", "also") and not reading.has("top"):
        further += int(base.call.arguments.get("limit") or 0)
    return Call(base.call.tool, {**base.call.arguments, "limit": further})


def asks_a_list(reading: Reading) -> bool:
    """Whether it says list, show or who; a who of those who left asks nothing."""
    row = reading.row
    return any(
        item.has("list")
        and not (
            item.words[0] in WHO and i and (row[i - 1].has("them", "customers") or row[i - 1].words[-1] in _PEOPLE)
        )
        for i, item in enumerate(row)
    )


# --- filters


def parts(node: Mapping[str, Any] | None) -> list[Node]:
    """The conditions a conjunction consists of."""
    if not node:
        return []
    return [dict(part) for part in node["all"]] if "all" in node else [dict(node)]


def joined(earlier: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Node | None:
    """Both filters; a column spoken of again replaces what was said of it before."""
    fresh = parts(new)
    columns = {column for part in fresh for column in columns_of(part)}
    kept = [part for part in parts(earlier) if not (columns_of(part) & columns)]
    both = [*kept, *fresh]
    return None if not both else in_order(all_of(both))


def columns_of(node: Mapping[str, Any]) -> set[str]:
    """The columns a filter speaks of."""
    if "column" in node:
        return {node["column"]}
    inner = node.get("all") or node.get("any") or ([node["not"]] if "not" in node else [])
    return {column for part in inner for column in columns_of(part)}
