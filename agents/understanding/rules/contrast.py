"""Groups set against each other: values of a column, those who left against those who stayed, one side and the rest."""

from collections.abc import Sequence

from agents.understanding.calls import Call, ask_back
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.asked import Arguments, asks_who
from agents.understanding.rules.condition import Condition
from agents.understanding.rules.figures import measures_of
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.sides import sides
from agents.understanding.rules.where import Node, all_of, in_order

_TOLD = frozenset(["que", "who", "that", "quienes", "those", "la", "los", "las", "de"])


def compared(reading: Reading, lexicon: Lexicon) -> list[Call]:
    """The comparison of the sides that are set against each other; none where nothing is."""
    told = _left_and_stayed(reading, lexicon)
    rest = _against_the_rest(reading, lexicon)
    if rest:
        return rest
    if not (_set_against(reading) or (told and not reading.has("count", "share"))):
        return []
    found = sides([*reading.conditions, *told], reading.row)
    if len(found) < 2:
        return [ask_back("threshold")] if _opposites(reading) else []
    groups = [{"label": ", ".join(map(_label, side)), "where": _all_of(side)} for side in found]
    measures = _measures(reading, lexicon, label=bool(told))
    return [Call("compare", {"groups": groups, "measures": measures})]


def _against_the_rest(reading: Reading, lexicon: Lexicon) -> list[Call]:
    """``do those with a card churn more?``: more than those without, who are not named."""
    said = reading.conditions
    asks = reading.has("churn") and reading.has("more", "less") and not reading.has("versus", "count", "risk")
    first = next((item for item in reading.row if not item.sign), None)
    open_question = first is None or first.has("which", "list") or asks_who(reading)
    if not asks or open_question or len(said) != 1 or reading.groups or reading.measures or reading.listing:
        return []
    spec = lexicon.catalog.columns.get(said[0].column)
    if spec is None or spec.kind != "flag" or said[0].op != "eq":
        return []
    by: Arguments = {"measures": [{"measure": "churn_rate"}], "groups": [{"column": spec.name}]}
    return [Call("portfolio", by)]


def _opposites(reading: Reading) -> bool:
    """``the young against the old``, ``rich or poor``: two ends of a column, with no number that parts them."""
    ends = {pair for item in reading.row for pair in item.entry.adjectives[:1]}
    apart = any((column, -sign) in ends for column, sign in ends)
    return apart and not reading.conditions and not any(item.number for item in reading.row)


def _set_against(reading: Reading) -> bool:
    """Whether two things are compared: frente a, compara, more … than, who … or."""
    if reading.has("versus", "compare") or any(c.elliptic for c in reading.conditions) or _more_than(reading):
        return True
    if reading.has("count", "call") or reading.slots.limit is not None or _customers_asked(reading):
        return False
    asks = reading.has("max", "min", "most", "more", "least", "less", "which") or asks_who(reading) or _ranks(reading)
    return reading.has("or") and asks


def _customers_asked(reading: Reading) -> bool:
    """``which customers in France or Spain …``: they are asked for, not set against each other."""
    return any(
        a.has("which", "list") and b.has("customers") for a, b in zip(reading.row, reading.row[1:], strict=False)
    )


def _more_than(reading: Reading) -> bool:
    """``more men than women``: two values of a column with more and than, and no number after it."""
    columns = [c.column for c in reading.conditions] or ["", ""] * _opposites(reading)
    than = any(
        (item.has("than") or (item.has("gt", "lt") and item.words[-1] in {"than", "que"}))
        and not _number_follows(reading, i)
        for i, item in enumerate(reading.row)
    )
    told = reading.has("more", "less", "most", "least", "likely", "churn", "gt", "lt", "risk") or _ranks(reading)
    return than and told and len(set(columns)) < len(columns)


def _number_follows(reading: Reading, i: int) -> bool:
    return any(item.number is not None for item in reading.row[i + 1 : i + 3])


