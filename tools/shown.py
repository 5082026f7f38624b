"""What of a result a model is shown: one rule for planners and writers, for this turn's results and earlier ones.

Figures are rounded as a reader would see them, long lists end after some rows and say how many are left off, and what
no writer uses (each ensemble member's vote, versions, empty values) is left out. (How several are fitted into
a budget: `agents.moa.shown`.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Any

UNUSED = frozenset(
    {
        "votes",
        "model_version",
        "weights_version",
        "sql",
        "source",
        "curves",
        "curve",
        "background",
        "routed_to",
        "seconds",
        "intervals",
        "load_notes",
    }
)
"""Keys of Facts that no writer speaks of: they are for the trace, the cards and the charts."""
_REPORTED = ("rows", "positives", "folds", "trained_at", "mixture", "baselines", "weights_in_force")
"""Of the model's whole grade what a reply speaks of: how good it is beside the simple ones, who weighs in it."""
_DIGITS = 4
"""Significant digits of a figure that is no whole number."""
_SHARE_DIGITS = 6
"""The same below one, where a reader is told a per cent with one decimal: 0.28046 at four digits would be read as
28.1 %, and six cost no more tokens."""


@dataclass(frozen=True)
class Shown:
    """How much of a result is shown: so many rows of each list."""

    rows: int


LEAST = (Shown(5), Shown(3), Shown(0))
"""How a result is reduced, step by step, where all together is too long."""


def shown(data: Any, level: Shown) -> Any:
    """A result's data as a model sees it."""
    if isinstance(data, Mapping):
        return _fields(data, level)
    if isinstance(data, list | tuple):
        return [shown(item, level) for item in (data[: level.rows] if _rows(data) else data)]
    return rounded(data) if isinstance(data, float) else data


def _fields(data: Mapping[str, Any], level: Shown) -> dict[str, Any]:
    told = {str(key): value for key, value in data.items() if key not in UNUSED and value is not None and value != {}}
    if isinstance(report := told.get("report"), Mapping):
        told["report"] = {key: report[key] for key in _REPORTED if key in report}
    long = {key: len(value) for key, value in data.items() if isinstance(value, list) and _rows(value)}
    left_off = {f"{key}_left_off": size - level.rows for key, size in long.items() if size > level.rows}
    return {key: shown(value, level) for key, value in told.items()} | left_off


def measured(data: Any) -> set[str]:
    """What units speak of in a result: the keys of its figures, and the columns it names.

    The ``value`` beside a column, a measure or an operator is that one's, not the value at stake.
    """
    found: set[str] = set()
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            found |= {str(key) for key in node if key != "value" or _at_stake(node)}
            found |= {node["column"]} if isinstance(node.get("column"), str) else set()
            waiting.extend(node.values())
        elif isinstance(node, list | tuple):
            waiting.extend(node)
    return found


def _at_stake(node: Mapping[str, Any]) -> bool:
    return not {"column", "measure", "op"} & node.keys() and isinstance(node["value"], int | float)


def rounded(value: float) -> float | int:
    """A figure at digits from which a reader is told the same as from the whole: amounts to the cent, shares to six."""
    if value == 0 or not isfinite(value):
        return value
    if abs(value) >= 100:
        return round(value, 2)
    digits = _DIGITS if abs(value) >= 1 else _SHARE_DIGITS
    places = digits - 1 - floor(log10(abs(value)))
    short = round(value, max(0, places))
    return int(short) if short.is_integer() else short


def _rows(value: Sequence[Any]) -> bool:
    """Whether a list is one of rows (long, one like the other), not a handful of names or edges."""
    return bool(value) and isinstance(value[0], Mapping)
