"""Members in their forms for many rows say what they say by themselves."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from ml.ensemble.fast_batch import BoostingTables, KernelProduct, quick
from ml.ensemble.members.base import Lesson
from ml.ensemble.members.boosting import FittedBoosting
from ml.ensemble.members.kernel import KernelLogistic

ROWS = 2_300


@pytest.fixture(scope="module")
def table():
    draw = np.random.default_rng(1)
    X = np.column_stack([draw.normal(size=(ROWS, 4)), draw.integers(0, 3, size=(ROWS, 2))])
    y = (draw.random(ROWS) < 1 / (1 + np.exp(-X[:, 0] * X[:, 1] - (X[:, 4] == 1)))).astype(float)
    return X, y


@pytest.mark.parametrize("leaves", [2, 8, 24, 60])
def test_boosted_trees_as_tables_of_bits_answer_alike(table, leaves):
    X, y = table
    model = HistGradientBoostingClassifier(max_iter=8, max_leaf_nodes=leaves, min_samples_leaf=5, early_stopping=False)
    member = FittedBoosting(model.fit(X, y))
    form = quick(member)
    assert isinstance(form, BoostingTables)
    on_the_edge = np.concatenate([X, np.resize(np.concatenate(form.cuts), (40, X.shape[1]))])
    assert form.logit(on_the_edge) == pytest.approx(member.logit(on_the_edge), abs=1e-12)
    with_gaps = np.where(np.arange(X.shape[1]) == 2, np.nan, X)
    assert form.logit(with_gaps) == pytest.approx(member.logit(with_gaps), abs=1e-12)
    assert form.logit(X[:0]).shape == (0,)


def test_trees_of_too_many_leaves_or_none_at_all_are_asked_as_they_are(table):
    X, y = table
    wide = HistGradientBoostingClassifier(max_iter=2, max_leaf_nodes=120, min_samples_leaf=2, early_stopping=False)
    stump = HistGradientBoostingClassifier(max_iter=2, min_samples_leaf=ROWS, early_stopping=False)
    for model in (wide, stump):
        member = FittedBoosting(model.fit(X, y))
        assert quick(member) is member


def test_a_kernel_as_one_product_answers_alike(table):
    X, y = table
    relevance, owners = np.linspace(0, 1, X.shape[1]), np.arange(X.shape[1])
    member = KernelLogistic(components=80).fit(Lesson(X=X, y=y, relevance=relevance, owners=owners, seed=0))
    form = quick(member)
    assert isinstance(form, KernelProduct)
    assert form.logit(X) == pytest.approx(member.logit(X), abs=1e-9)


def test_a_member_that_cannot_be_read_stays_as_it_is():
    class Altered:
        _predictors = ()

    member = FittedBoosting(Altered())
    assert quick(member) is member
