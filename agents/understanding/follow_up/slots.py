"""What a call holds, slot by slot: values, bounds, columns, figures, who is meant, customers, how many rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agents.understanding.calls import Call
from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.where import in_order

Kind = Literal["value", "number", "column", "aggregate", "measure", "who", "customer", "place"]
Side = Literal["", "low", "high", "rows"]
Path = tuple[str | int, ...]
_SIDES: dict[str, Side] = {"gt": "low", "ge": "low", "lt": "high", "le": "high"}
_OPEN = {"gt": "ge", "lt": "le"}
_OF_ONE = {"in": "eq", "not_in": "ne"}
_CLOSED = {closed: open_ for open_, closed in _OPEN.items()}
_ORDERS = {"desc": "max", "asc": "min"}
_WAYS = {extreme: way for way, extreme in _ORDERS.items()}
_KEYS: dict[str, Kind] = {
    **dict.fromkeys(["order_by", "column"], "column"),
    **dict.fromkeys(["limit", "k"], "number"),
    "population": "who",
    "customer_id": "customer",
}
_LISTS: dict[str, Kind] = {"customer_ids": "customer", "columns": "column"}


@dataclass(frozen=True)
class Slot:
    """One place of a call's arguments and what stands in it; ``column``: of a value or a number."""

    kind: Kind
    value: Any
    path: Path
    column: str = ""
    side: Side = ""


def slots(call: Call) -> list[Slot]:
    """Every slot of a call that is filled."""
    return list(_of_node(call.arguments, ()))


def _of_node(node: Any, path: Path) -> Iterator[Slot]:
    if isinstance(node, list):
        for i, part in enumerate(node):
            yield from _of_node(part, (*path, i))
    if not isinstance(node, Mapping):
        return
    if "op" in node and "column" in node:
        yield from _of_condition(node, path)
        return
    if "measure" in node:
        yield Slot("measure", node["measure"], path)
        if node["measure"] in AGGREGATES:
            yield Slot("aggregate", node["measure"], (*path, "measure"))
    for key, value in node.items():
        yield from _of_key(str(key), value, path)


def _of_key(key: str, value: Any, path: Path) -> Iterator[Slot]:
    here = (*path, key)
    if key == "changes" and isinstance(value, Mapping):
        yield from (_told(column, changed, (*here, column)) for column, changed in value.items())
    elif key in _LISTS and isinstance(value, list):
        yield from (Slot(_LISTS[key], one, (*here, i)) for i, one in enumerate(value))
    elif key in _KEYS and isinstance(value, str | int):
        yield Slot(_KEYS[key], value, here, side="rows" if _KEYS[key] == "number" else "")
    elif key == "order" and value in _ORDERS:
        yield Slot("aggregate", _ORDERS[value], here)
    else:
        yield from _of_node(value, here)


def _of_condition(node: Mapping[str, Any], path: Path) -> Iterator[Slot]:
    value, here = node.get("value"), (*path, "value")
    column = str(node["column"])
    if node["op"] == "between" and isinstance(value, list):
        yield from (Slot("number", end, (*here, i), column, "high" if i else "low") for i, end in enumerate(value))
    elif isinstance(value, list):
        yield from (_told(column, one, (*here, i)) for i, one in enumerate(value))
    elif isinstance(value, str | int | float):
        yield _told(column, value, here, _SIDES.get(str(node["op"]), ""))


def _told(column: str, value: Any, path: Path, side: Side = "") -> Slot:
    return Slot("number" if isinstance(value, int | float) else "value", value, path, column, side)


# --- other contents


def with_value(call: Call, held: Sequence[Slot], value: Any) -> Call:
    """The call with another content of these slots; names of groups go with it."""
    arguments: Any = dict(call.arguments)
    for slot in held:
        value = _WAYS.get(value, value) if slot.path[-1] == "order" else value
        arguments = _renamed(_set(arguments, slot.path, value), slot.path, str(slot.value), str(value))
    return _anew(call.tool, arguments)


