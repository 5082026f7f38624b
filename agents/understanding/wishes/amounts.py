"""``how many are there and what share is that``: the amount stands beside its share, which alone would not tell it."""

from collections.abc import Sequence
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.where import joined, parts

_AMOUNTS = ("count", "sum")


def with_amounts(calls: Sequence[Call], row: Sequence[Span]) -> list[Call]:
    """The calls, before a share the amount that the message asks for ahead of it."""
    alone = len(calls) == 1 and len(calls[0].arguments.get("measures") or ()) == 1 and _both(row)
    amount = _amount(calls[0]) if alone else None
    return list(calls) if amount is None else [amount, _turned(calls[0])]


def _turned(call: Call) -> Call:
    """``how many Germans are inactive, and what share of Germans is that``: whose share is asked for are the base.

    Nobody asks for the share of what all of the base are: the figure would be 100 % whatever the bank holds.
    """
    told, measure = call.arguments, call.arguments["measures"][0]
    base, part = parts(told.get("where")), parts(measure.get("where"))
    rest = [one for one in base if one not in part]
    whole = bool(part) and all(one in base for one in part)
    if whole and rest:
        return Call(call.tool, {**told, "where": joined(part), "measures": [{**measure, "where": joined(rest)}]})
    if whole and told.get("population") == "left":
        return Call(call.tool, {**told, "measures": [{"measure": "churn_rate"}], "population": "all"})
    return call


def _both(row: Sequence[Span]) -> bool:
    """Whether an amount is asked for, then a share, with a joint between them."""
    share = next((i for i, span in enumerate(row) if span.has("share")), 0)
    first = next((i for i, span in enumerate(row[:share]) if span.has(*_AMOUNTS)), share)
    return any(span.sign or span.has("and") for span in row[first + 1 : share])


def _amount(call: Call) -> Call | None:
    """The number of customers, or the sum of the column, of which a call computes the share; none of anything else."""
    measure, told = call.arguments["measures"][0], call.arguments
    if measure.get("measure") != "share" or told.get("groups"):
        return None
    column = measure.get("column")
    figure: dict[str, Any] = {"measure": "sum", "column": column} if column else {"measure": "customers"}
    base = parts(told.get("where"))
    where = joined([*base, *(one for one in parts(measure.get("where")) if one not in base)])
    kept = {"population": told["population"]} if told.get("population") else {}
    return Call("portfolio", {"measures": [figure], "where": where, **kept})
