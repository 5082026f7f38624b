"""The array types of the room, and the way between probability and logit that every member shares."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[Any]

LOGIT_LIMIT = 9.0
"""Members say nothing beyond this: one in 8,000. A mixture of logits must not be held hostage by one certain member."""


def to_logit(probability: Floats) -> Floats:
    """Logit of probabilities of any shape, clipped to +-LOGIT_LIMIT."""
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return clip_logit(np.log(p) - np.log1p(-p))


def clip_logit(logit: Floats) -> Floats:
    """Logits of any shape held within +-LOGIT_LIMIT (NaN stays NaN)."""
    return np.minimum(np.maximum(logit, -LOGIT_LIMIT), LOGIT_LIMIT)


def to_probability(logit: Floats) -> Floats:
    """Probability of logits of any shape, without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * logit))


def log_loss_of(logit: Floats, y: Floats) -> float:
    """Mean log loss of logits (n,) against labels 0/1 (n,)."""
    return float(np.mean(np.logaddexp(0.0, logit) - y * logit))
