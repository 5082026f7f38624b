"""Spline logistic with all pairwise products: smooth curves and two-way interactions under a strong ridge penalty."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from ml.ensemble.arrays import Floats, Ints, clip_logit
from ml.ensemble.members.base import Lesson

MOST_PRODUCTS = 1500


@dataclass(frozen=True)
class FittedSpline:
    """bias + main effects + a quadratic form over the columns that carry products."""

    bias: float
    main: Floats
    chosen: Ints
    pairs: Floats
    """(chosen, chosen), upper triangle: the coefficient of each product."""

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of the spline block (n, width)."""
        S = X[:, self.chosen]
        return clip_logit(self.bias + X @ self.main + np.einsum("ij,ij->i", S @ self.pairs, S))


@dataclass(frozen=True)
class SplineLogistic:
    """Cubic splines (5 knots), indicators and their pairwise products in one logistic regression."""

    name: str = "spline logistic"
    block: str = "spline"
    C: float = 0.003
    most_rows: int = 40_000

    def fit(self, lesson: Lesson) -> FittedSpline:
        """Learn; products only between columns of different origin, the most relevant first where there are many."""
        width = lesson.X.shape[1]
        room = int(np.sqrt(2 * min(MOST_PRODUCTS, 2 * len(lesson.y))))
        chosen = np.sort(np.argsort(-lesson.relevance, kind="stable")[: max(2, room)])
        left, right = np.triu_indices(len(chosen), 1)
        S = lesson.X[:, chosen]
        design = np.concatenate([lesson.X, S[:, left] * S[:, right]], axis=1)
        mean, scale = design.mean(axis=0), design.std(axis=0)
        scale = np.where(scale > 1e-9, scale, np.inf)
        design -= mean
        design /= scale
        model = LogisticRegression(C=self.C, max_iter=300, tol=1e-4).fit(design, lesson.y)
        coefficients = model.coef_[0] / scale
        pairs = np.zeros((len(chosen), len(chosen)))
        pairs[left, right] = coefficients[width:]
        bias = float(model.intercept_[0] - coefficients @ mean)
        return FittedSpline(bias, coefficients[:width].copy(), chosen, pairs)
