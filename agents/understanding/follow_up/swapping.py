"""A correction that says what it corrects (``not Germany, France``): what is meant stands where the other stood."""

from collections.abc import Callable, Sequence
from typing import Any

from agents.offline.plan import Call
from agents.understanding.given_up import Thing, things
from agents.understanding.spans import Span
from agents.understanding.where import columns_of
from db.catalog import Catalog

Node = dict[str, Any]
_OF_ITS_OWN = ("count", "list", "why", "options", "what_if", "customers", "customer", "them", "left", "stay", "without")


def swapped(row: Sequence[Span], call: Call, gone: Sequence[Thing], catalog: Catalog) -> Call | None:
    """The call with the one in place of the other; none where it does not hold that, or more is said."""
    instead = things(row, catalog)
    if not gone or any(span.has(*_OF_ITS_OWN) and not span.entry.of_the_bank for span in row):
        return None
    for thing in gone:
        arguments = _put(dict(call.arguments), thing, instead)
        if arguments is None or arguments == call.arguments:
            return None
        call = Call(call.tool, {key: value for key, value in arguments.items() if key != "offset"})
    return call


def _put(arguments: Node, thing: Thing, instead: Sequence[Thing]) -> Node | None:
    """With the one rival in place of the thing; none where more is named."""
    rivals = [one for one in instead if thing.rivals(one)]
    of = {one.kind: str(one.value) for one in instead if one.kind in {"figure", "column"}}
    rest = [one for one in instead if one not in rivals and one.kind != "figure"]
    if len(rivals) != 1 or (rest and thing.kind != "figure"):
        return None
    return _PUT[thing.kind](arguments, thing.value, rivals[0].value, of.get("figure", ""), of.get("column", ""))


def _value(arguments: Node, old: Any, new: Any, *_: str) -> Node:
    def put(node: Any) -> Any:
        held = node.get("value")
        if held == old:
            return {**node, "value": new}
        among = isinstance(held, list) and old in held
        return {**node, "value": sorted(new if one == old else one for one in held)} if among else node

    return _in_conditions(arguments, put)


def _number(arguments: Node, old: Any, new: Any, *_: str) -> Node:
    plain = int(new) if float(new).is_integer() else new
    if arguments.get("limit") == old:
        return {**arguments, "limit": plain}
    return _value(arguments, old, plain)


def _column(arguments: Node, old: Any, new: Any, figure: str, _: str) -> Node:
    """A column measured, ordered by or grouped by."""
    measures = [
        {**one, "column": new, "measure": figure or one["measure"]} if one.get("column") == old else one
        for one in arguments.get("measures") or []
    ]
    groups = [{"column": new} if one.get("column") == old else one for one in arguments.get("groups") or []]
    order = {"order_by": new} if arguments.get("order_by") == old else {}
    changed = {"measures": measures, "groups": groups}
    return {**arguments, **order, **{key: value for key, value in changed.items() if arguments.get(key)}}


def _figure(arguments: Node, old: Any, new: Any, _: str, column: str) -> Node:
    """One figure for another, of the same column or of the one said."""
    measures = list(arguments.get("measures") or [])
    if len(measures) != 1 or not str(measures[0]["measure"]).startswith(str(old)):
        return arguments
    of = column or measures[0].get("column")
    name = "churn_rate" if new in {"churn", "rate"} else new
    return {**arguments, "measures": [{"measure": name, **({"column": of} if of and name == new else {})}]}


_PUT: dict[str, Callable[..., Node]] = {"value": _value, "number": _number, "column": _column, "figure": _figure}


def _in_conditions(arguments: Node, put: Callable[[Node], Node]) -> Node:
    """The arguments with each condition of one column changed."""

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(one) for one in node]
        if not isinstance(node, dict):
            return node
        made = {key: walk(value) if key != "value" else value for key, value in node.items()}
        return put(made) if len(columns_of(made)) == 1 and "op" in made else made

    return {key: walk(value) if key in {"where", "measures", "groups"} else value for key, value in arguments.items()}
