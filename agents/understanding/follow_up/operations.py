"""Follow-ups as operations on the call before: each makes another call of it, or nothing where it makes no sense.

Replace, add, negate and drop change its filter; remeasure and regroup what is told of whom; resize, sort, turn and page
the rows shown; whole and all lift what narrows them; back goes to an answer before. Who says what is read elsewhere
(`follow_up`); here is only what it does.
"""

from collections.abc import Sequence
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.follow_up.context import Conversation, Done, listed_ids
from agents.understanding.grammar.conditions import negated
from agents.understanding.grammar.where import columns_of, in_order, joined, parts
from db.bank.filters import NEGATIVE
from db.catalog import Catalog

Node = dict[str, Any]
LISTS = ("list_customers", "watch_list")
PAGED = (*LISTS, "portfolio")
FILTERED = (*PAGED, "distribution")
CHANGED = (*FILTERED, "compare")
FOLLOWED = (*CHANGED, "similar_customers", "find_customers", "predict_churn")
MOST_GROUPS, MOST_COMPARED = 2, 6
_RANGES = frozenset(["between", "gt", "ge", "lt", "le"])
UNTOLD = frozenset(["ask_back", "decline", "talk"])


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
    """``without the French``: beside what was said of the column, in place of the contrary."""
    told = parts(call.arguments.get("where"))
    kept = [part for part in told if part not in (node, {**node, "op": "eq"}, {**node, "op": "in"})]
    return _with(call, where=joined([*kept, node]))


def drop(call: Call, columns: set[str]) -> Call:
    """``without the filter on countries``: whatever was said of some columns."""
    kept = [part for part in parts(call.arguments.get("where")) if not columns_of(part) & columns]
    return _with(call, where=joined(kept))


def renumber(call: Call, number: float, op: str | None = None) -> Call | None:
    """``I meant three``, ``and with three or more?``: another number in the one condition that has one."""
    told = parts(call.arguments.get("where"))
    numeric = [part for part in told if _one_number(part)]
    if len(numeric) != 1:
        return None
    kept = [part for part in told if part != numeric[0]]
    return _with(call, where=joined([*kept, {**numeric[0], "op": op or numeric[0]["op"], "value": number}]))


def between(call: Call, ends: Sequence[float]) -> Call | None:
    """``and from 40 to 50?``: another range in place of what the one column of numbers was told by."""
    told = parts(call.arguments.get("where"))
    ranges = [part for part in told if part.get("op") in _RANGES]
    if len({part["column"] for part in ranges}) != 1:
        return None
    node = {"column": ranges[0]["column"], "op": "between", "value": list(ends)}
    return _with(call, where=joined([*(part for part in told if part not in ranges), node]))


_INCLUDED = {"lt": "le", "gt": "ge"}


def include(call: Call, number: float) -> Call | None:
    """``those with exactly 2 too``: the bound itself is in."""
    told = parts(call.arguments.get("where"))
    bounds = [part for part in told if part.get("op") in _INCLUDED and part.get("value") == number]
    if len(bounds) != 1:
        return None
    kept = [part for part in told if part != bounds[0]]
    return _with(call, where=joined([*kept, {**bounds[0], "op": _INCLUDED[bounds[0]["op"]]}]))


def one_end(call: Call, number: float, *, upper: bool) -> Call | None:
    """``make that 45 at the top``, ``hasta 45``: another end of the one range."""
    ranges = [part for part in parts(call.arguments.get("where")) if part.get("op") == "between"]
    if len(ranges) != 1:
        return None
    low, high = ranges[0]["value"]
    return between(call, sorted([low, number] if upper else [number, high]))


def _one_number(node: Node) -> bool:
    return "column" in node and isinstance(node.get("value"), int | float) and not isinstance(node.get("value"), bool)


_OTHERS = {"left": "current", "current": "left"}


def turn_round(call: Call, catalog: Catalog) -> Call | None:
    """``the opposite``, ``and those who don't?``: everybody else, where one thing says who is meant: what became of
    them, a yes-and-no column, else the only condition."""
    told = parts(call.arguments.get("where"))
    flags = [p for p in told if (spec := catalog.columns.get(str(p.get("column")))) is not None and spec.kind == "flag"]
    population = call.arguments.get("population")
    if population in _OTHERS and not flags:
        return _with(call, population=_OTHERS[population])
    meant = flags if len(flags) == 1 else told
    if len(meant) != 1 or "column" not in meant[0]:
        return None
    return _with(call, where=joined([*(part for part in told if part != meant[0]), negated(meant[0], catalog)]))


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


