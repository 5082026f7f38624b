"""Shares: what part of whom, or of whose money."""

from collections.abc import Sequence
from itertools import pairwise

from agents.understanding.calls import Call
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.asked import Arguments
from agents.understanding.rules.condition import Condition
from agents.understanding.rules.reading import Reading
from agents.understanding.rules.where import Node, where

_WHO = frozenset(["que", "who", "that", "quienes", "those", "aquellos"])
_VERBS = frozenset(
    {"son", "es", "are", "is", "were", "was", "tienen", "tiene", "have", "has", "estan", "esta", "hold"}
    | {"own", "do", "eran", "era", "had", "tenia", "tenian", "estaba", "estaban", "poseen", "does", "cuentan"}
    | {"supera", "superan", "exceed", "exceeds", "viven", "live", "lives", "vive", "comes", "come", "came"}
    | {"viene", "vienen", "proceden", "use", "uses", "used", "usa", "usan", "pay", "pays", "paid", "pagan"}
    | {"paga"}
)
_DESCRIBING = frozenset(
    {"con", "with", "who", "que", "holders", "poseedores", "titulares", "holding", "using", "having", "owning"}
    | {"carrying", "got"}
)
"""What leads to a thing that is had, and says nothing of somebody."""


def share(reading: Reading, lexicon: Lexicon) -> Call | None:
    """``what share of A are B``: B in the measure's filter, A in the question's."""
    held = _summed(reading, lexicon)
    if held is not None:
        return _share_of_sum(reading, held)
    if reading.has("churn") and reading.population is None and not reading.has("left", "leavers", "stay"):
        return Call("portfolio", _with([{"measure": "churn_rate"}], reading.where, None, reading))
    told = _label(reading, lexicon)
    part, whole = _split(reading, [*reading.conditions, *told])
    if not part:
        return None
    column = _all_values(part, lexicon)
    if column is not None and not told:
        whole_node = where(whole, reading.row)
        return Call("distribution", {"column": column, **({"where": whole_node} if whole_node else {})})
    label = lexicon.catalog.label
    if len(part) > 1:
        whole, part = [*whole, *(c for c in part if c in told)], [c for c in part if c not in told]
    population = next((_population(c, label.positive) for c in whole if c.column == label.column), None)
    whole = [c for c in whole if c.column != label.column]
    own = part[0]
    if len(part) == 1 and own.column == label.column and own.value == label.positive:
        measures: list[Arguments] = [{"measure": "churn_rate"}]
    elif len(part) == 1 and own.column == "risk_band" and own.value == "high" and own.op == "eq":
        measures = [{"measure": "high_risk_share"}]
    else:
        measures = [{"measure": "share", "where": where(part, reading.row)}]
    return Call("portfolio", _with(measures, where(whole, reading.row), population, reading))


def _all_values(part: Sequence[Condition], lexicon: Lexicon) -> str | None:
    """``the proportion of men and women``: every value of a column, which is how the column is spread."""
    columns = {c.column for c in part}
    spec = lexicon.catalog.columns.get(part[0].column)
    values = {c.value for c in part if isinstance(c.value, str)}
    return (
        spec.name if spec is not None and len(columns) == 1 and len(values) > 1 and values >= set(spec.values) else None
    )


def _population(condition: Condition, positive: str) -> str:
    return "left" if condition.value == positive else "current"


def _label(reading: Reading, lexicon: Lexicon) -> list[Condition]:
    """Having left or stayed, as a condition at the place where it is said."""
    if reading.population is None and not reading.has("leavers"):
        return []
    label = lexicon.catalog.label
    value = label.negative if reading.population == "current" else label.positive
    said = [i for i, item in enumerate(reading.row) if item.has("left", "stay", "leavers", "churn")]
    asked = [i for i in said if i > (reading.share_at or 0)]
    return [Condition(label.column, "eq", value, i, i + 1) for i in (asked or said)[:1]]


# --- the share of a sum


def divided_sum(reading: Reading, lexicon: Lexicon) -> Call | None:
    """``how is the balance split across countries``: each group's sum and its part of the whole."""
    if not reading.groups or not (reading.has("distribution", "breakdown") or reading.share_at is not None):
        return None
    grouped = {group["column"] for group in reading.groups}
    kinds = lexicon.catalog.columns
    money = [c for c in reading.columns if kinds[c].kind == "money" and c not in grouped]
    money += [m["column"] for m in reading.measures if m["measure"] == "sum"]
    others = [m for m in reading.measures if m["measure"] != "sum"]
    return _share_of_sum(reading, money[0]) if money and not others and not reading.has("churn") else None


