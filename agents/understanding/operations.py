"""Follow-ups as operations on the call before: each makes another call of it, or nothing where it makes no sense.

Replace, add, negate and drop change its filter; remeasure and regroup what is told of whom; resize, sort, turn and page
the rows shown; whole and all lift what narrows them; back goes to an answer before. Who says what is read elsewhere
(`follow`, `fragments`); here is only what it does.
"""

from collections.abc import Sequence
from typing import Any

from agents.offline.context import Conversation, Done
from agents.offline.narrowed import columns_of, parts
from agents.offline.plan import Call
from agents.understanding.conditions import negated
from agents.understanding.ellipsis import joined
from db.bank.filters import NEGATIVE
from db.catalog import Catalog

Node = dict[str, Any]
LISTS = ("list_customers", "watch_list")
PAGED = (*LISTS, "portfolio")
FILTERED = (*PAGED, "distribution")
MOST_GROUPS = 2
_UNTOLD = frozenset(["ask_back", "decline", "talk"])


def _with(call: Call, **changed: Any) -> Call:
    """The call with some arguments changed; None takes one away; pages begin anew."""
    arguments = {key: value for key, value in {**call.arguments, **changed}.items() if value not in (None, [], {})}
    return Call(call.tool, {key: value for key, value in arguments.items() if key != "offset"})


# --- the filter


def filtered(call: Call, conditions: Sequence[Node]) -> Call:
    """With these conditions: one takes the place of those of its column, a negation stands beside them."""
    found = call
    for node in conditions:
        found = negate(found, node) if node.get("op") in NEGATIVE or "not" in node else replace(found, node)
    return found


def replace(call: Call, node: Node) -> Call:
    """``and in Spain?``: instead of what was said of the column; groups of one value fall away."""
    column = node.get("column")
    kept = [part for part in parts(call.arguments.get("where")) if column not in columns_of(part)]
    found = _with(call, where=joined([*kept, node]))
    return _ungrouped(found, column) if node.get("op") == "eq" else found


def negate(call: Call, node: Node) -> Call:
    """``without the French``: beside what was said of the column."""
    kept = [part for part in parts(call.arguments.get("where")) if part != node]
    return _with(call, where=joined([*kept, node]))


def drop(call: Call, columns: set[str]) -> Call:
    """``without the filter on countries``: whatever was said of some columns."""
    kept = [part for part in parts(call.arguments.get("where")) if not columns_of(part) & columns]
    return _with(call, where=joined(kept))


def renumber(call: Call, number: float) -> Call | None:
    """``I meant three``: another number in the one condition that has one."""
    told = parts(call.arguments.get("where"))
    numeric = [part for part in told if _one_number(part)]
    if len(numeric) != 1:
        return None
    kept = [part for part in told if part != numeric[0]]
    return _with(call, where=joined([*kept, {**numeric[0], "value": number}]))


def _one_number(node: Node) -> bool:
    return "column" in node and isinstance(node.get("value"), int | float) and not isinstance(node.get("value"), bool)


def turn_round(call: Call, catalog: Catalog) -> Call | None:
    """``the opposite``: everybody else, where one condition says who is meant."""
    told = parts(call.arguments.get("where"))
    if len(told) != 1 or "column" not in told[0]:
        return None
    return _with(call, where=negated(told[0], catalog))


def compare_with(call: Call, node: Node) -> Call | None:
    """``and compared with France?``: the value said before beside this one."""
    column = node.get("column")
    told = parts(call.arguments.get("where"))
    own = [part for part in told if part.get("column") == column]
    if call.tool != "portfolio" or len(own) != 1 or {own[0].get("op"), node.get("op")} != {"eq"} or own[0] == node:
        return None
    kept = [part for part in told if part != own[0]]
    both = {"column": column, "op": "in", "value": [own[0]["value"], node["value"]]}
    return _with(call, where=joined([*kept, both]), groups=[{"column": column}])


def _ungrouped(call: Call, column: str | None) -> Call:
    groups = [group for group in call.arguments.get("groups") or [] if group.get("column") != column]
    if groups or not call.arguments.get("groups"):
        return _with(call, groups=groups)
    return _with(call, groups=None, order=None, order_by=None, limit=None)


def of_population(call: Call, population: str) -> Call | None:
    """``and those who left?``: other people by what became of them; who is to be called has not left."""
    return None if call.tool == "watch_list" else _with(call, population=population)