def one_more(call: Call, nodes: Sequence[Node]) -> Call | None:
    """``and Germany?`` where some are compared: one more beside them, or each of them narrowed."""
    groups = list(call.arguments.get("groups") or [])
    if not groups or call.arguments.get("customer_ids"):
        return None
    if len(nodes) == 1 and all(columns_of(group.get("where") or {}) == columns_of(nodes[0]) for group in groups):
        if len(groups) >= MOST_COMPARED or any(group["where"] == nodes[0] for group in groups):
            return None
        label = str(nodes[0]["value"]) if nodes[0].get("op") == "eq" else ""
        return _with(call, groups=[*groups, {"label": label, "where": nodes[0]}])
    narrowed = [{**group, "where": together(group.get("where"), joined(nodes))} for group in groups]
    return _with(call, groups=narrowed)


def _ungrouped(call: Call, column: str | None) -> Call:
    groups = [group for group in call.arguments.get("groups") or [] if group.get("column") != column]
    if groups or not call.arguments.get("groups"):
        return _with(call, groups=groups)
    return _with(call, groups=None, order=None, order_by=None, limit=None)


def of_population(call: Call, population: str) -> Call | None:
    """``and those who left?``: other people by what became of them; who is to be called has not left."""
    return None if call.tool == "watch_list" else _with(call, population=population)


def without(call: Call, gone: str) -> Call | None:
    """``leave out those who left``: the others by what became of them; nobody where only those were meant."""
    return None if call.arguments.get("population") == gone else of_population(call, _OTHERS[gone])


def of_everybody(call: Call, but: str) -> Call | None:
    """``drop the leavers thing``: no longer only those who left."""
    return _with(call, population=None) if call.arguments.get("population") == but else None


def out_of(call: Call) -> Call:
    """``out of how many?``: all among whom those counted were, whatever became of them; else the whole bank."""
    counted: dict[str, Any] = {"measures": [{"measure": "customers"}]}
    of = call.arguments.get("where") if call.arguments.get("population") or not counts(call) else None
    return Call("portfolio", {**counted, **({"where": of} if of else {})})


def counts(call: Call) -> bool:
    """Whether a call tells how many customers there are."""
    return bool(call.arguments.get("measures") == [{"measure": "customers"}])


# --- what is told


def share(call: Call, catalog: Catalog) -> Call | None:
    """``what percentage is that?``: the part of all that those counted are."""
    node, population = call.arguments.get("where"), call.arguments.get("population")
    filtered = {"where": node} if node else {}
    if population == "left":
        return Call("portfolio", {"measures": [{"measure": "churn_rate"}], **filtered})
    if population == "current":
        stays = {"column": catalog.label.column, "op": "eq", "value": catalog.label.negative}
        return Call("portfolio", {"measures": [{"measure": "share", "where": stays}], **filtered})
    return Call("portfolio", {"measures": [{"measure": "share", "where": node}]}) if node else None


def share_of(call: Call, of: Sequence[Node], catalog: Catalog, among: str | None = None) -> Call | None:
    """``what percentage of the Spanish customers is that?``: the part of those said that those counted are.

    ``among``: what became of those said.
    """
    told = [part for part in parts(call.arguments.get("where")) if part not in of]
    own = "left" if among == "left" and _tells_rate(call) else str(call.arguments.get("population"))
    status = {"left": catalog.label.positive, "current": catalog.label.negative}.get(own)
    if status is not None and own != among:
        told.append({"column": catalog.label.column, "op": "eq", "value": status})
    if call.tool != "portfolio" or not (counts(call) or _tells_rate(call)) or not told:
        return None
    measure = {"measure": "share", "where": joined(told)}
    return _with(Call("portfolio", {"measures": [measure], "where": joined(list(of)), "population": among}))


def _tells_rate(call: Call) -> bool:
    return bool(call.arguments.get("measures") == [{"measure": "churn_rate"}])


def people(done: Done, id_column: str, *, pointed: bool) -> Node:
    """Whom an answer was about: those listed where a list was cut by rank and is pointed at, else all who fit."""
    arguments, ids = done.call.arguments, listed_ids(done)
    ranked = done.call.tool == "watch_list" or arguments.get("order_by") or done.call.tool not in FILTERED
    if pointed and ranked and len(ids) > (done.call.tool not in LISTS):
        return {"where": in_order({"column": id_column, "op": "in", "value": ids})}
    population = "current" if done.call.tool == "watch_list" else arguments.get("population")
    kept = {"where": arguments.get("where"), "population": population if population in _OTHERS else None}
    return {key: value for key, value in kept.items() if value}


_OF_ALL = ("churn_rate", "retention_rate")


def of_them(call: Call, done: Done, id_column: str, *, pointed: bool, shown: bool) -> Call:
    """``how many of them are women?``: what is asked, of those the answer before was about.

    A figure alone is told of the groups shown; one of who left, of everybody.
    """
    whom, arguments = people(done, id_column, pointed=shown), dict(call.arguments)
    measures = arguments.get("measures") or []
    only_measured = call.tool == done.call.tool == "portfolio" and not (arguments.keys() & {"where", "groups"})
    if only_measured and not pointed and all(m["measure"] != "share" for m in measures):
        arguments["groups"] = done.call.arguments.get("groups")
    arguments["where"] = together(whom.get("where"), arguments.get("where"))
    if call.tool != "watch_list" and not any(m["measure"] in _OF_ALL for m in measures):
        arguments["population"] = arguments.get("population") or whom.get("population")
    return _with(Call(call.tool, arguments))


