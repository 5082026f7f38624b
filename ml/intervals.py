"""Venn-Abers: how far the data pin a probability down (Vovk and Petej, 2014; inductive version).

The mixture logit is a score; isotonic regression over out-of-fold scores is done twice, once with this customer as a
leaver and once as a stayer. The two answers bracket the probability, valid under exchangeability, with no assumption
about the members.
"""

import numpy as np
from sklearn.isotonic import isotonic_regression

from ml.arrays import Floats

METHOD = "Venn-Abers on out-of-fold scores"
MOST = 20_000


class VennAbers:
    """Holds the sorted out-of-fold scores and labels; at most MOST of them, evenly thinned by score."""

    def __init__(self, scores: Floats, y: Floats) -> None:
        order = np.argsort(scores, kind="stable")
        if len(order) > MOST:
            order = order[np.linspace(0, len(order) - 1, MOST).astype(np.int64)]
        self.scores = scores[order]
        self.y = y[order].astype(np.float64)

    def interval(self, score: float) -> tuple[float, float]:
        """(low, high): the leaver rate at this score if the customer stays, and if they leave."""
        at = int(np.searchsorted(self.scores, score, side="right"))
        low, high = (
            float(isotonic_regression(np.insert(self.y, at, label), y_min=0.0, y_max=1.0)[at]) for label in (0.0, 1.0)
        )
        return min(low, high), max(low, high)
