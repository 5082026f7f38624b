"""What a message says for sure of a call that is made: which end comes first, who is listed, whom it compares."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.grammar.sides import label_of
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.grammar.where import parts
from db.catalog import Catalog
from tools.vocabulary import BANDS

Node = dict[str, Any]
_FIGURES = ("count", "share", "rate", "mean", "median", "sum", "how_much", "churn")
_MORE, _LEAVE = ("more", "most", "less", "least"), ("churn", "left", "likely", "leavers")
_BOUNDS = ("gt", "ge", "lt", "le", "between")
_GRADES = ("low", "min", "bottom", "least")
_CLOSE = 3
"""Spans between ``with`` and the end of what is the highest."""


def as_said(row: Sequence[Span], calls: list[Call], catalog: Catalog) -> list[Call]:
    """The calls with the stated direction, people listed where people are asked for, and contradictions compared."""
    if len(calls) != 1:
        return calls
    call = _listed(row, _explained(row, calls[0]), catalog)
    call = _directed(row, _by_worth(row, call, catalog), catalog)
    return [_by_level(_compared(row, _losing_more(row, _who_leaves(row, call))))]


def _who_leaves(row: Sequence[Span], call: Call) -> Call:
    """``who is leaving us?``, ``¿quién se nos va?``: people, the likeliest first, and no rate of everybody."""
    first = next((span for span in row if not span.sign), None)
    who = first is not None and not symbol_set("who").isdisjoint(first.words)
    rate = call.arguments == {"measures": [{"measure": "churn_rate"}]}
    leaving = not any(span.has("left", "more", "most", "less", "least", "rate") for span in row)
    return Call("watch_list", {"order_by": "probability"}) if who and rate and leaving else call


def _by_level(call: Call) -> Call:
    """``how many high, medium and low risk``: every level that there is is a group, no condition."""
    where = call.arguments.get("where") or {}
    every = where.get("column") == "risk_band" and where.get("op") == "in" and set(where["value"]) == set(BANDS)
    if call.tool != "portfolio" or call.arguments.get("groups") or not every:
        return call
    kept = {key: value for key, value in call.arguments.items() if key != "where"}
    return Call("portfolio", {**kept, "groups": [{"column": "risk_band"}]})


def _explained(row: Sequence[Span], call: Call) -> Call:
    """``why would 15647311 go? what raises the risk?``: where any sentence asks for reasons, they are the answer."""
    asked = call.tool in ("customer_card", "predict_churn") and any(span.has("why") for span in row)
    ids = [call.arguments.get("customer_id"), *(call.arguments.get("customer_ids") or ())]
    one = [found for found in ids if found is not None]
    return Call("explain_churn", {"customer_id": one[0]}) if asked and len(one) == 1 else call


def _directed(row: Sequence[Span], call: Call, catalog: Catalog) -> Call:
    """``from lowest to highest``: the direction in words wins over any that was taken for granted."""
    ways = {way for way in ("asc", "desc") if any(span.has(way) for span in row)}
    if len(ways) != 1:
        return call
    (way,) = ways
    arguments = call.arguments
    if call.tool == "watch_list" and way == "asc":
        by = arguments.get("order_by") or ("value_at_risk" if catalog.value else "probability")
        return Call("list_customers", {**arguments, "order_by": by, "order": "asc", "population": "current"})
    if call.tool == "list_customers" and not arguments.get("order_by"):
        return _by_its_bound(call, way, catalog)
    grouped = [group.get("column") for group in arguments.get("groups") or ()]
    counted = call.tool == "portfolio" and arguments.get("measures") == [{"measure": "customers"}]
    if counted and len(grouped) == 1 and _numeric(grouped[0], catalog) and not any(s.has(*_FIGURES) for s in row):
        return _list(arguments, str(grouped[0]), way)
    return call


def _by_worth(row: Sequence[Span], call: Call, catalog: Catalog) -> Call:
    """``our best customer in Spain``: people whom nothing else puts in order, by the column of their value."""
    best = any(span.has("best", "top", "value_word") for span in row) and not any(
        span.has("worst", *_GRADES) for span in row
    )
    if call.tool != "list_customers" or call.arguments.get("order_by") or not best or not catalog.value:
        return call
    return Call(call.tool, {**call.arguments, "order_by": catalog.value, "order": "desc"})


def _by_its_bound(call: Call, way: str, catalog: Catalog) -> Call:
    """``with over 200k, largest first``: people by the one number that is told of them."""
    told = [part for part in parts(call.arguments.get("where")) if part.get("op") in _BOUNDS]
    columns = {str(part["column"]) for part in told if _numeric(part["column"], catalog)}
    ordered = {"order_by": next(iter(columns)), "order": way} if len(columns) == 1 else {}
    return Call(call.tool, {**call.arguments, **ordered})


def _listed(row: Sequence[Span], call: Call, catalog: Catalog) -> Call:
    """``the Germans with the highest salary``: people, not the figure."""
    measures: Sequence[Node] = call.arguments.get("measures") or []
    if call.tool != "portfolio" or len(measures) != 1 or call.arguments.get("groups"):
        return call
    extreme, column = measures[0].get("measure"), measures[0].get("column")
    if extreme not in ("max", "min"):
        return call
    if any(_whose(row, i) for i in range(1, len(row))):
        return _first(call.arguments, str(column), str(extreme))
    if any(span.has(*_FIGURES) for span in row):
        return call
    for i, span in enumerate(row):
        if not (span.has("with") and i and _people(row[:i])):
            continue
        after = row[i + 1 : i + 2 + _CLOSE]
        said = any(other.has("max", "min", "most", "least") for other in after)
        if said and any(column_of(other, catalog, "C") == column for other in after):
            first = _first(call.arguments, str(column), str(extreme))
            one = any(other.has("singular", "customer") for other in row[:i])
            return (
                first if one else replace(first, arguments={k: v for k, v in first.arguments.items() if k != "limit"})
            )
    return call


def _whose(row: Sequence[Span], i: int) -> bool:
    """``…, and whose is it?``: a clause that asks who has the extreme."""
    own = row[i - 1].sign or row[i - 1].has("and") or not symbol_set("of").isdisjoint(row[i - 1].words)
    return own and not symbol_set("who").isdisjoint(row[i].words)


def _people(before: Sequence[Span]) -> bool:
    """Whether the last thing said names people: a value of the bank, or customers."""
    last = next(
        (span for span in reversed(before) if not span.sign and (span.entry.of_the_bank or not span.stop)), None
    )
    named = [span for span in before[-2:] if span.has("customers", "customer")]
    return bool(named) or (last is not None and bool(last.entry.values))


def _first(arguments: Mapping[str, Any], column: str, extreme: str) -> Call:
    return _list({**arguments, "limit": 1}, column, "desc" if extreme == "max" else "asc")


def _list(arguments: Mapping[str, Any], column: str, way: str) -> Call:
    kept = {key: arguments[key] for key in ("where", "population", "limit") if arguments.get(key) is not None}
    return Call("list_customers", {**kept, "order_by": column, "order": way})


def _numeric(column: object, catalog: Catalog) -> bool:
    spec = catalog.columns.get(str(column))
    return column == "probability" or (spec is not None and spec.numeric)


def _compared(row: Sequence[Span], call: Call) -> Call:
    """``under-30s against over-50s``: nobody is both, so the two are set side by side."""
    parts = (call.arguments.get("where") or {}).get("all") or ()
    if call.tool != "portfolio" or call.arguments.get("groups") or not any(s.has("versus", "compare") for s in row):
        return call
    pair = next(((a, b) for a in parts for b in parts if _apart(a, b)), None)
    if pair is None:
        return call
    rest = [part for part in parts if part not in pair]
    sides = [_side(side, rest) for side in pair]
    kept = {"population": call.arguments["population"]} if call.arguments.get("population") else {}
    return Call("compare", {"groups": sides, "measures": call.arguments["measures"], **kept})


def _losing_more(row: Sequence[Span], call: Call) -> Call:
    """``who leaves us more, the Germans or the French?``: the rates of the two, nobody's list."""
    asked = all(any(span.has(*cues) for span in row) for cues in (_MORE, _LEAVE, ("or",)))
    if not asked or call.tool != "list_customers" or {"order_by", "limit"} & set(call.arguments):
        return call
    where = call.arguments.get("where") or {}
    less = any(span.has("less", "least") for span in row)
    if where.get("op") == "in":
        ordered = {"order": "asc" if less else "desc", "order_by": 0}
        groups = [{"column": where["column"]}]
        return Call("portfolio", {"measures": [{"measure": "churn_rate"}], "where": where, "groups": groups, **ordered})
    sides = where.get("any") or ()
    if len(sides) < 2 or any("column" not in side for side in sides):
        return call
    return Call("compare", {"groups": [_side(side, []) for side in sides], "measures": [{"measure": "churn_rate"}]})


def _side(side: Node, rest: Sequence[Node]) -> Node:
    """One of the groups that are compared, called by its condition."""
    return {"label": label_of(side), "where": {"all": [side, *rest]} if rest else side}


def _apart(low: Node, high: Node) -> bool:
    """Whether two conditions on one column bear no common value: under 30, over 50."""
    numbers = all(isinstance(part.get("value"), int | float) for part in (low, high))
    same = low.get("column") == high.get("column")
    ways = low.get("op") in ("lt", "le") and high.get("op") in ("gt", "ge")
    return numbers and same and ways and low["value"] < high["value"]
