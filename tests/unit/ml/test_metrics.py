"""The figures of a report, against scikit-learn's own."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from ml.training.metrics import better, ece, intervals, losses, reliability, score

RNG = np.random.default_rng(0)
P = np.round(RNG.uniform(0.01, 0.99, 2_000), 2)
Y = (RNG.random(2_000) < P).astype(np.int64)


def test_the_four_figures_agree_with_scikit_learn_ties_included() -> None:
    found = score(Y, P)
    assert found.auc == pytest.approx(roc_auc_score(Y, P))
    assert found.log_loss == pytest.approx(log_loss(Y, P))
    assert found.brier == pytest.approx(brier_score_loss(Y, P))


def test_a_calibrated_forecast_has_little_calibration_error_and_a_shifted_one_its_shift() -> None:
    assert ece(Y, P) < 0.03
    assert ece(np.zeros(100, dtype=np.int64), np.full(100, 0.3)) == pytest.approx(0.3)


def test_bootstrap_intervals_hold_the_figure_of_a_large_sample() -> None:
    figures, ranges = score(Y, P).as_dict(), intervals(Y, P, replicates=100)
    for name in ("auc", "log_loss", "brier"):
        low, high = ranges[name]
        assert low < figures[name] < high


def test_the_calibration_curve_counts_every_customer_once() -> None:
    assert sum(point["customers"] for point in reliability(Y, P)) == len(Y)


def test_the_better_forecast_is_found_better_and_equal_ones_are_not() -> None:
    blurred = np.clip(P + RNG.normal(0, 0.3, len(P)), 0.01, 0.99)
    gain, p_value = better(losses(Y, P), losses(Y, blurred))
    assert gain > 0
    assert p_value < 0.01
    assert better(losses(Y, P), losses(Y, P)) == (0.0, 1.0)
