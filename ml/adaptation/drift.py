"""Is the bank still the one the champion learned from? Watches inputs (PSI) and, once outcomes come, calibration.

Population stability index per feature against the training customers: below 0.1 steady, 0.1 to 0.25 moving, above 0.25
drifted (Siddiqi, Credit Risk Scorecards, 2006). Calibration on outcomes by the sum of residuals and by Spiegelhalter's
z-test (Statistics in Medicine, 1986), the smaller p-value doubled.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from db.texts.terminal import said
from ml.training.metrics import Floats, ece

BINS = 10
TOP_LEVELS = 30
OTHER = "(other)"
MISSING = "(missing)"
MOVING, DRIFTED = 0.1, 0.25
LEAST_OUTCOMES = 30
SIGNIFICANT = 0.01

Verdict = Literal["steady", "moving", "drifted"]


@dataclass(frozen=True, kw_only=True)
class Stability:
    """One feature's PSI and what it means."""

    column: str
    psi: float
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class CalibrationDrift:
    """Predicted against observed churn on outcomes; ``drifted`` where p < 0.01 on at least ``LEAST_OUTCOMES``."""

    outcomes: int
    predicted: float
    observed: float
    ece: float
    z: float
    p_value: float
    drifted: bool


def reference(X: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """How each feature is distributed: decile edges or levels, and the share of customers in each bin."""
    return {str(name): _describe(X[name]) for name in X.columns}


def _describe(values: pd.Series) -> dict[str, Any]:
    if not _numbers(values):
        levels = [str(v) for v in values.dropna().value_counts().index[:TOP_LEVELS]]
        spec: dict[str, Any] = {"levels": levels}
    else:
        known = _as_floats(values)
        known = known[np.isfinite(known)]
        cuts = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.array([])
        spec = {"edges": [float(c) for c in cuts]}
    return {**spec, "counts": counts(values, spec).tolist()}


def _numbers(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values) or values.dtype.kind == "M")


def _as_floats(values: pd.Series) -> Floats:
    if values.dtype.kind == "M":
        days = (values - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
        return np.asarray(days, dtype=np.float64)
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def counts(values: pd.Series, spec: Mapping[str, Any]) -> Floats:
    """Customers per bin of ``spec``; the last bin is the missing ones."""
    if "levels" in spec:
        code = {level: i for i, level in enumerate(spec["levels"])}
        other = len(code)
        at = np.array(values.map(code).fillna(other), dtype=np.int64)
        at[values.isna().to_numpy()] = other + 1
        return np.asarray(np.bincount(at, minlength=other + 2), dtype=np.float64)
    floats = _as_floats(values)
    edges = np.array(spec["edges"], dtype=np.float64)
    at = np.searchsorted(edges, floats, side="right")
    at[~np.isfinite(floats)] = len(edges) + 1
    return np.asarray(np.bincount(at, minlength=len(edges) + 2), dtype=np.float64)


def counted(X: pd.DataFrame, reference: Mapping[str, Mapping[str, Any]]) -> dict[str, Floats]:
    """Customers per bin of each feature of ``reference``, in a batch of raw features (n, columns)."""
    return {name: counts(X[name], spec) for name, spec in reference.items()}


def psi(expected: NDArray[np.float64], actual: NDArray[np.float64]) -> float:
    """Population stability index of two histograms of counts, with half a customer added to every bin."""
    used = (expected + actual) > 0
    p, q = expected[used] + 0.5, actual[used] + 0.5
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((q - p) * np.log(q / p)))


class InputWatch:
    """Counts batches of customers and compares them with the training reference, in flat memory."""

    def __init__(self, reference: Mapping[str, Mapping[str, Any]]) -> None:
        self.reference = reference
        self.counted = {name: np.zeros(len(spec["counts"])) for name, spec in reference.items()}

    def see(self, X: pd.DataFrame) -> None:
        """Count a batch of raw features (n, columns)."""
        self.add(counted(X, self.reference))

    def add(self, batch: Mapping[str, Floats]) -> None:
        """Add what ``counted`` found elsewhere."""
        for name, values in batch.items():
            self.counted[name] += values

    def stability(self) -> list[Stability]:
        """Every feature, the most drifted first."""
        found = []
        for name, spec in self.reference.items():
            value = psi(np.array(spec["counts"]), self.counted[name])
            verdict: Verdict = "drifted" if value > DRIFTED else "moving" if value > MOVING else "steady"
            found.append(Stability(column=name, psi=value, verdict=verdict))
        return sorted(found, key=lambda s: -s.psi)


def calibration(y: NDArray[np.int64], p: Floats) -> CalibrationDrift:
    """Whether probabilities (n,) still fit outcomes (n,), two-sided."""
    spread = float(np.sum((1 - 2 * p) ** 2 * p * (1 - p)))
    z = float(np.sum((y - p) * (1 - 2 * p))) / math.sqrt(spread) if spread > 0 else 0.0
    in_the_large = float(np.sum(y - p)) / math.sqrt(float(np.sum(p * (1 - p))) or 1.0)
    worst = max(abs(z), abs(in_the_large))
    p_value = min(1.0, 2 * math.erfc(worst / math.sqrt(2)))
    return CalibrationDrift(
        outcomes=len(y),
        predicted=float(p.mean()) if len(p) else math.nan,
        observed=float(y.mean()) if len(y) else math.nan,
        ece=ece(y, p) if len(y) else math.nan,
        z=z,
        p_value=p_value,
        drifted=len(y) >= LEAST_OUTCOMES and p_value < SIGNIFICANT,
    )


def lines(found: Iterable[Stability], *, most: int = 5) -> list[str]:
    """The most drifted features, one line each."""
    return [
        said("adapt.input", name=s.column, psi=s.psi, verdict=said(f"adapt.verdict.{s.verdict}"))
        for s in list(found)[:most]
    ]