def _ranks(reading: Reading) -> bool:
    return any(item.entry.adjectives for item in reading.row)


def _left_and_stayed(reading: Reading, lexicon: Lexicon) -> list[Condition]:
    """Those who left and those who stayed, as conditions of the label, where both are spoken of."""
    label, row = lexicon.catalog.label, reading.row
    found: list[Condition] = []
    for i, item in enumerate(row):
        who = i > 0 and row[i - 1].words[-1] in _TOLD
        stays = item.has("stay") and not item.has("left")
        gone = item.has("left", "leavers") or (item.has("churn") and who)
        if stays or gone:
            negated = any(b.has("not") for b in row[max(0, i - 2) : i])
            value = label.positive if gone != negated else label.negative
            if all(c.value != value for c in found):
                found.append(Condition(label.column, "eq", value, i, i + 1))
    return found if len(found) == 2 else []


def _all_of(conditions: Sequence[Condition]) -> Node:
    nodes = [condition.node() for condition in conditions]
    return in_order(all_of(nodes))


def _label(condition: Condition) -> str:
    return group_label(condition.column, condition.op, condition.value)


def group_label(column: str, op: str, value: object) -> str:
    """What a compared group is called by its condition: ``Germany``, ``Age > 50``."""
    if op == "eq" and isinstance(value, str) and not value.isdigit():
        return value
    signs = {"eq": "=", "ne": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "between": "=", "in": "="}
    text = "–".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{column} {signs.get(op, op)} {text}"


def _measures(reading: Reading, lexicon: Lexicon, *, label: bool) -> list[Arguments]:
    """What groups are compared on: the measures said, the columns or adjectives named, else the usual figures."""
    if label:
        said = [m for m in reading.measures if m["measure"] != "churn_rate"]
        return said or _named(reading, lexicon) or usual(lexicon, churn=False)
    named = _named(reading, lexicon)
    if not reading.measures and reading.has("likely") and not named:
        return [{"measure": "churn_rate"}, {"measure": "mean_risk"}]
    said = measures_of(reading, lexicon)
    if said or named:
        return said or named
    if reading.has("risk", "risky"):
        return [{"measure": "mean_risk"}]
    counted = _more_than(reading) or _more_of_them(reading)
    return [{"measure": "customers"}] if counted and not reading.has("churn", "stay") else usual(lexicon)


def _named(reading: Reading, lexicon: Lexicon) -> list[Arguments]:
    adjectives = [a for item in reading.row for a, _ in item.entry.adjectives]
    ordered = [reading.order[0]] if reading.order is not None and reading.order[0] in lexicon.catalog.columns else []
    bound = {c.column for c in reading.conditions}
    named = [
        c
        for c in (*reading.columns, *ordered, *adjectives)
        if lexicon.catalog.columns[c].numeric and c != lexicon.catalog.id and c not in bound
    ]
    return [{"measure": "mean", "column": c} for c in dict.fromkeys(named)]


def _more_of_them(reading: Reading) -> bool:
    """``more men or more women``: how many they are."""
    beside = zip(reading.row, reading.row[1:], strict=False)
    return any(a.has("more", "less", "most", "least") and bool(b.entry.values) for a, b in beside)


def usual(lexicon: Lexicon, *, churn: bool = True) -> list[Arguments]:
    """What groups are compared on when nothing is said."""
    value = lexicon.catalog.value
    mean = [{"measure": "mean", "column": value}] if value else []
    rates = [{"measure": "churn_rate"}] if churn else []
    return [{"measure": "customers"}, *rates, *mean, *([{"measure": "mean_risk"}] if churn else [])]


def overview(lexicon: Lexicon) -> list[Arguments]:
    """How some customers, or all, are doing."""
    at_risk: list[Arguments] = [{"measure": "value_at_risk"}] if lexicon.catalog.value else []
    return [*usual(lexicon), *at_risk]
