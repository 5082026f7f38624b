"""A reason's size as people read it: percentage points of risk instead of log-odds."""

from math import exp, log

SURE = 1e-6


def without(probability: float, shapley: float) -> float:
    """How many percentage points the risk would lose (or gain) without one column's contribution in log-odds."""
    p = min(max(probability, SURE), 1 - SURE)
    other = 1 / (1 + exp(-(log(p / (1 - p)) - shapley)))
    return 100 * (p - other)
