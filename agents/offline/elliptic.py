"""Fragments that change the question before: ``¿y en España?``, ``only the inactive ones``, ``by gender``."""

from collections.abc import Mapping
from typing import Any

from agents.offline.context import Conversation, Done, listed_ids
from agents.offline.cues import Cue
from agents.offline.lexicon import Lexicon
from agents.offline.measures import AGGREGATES
from agents.offline.narrowed import asks_a_list, columns_of, joined, narrowed, parts
from agents.offline.plan import Call
from agents.offline.portfolio import portfolio
from agents.offline.reading import Reading
from agents.offline.where import Node, all_of
from tools.frames import MOST_GROUPS

Arguments = dict[str, Any]
_MARKS: tuple[Cue, ...] = ("only", "same", "them", "now", "also", "remove", "except", "reverse")
_SHORT = 6
_MOST_GROUPS = 6


def refined(reading: Reading, asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The earlier call with what this fragment changes; none when the question stands on its own."""
    base = asked.last("portfolio", "list_customers", "watch_list", "distribution", "compare")
    if base is None or reading.slots.ids or reading.slots.names or reading.unknown_group or not _leans(reading):
        return []
    earlier = dict(base.call.arguments)
    mended = narrowed(reading, base, lexicon)
    if mended is not None:
        return [mended]
    if base.call.tool == "compare" and "groups" in earlier and _says_something(reading) and not reading.has("list"):
        return _compare_again(reading, earlier)
    whole = _whole(reading, base, lexicon)
    if whole is not None:
        return [whole]
    if not _says_something(reading) or base.call.tool == "compare":
        return []
    if (
        base.call.tool in {"list_customers", "watch_list"}
        and reading.has("them")
        and (reading.groups or reading.measures)
    ):
        earlier = {**earlier, "where": _meant(base, reading, lexicon.catalog.id)}
    return [Call(*_changed(reading, base.call.tool, earlier, lexicon))]


def _leans(reading: Reading) -> bool:
    """Whether the question points back: by a word, or by lacking what a whole question has."""
    first = next((item for item in reading.row if not item.sign), None)
    opens = first is not None and first.has("what_about")
    if opens or reading.has(*_MARKS):
        return True
    asks = (
        reading.has("count", "list", "call", "risky", "share", "distribution", "compare", "how_much", "likely")
        or reading.measures
    )
    bare = (
        not reading.conditions
        and not reading.groups
        and not reading.has("customers", "customer")
        and reading.population is None
    )
    if asks:
        return (bare and len(reading.row) <= _SHORT and not _complete(reading)) or (reading.has("pronoun") and bare)
    return (
        len(reading.row) <= 2 * _SHORT
        and not reading.listing
        and not reading.has("risk", "churn", "model", "customers")
    )


def _complete(reading: Reading) -> bool:
    """Measures that mean something without the question before: the churn rate, the value at risk."""
    return (any(m["measure"] not in AGGREGATES for m in reading.measures) and not reading.has("count")) or reading.has(
        "call", "risky"
    )


def _says_something(reading: Reading) -> bool:
    return bool(
        reading.conditions or reading.groups or reading.measures or reading.population or reading.order
        or reading.slots.limit
        or reading.has("mean", "median", "sum", "min", "max", "count", "list", "share", "churn", "risk")
        or reading.columns
    )  # fmt: skip


# --- a whole question about the same customers


def _whole(reading: Reading, base: Done, lexicon: Lexicon) -> Call | None:
    """``how many of them are women?``: this question over the earlier filter."""
    asks = reading.has("count", "share", "call", "risky", "distribution") or asks_a_list(reading)
    standalone = asks or any(
        m["measure"] not in {"mean", "median", "sum", "min", "max"} or m.get("column") for m in reading.measures
    )
    only = reading.has("only") and not reading.has("count", "share") and not reading.measures
    if not standalone or only or reading.has("same", "now"):
        return None
    calls = portfolio(reading, lexicon)
    if len(calls) != 1:
        made = _counted(reading)
        if made is None:
            return None
        calls = [made]
    call = calls[0]
    if call.tool not in {"portfolio", "list_customers", "watch_list", "distribution"}:
        return None
    arguments = dict(call.arguments)
    node = _meant(base, reading, lexicon.catalog.id)
    arguments["where"] = joined(node, arguments.get("where"))
    if arguments["where"] is None:
        del arguments["where"]
    earlier = base.call.arguments
    population = earlier.get("population")
    if population in {"left", "current"} and call.tool != "watch_list" and base.call.tool != "watch_list":
        arguments.setdefault("population", population)
    if (
        call.tool == "portfolio"
        and "groups" not in arguments
        and not reading.has("them")
        and reading.measures
        and not reading.conditions
    ):
        kept = _unfiltered(earlier.get("groups", []), arguments.get("where"))
        if kept:
            arguments["groups"] = kept
    return Call(call.tool, arguments)


def _counted(reading: Reading) -> Call | None:
    if reading.has("count"):
        return Call("portfolio", {"measures": [{"measure": "customers"}]})
    return Call("list_customers", {}) if reading.has("list") else None


def _meant(base: Done, reading: Reading, id_column: str) -> Node | None:
    """Whom ``them`` means: those listed where a list was cut by rank, else all that the earlier filter fits."""
    ids = listed_ids(base)
    ranked = base.call.tool == "watch_list" or "order_by" in base.call.arguments
    if reading.has("them") and base.call.tool in {"watch_list", "list_customers"} and ranked and ids:
        return {"column": id_column, "op": "in", "value": ids}
    where = base.call.arguments.get("where")
    return dict(where) if where else None


# --- the earlier question, changed


def _changed(reading: Reading, tool: str, earlier: Arguments, lexicon: Lexicon) -> tuple[str, Arguments]:  # noqa: PLR0912
    arguments = {key: value for key, value in earlier.items() if value is not None}
    node = joined(_status_replaced(reading, arguments.get("where"), lexicon), reading.where)
    arguments.pop("where", None)
    if node is not None:
        arguments["where"] = node
    if reading.population is not None and tool != "watch_list":
        arguments["population"] = reading.population
    if reading.slots.limit is not None:
        arguments["limit"] = reading.slots.limit
    measures = _measures(reading, earlier)
    if tool in {"list_customers", "watch_list"} and (reading.groups or (measures and not reading.listing)):
        kept: Arguments = {key: arguments[key] for key in ("where", "population") if key in arguments}
        if tool == "watch_list":
            kept["population"] = "current"
        groups = {"groups": reading.groups} if reading.groups else {}
        return "portfolio", {"measures": measures or [{"measure": "customers"}], **groups, **kept}
    if tool == "portfolio":
        _portfolio_again(reading, arguments, measures)
        _split(arguments, lexicon)
    elif tool == "distribution" and reading.columns:
        arguments["column"] = reading.columns[0]
    elif tool == "distribution" and reading.groups:
        arguments["column"] = reading.groups[0]["column"]
    elif reading.order is not None and reading.order[0] != "measure":
        arguments |= {"order_by": reading.order[0], "order": reading.order[1]}
        if tool == "watch_list" and reading.order[0] not in {"probability", "value_at_risk"}:
            del arguments["order"]
            arguments.pop("order_by")
    elif tool == "list_customers" and _other_columns(reading):
        _columns_again(reading, arguments)
    if tool == "watch_list" and reading.has("risk", "likely") and not reading.conditions:
        arguments["order_by"] = "probability"
    if tool == "watch_list":
        arguments.pop("order", None)
    return tool, arguments


def _split(arguments: Arguments, lexicon: Lexicon) -> None:
    """``and men and women apart?``: a filter that holds every value of a column leaves out nobody, it divides."""
    told = parts(arguments.get("where"))
    whole = [part for part in told if part.get("op") == "in" and _every_value(part, lexicon)]
    groups = list(arguments.get("groups") or [])
    if len(whole) != 1 or len(groups) >= MOST_GROUPS:
        return
    column = {"column": whole[0]["column"]}
    arguments["groups"] = groups if column in groups else [*groups, column]
    kept = [part for part in told if part is not whole[0]]
    arguments.pop("where")
    if kept:
        arguments["where"] = all_of(kept)


def _every_value(part: Mapping[str, Any], lexicon: Lexicon) -> bool:
    spec = lexicon.catalog.columns.get(str(part.get("column")))
    return spec is not None and bool(spec.values) and set(map(str, part["value"])) >= set(map(str, spec.values))


def _status_replaced(reading: Reading, node: Node | None, lexicon: Lexicon) -> Node | None:
    """``and of those who left?`` after the active ones: who they are is said anew, where they are is not."""
    opens = next((item for item in reading.row if not item.sign), None)
    if reading.population is None or reading.conditions or opens is None or not opens.has("what_about"):
        return node
    columns = lexicon.catalog.columns
    kept = [p for p in parts(node) if not (p.get("column") in columns and columns[p["column"]].kind == "flag")]
    return joined(None, {"all": kept}) if len(kept) > 1 else kept[0] if kept else None


def _other_columns(reading: Reading) -> list[str]:
    """The columns named for themselves: in ``and Geography = 'Germany'`` the name belongs to the condition."""
    conditioned = {condition.column for condition in reading.conditions}
    return [column for column in reading.columns if column not in conditioned]


def _columns_again(reading: Reading, arguments: Arguments) -> None:
    if reading.has("by"):
        arguments |= {"order_by": reading.columns[0], "order": "desc"}
    else:
        arguments["columns"] = list(dict.fromkeys((*arguments.get("columns", []), *_other_columns(reading))))


def _portfolio_again(reading: Reading, arguments: Arguments, measures: list[Arguments]) -> None:
    if measures:
        arguments["measures"] = measures
    groups = [dict(group) for group in arguments.get("groups", [])]
    if reading.groups:
        also = reading.has("also")
        groups = [*groups, *reading.groups][:2] if also else list(reading.groups)
    groups = _unfiltered(groups, reading.where)
    arguments.pop("groups", None)
    if groups:
        arguments["groups"] = groups
    if reading.order is not None and groups:
        arguments |= {"order": reading.order[1], "order_by": 0}
    if not groups:
        for key in ("order", "order_by", "limit"):
            arguments.pop(key, None)


def _unfiltered(groups: list[Arguments], node: Mapping[str, Any] | None) -> list[Arguments]:
    """Groups without the columns that are now fixed to one value."""
    fixed = {part["column"] for part in parts(node) if part.get("op") == "eq"}
    return [dict(group) for group in groups if group.get("column") not in fixed]


def _measures(reading: Reading, earlier: Arguments) -> list[Arguments]:
    """The measures said now; one without a column takes the earlier one's."""
    if reading.measures:
        return reading.measures
    column = next((m["column"] for m in earlier.get("measures", []) if m.get("column")), None)
    cue = next((name for name in AGGREGATES if reading.has(name)), None)
    if cue is not None and column is not None and not reading.conditions:
        return [{"measure": cue, "column": column}]
    before = next((m["measure"] for m in earlier.get("measures", []) if m["measure"] in AGGREGATES), None)
    columns = _other_columns(reading)
    if columns and before is not None and not reading.groups:
        return [{"measure": before, "column": c} for c in columns[:2]]
    if reading.has("churn") and not reading.population:
        return [{"measure": "churn_rate"}]
    if reading.has("risk") and not reading.conditions and not reading.groups:
        return [{"measure": "mean_risk"}]
    return []


def _compare_again(reading: Reading, earlier: Arguments) -> list[Call]:
    groups = _other_groups(reading, earlier["groups"])
    if reading.where is not None and groups == earlier["groups"]:
        groups = [{**group, "where": joined(group["where"], reading.where)} for group in groups]
    measures = _measures(reading, earlier) or earlier.get("measures")
    return [Call("compare", {"groups": groups, **({"measures": measures} if measures else {})})]


def _other_groups(reading: Reading, groups: list[Arguments]) -> list[Arguments]:
    """``add Germany``, ``and Germany?``, ``drop Spain``: one more or one fewer where what is compared is spoken of."""
    told = parts(reading.where)
    if len(told) != 1 or not all(columns_of(group.get("where") or {}) == columns_of(told[0]) for group in groups):
        return groups
    named = [c.node() for c in reading.conditions]
    if reading.has("remove", "except"):
        values = {str(node["value"]) for node in named}
        kept = [group for group in groups if str((group["where"] or {}).get("value")) not in values]
        return kept if len(kept) > 1 else groups
    new = told[0]
    if any(group["where"] == new for group in groups) or len(groups) >= _MOST_GROUPS:
        return groups
    label = str(new["value"]) if new.get("op") == "eq" else ""
    return [*groups, {"label": label, "where": new}]
