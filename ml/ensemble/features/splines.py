"""Cubic B-splines with five quantile knots per number and indicators for the rest: the ground of the spline logistic.

The splines are kept as piecewise polynomials (interval, power, basis function), so that one row costs one look-up
per column instead of a call per basis function (de Boor, A Practical Guide to Splines, 1978).
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from scipy.interpolate import BSpline, PPoly

from ml.ensemble.arrays import Floats
from ml.ensemble.features.profile import Profile

KNOTS = 5
MOST_COLUMNS = 60


class SplineBlock:
    """Spline basis of each number (constant beyond the outer knots), then indicators; all within 0 to 1."""

    def __init__(self, profiles: Sequence[Profile], coded: Floats, knots: int = KNOTS) -> None:
        self.medians = np.array([p.median for p in profiles])
        self.curves = []
        owners: list[int] = []
        fewer = knots if sum(p.number for p in profiles) <= MOST_COLUMNS else 3
        for j, profile in enumerate(profiles):
            if profile.number:
                curve = _Curve(j, coded[:, j], fewer)
                self.curves.append(curve)
                owners += [j] * curve.width
        marks = [(j, v) for j, p in enumerate(profiles) for v in p.one_hot]
        marks += [(j, 0.0) for j, p in enumerate(profiles) if p.zero_inflated]
        gaps = [j for j, p in enumerate(profiles) if p.missing]
        self.mark_columns = np.array([j for j, _ in marks], dtype=np.int64)
        self.mark_values = np.array([v for _, v in marks])
        self.gaps = np.array(gaps, dtype=np.int64)
        self.owners = (*owners, *(j for j, _ in marks), *gaps)

    def make(self, coded: Floats) -> Floats:
        """The block (n, width)."""
        missing = np.isnan(coded)
        filled = np.where(missing, self.medians, coded)
        marks = coded[:, self.mark_columns] == self.mark_values
        return np.concatenate([self._stacked.basis(filled), marks, missing[:, self.gaps]], axis=1)

    @cached_property
    def _stacked(self) -> "_Curves":
        return _Curves(self.curves)


class _Curve:
    """The cubic basis of one column as polynomials per interval: coefficients (intervals, 4, width)."""

    def __init__(self, column: int, values: Floats, knots: int) -> None:
        self.column = column
        known = values[~np.isnan(values)]
        inner = np.unique(np.quantile(known, np.linspace(0, 1, knots)))
        if len(inner) < 2:
            inner = np.array([inner[0], inner[0] + 1.0])
        step_low, step_high = inner[1] - inner[0], inner[-1] - inner[-2]
        padded = np.concatenate(
            [inner[0] - step_low * np.arange(3, 0, -1), inner, inner[-1] + step_high * np.arange(1, 4)]
        )
        count = len(padded) - 4
        # The last basis function is left out: the basis sums to one, and the intercept already says that.
        unit = np.eye(count)[: count - 1]
        pieces = [PPoly.from_spline(BSpline(padded, one, 3), extrapolate=False).c for one in unit]
        inside = np.stack(pieces)[:, :, 3 : 3 + len(inner) - 1]
        self.breaks = inner
        self.coefficients: Floats = np.ascontiguousarray(inside.transpose(2, 1, 0))
        self.width = count - 1


class _Curves:
    """All columns' bases side by side, so that a row costs a few look-ups and not some per column."""

    def __init__(self, curves: Sequence[_Curve]) -> None:
        pieces = max((len(curve.breaks) - 1 for curve in curves), default=1)
        width = max((curve.width for curve in curves), default=0)
        self.columns = np.array([curve.column for curve in curves], dtype=np.int64)
        self.low = np.array([curve.breaks[0] for curve in curves])
        self.high = np.array([curve.breaks[-1] for curve in curves])
        self.inner = np.full((len(curves), pieces - 1), np.inf)
        self.starts = np.zeros((len(curves), pieces))
        self.powers = np.zeros((4, len(curves) * pieces, width))
        for i, curve in enumerate(curves):
            here = len(curve.breaks) - 1
            self.inner[i, : here - 1] = curve.breaks[1:-1]
            self.starts[i, :here] = curve.breaks[:-1]
            self.powers[:, i * pieces : i * pieces + here, : curve.width] = curve.coefficients.transpose(1, 0, 2)
        self.first = np.arange(len(curves)) * pieces
        self.used = np.flatnonzero([k < curve.width for curve in curves for k in range(width)])

    def basis(self, filled: Floats) -> Floats:
        """Basis functions (n, width) of the columns of a matrix without gaps (n, p)."""
        held = np.minimum(np.maximum(filled[:, self.columns], self.low), self.high)
        piece = self.first + (held[:, :, None] >= self.inner).sum(axis=2)
        t = (held - self.starts.ravel()[piece])[:, :, None]
        out = self.powers[0][piece]
        for power in (1, 2, 3):
            out = out * t + self.powers[power][piece]
        return np.asarray(out.reshape(len(held), -1)[:, self.used], dtype=np.float64)
