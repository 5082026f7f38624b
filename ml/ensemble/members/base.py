"""What a member is: something that learns from one feature block and answers with a logit per row."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from ml.ensemble.arrays import Floats, Ints, log_loss_of


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What a member may learn from in one fold: its block, the labels, and how relevant each block column seems."""

    X: Floats
    y: Floats
    relevance: Floats
    """(width,) of the block: 0 to 1, 1 for the column that matters most; measured inside the fold's training rows."""
    owners: Ints
    """(width,): the original column behind each block column."""
    seed: int


class Fitted(Protocol):
    """A learned member of one fold."""

    def logit(self, X: Floats) -> Floats:
        """Logit (n,) of each row of the member's block (n, width)."""
        ...


class Member(Protocol):
    """A recipe: its name, the block it reads and how it learns."""

    @property
    def name(self) -> str:
        """The name shown to people and stored with weights."""
        ...

    @property
    def block(self) -> str:
        """Which of the feature blocks it reads."""
        ...

    @property
    def most_rows(self) -> int:
        """It learns from at most so many rows; more bring it a ten-thousandth and cost hours or memory."""
        ...

    def fit(self, lesson: Lesson) -> Fitted:
        """Learn from one fold's training rows."""
        ...


def relevance_of(X: Floats, y: Floats, columns: Ints, seed: int, most: int = 20_000) -> Floats:
    """Permutation importance of each original column (p,), as a share of the largest; 0 to 1.

    A small boosting learns three quarters of the rows; the rest tell how much the log loss rises when a column
    (with all its derived block columns, ``columns`` giving the owner of each) is shuffled (Breiman, 2001).
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(y))[:most]
    cut = max(1, int(0.75 * len(order)))
    learn, check = order[:cut], order[cut:][:3000]
    p = int(columns.max()) + 1
    if len(check) < 20 or len(np.unique(y[learn])) < 2:
        return np.ones(p)
    model = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=10, early_stopping=False, random_state=seed
    ).fit(X[learn], y[learn])
    base = log_loss_of(_raw(model, X[check]), y[check])
    rises = np.zeros(p)
    repeats = 3 if p <= 30 else 1
    for column in sorted({int(columns[feature]) for feature in _split_on(model)}):
        owned = np.flatnonzero(columns == column)
        for _ in range(repeats):
            shuffled = X[check].copy()
            shuffled[:, owned] = shuffled[rng.permutation(len(check))][:, owned]
            rises[column] += (log_loss_of(_raw(model, shuffled), y[check]) - base) / repeats
    top = rises.max()
    return np.clip(rises / top, 0.0, 1.0) if top > 1e-6 else np.ones(p)


def _raw(model: HistGradientBoostingClassifier, X: Floats) -> Floats:
    return np.asarray(model._raw_predict(X, n_threads=1)[:, 0])


def _split_on(model: HistGradientBoostingClassifier) -> set[int]:
    """The features some tree splits on; shuffling any other changes nothing."""
    nodes = np.concatenate([one[0].nodes for one in model._predictors])
    return set(nodes["feature_idx"][nodes["is_leaf"] == 0].tolist())
