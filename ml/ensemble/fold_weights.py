"""The learned say: weights and calibration for everybody, and for each fold those that never saw that fold.

A labelled customer is answered by models, weights and calibration none of which touched their fold, so their score
does not move when their own label is flipped (pairs of folds, see ``ml.ensemble.crossfit``).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ml.answers.intervals import VennAbers
from ml.ensemble.arrays import Floats, Ints
from ml.ensemble.calibration import Calibration, fit_calibration
from ml.ensemble.crossfit import CrossFit
from ml.ensemble.folds import EVERYONE
from ml.ensemble.simplex import simplex_weights


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Weights (m,), calibration and interval of one route."""

    weights: Floats
    calibration: Calibration
    interval: VennAbers


@dataclass(frozen=True, kw_only=True)
class AllShares:
    """The shares of everybody and of each fold (the same where folds were not asked to be honest)."""

    everyone: Shares
    folds: tuple[Shares, ...]

    def of(self, fold: int) -> Shares:
        """The shares that answer for a fold, or for EVERYONE."""
        return self.everyone if fold == EVERYONE else self.folds[fold]

    def weights(self, folds: Ints) -> Floats:
        """Weights (n, m) of rows routed to ``folds`` (n,)."""
        return np.asarray(self._tables[0][folds], dtype=np.float64)

    def calibrated(self, mixture: Floats, folds: Ints) -> Floats:
        """Calibrated logits (n,) of mixture logits (n,)."""
        _, slopes, offsets = self._tables
        return np.asarray(slopes[folds] * mixture + offsets[folds], dtype=np.float64)

    @cached_property
    def _tables(self) -> tuple[Floats, Floats, Floats]:
        """Weights, slopes and offsets by fold, everybody's last."""
        every = [*self.folds, self.everyone]
        slopes = np.array([share.calibration.slope for share in every])
        offsets = np.array([share.calibration.offset for share in every])
        return np.stack([share.weights for share in every]), slopes, offsets


def learn_shares(learned: CrossFit, y: Floats, folds: Ints) -> AllShares:
    """Shares from out-of-fold logits; honest ones for each fold where the pairs' answers are there."""
    everyone = _shares(learned.logits, y)
    count = int(folds.max()) + 1
    if learned.pair_logits is None:
        return AllShares(everyone=everyone, folds=(everyone,) * count)
    return AllShares(
        everyone=everyone,
        folds=tuple(_honest(learned.pair_logits, y, fold=k) or everyone for k in range(count)),
    )


def _honest(pairs: Floats, y: Floats, *, fold: int) -> Shares | None:
    answered = np.isfinite(pairs[fold]).all(axis=1)
    labels = y[answered]
    if len(labels) == 0 or labels.min() == labels.max():
        return None
    return _shares(pairs[fold, answered], labels)


def _shares(logits: Floats, y: Floats) -> Shares:
    weights = simplex_weights(logits, y)
    mixture = logits @ weights
    return Shares(weights=weights, calibration=fit_calibration(mixture, y), interval=VennAbers(mixture, y))
