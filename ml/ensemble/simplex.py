"""How the members share the say: non-negative weights summing to one, from out-of-fold log loss.

Mixing logits keeps contributions exact (weight x logit, they add up) and costs no calibration, which stacking on
probabilities does. The log loss of mixed logits is convex in the weights: the optimum on the simplex is global.
"""

import numpy as np
from scipy.optimize import minimize

from ml.ensemble.arrays import Floats, log_loss_of, to_probability

LEAST = 0.01
"""A weight below this is set to zero: the member would cost time and change nothing."""

MOST_ROWS = 200_000
"""More rows do not move the weights."""

PULL = 1.0
"""The pull to equal weights is worth so much log loss in all, whatever the rows: felt at 500, forgotten at 50,000."""


def simplex_weights(logits: Floats, y: Floats, pull: float = PULL) -> Floats:
    """Weights (m,) minimising the log loss of ``logits @ w`` (n, m) on the simplex, with a pull to equal weights.

    The penalty is ``pull`` x |w - equal|^2 against the sum of the losses over the n rows.
    """
    prior = pull / len(y)
    if len(y) > MOST_ROWS:
        rows = np.linspace(0, len(y) - 1, MOST_ROWS).astype(np.int64)
        logits, y = logits[rows], y[rows]
    members = logits.shape[1]
    equal = np.full(members, 1.0 / members)
    if members == 1:
        return equal

    def loss(w: Floats) -> tuple[float, Floats]:
        mixed = logits @ w
        slope = logits.T @ (to_probability(mixed) - y) / len(y)
        return log_loss_of(mixed, y) + prior * float(np.sum((w - equal) ** 2)), slope + 2 * prior * (w - equal)

    solved = minimize(
        loss,
        equal,
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * members,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0, "jac": np.ones_like},
        options={"maxiter": 300, "ftol": 1e-10},
    )
    return _clean(solved.x if np.isfinite(solved.x).all() else equal)


def _clean(weights: Floats) -> Floats:
    kept = np.where(weights >= LEAST, weights, 0.0)
    return np.asarray(kept / kept.sum(), dtype=np.float64)


def renormalised(weights: Floats, present: Floats) -> Floats:
    """Weights with the absent members' share given to the present ones, in proportion (equal, if they had none)."""
    kept = weights * present
    total = kept.sum()
    if total > 0:
        return np.asarray(kept / total, dtype=np.float64)
    return np.asarray(present / max(1.0, present.sum()), dtype=np.float64)


def ablation(logits: Floats, y: Floats, weights: Floats) -> list[float]:
    """Rise of the out-of-fold log loss when each member is left out and the others are weighted anew."""
    full = log_loss_of(logits @ weights, y)
    rises = []
    for member in range(logits.shape[1]):
        if logits.shape[1] == 1:
            rises.append(float("nan"))
            continue
        others = np.delete(logits, member, axis=1)
        rises.append(log_loss_of(others @ simplex_weights(others, y), y) - full)
    return rises
