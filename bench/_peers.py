"""The peers of the predictor's benchmark: scikit-learn's own ways of combining the very same members, and AutoGluon."""

import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from joblib import parallel_config
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression

from ml.ensemble.arrays import to_probability
from ml.ensemble.encoding import TableEncoder
from ml.ensemble.features import FeatureBlocks
from ml.ensemble.members.base import Lesson, Member, relevance_of
from ml.ensemble.presets import members_of


@dataclass(frozen=True)
class Peer:
    """A name and a way to probabilities for test rows."""

    name: str
    fit_predict: Callable[[Any, Any, Any], Any]


class OneMember(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """One member recipe as a plain scikit-learn classifier on raw columns."""

    def __init__(self, recipe: Member) -> None:
        self.recipe = recipe

    def fit(self, X: Any, y: Any) -> Self:
        self.classes_ = np.unique(y)
        self.encoder_ = TableEncoder().fit(X)
        coded = self.encoder_.encode(X)
        self.features_ = FeatureBlocks(coded, self.encoder_.columns_)
        tree, block = self.features_.make("tree", coded), self.features_.make(self.recipe.block, coded)
        relevance = relevance_of(tree, y, np.array(self.features_.owners("tree")), 0)
        owners = np.array(self.features_.owners(self.recipe.block))
        self.fitted_ = self.recipe.fit(Lesson(X=block, y=y, relevance=relevance[owners], owners=owners, seed=0))
        return self

    def predict_proba(self, X: Any) -> Any:
        block = self.features_.make(self.recipe.block, self.encoder_.encode(X))
        probability = to_probability(self.fitted_.logit(block))
        return np.column_stack([1 - probability, probability])

    def predict(self, X: Any) -> Any:
        return self.classes_[(self.predict_proba(X)[:, 1] > 0.5).astype(int)]


def peers(preset: str, jobs: int) -> Iterator[Peer]:
    """StackingClassifier (logistic on probabilities, 5 folds), VotingClassifier (soft), AutoGluon if installed."""
    named = [(member.name, OneMember(member)) for member in members_of(preset, None)]
    # Data goes to the workers by copy: memory-mapped files and nested fits do not clean up after each other.
    with parallel_config(max_nbytes=None):
        yield from _peers(named, jobs)


def _peers(named: list[tuple[str, OneMember]], jobs: int) -> Iterator[Peer]:
    stacked = StackingClassifier(named, LogisticRegression(), cv=5, stack_method="predict_proba", n_jobs=jobs)
    voting = VotingClassifier(named, voting="soft", n_jobs=jobs)
    yield Peer("StackingClassifier", lambda X, y, Xt: stacked.fit(X, y).predict_proba(Xt)[:, 1])
    yield Peer("VotingClassifier", lambda X, y, Xt: voting.fit(X, y).predict_proba(Xt)[:, 1])
    if importlib.util.find_spec("autogluon"):
        yield Peer("AutoGluon best_quality, 120 s", _autogluon)


def _autogluon(X: Any, y: Any, Xt: Any) -> Any:
    from autogluon.tabular import TabularPredictor  # noqa: PLC0415 - optional

    with tempfile.TemporaryDirectory() as folder:
        predictor = TabularPredictor(label="_y", path=folder, eval_metric="log_loss", verbosity=0)
        predictor.fit(X.assign(_y=y.astype(int)), presets="best_quality", time_limit=120)
        return predictor.predict_proba(Xt)[1].to_numpy()
