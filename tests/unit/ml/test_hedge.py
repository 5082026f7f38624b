"""Weights that move: they keep their promise, follow a drift, and stay on the simplex."""

import numpy as np
import pytest

from ml.adaptation.hedge import adapt, hindsight, prior
from ml.training.metrics import Floats, losses

TRAINED = prior(np.array([0.4, 0.25, 0.2, 0.1, 0.05, 0.0]))


def stream(seed: int, outcomes: int = 3_000) -> tuple[Floats, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """Outcomes and six members whose logits are the truth with noise."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(-1.6, 1.5, outcomes)
    y = (rng.random(outcomes) < 1 / (1 + np.exp(-truth))).astype(np.int64)
    return truth[:, None] + rng.normal(0, [0.5, 0.5, 0.6, 0.7, 0.8, 0.9], (outcomes, 6)), y


def ruined(logits: Floats) -> Floats:
    """The member with the most say starts to answer at random after a quarter of the outcomes."""
    broken = logits.copy()
    late = slice(len(logits) // 4, None)
    broken[late, 0] = np.random.default_rng(9).normal(0, 2, len(broken[late]))
    return broken


def test_weights_stay_on_the_simplex_and_every_member_can_come_back() -> None:
    logits, y = stream(0)
    run = adapt(ruined(logits), y, TRAINED)
    assert run.path.sum(axis=1) == pytest.approx(np.ones(len(y)))
    assert (run.path > 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_loss_stays_within_the_stated_bound_of_the_best_fixed_mixture(seed: int) -> None:
    logits, y = stream(seed)
    for case in (logits, ruined(logits)):
        run = adapt(case, y, TRAINED)
        best, loss = hindsight(case, y)
        assert run.losses.sum() - loss * len(y) <= run.bound(best)
        assert run.bound(best) < 0.05 * run.losses.sum(), "a bound that says something"


@pytest.mark.parametrize("seed", range(3))
def test_when_a_member_is_ruined_the_mixture_follows_and_beats_frozen_weights(seed: int) -> None:
    logits, y = stream(seed)
    broken = ruined(logits)
    run = adapt(broken, y, TRAINED)
    frozen = losses(y, 1 / (1 + np.exp(-broken @ TRAINED))).mean()
    assert run.final[0] < 0.1 * TRAINED[0] + 0.02
    assert run.losses.mean() < frozen
    assert run.losses.mean() <= 1.01 * hindsight(broken, y)[1]


def test_weights_recover_even_when_nearly_all_the_say_is_with_the_broken_member() -> None:
    logits, y = stream(0)
    logits[:, 0] = -3 * logits[:, 0]
    run = adapt(logits, y, prior(np.array([1.0, 0, 0, 0, 0, 0])))
    assert run.final[0] < 0.05


def test_a_calibration_in_force_is_taken_into_account() -> None:
    logits, y = stream(1)
    plain = adapt(logits, y, TRAINED)
    halved = adapt(2 * logits, y, TRAINED, slopes=0.5)
    assert halved.losses == pytest.approx(plain.losses)


def test_no_outcomes_change_nothing() -> None:
    run = adapt(np.empty((0, 6)), np.empty(0, dtype=np.int64), TRAINED)
    assert run.final == pytest.approx(TRAINED)
    assert run.bound(TRAINED) == 0.0
