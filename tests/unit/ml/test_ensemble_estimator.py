"""ChurnEnsemble keeps scikit-learn's contract and says clearly what it cannot learn from."""

import pickle

import numpy as np
import pandas as pd
import pytest
from churn_tables import generated_bank
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from db.errors import DataProblem
from ml import ChurnEnsemble

LEAN = ["spline logistic", "catboost"]


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks([ChurnEnsemble(preset="quick", n_folds=2, members=LEAN)])
def test_it_passes_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_the_constructor_only_stores_its_parameters():
    ensemble = ChurnEnsemble(preset="nonsense", n_jobs=7)
    assert clone(ensemble).get_params() == ensemble.get_params()


def test_an_unknown_preset_or_member_is_refused_when_fitting(bank):
    X, y, _ = bank
    for wrong in (ChurnEnsemble(preset="nonsense"), ChurnEnsemble(members=["oracle"])):
        with pytest.raises(DataProblem, match="There is no"):
            wrong.fit(X, y)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (np.zeros(900), "one class only"),
        (np.arange(900) % 3, "Only binary classification"),
        (np.linspace(0, 1, 900), "number to predict"),
        (np.eye(1, 900)[0], "1 customer"),
    ],
)
def test_a_target_that_is_not_two_classes_gets_one_sentence_in_both_languages(bank, target, words):
    with pytest.raises(DataProblem, match=words) as told:
        ChurnEnsemble(preset="quick", members=LEAN).fit(bank[0], target)
    assert told.value.say("es") != told.value.say("en")


def test_text_labels_are_learned_and_given_back(bank):
    X, y, _ = bank
    words = np.where(y == 1, "left", "existing")
    fitted = ChurnEnsemble(preset="quick", members=LEAN).fit(X, words)
    assert list(fitted.classes_) == ["existing", "left"]
    assert set(fitted.predict(X.head(50))) <= {"existing", "left"}


def test_the_same_seed_gives_the_same_model_and_a_pickle_keeps_it(bank):
    X, y, ids = bank
    first, second = (ChurnEnsemble(preset="quick", members=LEAN).fit(X, y, ids=ids) for _ in range(2))
    kept = pickle.loads(pickle.dumps(first))
    assert np.array_equal(first.predict_proba(X), second.predict_proba(X))
    assert np.array_equal(first.predict_proba(X), kept.predict_proba(X))


@pytest.mark.parametrize(("rows", "columns", "share"), [(500, 3, 0.5), (300, 60, 0.1), (3000, 12, 0.01)])
def test_narrow_wide_and_rare_tables_are_learned(rows, columns, share):
    draw = np.random.default_rng(1)
    X = pd.DataFrame(draw.normal(size=(rows, columns)), columns=[f"c{j}" for j in range(columns)])
    score = X["c0"] + draw.normal(size=rows)
    y = (score > np.quantile(score, 1 - share)).astype(int)
    fitted = ChurnEnsemble(preset="quick", members=LEAN).fit(X, y, ids=np.arange(rows))
    p = fitted.predict_proba(X)[:, 1]
    assert np.isfinite(p).all()
    assert p[y == 1].mean() > p[y == 0].mean()


def test_unseen_levels_missing_and_absent_values_are_scored_and_named(bank):
    X, _, _ = bank
    fitted = ChurnEnsemble(preset="quick", members=LEAN).fit(*generated_bank(300)[:2])
    strange = X.head(2).assign(Plan=["Platinum", None], Age=np.nan)
    assert np.isfinite(fitted.predict_proba(strange)).all()
    assert fitted.encoder_.unseen(fitted.code(strange)) == [["Plan"], []]
    assert np.isfinite(fitted.predict_rows([{"Age": 40}]).probability).all()


def test_infinite_values_text_in_numbers_and_missing_columns_are_refused(ensemble, bank):
    X, _, _ = bank
    for wrong, words in (
        (X.head(3).assign(Savings=np.inf), "infinite"),
        (X.head(3).assign(Savings="much"), "should hold numbers"),
        (X.head(3).assign(Joined="yesterday or so"), "should hold dates"),
    ):
        with pytest.raises(DataProblem, match=words):
            ensemble.predict_rows(wrong)
    with pytest.raises(DataProblem, match="'Age'"):
        ensemble.predict_rows(X.head(3).drop(columns="Age"))
