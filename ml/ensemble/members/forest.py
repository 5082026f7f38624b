"""Extremely randomised trees: the least correlated of the tree members (Geurts et al., 2006)."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from ml.ensemble.arrays import Floats, to_logit
from ml.ensemble.members.base import Lesson


@dataclass(frozen=True)
class FittedForest:
    """A scikit-learn forest."""

    model: ExtraTreesClassifier | RandomForestClassifier

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of the mean leaf probability, read tree by tree without a thread pool."""
        data = X.astype(np.float32)
        total = np.zeros(len(data))
        for tree in self.model.estimators_:
            total += tree.tree_.predict(data)[:, 1]
        return to_logit(total / len(self.model.estimators_))


@dataclass(frozen=True)
class ExtraTrees:
    """A forest of extremely randomised trees."""

    name: str = "extra trees"
    block: str = "tree"
    trees: int = 80
    leaf: int = 10
    features: float = 0.8
    most_rows: int = 100_000

    def fit(self, lesson: Lesson) -> FittedForest:
        """Learn; leaves grow with the table so that the forest's size does not."""
        n = len(lesson.y)
        model = ExtraTreesClassifier(
            n_estimators=self.trees,
            min_samples_leaf=max(1, min(self.leaf, n // 40), n // 1000),
            max_features=self.features,
            random_state=lesson.seed,
            n_jobs=1,
        )
        return FittedForest(model.fit(lesson.X.astype(np.float32), lesson.y))
