"""Many rows through one copy of a member, faster than its library asks itself; the same answers to rounding.

Boosted trees become one table of bits per feature, after QuickScorer (Lucchese et al., SIGIR 2015): a value rules out
the leaves that it cannot reach, and the leftmost leaf that nothing rules out is the tree's. A kernel becomes one matrix
product and one exponential, on pieces that stay in the processor's cache.
"""

from bisect import bisect_left
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.ensemble.arrays import Floats, clip_logit
from ml.ensemble.level_rates import Rated
from ml.ensemble.members.base import Fitted
from ml.ensemble.members.boosting import FittedBoosting
from ml.ensemble.members.kernel import FittedKernel
from ml.ensemble.sampling import Shifted

ROWS = 1_000
"""At a time, so that what is between two steps stays in the cache."""
MOST_LEAVES = 64


def quick(copy: Fitted) -> Fitted:
    """A learned copy in its form for many rows; itself where there is none or where it cannot be read."""
    try:
        if isinstance(copy, FittedBoosting):
            return BoostingTables.of(copy) or copy
        if isinstance(copy, FittedKernel):
            return KernelProduct(copy)
        if isinstance(copy, Shifted):
            return Shifted(quick(copy.inner), copy.shift)
        if isinstance(copy, Rated):
            return Rated(quick(copy.inner), copy.rates)
    except Exception:  # noqa: BLE001 - written by another version: asked by itself, it answers or is left out
        return copy
    return copy


class BoostingTables:
    """Trees (t) as bit masks: ``tables[f][bin]`` (t,) has a bit for each leaf that a value in this bin can reach."""

    def __init__(self, copy: FittedBoosting, leaves: int) -> None:
        trees = [one[0].nodes for one in copy.model._predictors]
        splits = np.concatenate([nodes[nodes["is_leaf"] == 0] for nodes in trees])
        self.member = copy
        self.mask: Any = next(kind for kind in (np.uint8, np.uint32, np.uint64) if leaves <= np.iinfo(kind).bits)
        self.features = np.unique(splits["feature_idx"])
        self.position = {int(feature): i for i, feature in enumerate(self.features)}
        self.cuts = [np.unique(splits["num_threshold"][splits["feature_idx"] == f]) for f in self.features]
        self.tables = [np.full((len(cuts) + 1, len(trees)), ~self.mask(0)) for cuts in self.cuts]
        values = np.zeros((len(trees), leaves))
        for t, nodes in enumerate(trees):
            self._read(nodes, t, values[t])
        if self.mask is np.uint8:  # a look-up in 256 instead of finding the lowest bit
            lowest = [max(0, (v & -v).bit_length() - 1) for v in range(256)]
            values = values[:, np.minimum(lowest, leaves - 1)]
        self.values = values.ravel()
        self.start = np.arange(len(trees)) * values.shape[1]
        self.base = float(np.ravel(copy.model._baseline_prediction)[0])

    @classmethod
    def of(cls, copy: FittedBoosting) -> "BoostingTables | None":
        """None where a tree has too many leaves, none has a split, or a split is over categories."""
        trees = [one[0].nodes for one in copy.model._predictors]
        leaves = max((int(nodes["is_leaf"].sum()) for nodes in trees), default=0)
        plain = not any(nodes["is_categorical"].any() for nodes in trees)
        return cls(copy, leaves) if 1 < leaves <= MOST_LEAVES and plain else None

    def _read(self, nodes: NDArray[Any], tree: int, values: Floats) -> None:
        """Number the leaves from the left and rule out, for each split, its left leaves where a value is above it."""
        found = 0
        names = ("is_leaf", "value", "left", "right", "feature_idx", "num_threshold")
        told = list(zip(*(nodes[name].tolist() for name in names), strict=True))

        def leaves_below(at: int) -> int:
            nonlocal found
            is_leaf, value, left_child, right_child, column, threshold = told[at]
            if is_leaf:
                values[found] = value
                found += 1
                return 1 << (found - 1)
            left = leaves_below(left_child)
            feature = self.position[column]
            above = 1 + bisect_left(self.cuts[feature], threshold)
            self.tables[feature][above:, tree] &= ~self.mask(left)
            return left | leaves_below(right_child)

        leaves_below(0)

    def logit(self, X: Floats) -> Floats:
        """Logit (n,)."""
        if np.isnan(X).any():
            return self.member.logit(X)
        parts = [self._part(X[start : start + ROWS]) for start in range(0, len(X), ROWS)]
        return clip_logit(np.concatenate([*parts, np.empty(0)]))

    def _part(self, X: Floats) -> Floats:
        possible = np.full((len(X), len(self.start)), ~self.mask(0))
        for feature, cuts, table in zip(self.features, self.cuts, self.tables, strict=True):
            np.bitwise_and(possible, table[np.searchsorted(cuts, X[:, feature])], out=possible)
        if self.mask is not np.uint8:
            lowest = possible & (~possible + self.mask(1))
            possible = np.bitwise_count(lowest - self.mask(1))
        return np.asarray(self.values[possible + self.start].sum(axis=1) + self.base)


class KernelProduct:
    """-|x - landmark|^2 as one product of (2 landmark, -|landmark|^2, -1) with (x, 1, |x|^2)."""

    def __init__(self, copy: FittedKernel) -> None:
        self.scale, self.alpha, self.bias = copy.scale, copy.alpha, copy.bias
        ends = np.stack([-copy.squared, np.full(len(copy.alpha), -1.0)], axis=1)
        self.landmarks = np.ascontiguousarray(np.concatenate([2.0 * copy.landmarks, ends], axis=1).T)

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of the linear block (n, width)."""
        out = np.empty(len(X))
        for start in range(0, len(X), ROWS):
            Z = X[start : start + ROWS] * self.scale
            squared = np.einsum("ij,ij->i", Z, Z)
            similar = np.column_stack([Z, np.ones(len(Z)), squared]) @ self.landmarks
            np.minimum(similar, 0.0, out=similar)
            np.exp(similar, out=similar)
            out[start : start + ROWS] = similar @ self.alpha
        return clip_logit(out + self.bias)
