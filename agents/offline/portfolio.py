"""Questions about many customers: watch-lists, figures by group, lists, distributions, comparisons of groups."""

from collections.abc import Sequence
from typing import Any

from agents.offline.conditions import Condition
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call, ask_back, decline
from agents.offline.reading import Reading
from agents.offline.where import Node, in_order, where

Arguments = dict[str, Any]
WHO = frozenset(["who", "whom", "quien", "quienes"])
_LIKELY = {"column": "risk_band", "op": "eq", "value": "high"}
_HEADS = (
    "count",
    "mean",
    "median",
    "sum",
    "max",
    "min",
    "share",
    "customers",
    "rate",
    "list",
    "how_much",
    "by",
    "churn",
    "risky",
)


def portfolio(reading: Reading, lexicon: Lexicon) -> list[Call]:  # noqa: PLR0911
    """The calls, none when the question is not of this kind."""
    unknown = _unknown(reading)
    if unknown:
        return [decline("unknown_column", unknown)]
    if _watch(reading):
        return _watch_list(reading)
    _expected_leavers(reading)
    groups = _compared(reading, lexicon)
    if groups:
        return [Call("compare", {"groups": groups, "measures": _measures(reading, lexicon) or _contrasted(reading, lexicon)})]
    if reading.has("distribution") and (column := _column(reading)) is not None:
        return [Call("distribution", _filtered(reading, {"column": column}))]
    if reading.share_at is not None and (call := _share(reading)) is not None:
        return [call]
    measures = _measures(reading, lexicon)
    unclear = _unclear(reading, measures, lexicon)
    if unclear is not None:
        return [unclear]
    if measures or reading.groups:
        return [_figures(reading, measures, lexicon)]
    if reading.order is not None or _lists(reading):
        return [_list(reading, lexicon)]
    if reading.conditions or reading.population:
        return (
            [_figures(reading, [{"measure": "customers"}], lexicon)]
            if reading.has("count", "them")
            else [_list(reading, lexicon)]
        )
    if reading.has("churn") and not reading.has("why"):
        return [Call("portfolio", {"measures": [{"measure": "churn_rate"}]})]
    return []


def _expected_leavers(reading: Reading) -> None:
    """``how many are likely to leave``, ``cuántos están en riesgo``: those in the high band."""
    named = any(c.column in {"risk_band", "probability"} for c in reading.conditions)
    counted = reading.has("count") or reading.share_at is not None
    if named or not reading.has("likely", "risky") or not counted or reading.population == "left":
        return
    if reading.share_at is not None:
        reading.conditions.append(Condition("risk_band", "eq", "high", reading.share_at + 1, reading.share_at + 1))
    elif reading.where is None:
        reading.where = dict(_LIKELY)
    else:
        parts = reading.where["all"] if "all" in reading.where else [reading.where]
        reading.where = in_order({"all": [*parts, _LIKELY]})


def _unknown(reading: Reading) -> str:
    """Words that stand where a column or a condition stands and name nothing this bank has."""
    if reading.unknown_group:
        return reading.unknown_group[0]
    head = next((i for i, item in enumerate(reading.row) if item.entry.of_the_bank or item.has(*_HEADS)), None)
    if head is None:
        return ""
    nouns = [j for j, item in enumerate(reading.row) if item.unknown and item.text in reading.unknown]
    return next((reading.row[j].text for j in nouns if j > head), "")


def _unclear(reading: Reading, measures: list[Arguments], lexicon: Lexicon) -> Call | None:
    """What is said but has found no place must be asked about, never dropped: a number, an average of nothing."""
    if reading.loose:
        return ask_back("number", [reading.row[i].text for i in reading.loose])
    if not measures and reading.order is None and reading.has("mean", "median") and not reading.has("medium"):
        columns = [c.name for c in lexicon.catalog.columns.values() if c.numeric and c.name != lexicon.catalog.id]
        return ask_back("which_column", columns)
    return None


# --- whom to call


