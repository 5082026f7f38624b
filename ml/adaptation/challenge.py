"""May the challenger take over? Only on outcomes neither model learned from, and only by a stated test.

The test: one-sided paired t-test on the differences of log loss per outcome, level 5 %, on at least 100 held-back
outcomes with at least 10 of each kind. Both models adapt their weights on the way, each outcome predicted before it is
learned from, so that neither is favoured.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.texts.terminal import said
from ml.training.metrics import Floats, better

LEVEL = 0.05
LEAST = 100
LEAST_OF_EACH = 10


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Mean log losses (nats), gain = champion - challenger, one-sided p-value, and whether to promote."""

    outcomes: int
    champion: float
    challenger: float
    gain: float
    p_value: float
    promote: bool
    why: str


def judge(y: NDArray[np.int64], champion: Floats, challenger: Floats) -> Verdict:
    """Compare the losses (n,) of both models, in nats, on held-back outcomes ``y`` (n,)."""
    if len(y) < LEAST or min(int(y.sum()), int((1 - y).sum())) < LEAST_OF_EACH:
        why = said("adapt.too_few", count=len(y), least=LEAST, of_each=LEAST_OF_EACH)
        nan = float("nan")
        return Verdict(outcomes=len(y), champion=nan, challenger=nan, gain=nan, p_value=nan, promote=False, why=why)
    gain, p_value = better(challenger, champion)
    promote = gain > 0 and p_value < LEVEL
    return Verdict(
        outcomes=len(y),
        champion=float(champion.mean()),
        challenger=float(challenger.mean()),
        gain=gain,
        p_value=p_value,
        promote=promote,
        why=said("adapt.gain", gain=gain, p=p_value),
    )
