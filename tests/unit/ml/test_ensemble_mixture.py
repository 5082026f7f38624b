"""The mixture adds up, routes honestly, and survives a member that fails."""

import numpy as np
import pytest
from churn_tables import generated_bank

from ml import ChurnEnsemble
from ml.ensemble.calibration import expected_calibration_error, fit_calibration
from ml.ensemble.crossfit import cross_fit
from ml.ensemble.folds import EVERYONE, folds_by_id
from ml.ensemble.level_rates import learn_rates
from ml.ensemble.members.base import Lesson
from ml.ensemble.members.spline import SplineLogistic
from ml.ensemble.sampling import choose, enriched
from ml.ensemble.simplex import ablation, renormalised, simplex_weights
from ml.training.metrics import score


def test_at_least_six_members_share_weights_that_sum_to_one(ensemble):
    assert len(ensemble.member_names_) >= 6
    assert np.all(ensemble.weights_ >= 0)
    assert ensemble.weights_.sum() == pytest.approx(1)
    assert set(ensemble.ablation_) == set(ensemble.member_names_)
    assert ensemble.left_out_ == {}


def test_contributions_sum_to_the_mixture_and_calibration_is_a_line(ensemble, bank):
    scores = ensemble.predict_rows(bank[0].head(40), bank[2][:40])
    assert scores.contributions.sum(axis=1) == pytest.approx(scores.mixture)
    assert scores.contributions == pytest.approx(scores.weights * scores.logits)
    assert 1 / (1 + np.exp(-scores.calibrated)) == pytest.approx(scores.probability)


def test_one_row_gets_the_same_answer_as_in_a_batch(ensemble, bank):
    X, _, ids = bank
    records = X.head(30).to_dict("records")
    for known in (ids[:30], None):
        batch = ensemble.predict_rows(X.head(30), known)
        singles = [ensemble.predict_rows([r], known and [known[i]]).logits[0] for i, r in enumerate(records)]
        assert np.array(singles) == pytest.approx(batch.logits, abs=1e-9)


def test_not_asking_members_without_weight_changes_no_probability(ensemble, bank):
    X, _, ids = bank
    full, lean = (ensemble.predict_rows(X, ids, lean=lean) for lean in (False, True))
    assert lean.probability == pytest.approx(full.probability, abs=1e-12)
    assert lean.left_out == {}


def test_a_labelled_customer_is_answered_by_the_fold_that_left_them_out(ensemble, bank):
    X, _, ids = bank
    folds = ensemble.route([*ids[:50], "stranger", None], 52)
    assert np.array_equal(folds[:50], folds_by_id(ids[:50], ensemble.n_folds_))
    assert list(folds[50:]) == [EVERYONE, EVERYONE]
    routed = ensemble.predict_rows(X, ids).calibrated
    assert routed == pytest.approx(ensemble.oof_mixture_, abs=1e-6)


def test_flipping_a_customers_own_label_does_not_move_their_score():
    X, y, ids = generated_bank(400)
    names = ["spline logistic", "catboost"]
    before = ChurnEnsemble(preset="quick", members=names).fit(X, y, ids=ids)
    flipped = y.copy()
    flipped[7] = 1 - flipped[7]
    after = ChurnEnsemble(preset="quick", members=names).fit(X, flipped, ids=ids)
    one = X.iloc[[7]]
    assert after.predict_rows(one, [ids[7]]).probability[0] == before.predict_rows(one, [ids[7]]).probability[0]
    assert after.predict_rows(one).probability[0] != before.predict_rows(one).probability[0]


class Broken:
    """A member that raises, or answers NaN."""

    block = "tree"
    most_rows = 100

    def __init__(self, name, raises):
        self.name, self.raises = name, raises

    def fit(self, lesson: Lesson):
        if self.raises:
            raise RuntimeError("out of order")
        return self

    def logit(self, X):
        return np.full(len(X), np.nan)


def test_a_member_that_fails_in_fit_or_answers_nan_is_left_out_with_the_reason(ensemble, bank):
    X, y, _ = bank
    folds = np.arange(len(y)) % 2
    learned = cross_fit(
        [SplineLogistic(), Broken("raises", True), Broken("silent", False)],
        features=ensemble.mixture_.features,
        coded=ensemble.code(X),
        y=y.astype(float),
        folds=folds,
        sample=choose(y.astype(float), folds, 0),
        n_jobs=1,
        seed=0,
    )
    assert [member.name for member in learned.members] == ["spline logistic"]
    assert learned.left_out == {
        "raises": "RuntimeError: out of order",
        "silent": "its answers were not finite numbers",
    }


@pytest.mark.parametrize("rows", [1, 20])
def test_a_member_that_fails_later_is_left_out_and_the_rest_share_its_weight(ensemble, bank, rows, monkeypatch):
    name = ensemble.member_names_[int(np.argmax(ensemble.weights_))]
    j = ensemble.member_names_.index(name)

    class Gone:
        def row(self, x, folds):
            raise AttributeError("gone after the upgrade")

        def logit(self, X):
            raise AttributeError("gone after the upgrade")

    mixture = ensemble.mixture_
    gone = [[Gone()] * ensemble.n_folds_ if i == j else copies for i, copies in enumerate(mixture.copies)]
    monkeypatch.setattr(mixture, "copies", gone)
    monkeypatch.setattr(mixture, "rows", [Gone() if i == j else row for i, row in enumerate(mixture.rows)])
    scores = ensemble.predict_rows(bank[0].head(rows))
    assert scores.left_out == {name: "AttributeError: gone after the upgrade"}
    assert scores.weights.sum(axis=1) == pytest.approx(1)
    assert np.all(scores.weights[:, j] == 0)
    assert np.isfinite(scores.probability).all()


