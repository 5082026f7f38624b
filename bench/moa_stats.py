"""Means with bootstrap intervals over questions; differences are paired by question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2_000
_SEED = 14


@dataclass(frozen=True)
class Mean:
    """A mean and its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean(values: Sequence[float]) -> Mean:
    """The mean over questions, resampled with replacement; seeds are fixed."""
    held = np.asarray(values, dtype=float)
    picked = np.random.default_rng(_SEED).integers(0, len(held), (_RESAMPLES, len(held)))
    low, high = np.quantile(held[picked].mean(axis=1), (0.025, 0.975))
    return Mean(float(held.mean()), float(low), float(high))


def difference(one: Sequence[float], other: Sequence[float]) -> Mean:
    """``one`` less ``other``, question by question."""
    return mean([a - b for a, b in zip(one, other, strict=True)])
