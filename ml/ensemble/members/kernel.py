"""Kernel logistic on Nystroem features, inputs stretched by the root of their relevance (Williams and Seeger, 2001)."""

from dataclasses import dataclass

import numpy as np
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression

from ml.ensemble.arrays import Floats, clip_logit
from ml.ensemble.members.base import Lesson


@dataclass(frozen=True)
class FittedKernel:
    """bias + sum of alpha x exp(-|x s - landmark|^2), the bandwidth folded into the scale s."""

    bias: float
    scale: Floats
    landmarks: Floats
    """(landmarks, width), already scaled."""
    squared: Floats
    alpha: Floats

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of the levelled block (n, width)."""
        Z = X * self.scale
        out = np.empty(len(Z))
        for start in range(0, len(Z), 8192):
            part = Z[start : start + 8192]
            distance = (part @ self.landmarks.T) * -2.0
            distance += self.squared
            distance += np.einsum("ij,ij->i", part, part)[:, None]
            np.maximum(distance, 0.0, out=distance)
            np.negative(distance, out=distance)
            np.exp(distance, out=distance)
            out[start : start + 8192] = distance @ self.alpha
        return clip_logit(out + self.bias)


@dataclass(frozen=True)
class KernelLogistic:
    """RBF kernel logistic regression on ``components`` landmarks."""

    name: str = "kernel logistic"
    block: str = "levelled"
    components: int = 500
    gamma: float = 0.1
    C: float = 3.0
    floor: float = 0.02
    most_rows: int = 30_000

    def fit(self, lesson: Lesson) -> FittedKernel:
        """Learn."""
        stretch = stretch_of(lesson.relevance, self.floor)
        Z = lesson.X * stretch
        components = min(self.components, len(Z))
        nystroem = Nystroem(gamma=self.gamma, n_components=components, random_state=lesson.seed)
        model = LogisticRegression(C=self.C, max_iter=400, tol=1e-4).fit(nystroem.fit_transform(Z), lesson.y)
        alpha = nystroem.normalization_.T @ model.coef_[0]
        root = np.sqrt(self.gamma)
        landmarks = np.ascontiguousarray(nystroem.components_ * root)
        squared = np.einsum("ij,ij->i", landmarks, landmarks)
        return FittedKernel(float(model.intercept_[0]), stretch * root, landmarks, squared, alpha)


def stretch_of(relevance: Floats, floor: float) -> Floats:
    """Input scale: root of the relevance (share of the largest), never below root of ``floor``."""
    return np.sqrt(np.maximum(relevance, floor))
