"""Who is like this customer, and what became of them: neighbours in the relevance-scaled space the kernel sees."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml.ensemble.arrays import Floats, Objects

MOST = 200_000


class History:
    """Labelled customers: ids, labels, and scaled inputs (n, width) with distances in units of the relevant columns."""

    def __init__(self, ids: Sequence[Any] | Objects, y: Floats, scaled: Floats, seed: int) -> None:
        kept = np.arange(len(y))
        if len(kept) > MOST:
            kept = np.sort(np.random.default_rng(seed).permutation(kept)[:MOST])
        self.ids = [str(ids[i]) for i in kept.tolist()]
        self.left = y[kept] > 0
        self.points = scaled[kept].astype(np.float32)
        self.squared = np.einsum("ij,ij->i", self.points, self.points)

    def nearest(self, point: Floats, k: int, skip: str | None = None) -> list[tuple[str, float, bool]]:
        """The k nearest as (id, distance, left), nearest first, leaving out the customer ``skip``."""
        query = point.astype(np.float32)
        squared = self.squared - 2.0 * (self.points @ query)
        count = min(k + 1, len(squared))
        found = np.argpartition(squared, count - 1)[:count]
        exact = np.sqrt(((self.points[found] - query) ** 2).sum(axis=1))
        order = found[np.argsort(exact, kind="stable")], np.sort(exact, kind="stable")
        rows = [(self.ids[i], float(d), bool(self.left[i])) for i, d in zip(*order, strict=True)]
        return [row for row in rows if row[0] != skip][:k]
