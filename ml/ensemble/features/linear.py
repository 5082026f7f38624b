"""Standardised inputs for the kernel and the small networks, each known by the original column it belongs to."""

from collections.abc import Sequence

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.features.profile import Profile


class LinearBlock:
    """Standardised numbers (log1p where skewed), indicators for levels, small integers, empty amounts and gaps."""

    def __init__(self, profiles: Sequence[Profile], coded: Floats) -> None:
        numbers = [j for j, p in enumerate(profiles) if not p.coded and p.distinct > 1]
        marks = [(j, v) for j, p in enumerate(profiles) for v in p.one_hot]
        marks += [(j, 0.0) for j, p in enumerate(profiles) if p.zero_inflated]
        gaps = [j for j, p in enumerate(profiles) if p.missing]
        self.numbers = np.array(numbers, dtype=np.int64)
        self.medians = np.array([p.median for p in profiles])
        self.skewed = np.array([profiles[j].skewed for j in numbers], dtype=bool)
        self.mark_columns = np.array([j for j, _ in marks], dtype=np.int64)
        self.mark_values = np.array([v for _, v in marks])
        self.gaps = np.array(gaps, dtype=np.int64)
        self.owners = (*numbers, *(j for j, _ in marks), *gaps)
        self.mean, self.scale = np.zeros(len(self.owners)), np.ones(len(self.owners))
        raw = self._raw(coded)
        self.mean = raw.mean(axis=0)
        spread = raw.std(axis=0)
        self.scale = np.where(spread > 1e-12, spread, 1.0)

    def _raw(self, coded: Floats) -> Floats:
        missing = np.isnan(coded)
        filled = np.where(missing, self.medians, coded)
        numbers = filled[:, self.numbers]
        if self.skewed.any():
            numbers = np.where(self.skewed, np.log1p(np.maximum(numbers, 0.0)), numbers)
        marks = coded[:, self.mark_columns] == self.mark_values
        return np.concatenate([numbers, marks, missing[:, self.gaps]], axis=1)

    def make(self, coded: Floats) -> Floats:
        """The block (n, width): mean 0 and deviation 1 over the training rows, held within +-8."""
        return np.minimum(np.maximum((self._raw(coded) - self.mean) / self.scale, -8.0), 8.0)
