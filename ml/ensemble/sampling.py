"""Which rows of a large table are learned from: the rarer class is kept, and what that does to the base rate is undone.

A thousand times more rows move a member by a ten-thousandth; a tenth of the leavers moves it a lot. So a sample keeps
the rarer class up to a quarter of its room, and the member's logit is shifted back by the log of the ratio at which
both classes were kept (King and Zeng, Logistic Regression in Rare Events Data, 2001).
"""

from dataclasses import dataclass

import numpy as np

from ml.ensemble.arrays import Bools, Floats, Ints, clip_logit
from ml.ensemble.members.base import Fitted

MOST_ASKED = 160_000
"""Rows, drawn without a look at labels, answered out of fold: weights, calibration and report rest on them."""
MOST_RARE = 40_000
"""Beside them, so many of the rarer class are learned from."""
RARE_SHARE = 0.25


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The part of a table of n rows that training looks at, and what it stands for."""

    rows: Ints
    """(t,): positions in the table, ascending."""
    asked: Bools
    """(t,): drawn evenly from all; the others were added for their class and are only learned from."""
    counts: Ints
    """(folds, 2): rows of each fold and class in the whole table."""

    def within(self, part: tuple[int, ...]) -> Ints:
        """(2,): rows of each class in the whole table outside these folds."""
        return np.asarray(self.counts.sum(axis=0) - self.counts[list(part)].sum(axis=0))


def choose(y: Floats, folds: Ints, seed: int) -> Sample:
    """All rows of a table up to MOST_ASKED + MOST_RARE, else a sample whose part of a fold depends on that fold alone.

    So no label can move which rows of other folds are learned from: scores stay honest.
    """
    n, count = len(y), int(folds.max()) + 1
    counts = np.array([[np.sum((folds == k) & (y == label)) for label in (0.0, 1.0)] for k in range(count)])
    if n <= MOST_ASKED + MOST_RARE:
        return Sample(rows=np.arange(n), asked=np.ones(n, dtype=bool), counts=counts)
    turn = np.random.default_rng(seed).permutation(n)
    asked = turn < MOST_ASKED
    rare = 1.0 if y.mean() <= 0.5 else 0.0
    chosen = asked.copy()
    for fold in range(count):
        of_kind = np.flatnonzero((folds == fold) & (y == rare))
        chosen[of_kind[np.argsort(turn[of_kind])][: MOST_RARE // count]] = True
    rows = np.flatnonzero(chosen)
    return Sample(rows=rows, asked=asked[rows], counts=counts)


def enriched(
    rows: Ints, y: Floats, most: int, *, standing_for: Ints | None = None, seed: int = 0
) -> tuple[Ints, float]:
    """At most ``most`` of ``rows`` with the rarer class kept, and the shift that undoes it.

    Args:
        rows: positions in ``y``.
        y: labels 0/1.
        most: rows wanted.
        standing_for: (2,) how many rows of each class they were drawn from; themselves by default.
        seed: of the draw.

    Returns:
        The rows, ascending, and what to add to the logit of a model learned from them.
    """
    there = [rows[y[rows] == label] for label in (0.0, 1.0)]
    origin = np.array([len(part) for part in there]) if standing_for is None else standing_for
    kept = there
    if len(rows) > most:
        rare = int(origin[1] <= origin[0])
        natural = origin[rare] / origin.sum()
        room = round(most * max(natural, RARE_SHARE))
        wanted = [0, 0]
        wanted[rare] = min(len(there[rare]), room)
        wanted[1 - rare] = min(len(there[1 - rare]), most - wanted[rare])
        draw = np.random.default_rng(seed)
        kept = [draw.permutation(part)[:size] for part, size in zip(there, wanted, strict=True)]
    if min(map(len, kept)) == 0 or origin.min() == 0:
        return np.sort(np.concatenate(kept)), 0.0
    shift = float(np.log(len(kept[0]) / origin[0]) - np.log(len(kept[1]) / origin[1]))
    return np.sort(np.concatenate(kept)), shift


@dataclass(frozen=True)
class Shifted:
    """A member learned from an enriched sample, brought back to the table's base rate."""

    inner: Fitted
    shift: float

    def logit(self, X: Floats) -> Floats:
        """Logit (n,)."""
        return clip_logit(self.inner.logit(X) + self.shift)


def shifted(fitted: Fitted, shift: float) -> Fitted:
    """The member itself where there is nothing to undo."""
    return Shifted(fitted, shift) if abs(shift) > 1e-6 else fitted
