"""A reason's size as people read it: percentage points of risk instead of log-odds."""

from collections.abc import Iterable, Mapping
from math import exp, log
from typing import Any

SURE = 1e-6


def without(probability: float, shapley: float) -> float:
    """How many percentage points the risk would lose (or gain) without one column's contribution in log-odds."""
    p = min(max(probability, SURE), 1 - SURE)
    other = 1 / (1 + exp(-(log(p / (1 - p)) - shapley)))
    return 100 * (p - other)


def largest_first(
    probability: float, attributions: Iterable[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any], float]]:
    """Reasons with their points as they are shown, in that order: equal log-odds are fewer points on the way down."""
    told = [(one, without(probability, float(one["shapley"]))) for one in attributions]
    return sorted(told, key=lambda pair: -abs(pair[1]))