def _watch(reading: Reading) -> bool:
    if reading.measures or reading.groups or reading.share_at is not None or reading.has("count", "model", "history"):
        return False
    if reading.order is not None and reading.order not in {("probability", "desc"), ("measure", "desc"), ("value_at_risk", "desc")}:
        return False
    many = reading.has("customers") or reading.slots.limit is not None or (asks_who(reading) and not reading.slots.ids)
    if reading.has("why", "similar") and not many:
        return False
    return reading.has("call") or (many and reading.has("likely", "risk", "risky", "value_at_risk"))


def _watch_list(reading: Reading) -> list[Call]:
    arguments: Arguments = {}
    if reading.where is not None:
        arguments["where"] = reading.where
    limit = _limit(reading)
    if limit is not None:
        arguments["limit"] = limit
    if (
        reading.has("likely", "risk")
        and not reading.has("value_at_risk", "call", "value_word")
        and reading.has("max", "most", "likely", "top", "risk")
    ):
        arguments["order_by"] = "probability"
    return [Call("watch_list", arguments)]


def _limit(reading: Reading) -> int | None:
    if reading.slots.limit is not None:
        return reading.slots.limit
    singular = reading.has("customer") and not reading.has("customers")
    first = any(item.words[0] in {"who", "quien", "whom"} for item in reading.row) and not reading.has("call")
    shown = any(item.has("list") and item.words[0] not in WHO for item in reading.row)
    return (
        1 if (singular or first) and (reading.order is not None or reading.has("max", "most")) and not shown else None
    )


def asks_who(reading: Reading) -> bool:
    """Whether it asks for people: who, quién."""
    return any(item.words[0] in WHO for item in reading.row)


# --- comparison of groups