def together(earlier: Node | None, new: Node | None) -> Node | None:
    """Both filters; a column spoken of again replaces what was said of it before."""
    fresh = parts(new)
    columns = {column for part in fresh for column in columns_of(part)}
    return joined([*(part for part in parts(earlier) if not columns_of(part) & columns), *fresh])


def viewed(done: Done, id_column: str) -> Call | None:
    """``who are they?``: those who were counted, one by one."""
    measures = done.call.arguments.get("measures") or [{}]
    if done.call.tool in LISTS:
        return None
    extreme = {"max": "desc", "min": "asc"}.get(measures[0].get("measure"), "")
    ordered = {"order_by": measures[0].get("column"), "order": extreme, "limit": 1} if extreme else {}
    return _with(Call("list_customers", {**people(done, id_column, pointed=False), **ordered}))


def remeasure(call: Call, measures: Sequence[Node]) -> Call | None:
    """``and the median balance?``: another figure of the same people or groups."""
    if call.tool not in ("portfolio", "compare") or call.arguments.get("customer_ids"):
        return None
    of_all = {"population": None} if any(m["measure"] in _OF_ALL for m in measures) else {}
    return _with(call, measures=list(measures), order_by=0 if call.arguments.get("order_by") else None, **of_all)


def measured_column(call: Call, catalog: Catalog) -> str | None:
    """The column that ``the median`` alone is of: the one measured, or that a list is ordered by, else the value."""
    named = next((m["column"] for m in call.arguments.get("measures") or [] if m.get("column")), None)
    spec = catalog.columns.get(str(call.arguments.get("order_by")))
    if named is not None or call.tool not in LISTS:
        return named
    return spec.name if spec is not None and spec.kind == "money" else catalog.value


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


def other_end(call: Call, number: int) -> Call:
    """``and the bottom three?``: as many from the other end."""
    ordered = {"order_by": call.arguments.get("order_by") or "value_at_risk", "order": "asc", "limit": number}
    current = {"population": "current"} if call.tool == "watch_list" else {}
    return _with(Call("list_customers", {**call.arguments, **ordered, **current}))


def page(done: Done, size: int | None) -> Call | None:
    """``the next ten``: where the rows shown ended."""
    rows = (done.data or {}).get("rows")
    arguments = done.call.arguments
    paged = done.call.tool in LISTS or (done.call.tool == "portfolio" and arguments.get("groups"))
    if not paged or not isinstance(rows, list) or not rows:
        return None
    begun = int(arguments.get("offset") or 0)
    return Call(
        done.call.tool,
        {**arguments, "offset": begun + len(rows), "limit": size or arguments.get("limit") or len(rows)},
    )


_RANKS = ("probability", "value_at_risk")


def sort(done: Done, column: str, order: str, limit: int | None, *, id_column: str, pointed: bool) -> Call | None:
    """``sort it by balance``: whom to call by another column, and those pointed at, are the ones shown."""
    call, ids = done.call, listed_ids(done)
    if call.tool == "watch_list" and column in _RANKS and order == "desc":
        return _with(call, order_by=column, limit=limit or call.arguments.get("limit"))
    ranked = call.tool == "watch_list" or (pointed and call.arguments.get("order_by"))
    way = {"order_by": column, "order": order}
    if call.tool in LISTS and ranked and ids:
        where = in_order({"column": id_column, "op": "in", "value": ids})
        return Call("list_customers", {"where": where, **way, "limit": limit or len(ids)})
    return _with(call, **way, limit=limit or call.arguments.get("limit")) if call.tool == "list_customers" else None


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


def last_two(asked: Conversation) -> list[Call]:
    """The last two answers that were one call each; nothing where there are fewer."""
    calls = [turn[0] for turn in history(asked) if len(turn) == 1][-2:]
    return calls if len(calls) == 2 else []


def first(asked: Conversation) -> list[Call]:
    """``the first one we looked at``: the first customer, else the first answer of the conversation."""
    people = asked.people()
    if people:
        return [Call("customer_card", {"customer_id": people[0]})]
    return next(iter(history(asked)), [])[:1]


def last_list(asked: Conversation) -> list[Call]:
    """``back to the list``: the newest one."""
    return next(([call] for turn in reversed(history(asked)) for call in turn if call.tool in LISTS), [])


def back(asked: Conversation, steps: int) -> list[Call]:
    """``the answer before last``: the calls of that answer, counted from the newest; none where there are fewer."""
    turns = history(asked)
    return turns[-steps] if 0 < steps <= len(turns) else []


def _told(done: Done) -> bool:
    status: Any = done.status
    return done.call.tool not in UNTOLD and done.data is not None and status is None
