"""Groups set against each other: two or more values of one column, or those who left against those who stayed."""

from collections.abc import Sequence

from agents.offline.asked import Arguments, asks_who
from agents.offline.conditions import Condition
from agents.offline.lexicon import Lexicon
from agents.offline.reading import Reading
from agents.offline.where import Node, in_order


def compared(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
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
    told = reading.has("more", "less", "most", "least") and reading.has("than")
    phrase = any(i.has("gt", "lt") and i.words[0] in {"more", "mas", "less", "menos", "fewer"} for i in reading.row)
    return (told or (phrase and reading.has("churn"))) and len(set(columns)) < len(columns)


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
    return [
        {"label": f"{label.column} = {side['value']}", "where": in_order({"all": [*shared, side]}) if shared else side}
        for side in sides
    ]


def _label(condition: Condition) -> str:
    value = condition.value
    if condition.op == "eq" and isinstance(value, str) and not value.isdigit():
        return value
    signs = {"eq": "=", "ne": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "between": "=", "in": "="}
    text = "–".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{condition.column} {signs.get(condition.op, condition.op)} {text}"


def contrasted(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    """What groups are compared on: the columns or adjectives named, else the usual figures."""
    adjectives = [a for item in reading.row for a, _ in item.entry.adjectives]
    ordered = [reading.order[0]] if reading.order is not None and reading.order[0] in lexicon.catalog.columns else []
    named = [
        c
        for c in (*reading.columns, *ordered, *adjectives)
        if lexicon.catalog.columns[c].numeric and c != lexicon.catalog.id
    ]
    if named:
        return [{"measure": "mean", "column": c} for c in dict.fromkeys(named)]
    return [{"measure": "customers"}] if _more_than(reading) and not reading.has("churn") else usual(lexicon)


def usual(lexicon: Lexicon) -> list[Arguments]:
    """What groups are compared on when nothing is said."""
    value = lexicon.catalog.value
    mean = [{"measure": "mean", "column": value}] if value else []
    return [{"measure": "customers"}, {"measure": "churn_rate"}, *mean, {"measure": "mean_risk"}]