def without(call: Call, held: Sequence[Slot]) -> Call:
    """The call without the conditions that these values are of, or without them among several."""
    arguments: Any = dict(call.arguments)
    for slot in sorted(held, key=lambda slot: [str(part) for part in slot.path], reverse=True):
        arguments = _cut(arguments, slot.path)
    return _anew(call.tool, arguments)


def compared(call: Call, slot: Slot, op: str, value: Any) -> Call:
    """The call with a number compared otherwise: under, at least or exactly what was said to be over it."""
    node = _get(call.arguments, slot.path[:-1])
    return _anew(call.tool, _set(call.arguments, slot.path[:-1], {**node, "op": op, "value": value}))


def bounded(call: Call, bound: Slot, *, inclusive: bool) -> Call:
    """The call with a bound that takes its own number in, or leaves it out."""
    slot = next(
        one for one in slots(call) if (one.column, one.side, one.value) == (bound.column, bound.side, bound.value)
    )
    path = slot.path[:-2] if isinstance(slot.path[-1], int) else slot.path[:-1]
    node = _get(call.arguments, path)
    if node["op"] == "between":
        return call if inclusive else _anew(call.tool, _set(call.arguments, path, _one_end_out(node, slot)))
    op = (_OPEN if inclusive else _CLOSED).get(node["op"], node["op"])
    return _anew(call.tool, _set(call.arguments, path, {**node, "op": op}))


def _one_end_out(node: Mapping[str, Any], slot: Slot) -> dict[str, Any]:
    low, high = node["value"]
    ops = ("gt", "le") if slot.side == "low" else ("ge", "lt")
    ends = zip(ops, (low, high), strict=True)
    return {"all": [{"column": node["column"], "op": op, "value": end} for op, end in ends]}


def _anew(tool: str, arguments: Mapping[str, Any]) -> Call:
    """From the first row on, its filter in order."""
    kept = {key: value for key, value in arguments.items() if key != "offset" and value not in (None, [], {})}
    return Call(tool, {**kept, **({"where": in_order(_flat(kept["where"]))} if "where" in kept else {})})


def _flat(node: Mapping[str, Any]) -> dict[str, Any]:
    """A filter without conditions that hold together within others that do."""
    if "all" not in node:
        return dict(node)
    parts = [_flat(part) for part in node["all"]]
    return {"all": [inner for part in parts for inner in part.get("all", [part])]}


def _get(node: Any, path: Path) -> Any:
    for part in path:
        node = node[part]
    return node


def _set(node: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    inner = _set(node[path[0]], path[1:], value)
    if isinstance(node, list):
        return [inner if i == path[0] else part for i, part in enumerate(node)]
    return {**node, path[0]: inner}


def _renamed(arguments: Any, path: Path, old: str, new: str) -> Any:
    """The label of a compared group that was its value."""
    if path[:1] != ("groups",) or len(path) < 3 or _get(arguments, path[:2]).get("label") != old:
        return arguments
    return _set(arguments, (*path[:2], "label"), new)


def _cut(node: Any, path: Path) -> Any:
    """The arguments without what a path leads to; what is left empty by it goes too, one of a list alone stays one."""
    if len(path) == 1 and not isinstance(node, list):
        return None if "op" in node else {key: value for key, value in node.items() if key != path[0]}
    inner = None if len(path) == 1 else _cut(node[path[0]], path[1:])
    if isinstance(node, list):
        return [part if i != path[0] else inner for i, part in enumerate(node) if i != path[0] or inner is not None]
    return _emptied(node, str(path[0]), inner)


def _emptied(node: Mapping[str, Any], key: str, inner: Any) -> Any:
    gone = inner is None or inner == []
    if gone and ({"op", "measure", "label"} & node.keys() or key in {"all", "any", "not"}):
        return None
    if gone:
        return {name: value for name, value in node.items() if name != key}
    alone = isinstance(inner, list) and len(inner) == 1
    if alone and "op" in node:
        return {**node, "op": _OF_ONE.get(str(node["op"]), node["op"]), "value": inner[0]}
    return inner[0] if alone and key in {"all", "any"} else {**node, key: inner}
