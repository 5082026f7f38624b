"""Categories with many levels: a member sees, in place of the code, how much its level raises the log-odds.

The rates come from the member's own training rows; each of those rows is shown the rate of its level among the other
rows (five parts), so that a rare level does not give its own labels away (Micci-Barreca, 2001, cross-fitted). How
strongly a level is pulled to the base rate is chosen by the log loss on those parts; a column that helps in no way
is shown as zeros.
"""

from dataclasses import dataclass

import numpy as np

from ml.ensemble.arrays import Floats, Ints, log_loss_of
from ml.ensemble.members.base import Fitted

PARTS = 5
PULLS = (5.0, 20.0, 80.0, 320.0)
"""A level counts as if it had so many more rows with the base rate."""


@dataclass(frozen=True)
class LevelRates:
    """For the block columns ``at``: log-odds above the base rate by code, then of an unseen level, then of missing."""

    at: Ints
    tables: tuple[Floats, ...]

    def put(self, X: Floats) -> Floats:
        """A copy of block rows (n, width) with rates in place of codes."""
        out = X.copy()
        for column, table in zip(self.at.tolist(), self.tables, strict=True):
            out[:, column] = table[_codes(X[:, column], len(table) - 2)]
        return out


@dataclass(frozen=True)
class Rated:
    """A member that learned from rates instead of codes."""

    inner: Fitted
    rates: LevelRates

    def logit(self, X: Floats) -> Floats:
        """Logit (n,)."""
        return self.inner.logit(self.rates.put(X))


def learn_rates(X: Floats, y: Floats, at: Ints, seed: int) -> tuple[Floats, LevelRates]:
    """Training rows (n, width) with cross-fitted rates in the columns ``at``, and the rates for all other rows."""
    if len(at) == 0:
        return X, LevelRates(at, ())
    part = np.random.default_rng(seed).integers(0, PARTS, len(y))
    out, tables = X.copy(), []
    for column in at.tolist():
        values = X[:, column]
        size = int(np.max(values, initial=0.0, where=np.isfinite(values))) + 1
        out[:, column], table = _learn(_codes(values, size), y, size, part)
        tables.append(table)
    return out, LevelRates(at, tuple(tables))


def _learn(codes: Ints, y: Floats, size: int, part: Ints) -> tuple[Floats, Floats]:
    base = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
    best, shown, pull = log_loss_of(np.full(len(y), np.log(base / (1 - base))), y), np.zeros(len(y)), np.inf
    for candidate in PULLS:
        rates = np.empty(len(y))
        for k in range(PARTS):
            others = part != k
            rates[~others] = _table(codes[others], y[others], size, base, candidate)[codes[~others]]
        loss = log_loss_of(np.log(base / (1 - base)) + rates, y)
        if loss < best:
            best, shown, pull = loss, rates, candidate
    return shown, _table(codes, y, size, base, pull) if np.isfinite(pull) else np.zeros(size + 2)


def _table(codes: Ints, y: Floats, size: int, base: float, pull: float) -> Floats:
    counts = np.bincount(codes, minlength=size + 2)
    rate = (np.bincount(codes, weights=y, minlength=size + 2) + pull * base) / (counts + pull)
    rate = np.clip(rate, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(rate / (1 - rate)) - np.log(base / (1 - base)))


def _codes(values: Floats, size: int) -> Ints:
    """Codes (n,) below ``size``; ``size`` itself for unseen levels, one more for missing ones (NaN or below zero)."""
    known = values >= 0
    return np.where(known, np.minimum(np.where(known, values, 0.0), size), size + 1).astype(np.int64)