def _summed(reading: Reading, lexicon: Lexicon) -> str | None:
    """The money that is divided: ``what percentage of the total balance``, ``qué parte del saldo``."""
    total = next((m["column"] for m in reading.measures if m["measure"] == "sum"), None)
    if total is not None or any(m == {"measure": "value_at_risk"} for m in reading.measures):
        return total or "value_at_risk"
    for item in reading.row[(reading.share_at or 0) + 1 :]:
        money = [c for c in item.entry.columns if lexicon.catalog.columns[c].kind == "money"]
        if money and money[0] in reading.columns:
            return money[0]
        if not (item.stop or item.has("in", "sum", "all", "pronoun", "how_much", "by")):
            return None
    return None


def _share_of_sum(reading: Reading, column: str) -> Call:
    measure: Arguments = {"measure": "share", "column": column}
    if reading.groups or reading.where is None:
        plain: Arguments = (
            {"measure": "value_at_risk"} if column == "value_at_risk" else {"measure": "sum"} | {"column": column}
        )
        return Call("portfolio", _with([plain, measure], reading.where, reading.population, reading))
    return Call("portfolio", _with([{**measure, "where": reading.where}], None, reading.population, reading))


# --- the part and the whole


def _whole_told(reading: Reading, start: int, gone: int) -> bool:
    """``of women among those who left``: the whole comes after the part."""
    between = reading.row[start:gone]
    return any(item.has("among") or {"of", "de", "among", "entre"} & set(item.words) for item in between)


def _split(reading: Reading, conditions: list[Condition]) -> tuple[list[Condition], list[Condition]]:
    """The conditions of the part and of the whole."""
    at = reading.share_at or 0
    conditions = sorted(conditions, key=lambda c: c.start)
    after = [c for c in conditions if c.start > at]
    before = [c for c in conditions if c.start < at]
    gone = next((i for i in range(at + 1, len(reading.row)) if reading.row[i].has("left", "leavers")), None)
    part = [c for c in after if c.start != gone]
    if gone is not None and part and all(c.end <= gone for c in part) and _whole_told(reading, part[-1].end, gone):
        return part, [c for c in conditions if c not in part]
    verb = next((i for i in range(at + 1, len(reading.row)) if _says(reading, i)), None)
    done = _verb_of_label(reading, after)
    if done is not None:
        return [done], [c for c in conditions if c != done]
    first = [c for c in after if verb is not None and c.start < verb]
    second = [c for c in after if verb is not None and (c.start >= verb or c.end > verb)]
    if verb is not None and second:
        return second, [*before, *(c for c in first if c not in second)]
    if len(after) > 1 and not reading.groups:
        cut = next(
            (i for i, (a, b) in enumerate(pairwise(after), 1) if _in_between(reading, a, b)),
            len(after),
        )
        return after[:cut], [*before, *after[cut:]]
    if not after and any(item.has("them") for item in reading.row[at:]):
        return [], before
    return (after or before), (before if after else [])


def _says(reading: Reading, i: int) -> bool:
    """Whether a verb says something of somebody: are, exceed, *rent* a locker."""
    item, before = reading.row[i], reading.row[i - 1].words if i else ()
    has = item.has("with") and not item.entry.of_the_bank and not _DESCRIBING & {*item.words, *before}
    return bool(set(item.words) & _VERBS) or has


def _verb_of_label(reading: Reading, after: Sequence[Condition]) -> Condition | None:
    """``what percentage of active customers stays``: having left or stayed is what is said of the others."""
    told = next(
        (c for c in after if c.end - c.start == 1 and reading.row[c.start].has("left", "stay", "leavers")), None
    )
    if told is None:
        return None
    item, beside = reading.row[told.start], reading.row[max(0, told.start - 2) : told.start]
    described = bool(set(item.words) & _WHO) or any(set(b.words) & _WHO for b in beside)
    noun = any(r.has("customers") for r in reading.row[told.start + 1 : told.start + 2])
    later = [c for c in after if c.start > told.start]
    if later and (described or noun or set(reading.row[told.start + 1].words) & _VERBS):
        return None
    return told


def _in_between(reading: Reading, left: Condition, right: Condition) -> bool:
    return any(
        item.words[0] in {"in", "en", "among", "entre", "from", "within", "dentro"}
        for item in reading.row[left.end : right.start]
    )


def _with(measures: list[Arguments], node: Node | None, population: str | None, reading: Reading) -> Arguments:
    arguments: Arguments = {"measures": measures}
    if node is not None:
        arguments["where"] = node
    if reading.groups:
        arguments["groups"] = list(reading.groups)
        if reading.order is not None:
            arguments |= {"order": reading.order[1], "order_by": 0}
    if population is not None:
        arguments["population"] = population
    return arguments
