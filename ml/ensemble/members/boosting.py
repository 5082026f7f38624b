"""Histogram gradient boosting at two capacities, and CatBoost: the members that carry most tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from sklearn.ensemble import HistGradientBoostingClassifier

from ml.ensemble.arrays import Floats, clip_logit
from ml.ensemble.members.base import Lesson

FEATURES_PER_TREE = 40
"""CatBoost looks at about so many columns per split; on wide tables more cost seconds per fit and bring nothing."""


@dataclass(frozen=True)
class FittedBoosting:
    """scikit-learn's histogram boosting."""

    model: HistGradientBoostingClassifier

    def logit(self, X: Floats) -> Floats:
        """Logit (n,)."""
        # One thread: OpenMP threads that compete for a busy machine cost a chat turn more than they give.
        return clip_logit(self.model._raw_predict(X, n_threads=1)[:, 0])


@dataclass(frozen=True)
class Boosting:
    """HistGradientBoosting with fixed rounds (no inner validation split: the folds judge it)."""

    name: str
    block: str = "rich"
    rounds: int = 120
    rate: float = 0.06
    leaves: int = 8
    leaf: int = 20
    ridge: float = 5.0
    features: float = 0.5
    most_rows: int = 100_000

    def fit(self, lesson: Lesson) -> FittedBoosting:
        """Learn."""
        model = HistGradientBoostingClassifier(
            max_iter=self.rounds,
            learning_rate=self.rate,
            max_leaf_nodes=self.leaves,
            min_samples_leaf=max(1, min(self.leaf, len(lesson.y) // 20)),
            l2_regularization=self.ridge,
            max_features=self.features,
            early_stopping=False,
            random_state=lesson.seed,
        )
        return FittedBoosting(model.fit(lesson.X, lesson.y))


@dataclass(frozen=True)
class FittedCatBoost:
    """A CatBoost model on floats only."""

    model: Any

    def logit(self, X: Floats) -> Floats:
        """Logit (n,)."""
        raw = self.model.predict(X.astype(np.float32), prediction_type="RawFormulaVal", thread_count=1)
        return clip_logit(np.asarray(raw, dtype=np.float64).reshape(len(X)))


@dataclass(frozen=True)
class CatBoost:
    """CatBoost's symmetric trees (Prokhorenkova et al., 2018)."""

    name: str = "catboost"
    block: str = "tree"
    rounds: int = 400
    rate: float = 0.03
    depth: int = 5
    ridge: float = 5.0
    most_rows: int = 100_000

    def fit(self, lesson: Lesson) -> FittedCatBoost:
        """Learn on one thread; the ensemble runs members side by side."""
        model = CatBoostClassifier(
            iterations=self.rounds,
            learning_rate=self.rate,
            depth=self.depth,
            l2_leaf_reg=self.ridge,
            rsm=min(1.0, max(0.1, FEATURES_PER_TREE / lesson.X.shape[1])),
            random_seed=lesson.seed,
            thread_count=1,
            verbose=False,
            allow_writing_files=False,
        )
        return FittedCatBoost(model.fit(lesson.X.astype(np.float32), lesson.y))
