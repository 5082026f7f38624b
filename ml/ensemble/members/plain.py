"""Plain logistic regression on standardised inputs: the member to beat where customers are few or effects straight."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from ml.ensemble.arrays import Floats, clip_logit
from ml.ensemble.members.base import Lesson


@dataclass(frozen=True)
class FittedPlain:
    """bias + main effects."""

    bias: float
    main: Floats

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of the levelled block (n, width)."""
        return clip_logit(X @ self.main + self.bias)


@dataclass(frozen=True)
class PlainLogistic:
    """Ridge logistic regression; the penalty is felt below some thousand rows and forgotten above."""

    name: str = "plain logistic"
    block: str = "levelled"
    C: float = 0.1
    most_rows: int = 100_000

    def fit(self, lesson: Lesson) -> FittedPlain:
        """Learn."""
        model = LogisticRegression(C=self.C, max_iter=300, tol=1e-4).fit(lesson.X, lesson.y)
        return FittedPlain(float(model.intercept_[0]), np.array(model.coef_[0]))