def of_everybody(call: Call, but: str) -> Call | None:
    """``drop the leavers thing``: no longer only those who left."""
    return _with(call, population=None) if call.arguments.get("population") == but else None


# --- what is told


def remeasure(call: Call, measures: Sequence[Node]) -> Call | None:
    """``and the median balance?``: another figure of the same people."""
    return (
        _with(call, measures=list(measures), order_by=0 if call.arguments.get("order_by") else None)
        if (call.tool == "portfolio")
        else None
    )


def regroup(call: Call, groups: Sequence[Node], *, also: bool) -> Call | None:
    """``by gender instead``, ``by gender too``: the same figure of other groups, or of both."""
    if call.tool != "portfolio":
        return None
    before = [group for group in call.arguments.get("groups") or [] if group not in groups] if also else []
    return _with(call, groups=[*before, *groups][:MOST_GROUPS])


_MORE_IS_WORSE = frozenset(["churn_rate", "mean_risk", "high_risk_share", "value_at_risk"])


def rank(call: Call, *, worst: bool) -> Call | None:
    """``which one is worst?``: the groups by their first figure, of churn and risk the highest first."""
    measures = call.arguments.get("measures") or []
    if call.tool != "portfolio" or not call.arguments.get("groups") or not measures:
        return None
    bad = measures[0].get("measure") in _MORE_IS_WORSE
    return _with(call, order="desc" if bad == worst else "asc", order_by=0)


# --- the rows shown


def resize(call: Call, number: int) -> Call | None:
    """``que sean 20``: another length of the same list."""
    return Call(call.tool, {**call.arguments, "limit": number}) if call.tool in LISTS else None


def page(done: Done, size: int | None) -> Call | None:
    """``the next ten``: where the rows shown ended."""
    rows = (done.data or {}).get("rows")
    if done.call.tool not in PAGED or not isinstance(rows, list) or not rows:
        return None
    arguments = done.call.arguments
    begun = int(arguments.get("offset") or 0)
    return Call(
        done.call.tool,
        {**arguments, "offset": begun + len(rows), "limit": size or arguments.get("limit") or len(rows)},
    )


def sort(call: Call, column: str, order: str, ranks: Sequence[str]) -> Call | None:
    """``sort it by balance``: of whom to call only by what they are ranked by."""
    arguments = {key: value for key, value in call.arguments.items() if key != "offset"}
    if call.tool == "watch_list":
        ranked = column in ranks and order == "desc"
        return Call(call.tool, {**arguments, "order_by": column}) if ranked else None
    return Call(call.tool, {**arguments, "order_by": column, "order": order}) if call.tool == "list_customers" else None


def turn(call: Call, order: str | None) -> Call | None:
    """``the other way round``: the same rows from the other end, or from the one that is said."""
    ordered = call.arguments.get("groups") or call.tool == "list_customers"
    if call.tool not in PAGED or not ordered:
        return None
    arguments = {key: value for key, value in call.arguments.items() if key != "offset"}
    other = {"asc": "desc", "desc": "asc"}[str(arguments.get("order", "desc"))]
    return Call(call.tool, {**arguments, "order": order or other})


def whole(call: Call) -> Call | None:
    """``in the whole bank``: the conditions fall away."""
    kept = {key: value for key, value in call.arguments.items() if key not in {"where", "offset"}}
    return Call(call.tool, kept) if call.tool in PAGED else None


def every(call: Call) -> Call | None:
    """``all of them``: the list to its end."""
    kept = {key: value for key, value in call.arguments.items() if key != "offset"}
    return Call(call.tool, {**kept, "limit": "all"}) if call.tool == "list_customers" else None


# --- the history


def history(asked: Conversation) -> list[list[Call]]:
    """The calls of each answer so far, those that only asked back left out."""
    turns = [[done.call for done in turn if _told(done)] for turn in asked.earlier]
    return [turn for turn in turns if turn]


def last_list(asked: Conversation) -> list[Call]:
    """``back to the list``: the newest one."""
    return next(([call] for turn in reversed(history(asked)) for call in turn if call.tool in LISTS), [])


def back(asked: Conversation, steps: int) -> list[Call]:
    """``the answer before last``: the calls of that answer, counted from the newest; none where there are fewer."""
    turns = history(asked)
    return turns[-steps] if 0 < steps <= len(turns) else []


def _told(done: Done) -> bool:
    status: Any = done.status
    return done.call.tool not in _UNTOLD and done.data is not None and status is None
