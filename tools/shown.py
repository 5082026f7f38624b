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
    }
)
"""Keys of Facts that no writer speaks of: they are for the trace, the cards and the charts."""
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
        told = {key: value for key, value in data.items() if key not in UNUSED and value is not None and value != {}}
        kept = {str(key): shown(value, level) for key, value in told.items()}
        for key, value in data.items():
            if isinstance(value, list) and len(value) > level.rows and _rows(value):
                kept[f"{key}_left_off"] = len(value) - level.rows
        return kept
    if isinstance(data, list | tuple):
        return [shown(item, level) for item in (data[: level.rows] if _rows(data) else data)]
    return rounded(data) if isinstance(data, float) else data


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
