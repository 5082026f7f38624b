"""Calibration of the mixture: one slope and one offset on the logit (Platt, 1999), fitted on out-of-fold mixtures.

Few customers cannot tell a slope of .9 from one of 1.1: a Gaussian prior around the identity decides for them, and
some thousand customers outvote it.

A straight line keeps every sum exact: the members' contributions and the Shapley values of the mixture, times the
slope, are those of the calibrated logit.
"""

from dataclasses import dataclass

import numpy as np

from ml.ensemble.arrays import Floats, to_probability

SPREAD = (0.1, 0.3)
"""How far slope and offset may be expected to lie from 1 and 0 before any data are seen (standard deviations)."""


@dataclass(frozen=True)
class Calibration:
    """logit = slope x mixture + offset."""

    slope: float = 1.0
    offset: float = 0.0

    def apply(self, mixture: Floats) -> Floats:
        """Calibrated logits of mixture logits of any shape."""
        return self.slope * mixture + self.offset


def fit_calibration(mixture: Floats, y: Floats) -> Calibration:
    """Newton's method on the log loss of slope and offset, pulled to the identity by SPREAD; slope held in 0.5 to 2."""
    design = np.column_stack([mixture, np.ones(len(y))])
    identity = np.array([1.0, 0.0])
    pull = 1.0 / np.square(SPREAD) / len(y)
    theta = identity
    for _ in range(50):
        p = to_probability(design @ theta)
        gradient = design.T @ (p - y) / len(y) + pull * (theta - identity)
        curvature = (design * (p * (1 - p))[:, None]).T @ design / len(y) + np.diag(pull)
        step = np.linalg.solve(curvature, gradient)
        theta = theta - np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-10:
            break
    if not np.isfinite(theta).all() or not 0.5 <= theta[0] <= 2.0:
        return Calibration()
    return Calibration(float(theta[0]), float(theta[1]))


def expected_calibration_error(probability: Floats, y: Floats, bins: int = 10) -> float:
    """ECE over equal-width bins: mean gap between predicted and observed rate, weighted by customers."""
    index = np.minimum((probability * bins).astype(np.int64), bins - 1)
    counts = np.bincount(index, minlength=bins)
    gaps = np.abs(np.bincount(index, probability, bins) - np.bincount(index, y, bins))
    return float(gaps.sum() / max(1, counts.sum()))
