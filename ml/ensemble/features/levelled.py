"""The linear block with the codes of many-levelled categories behind it, for members that put rates in their place."""

from collections.abc import Sequence

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.features.linear import LinearBlock
from ml.ensemble.features.profile import Profile


class LevelledBlock:
    """The linear block (n, width), then one code per category with more levels than get an indicator."""

    def __init__(self, profiles: Sequence[Profile], linear: LinearBlock) -> None:
        self.linear = linear
        self.columns = np.array([j for j, p in enumerate(profiles) if p.many_levels], dtype=np.int64)
        self.owners = (*linear.owners, *self.columns.tolist())

    def make(self, coded: Floats) -> Floats:
        """The block (n, width + categories)."""
        made = self.linear.make(coded)
        return np.concatenate([made, coded[:, self.columns]], axis=1) if len(self.columns) else made
