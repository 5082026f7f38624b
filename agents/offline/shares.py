"""Shares: what part of whom."""

from collections.abc import Sequence
from itertools import pairwise

from agents.offline.asked import Arguments
from agents.offline.conditions import Condition
from agents.offline.plan import Call
from agents.offline.reading import Reading
from agents.offline.where import Node, where


def share(reading: Reading) -> Call | None:
    """``what share of A are B``: B in the measure's filter, A in the question's."""
    if reading.has("churn") and not reading.has("left", "leavers"):
        rate: list[Arguments] = [{"measure": "churn_rate"}]
        return Call("portfolio", _with(rate, reading.where, reading.groups, None, reading))
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
            (i for i, (a, b) in enumerate(pairwise(after), 1) if _in_between(reading, a, b)),
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