def test_weights_find_the_better_member_and_ablation_says_what_it_is_worth():
    draw = np.random.default_rng(0)
    truth = draw.normal(size=4000)
    y = (draw.random(4000) < 1 / (1 + np.exp(-truth))).astype(float)
    logits = np.column_stack([truth, draw.normal(size=4000), truth + draw.normal(size=4000)])
    weights = simplex_weights(logits, y)
    assert weights[0] > 0.8
    rises = ablation(logits, y, weights)
    assert rises[0] == max(rises) > 0


def test_weights_of_the_absent_go_to_the_present_in_proportion():
    shared = renormalised(np.array([0.5, 0.3, 0.2]), np.array([0.0, 1.0, 1.0]))
    assert shared == pytest.approx([0, 0.6, 0.4])
    assert renormalised(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 1.0])) == pytest.approx([0, 0.5, 0.5])


def test_calibration_undoes_a_stretch_and_a_shift():
    draw = np.random.default_rng(0)
    truth = draw.normal(size=20_000)
    y = (draw.random(20_000) < 1 / (1 + np.exp(-truth))).astype(float)
    line = fit_calibration(truth / 1.5 - 0.4, y)
    assert line.slope == pytest.approx(1.5, abs=0.1)
    assert line.offset == pytest.approx(0.6, abs=0.1)
    p = 1 / (1 + np.exp(-line.apply(truth / 1.5 - 0.4)))
    assert expected_calibration_error(p, y) < 0.01


def test_folds_follow_the_ids_text_alone():
    assert list(folds_by_id([15634602, "15634602", 15634602.0], 5)) == [folds_by_id(["15634602"], 5)[0]] * 3
    assert len(set(folds_by_id(range(100), 5).tolist())) == 5


def test_a_large_table_keeps_its_leavers_its_base_rate_and_its_honesty(monkeypatch):
    monkeypatch.setattr("ml.ensemble.sampling.MOST_ASKED", 400)
    monkeypatch.setattr("ml.ensemble.sampling.MOST_RARE", 60)
    X, y, ids = generated_bank(1500)
    y[np.flatnonzero(y)[::2]] = 0
    names = ["plain logistic", "catboost"]
    before = ChurnEnsemble(preset="quick", members=names).fit(X, y, ids=ids)
    assert len(before.oof_rows_) == 400
    assert before.predict_proba(X)[:, 1].mean() == pytest.approx(y.mean(), abs=0.03)
    single = before.predict_rows(X.head(1).to_dict("records"), ids[:1]).logits[0]
    assert single == pytest.approx(before.predict_rows(X.head(20), ids[:20]).logits[0], abs=1e-9)
    flipped = y.copy()
    flipped[7] = 1 - flipped[7]
    after = ChurnEnsemble(preset="quick", members=names).fit(X, flipped, ids=ids)
    one = X.iloc[[7]]
    assert after.predict_rows(one, [ids[7]]).probability[0] == before.predict_rows(one, [ids[7]]).probability[0]


def test_an_enriched_sample_keeps_the_rare_and_tells_how_to_undo_it():
    y = (np.arange(10_000) % 100 == 0).astype(float)
    rows, shift = enriched(np.arange(10_000), y, 1_000)
    assert len(rows) == 1_000
    assert y[rows].sum() == 100
    assert shift == pytest.approx(np.log(900 / 9_900))
    assert enriched(np.arange(10_000), y, 10_000)[1] == 0


def test_a_category_with_many_levels_teaches_every_member_through_its_rates():
    draw = np.random.default_rng(0)
    X, _, ids = generated_bank(3000)
    branch = draw.integers(0, 100, len(X))
    effect = draw.normal(0, 1.5, 100)
    y = (draw.random(len(X)) < 1 / (1 + np.exp(-effect[branch]))).astype(int)
    X = X.assign(Branch=[f"B{i:02d}" for i in branch])
    X.loc[::50, "Branch"] = None
    names = ["plain logistic", "kernel logistic", "catboost"]
    fitted = ChurnEnsemble(preset="quick", members=names).fit(X[:2000], y[:2000], ids=ids[:2000])
    told = X[2000:].assign(Branch=X["Branch"][2000:].where(np.arange(1000) % 10 > 0, "B new"))
    logits = fitted.predict_rows(told).logits
    for j in range(3):
        assert score(y[2000:], 1 / (1 + np.exp(-logits[:, j]))).auc > 0.7
    singles = np.array([fitted.predict_rows([row]).logits[0] for row in told.head(20).to_dict("records")])
    assert singles == pytest.approx(logits[:20], abs=1e-9)


def test_a_level_without_meaning_is_shown_as_nothing():
    draw = np.random.default_rng(0)
    X, y = draw.integers(0, 300, (1000, 1)).astype(float), draw.integers(0, 2, 1000).astype(float)
    shown, rates = learn_rates(X, y, np.array([0]), 0)
    assert not shown.any()
    assert not rates.put(np.array([[3.0], [999.0], [np.nan]])).any()
