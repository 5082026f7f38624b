"""Drift is seen where it is, and not where it is not."""

import numpy as np
import pandas as pd
import pytest

from ml.adaptation.drift import InputWatch, calibration, reference

RNG = np.random.default_rng(0)


def customers(count: int, shift: float = 0.0, north: float = 0.3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": RNG.normal(40 + shift, 10, count),
            "region": pd.Series(RNG.choice(["north", "south"], count, p=[north, 1 - north]), dtype="str"),
            "since": pd.Timestamp("2015-01-01") + pd.to_timedelta(RNG.integers(0, 3_000, count), unit="D"),
            "income": np.where(RNG.random(count) < 0.1, np.nan, RNG.lognormal(10, 0.5, count)),
        }
    )


def verdicts(now: pd.DataFrame) -> dict[str, str]:
    watch = InputWatch(reference(customers(5_000)))
    for start in range(0, len(now), 700):
        watch.see(now.iloc[start : start + 700])
    return {s.column: s.verdict for s in watch.stability()}


def test_the_same_kind_of_customers_is_steady() -> None:
    assert set(verdicts(customers(5_000)).values()) == {"steady"}


def test_a_shifted_number_and_a_shifted_category_are_named() -> None:
    found = verdicts(customers(5_000, shift=15, north=0.8))
    assert found["age"] == "drifted"
    assert found["region"] == "drifted"
    assert found["income"] == "steady"


def test_new_levels_and_missing_values_count_as_drift() -> None:
    now = customers(2_000)
    now["region"] = pd.Series(["west"] * 2_000, dtype="str")
    now["income"] = np.nan
    found = verdicts(now)
    assert found["region"] == "drifted"
    assert found["income"] == "drifted"


def test_calibration_holds_for_true_probabilities_and_drifts_for_shifted_ones() -> None:
    p = RNG.uniform(0.05, 0.6, 2_000)
    y = (RNG.random(2_000) < p).astype(np.int64)
    assert not calibration(y, p).drifted
    shifted = calibration(y, p / 2)
    assert shifted.drifted
    assert shifted.observed == pytest.approx(y.mean())


def test_overconfidence_is_drift_even_where_the_mean_is_right() -> None:
    p = np.where(RNG.random(4_000) < 0.5, 0.3, 0.7)
    y = (RNG.random(4_000) < p).astype(np.int64)
    assert calibration(y, np.where(p < 0.5, 0.1, 0.9)).drifted


def test_few_outcomes_say_nothing() -> None:
    assert not calibration(np.ones(10, dtype=np.int64), np.full(10, 0.1)).drifted
