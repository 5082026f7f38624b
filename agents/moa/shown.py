"""What of a result a model is shown: one rule for planners and writers, for this turn's results and earlier ones.

Figures are rounded as a reader would see them, long lists end after some rows and say how many are left off, and what no
writer uses (each ensemble member's vote, versions, empty values) is left out. Fitting several into a budget reduces the
oldest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from agents.llm.tokens import count
from tools.facts import Fact

UNUSED = frozenset({"votes", "model_version", "weights_version", "sql", "source", "curves", "curve"})
"""Keys of Facts that no writer speaks of: they are for the trace, the cards and the charts."""
_DIGITS = 4
"""Significant digits of a figure that is no whole number: 0.2037 is read as 20.4 %."""


@dataclass(frozen=True)
class Shown:
    """How much of a result is shown: so many rows of each list."""

    rows: int


LEAST = (Shown(5), Shown(3), Shown(0))
"""How a result is reduced, step by step, where all together is too long."""


def shown(data: Any, level: Shown) -> Any:
    """A result's data as a model sees it."""
    if isinstance(data, Mapping):
        kept = {str(key): shown(value, level) for key, value in data.items() if key not in UNUSED and value is not None}
        for key, value in data.items():
            if isinstance(value, list) and len(value) > level.rows and _rows(value):
                kept[f"{key}_left_off"] = len(value) - level.rows
        return kept
    if isinstance(data, list | tuple):
        return [shown(item, level) for item in (data[: level.rows] if _rows(data) else data)]
    return rounded(data) if isinstance(data, float) else data


def rounded(value: float) -> float | int:
    """A figure at the digits a reader would be told; whole amounts from 1,000 on have no cents."""
    if value == 0 or value != value or value in (float("inf"), float("-inf")):
        return value
    if abs(value) >= 1000:
        return round(value)
    places = _DIGITS - 1 - floor(log10(abs(value)))
    short = round(value, max(0, places))
    return int(short) if short.is_integer() else short


def _rows(value: Sequence[Any]) -> bool:
    """Whether a list is one of rows (long, one like the other), not a handful of names or edges."""
    return bool(value) and isinstance(value[0], Mapping)


def fitted(facts: Sequence[Fact], *, rows: int, tokens: int) -> list[dict[str, Any]]:
    """This turn's results for a writer, the first ones reduced first where all would be too long."""
    levels = [Shown(rows)] * len(facts)
    told = [_told(fact, level) for fact, level in zip(facts, levels, strict=True)]
    sizes = [count(str(item)) for item in told]
    for index, fact in enumerate(facts):
        for level in (Shown(max(rows // 2, 5)), *LEAST):
            if sum(sizes) <= tokens:
                return told
            told[index] = _told(fact, level)
            sizes[index] = count(str(told[index]))
    return told


def _told(fact: Fact, level: Shown) -> dict[str, Any]:
    data = shown(fact.data, level)
    keys = _keys(data)
    units = {key: unit for key, unit in fact.units.items() if key in keys}
    return {"id": fact.id, "tool": fact.tool, "arguments": dict(fact.arguments), "data": data, "units": units}


def _keys(node: Any) -> set[str]:
    if isinstance(node, Mapping):
        return set(node).union(*(_keys(value) for value in node.values())) if node else set()
    if isinstance(node, list):
        return set().union(*(_keys(item) for item in node[:3])) if node else set()
    return set()
