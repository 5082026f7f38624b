"""Weights that move with each outcome: exponentiated gradient with a fixed share, on the simplex of the members.

The mixture is p = expit(a (w . z) + b), z the members' logits, a and b the calibration. Its log loss is convex in w, so
with gradients g_t and r_t = (max g_t - min g_t) / 2 the updates

    v_{t+1} ~ w_t * exp(-eta * g_t),     w_{t+1} = (1 - share) * v_{t+1} + share * w_0

lose, against the best sequence of fixed mixtures with k changes in hindsight, at most

    ((k + 1) * D + k * ln(1 / share) + (T - k - 1) * ln(1 / (1 - share))) / eta  +  eta / 2 * sum r_t^2

nats over T outcomes, with D = ln(1 / min w_0) (Kivinen and Warmuth, Information and Computation 1997; Herbster and
Warmuth, Machine Learning 1998; Cesa-Bianchi et al., NeurIPS 2012). ``Run.bound`` gives it for the gradients seen.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.metrics import Floats

ETA = 0.1
SHARE = 1e-4
FLOOR = 1e-3
"""A member that training gave nothing starts with this much, so that it can come back."""


def prior(weights: Floats, floor: float = FLOOR) -> Floats:
    """Starting weights (M,): those of training, each at least ``floor``, summing to one."""
    raised = np.maximum(weights, floor)
    return np.asarray(raised / raised.sum())


@dataclass(frozen=True, kw_only=True)
class Run:
    """A pass over outcomes: losses (T,) before learning, in nats; weights before each (T, M) and after all (M,)."""

    losses: Floats
    path: Floats
    final: Floats
    gradients: float
    """Sum of r_t squared."""
    eta: float
    share: float

    def bound(self, changes: int = 0) -> float:
        """The regret bound in nats over the whole pass, against the best mixtures with that many changes."""
        steps = len(self.losses)
        if not steps:
            return 0.0
        spread = -math.log(float(self.path[0].min()))
        stay = (steps - changes - 1) * -math.log1p(-self.share)
        move = changes * -math.log(self.share) if changes else 0.0
        return ((changes + 1) * spread + move + stay) / self.eta + self.eta / 2 * self.gradients


def adapt(
    logits: Floats,
    y: NDArray[np.int64],
    start: Floats,
    *,
    slopes: Floats | float = 1.0,
    offsets: Floats | float = 0.0,
    eta: float = ETA,
    share: float = SHARE,
) -> Run:
    """Pass once over outcomes ``y`` (T,) with members' ``logits`` (T, M), predicting each before learning from it.

    ``slopes`` and ``offsets`` (T,) are the calibrations in force; ``start`` (M,) the weights to start from.
    """
    weights = start.copy()
    path, losses, total = np.empty_like(logits), np.empty(len(y)), 0.0
    scaled = logits * np.broadcast_to(slopes, len(y))[:, None]
    shifts = np.broadcast_to(offsets, len(y))
    for t, (z, shift, label) in enumerate(zip(scaled, shifts, y, strict=True)):
        path[t] = weights
        logit = float(weights @ z) + float(shift)
        losses[t] = math.log1p(math.exp(-abs(logit))) + max(logit, 0.0) - label * logit
        gradient = (1 / (1 + math.exp(-logit)) - label) * z
        total += float(np.ptp(gradient) / 2) ** 2
        weights = weights * np.exp(-eta * (gradient - gradient.min()))
        weights = (1 - share) * weights / weights.sum() + share * start
    return Run(losses=losses, path=path, final=weights, gradients=total, eta=eta, share=share)


def hindsight(
    logits: Floats, y: NDArray[np.int64], *, slopes: Floats | float = 1.0, offsets: Floats | float = 0.0
) -> tuple[Floats, float]:
    """The fixed mixture (M,) with the least log loss on all of ``y``, and that loss (nats per outcome)."""
    from scipy.optimize import minimize  # noqa: PLC0415  (only benchmarks and reports ask for it)

    members = logits.shape[1]
    scaled = logits * np.broadcast_to(slopes, len(y))[:, None]

    def loss(w: Floats) -> tuple[float, Floats]:
        s = scaled @ w + offsets
        p = 1 / (1 + np.exp(-s))
        return float(np.mean(np.logaddexp(0, s) - y * s)), scaled.T @ (p - y) / len(y)

    found = minimize(
        loss,
        np.full(members, 1 / members),
        jac=True,
        method="SLSQP",
        bounds=[(0, 1)] * members,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(members)},
        options={"maxiter": 500, "ftol": 1e-12},
    )
    return np.asarray(found.x), float(found.fun)
