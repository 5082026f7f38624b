"""The champion gives way only to one that is better on held-back outcomes, by the stated test."""

import numpy as np

from ml.adaptation.challenge import judge

RNG = np.random.default_rng(0)
Y = (RNG.random(400) < 0.3).astype(np.int64)
LOSSES = RNG.gamma(1, 0.3, 400)


def test_a_clearly_better_challenger_is_promoted() -> None:
    verdict = judge(Y, LOSSES, LOSSES - RNG.normal(0.05, 0.1, 400))
    assert verdict.promote
    assert verdict.p_value < 0.05


def test_a_challenger_within_chance_is_not() -> None:
    assert not judge(Y, LOSSES, LOSSES - RNG.normal(0.0, 0.5, 400)).promote
    assert not judge(Y, LOSSES, LOSSES).promote


def test_a_worse_challenger_is_not() -> None:
    assert not judge(Y, LOSSES, LOSSES + 0.1).promote


def test_too_few_outcomes_decide_nothing() -> None:
    verdict = judge(Y[:60], LOSSES[:60], LOSSES[:60] - 1)
    assert not verdict.promote
    assert "too few" in verdict.why
    assert not judge(np.zeros(400, dtype=np.int64), LOSSES, LOSSES - 1).promote
