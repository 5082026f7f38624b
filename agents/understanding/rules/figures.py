"""Figures: what is measured, by which groups."""

from itertools import pairwise

from agents.understanding.calls import Call
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.asked import Arguments, asks_who, filtered
from agents.understanding.rules.reading import Reading

_LESS_IS_BETTER = frozenset(["churn_rate", "mean_risk", "high_risk_share", "value_at_risk"])


def measures_of(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    """The measures said, or meant by churn, risk or a number column of a group."""
    banded_filter = any(c.column == "risk_band" for c in reading.conditions)
    measures = [
        {"measure": "value_at_risk"}
        if reading.has("risky", "losable")
        and not banded_filter
        and lexicon.catalog.value
        and m.get("column") == lexicon.catalog.value
        and (m["measure"] == "sum" or not reading.has("mean", "median", "min"))
        else m
        for m in reading.measures
    ]
    names = [m["measure"] for m in measures]
    if reading.has("churn") and not names and not reading.groups and (asked := _asked_columns(reading, lexicon)):
        reading.population = "left"
        return [{"measure": "mean", "column": c} for c in asked]
    if (
        (reading.has("churn") or (reading.groups and reading.has("loses") and reading.has("customers")))
        and not names
        and not reading.has("risk", "likely")
        and (
            reading.groups
            or reading.conditions
            or reading.has("max", "min", "most", "more", "least", "versus", "how_much")
        )
    ):
        measures.append({"measure": "churn_rate"})
        if reading.population == "left" and not any(i.has("left") and not i.has("churn") for i in reading.row):
            reading.population = None
    measures = _listed(reading, measures)
    banded = any(group["column"] == "risk_band" for group in reading.groups)
    if (
        not measures
        and reading.has("risk")
        and not banded
        and not banded_filter
        and (reading.groups or (reading.conditions and not reading.listing))
        and not _asks_for_people(reading)
    ):
        measures.append({"measure": "mean_risk"})
    if not measures and not reading.groups:
        measures = _of_columns(reading, lexicon)
    if len(measures) > 1 and "customers" in names and reading.share_at is not None:
        measures = [m for m in measures if m["measure"] != "customers"]
    return measures


def _listed(reading: Reading, measures: list[Arguments]) -> list[Arguments]:
    """``customers, average balance and churn by country``: those of a list that are no measure by themselves."""
    if not measures or not reading.groups:
        return measures
    row, names = reading.row, {m["measure"] for m in measures}
    for i, item in enumerate(row):
        after = row[i + 1] if i + 1 < len(row) else None
        first = all(b.sign or b.stop for b in row[:i])
        before = i > 0 and (row[i - 1].has("and") or row[i - 1].text == ",")
        follows = after is not None and (after.has("and") or after.text == ",")
        if item.has("customers") and first and follows and "customers" not in names:
            measures = [{"measure": "customers"}, *measures]
        elif item.has("churn") and (before or (first and follows)) and "churn_rate" not in names:
            measures = [*measures, {"measure": "churn_rate"}]
    return measures


def _asked_columns(reading: Reading, lexicon: Lexicon) -> list[str]:
    """``what age are the customers who leave``: number columns asked of those who leave, not the rate."""
    told = reading.has("customers") and any(item.words[-1] in {"que", "who", "that"} for item in reading.row[1:])
    bound = _filtered_columns(reading)
    free = [
        c for c in reading.columns if lexicon.catalog.columns[c].numeric and c not in bound and c != lexicon.catalog.id
    ]
    return free[:2] if told else []


def _is_total(reading: Reading) -> bool:
    """Whether the column's own name says total: then a sum is meant."""
    return any("total" in item.words for item in reading.row if item.entry.columns)


def _asks_for_people(reading: Reading) -> bool:
    return (
        reading.has("list")
        or reading.slots.limit is not None
        or (reading.has("customers") and reading.has("max", "most", "top"))
    )


def _of_columns(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    """``the balance of Germans``: a number column of some customers; a column called total is summed."""
    if (
        reading.has("customers", "list", "count")
        or reading.listing
        or asks_who(reading)
        or not reading.conditions
        or reading.order is not None
    ):
        return []
    free = [c for c in reading.columns if lexicon.catalog.columns[c].numeric and c != lexicon.catalog.id]
    name = "sum" if _is_total(reading) else "mean"
    bound = {c.column for c in reading.conditions}
    return [{"measure": name, "column": c} for c in free if c not in bound][:2]


def figures(reading: Reading, measures: list[Arguments], lexicon: Lexicon) -> Call:
    """The portfolio call: measures by groups over a filter."""
    free = [c for c in reading.columns if lexicon.catalog.columns[c].numeric and c != lexicon.catalog.id]
    grouped = {g["column"] for g in reading.groups}
    if not measures:
        left = [c for c in free if c not in grouped]
        name = "sum" if _is_total(reading) else "mean"
        measures = [{"measure": name, "column": c} for c in left[:2]] or [{"measure": "customers"}]
    groups = list(reading.groups) or _implied_groups(reading, measures)
    held = [
        c
        for c in reading.columns
        if lexicon.catalog.columns[c].kind in {"category", "flag"} and c not in _filtered_columns(reading)
    ]
    groups = [*groups, *({"column": c} for c in held if all(g["column"] != c for g in groups))][:2]
    arguments = filtered(reading, {"measures": measures})
    if groups:
        arguments["groups"] = groups
        if reading.order is not None or reading.has("top"):
            arguments |= {"order": _direction(reading, measures), "order_by": 0}
        if reading.slots.limit is not None and not _chosen_from(reading):
            arguments["limit"] = reading.slots.limit
    return Call("portfolio", arguments)


def _chosen_from(reading: Reading) -> bool:
    """``which of the three countries``: the number says how many there are, not how many are wanted."""
    for i, item in enumerate(reading.row):
        if item.number is not None and item.number.value == reading.slots.limit and i in reading.slots.taken:
            article = reading.row[i - 1].words[-1] in {"the", "los", "las"}
            return article and any(r.has("which") for r in reading.row[:i])
    return False


def _direction(reading: Reading, measures: list[Arguments]) -> str:
    """Which end comes first; the worst churn rate is the highest, the best the lowest."""
    if measures[0]["measure"] in _LESS_IS_BETTER and reading.has("worst", "best"):
        return "desc" if reading.has("worst") else "asc"
    return reading.order[1] if reading.order is not None else "desc"


def _filtered_columns(reading: Reading) -> set[str]:
    return {condition.column for condition in reading.conditions}


def _implied_groups(reading: Reading, measures: list[Arguments]) -> list[Arguments]:
    """``the average balance of men and women``: each of them, when two values of a column are joined by and."""
    node = reading.where or {}
    for part in node.get("all", [node]) if not reading.has("together") else []:
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
        for i, (a, b) in enumerate(pairwise(spots))
    )
