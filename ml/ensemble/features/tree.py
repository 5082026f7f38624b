"""Raw columns for trees and CatBoost: missing values below everything seen, categories one-hot."""

from collections.abc import Sequence

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.features.profile import Profile


class TreeBlock:
    """Filled columns (p) followed by one indicator per level of each category with more than two levels."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.width = len(profiles)
        self.sentinels = np.array([p.sentinel for p in profiles])
        hot = [(j, v) for j, p in enumerate(profiles) if p.coded and p.distinct > 2 for v in p.one_hot]
        self.hot_columns = np.array([j for j, _ in hot], dtype=np.int64)
        self.hot_values = np.array([v for _, v in hot])
        self.owners = (*range(self.width), *(j for j, _ in hot))

    def fill(self, coded: Floats) -> Floats:
        """The coded matrix with its gaps filled by the sentinels."""
        return np.where(np.isnan(coded), self.sentinels, coded)

    def make(self, coded: Floats) -> Floats:
        """The block (n, p + levels)."""
        filled = self.fill(coded)
        if len(self.hot_columns) == 0:
            return filled
        hot = (filled[:, self.hot_columns] == self.hot_values).astype(np.float64)
        return np.concatenate([filled, hot], axis=1)
