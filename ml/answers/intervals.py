"""Venn-Abers: how far the data pin a probability down (Vovk and Petej, 2014; inductive, in disjoint parts).

The mixture logit is a score; isotonic regression over out-of-fold scores is done twice, once with this customer as a
leaver and once as a stayer. The two answers bracket the probability, valid under exchangeability, with no assumption
about the members. Done on five disjoint parts of the scores, the hull also shows how much the answer depends on which
customers happened to be in the history.
"""

import numpy as np
from sklearn.isotonic import isotonic_regression

from ml.ensemble.arrays import Floats

METHOD = "Venn-Abers on five disjoint parts of the out-of-fold scores, hull with the calibrated probability"
PARTS = 5
LEAST = 100
MOST = 20_000


class VennAbers:
    """Holds the sorted out-of-fold scores and labels; at most MOST of them, evenly thinned by score."""

    def __init__(self, scores: Floats, y: Floats) -> None:
        order = np.argsort(scores, kind="stable")
        if len(order) > MOST:
            order = order[np.linspace(0, len(order) - 1, MOST).astype(np.int64)]
        parts = max(1, min(PARTS, len(order) // LEAST))
        self.scores = [scores[order[part::parts]] for part in range(parts)]
        self.labels = [y[order[part::parts]].astype(np.float64) for part in range(parts)]

    def interval(self, score: float, probability: float) -> tuple[float, float]:
        """(low, high) at a mixture logit whose calibrated probability is given; it is always inside."""
        ends = [probability]
        for scores, labels in zip(self.scores, self.labels, strict=True):
            at = int(np.searchsorted(scores, score, side="right"))
            for label in (0.0, 1.0):
                ends.append(float(isotonic_regression(np.insert(labels, at, label), y_min=0.0, y_max=1.0)[at]))
        return min(ends), max(ends)