def _compared(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    """Two or more values of one column set against each other; the other conditions hold for all."""
    contrast = reading.has("versus", "compare") or _more_than(reading)
    asks = reading.has("max", "min", "most", "more", "least", "less", "which") or asks_who(reading) or _ranks(reading)
    if not contrast and not (reading.has("or") and asks and not reading.has("count")):
        return []
    if reading.has("left") and reading.has("stay") and contrast:
        return _left_and_stayed(reading, lexicon)
    by_column: dict[str, list[Condition]] = {}
    for condition in reading.conditions:
        by_column.setdefault(condition.column, []).append(condition)
    rivals = next((group for group in by_column.values() if len(group) > 1), [])
    shared = [c for c in reading.conditions if c not in rivals]
    return [{"label": _label(rival), "where": _all_of([*shared, rival])} for rival in rivals]


def _more_than(reading: Reading) -> bool:
    """``more men than women``: two values of a column with more and than."""
    columns = [c.column for c in reading.conditions]
    return reading.has("more", "less", "most", "least") and reading.has("than") and len(set(columns)) < len(columns)


def _ranks(reading: Reading) -> bool:
    return any(item.entry.adjectives for item in reading.row)


def _all_of(conditions: Sequence[Condition]) -> Node:
    nodes = [condition.node() for condition in conditions]
    return in_order(nodes[0] if len(nodes) == 1 else {"all": nodes})


def _left_and_stayed(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    """Those who left against those who stayed."""
    label = lexicon.catalog.label
    sides = [{"column": label.column, "op": "eq", "value": value} for value in (label.positive, label.negative)]
    shared = [c.node() for c in reading.conditions]
    return [{"label": f"{label.column} = {side['value']}", "where": in_order({"all": [*shared, side]}) if shared else side} for side in sides]


def _label(condition: Condition) -> str:
    value = condition.value
    if condition.op == "eq" and isinstance(value, str) and not value.isdigit():
        return value
    signs = {"eq": "=", "ne": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "between": "=", "in": "="}
    text = "–".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{condition.column} {signs.get(condition.op, condition.op)} {text}"


def _contrasted(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    """What groups are compared on: the columns or adjectives named, else the usual figures."""
    adjectives = [a for item in reading.row for a, _ in item.entry.adjectives]
    ordered = [reading.order[0]] if reading.order is not None and reading.order[0] in lexicon.catalog.columns else []
    named = [c for c in (*reading.columns, *ordered, *adjectives) if lexicon.catalog.columns[c].numeric and c != lexicon.catalog.id]
    if named:
        return [{"measure": "mean", "column": c} for c in dict.fromkeys(named)]
    return [{"measure": "customers"}] if _more_than(reading) and not reading.has("churn") else _usual(lexicon)


def _usual(lexicon: Lexicon) -> list[Arguments]:
    value = lexicon.catalog.value
    mean = [{"measure": "mean", "column": value}] if value else []
    return [{"measure": "customers"}, {"measure": "churn_rate"}, *mean, {"measure": "mean_risk"}]


# --- figures


def _measures(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    measures = [
        {"measure": "value_at_risk"} if reading.has("risky") and lexicon.catalog.value and m == {"measure": "sum", "column": lexicon.catalog.value} else m
        for m in reading.measures
    ]
    names = [m["measure"] for m in measures]
    if (
        reading.has("churn")
        and not names
        and not reading.has("risk", "likely")
        and (
            reading.groups
            or reading.conditions
            or reading.has("max", "min", "most", "more", "least", "versus", "how_much")
        )
    ):
        measures.append({"measure": "churn_rate"})
    banded = any(group["column"] == "risk_band" for group in reading.groups)
    if (
        not measures
        and reading.has("risk")
        and not banded
        and (reading.groups or (reading.conditions and not reading.listing))
        and not _asks_for_people(reading)
    ):
        measures.append({"measure": "mean_risk"})
    if len(measures) > 1 and "customers" in names and reading.share_at is not None:
        measures = [m for m in measures if m["measure"] != "customers"]
    return measures


def _asks_for_people(reading: Reading) -> bool:
    return (
        reading.has("list")
        or reading.slots.limit is not None
        or (reading.has("customers") and reading.has("max", "most", "top"))
    )


def _figures(reading: Reading, measures: list[Arguments], lexicon: Lexicon) -> Call:
    free = [c for c in reading.columns if lexicon.catalog.columns[c].numeric and c != lexicon.catalog.id]
    grouped = {g["column"] for g in reading.groups}
    if not measures:
        left = [c for c in free if c not in grouped]
        measures = [{"measure": "mean", "column": c} for c in left[:2]] or [{"measure": "customers"}]
    groups = list(reading.groups) or _implied_groups(reading, measures)
    held = [c for c in reading.columns if lexicon.catalog.columns[c].kind in {"category", "flag"} and c not in _filtered_columns(reading)]
    groups = [*groups, *({"column": c} for c in held if all(g["column"] != c for g in groups))][:2]
    arguments = _filtered(reading, {"measures": measures})
    if groups:
        arguments["groups"] = groups
        if reading.order is not None or reading.has("top"):
            arguments |= {"order": reading.order[1] if reading.order is not None else "desc", "order_by": 0}
        if reading.slots.limit is not None:
            arguments["limit"] = reading.slots.limit
    return Call("portfolio", arguments)


def _filtered_columns(reading: Reading) -> set[str]:
    return {condition.column for condition in reading.conditions}


def _implied_groups(reading: Reading, measures: list[Arguments]) -> list[Arguments]:
    """``the average balance of men and women``: each of them, when two values of a column are joined by and."""
    node = reading.where or {}
    for part in node.get("all", [node]):
        if (
            part.get("op") == "in"
            and isinstance(part["value"], list)
            and isinstance(part["value"][0], str)
            and _joined_by_and(reading, part["column"])
        ):
            return [{"column": part["column"]}]
    return []


def _joined_by_and(reading: Reading, column: str) -> bool:
    spots = [c for c in reading.conditions if c.column == column]
    return all(
        any(item.has("and") for item in reading.row[a.end : b.start]) or i < len(spots) - 2
        for i, (a, b) in enumerate(zip(spots, spots[1:], strict=False))
    )


def _share(reading: Reading) -> Call | None:
    """``what share of A are B``: B in the measure's filter, A in the question's."""
    part, whole = _split(reading)
    if not part and reading.population is not None:
        measures: list[Arguments] = [{"measure": "churn_rate"}]
        return Call("portfolio", _with(measures, where(whole, reading.row), reading.groups, None, reading))
    if not part:
        return None
    if len(part) == 1 and part[0].column == "risk_band" and part[0].value == "high" and part[0].op == "eq":
        measures = [{"measure": "high_risk_share"}]
    else:
        measures = [{"measure": "share", "where": where(part, reading.row)}]
    return Call("portfolio", _with(measures, where(whole, reading.row), reading.groups, reading.population, reading))


def _split(reading: Reading) -> tuple[list[Condition], list[Condition]]:
    """The conditions of the part and of the whole."""
    at = reading.share_at or 0
    gone = next((i for i, item in enumerate(reading.row) if item.has("left") and i > at), None)
    if reading.population == "left" and gone is not None and all(c.end <= gone for c in reading.conditions):
        return [], reading.conditions
    after = [c for c in reading.conditions if c.start > at]
    before = [c for c in reading.conditions if c.start < at]
    verb = next((i for i in range(at + 1, len(reading.row)) if _is_verb(reading, i)), None)
    first = [c for c in after if verb is not None and c.start < verb]
    second = [c for c in after if verb is not None and (c.start >= verb or c.end > verb)]
    if verb is not None and second:
        return second, [*before, *(c for c in first if c not in second)]
    if len(after) > 1 and not reading.groups:
        cut = next(
            (i for i, (a, b) in enumerate(zip(after, after[1:], strict=False), 1) if _in_between(reading, a, b)),
            len(after),
        )
        return after[:cut], [*before, *after[cut:]]
    return (after or before), (before if after else [])


def _is_verb(reading: Reading, i: int) -> bool:
    item = reading.row[i]
    words = {
        "son",
        "es",
        "are",
        "is",
        "were",
        "was",
        "tienen",
        "tiene",
        "have",
        "has",
        "estan",
        "esta",
        "hold",
        "own",
        "do",
        "eran",
        "poseen",
        "does",
        "cuentan",
        "supera",
        "superan",
        "exceed",
        "exceeds",
        "viven",
        "live",
        "lives",
        "vive",
    }
    return bool(set(item.words) & words)


def _in_between(reading: Reading, left: Condition, right: Condition) -> bool:
    return any(
        item.words[0] in {"in", "en", "among", "entre", "from", "within", "dentro"}
        for item in reading.row[left.end : right.start]
    )


def _with(
    measures: list[Arguments], node: Node | None, groups: Sequence[Arguments], population: str | None, reading: Reading
) -> Arguments:
    arguments: Arguments = {"measures": measures}
    if node is not None:
        arguments["where"] = node
    if groups:
        arguments["groups"] = list(groups)
        if reading.order is not None:
            arguments |= {"order": reading.order[1], "order_by": 0}
    if population is not None:
        arguments["population"] = population
    return arguments


# --- lists


def _lists(reading: Reading) -> bool:
    if not (reading.has("list") or reading.listing):
        return False
    return bool(reading.conditions or reading.population or reading.slots.limit) or reading.has("customers")


def _list(reading: Reading, lexicon: Lexicon) -> Call:
    arguments = _filtered(reading, {})
    shown = [c for c in reading.columns if c not in {lexicon.catalog.id, lexicon.catalog.name}]
    if shown:
        arguments["columns"] = shown
    order = reading.order
    if order is None and reading.slots.limit is not None and shown and lexicon.catalog.columns[shown[0]].numeric:
        order = (shown[0], "desc")
    if order is not None and order[0] == "measure" and lexicon.catalog.value and reading.has("value_word"):
        order = (lexicon.catalog.value, order[1])
    if order is not None and order[0] != "measure":
        arguments |= {"order_by": order[0], "order": order[1]}
    limit = _limit(reading)
    if limit is not None:
        arguments["limit"] = limit
    return Call("list_customers", arguments)


def _filtered(reading: Reading, arguments: Arguments) -> Arguments:
    if reading.where is not None:
        arguments["where"] = reading.where
    if reading.population is not None:
        arguments["population"] = reading.population
    return arguments


def _column(reading: Reading) -> str | None:
    if reading.has("risk"):
        return "probability"
    if reading.columns:
        return reading.columns[0]
    return reading.groups[0]["column"] if reading.groups else None
