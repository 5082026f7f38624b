"""Weights that move with each outcome: exponentiated gradient with a second-order correction and a fixed share.

The mixture is p = expit(a (w . z) + b), z the members' logits, a and b the calibration. Its log loss is convex in w, so
what a fixed mixture u would have saved is at most the sum of u . r_t, with r_t = w_t . g_t - g_t and g_t the gradient.
With x_t = eta * c_t * r_t (c_t <= 1: what its teller may still weigh, and less where an entry would exceed STEP) the
updates

    v_{t+1} ~ w_t * exp(x_t - x_t^2),     w_{t+1} = (1 - share) * v_{t+1} + share * w_0

lose against any fixed mixture u, over T outcomes, at most (in nats; exp(x - x^2) <= 1 + x for |x| <= 1/2)

    (KL(u, w_0) + T ln(1 / (1 - share))) / eta  +  eta * sum c_t^2 u . r_t^2  +  sum (1 - c_t) u . r_t

and against a mixture that changes k times k * ln(1 / (share * min w_0)) / eta more. Exponentiated gradient: Kivinen and
Warmuth, Information and Computation 1997; the correction: Cesa-Bianchi, Mansour and Stoltz, Machine Learning 2007;
fixed share: Herbster and Warmuth, Machine Learning 1998.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.training.metrics import Floats

ETA = 0.15
SHARE = 1e-4
FLOOR = 0.01
"""A member that training gave nothing starts with this much, so that it can come back."""
STEP = 0.3
"""By so much (of its logarithm) one outcome may move a weight at most."""


def prior(weights: Floats, floor: float = FLOOR) -> Floats:
    """Starting weights (M,): those of training, each at least about ``floor``, summing to one."""
    raised = np.maximum(weights, floor)
    return np.asarray(raised / raised.sum())


@dataclass(frozen=True, kw_only=True)
class Run:
    """A pass over outcomes: losses (T,) before learning, in nats; weights before each (T, M) and after all (M,)."""

    losses: Floats
    path: Floats
    final: Floats
    squares: Floats
    """(M,): sum of c_t^2 r_t^2."""
    clipped: Floats
    """(M,): sum of (1 - c_t) r_t, over the outcomes whose step was shortened."""
    start: Floats
    eta: float
    share: float

    def bound(self, mixture: Floats) -> float:
        """By how many nats over the whole pass the loss may exceed that of a fixed ``mixture`` (M,)."""
        used = mixture > 0
        divergence = float(np.sum(mixture[used] * np.log(mixture[used] / self.start[used])))
        stay = -len(self.losses) * math.log1p(-self.share)
        return (divergence + stay) / self.eta + float(mixture @ (self.eta * self.squares + self.clipped))


def adapt(
    logits: Floats,
    y: NDArray[np.int64],
    start: Floats,
    *,
    slopes: Floats | float = 1.0,
    offsets: Floats | float = 0.0,
    influence: Floats | float = 1.0,
    eta: float = ETA,
    share: float = SHARE,
) -> Run:
    """Pass once over outcomes ``y`` (T,) with members' ``logits`` (T, M), predicting each before learning from it.

    ``slopes`` and ``offsets`` (T,) are the calibrations in force; ``start`` (M,) the weights to start from;
    ``influence`` (T,) how much of each outcome counts, 0 to 1.
    """
    weights = start.copy()
    path, losses = np.empty_like(logits), np.empty(len(y))
    squares, clipped = np.zeros(len(start)), np.zeros(len(start))
    scaled = logits * np.broadcast_to(slopes, len(y))[:, None]
    shifts = np.broadcast_to(offsets, len(y))
    counted = np.broadcast_to(influence, len(y))
    for t, (z, shift, label) in enumerate(zip(scaled, shifts, y, strict=True)):
        path[t] = weights
        logit = float(weights @ z) + float(shift)
        losses[t] = math.log1p(math.exp(-abs(logit))) + max(logit, 0.0) - label * logit
        gradient = (1 / (1 + math.exp(-logit)) - label) * z
        saved = float(weights @ gradient) - gradient
        length = eta * float(np.abs(saved).max())
        scale = float(counted[t]) * (min(1.0, STEP / length) if length > 0 else 1.0)
        step = eta * scale * saved
        squares += (scale * saved) ** 2
        clipped += (1 - scale) * saved
        weights = weights * np.exp(step - step**2)
        weights = (1 - share) * weights / weights.sum() + share * start
    return Run(
        losses=losses,
        path=path,
        final=weights,
        squares=squares,
        clipped=clipped,
        start=start,
        eta=eta,
        share=share,
    )


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
