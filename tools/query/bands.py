"""Bands of numbers: round cut points, and a band as a Fact shows it."""

from math import ceil, floor, log10
from typing import Any


def nice_bands(low: float | None, high: float | None, count: int) -> tuple[float, ...]:
    """About ``count`` equally wide bands between round cut points; empty where there is nothing to divide."""
    if low is None or high is None or high <= low:
        return ()
    rough = (high - low) / count
    power = 10.0 ** floor(log10(rough))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough), 10 * power)
    first = floor(low / step) + 1
    return tuple(round(i * step, 10) for i in range(first, ceil(high / step)))


def band(low: float | None, high: float | None, *, whole: bool) -> dict[str, Any]:
    """``from`` (included) and ``to`` (excluded), ``last`` for whole numbers, and a label in signs rather than words."""
    start, end = _short(low), _short(high)
    shown: dict[str, Any] = {"from": start, "to": end}
    if whole and end is not None:
        shown["last"] = ceil(end) - 1
    last = shown.get("last", end)
    if start is None:
        label = f"< {end}"
    elif end is None:
        label = f"≥ {start}"
    else:
        label = f"{start}–{last}" if last != start else f"{start}"
    return {**shown, "label": label}


def _short(value: float | None) -> float | None:
    return int(value) if value is not None and float(value).is_integer() else value
