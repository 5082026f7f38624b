"""Why this probability: Shapley values of the calibrated logit, one per original column, and per member too.

The value of a coalition S is the mean calibrated logit over the background when the columns of S are the customer's
and the rest the background's (Strumbelj and Kononenko, 2014; Lundberg and Lee, 2017). Exact over all coalitions where
the columns are few; otherwise antithetic permutation sampling (Mitchell et al., 2022): a random order and its reverse,
exact for pairwise interactions, and summing to the prediction exactly whatever the number of orders. Calibration being
a line and the mixture a weighted sum, the members' values add up to the mixture's without another pass.

Where all folds answer (no labelled customer), each fold gets its own orders and the values are means over folds.
"""

from dataclasses import dataclass
from math import factorial

import numpy as np

from ml.answers.background import Background
from ml.ensemble.arrays import Bools, Floats, Ints
from ml.ensemble.folds import EVERYONE
from ml.ensemble.mixture import Mixture

ROWS = 6000
"""Model rows spent on one fold's part of an explanation, at most; what fits in some 0.1 s."""
FIRST_PAIRS = 3
"""Orders and their reverses in the first (or only) fold, whose spread states the error; one pair in further folds."""


@dataclass(frozen=True, kw_only=True)
class RowExplanation:
    """Shapley values of one row, p original columns, m members; ``baseline + values.sum() == logit``."""

    columns: tuple[str, ...]
    values: Floats
    """(p,) on the calibrated logit scale."""
    by_member: Floats
    """(m, p): each member's part of the values (slope x weight x its own Shapley value); columns sum to ``values``."""
    members: tuple[str, ...]
    baseline: float
    logit: float
    error: float
    """Largest standard error over the columns, in logits; 0 where all coalitions were computed."""
    method: str
    background: str


def explain(
    mixture: Mixture,
    row: Floats,
    fold: int,
    background: Background,
    *,
    columns: tuple[str, ...],
    seed: int = 0,
    rows: int = ROWS,
    weights: Floats | None = None,
) -> RowExplanation:
    """Explain one coded row (p,) by the models that answer for it (``fold``, or EVERYONE)."""
    p = len(row)
    folds = list(range(mixture.folds)) if fold == EVERYONE else [fold]
    ground = background.lightened(max(4, rows // max(1, 2 * FIRST_PAIRS * (p - 1))))
    asked = _Asked(mixture, row, ground, mixture.weighted(np.array([fold]), weights))
    if (1 << p) * len(ground.rows) * len(folds) <= rows:
        parts = [_exact(asked, k) for k in folds]
        method = "exact over all coalitions"
    else:
        rng = np.random.default_rng(seed)
        pairs = [FIRST_PAIRS] + [1] * (len(folds) - 1)
        parts = [_sampled(asked, k, [rng.permutation(p) for _ in range(n)]) for k, n in zip(folds, pairs, strict=True)]
        method = f"antithetic permutation sampling, {2 * sum(pairs)} orders"
    members = np.mean([part.values.mean(axis=0) for part in parts], axis=0)
    ends = np.mean([part.ends for part in parts], axis=0)
    share = _share(mixture, ends, fold, weights)
    offset = mixture.shares.of(fold).calibration.offset
    by_member = (np.where(np.isfinite(members), members, 0.0) * share).T
    exact = method.startswith("exact")
    return RowExplanation(
        columns=columns,
        values=by_member.sum(axis=0),
        by_member=by_member,
        members=mixture.names,
        baseline=float(np.nansum(ends[0] * share) + offset),
        logit=float(np.nansum(ends[1] * share) + offset),
        error=0.0 if exact else _standard_error(np.nansum(parts[0].values * share, axis=2), len(folds)),
        method=method,
        background=ground.described,
    )


@dataclass(frozen=True)
class _Asked:
    """What is explained: the row, against the background, by the members that have any weight."""

    mixture: Mixture
    row: Floats
    ground: Background
    members: Bools

    def logits(self, hybrids: Floats, fold: int) -> Floats:
        """Member logits (n, m) of rows that mix the customer with the background."""
        return self.mixture.fold_logits(hybrids, fold, self.members)


@dataclass(frozen=True)
class _Part:
    """One fold: values (pairs, p, m) in member logits; ends (2, m): background mean and the row itself."""

    values: Floats
    ends: Floats


def _share(mixture: Mixture, ends: Floats, fold: int, weights: Floats | None) -> Floats:
    """What a member's logit counts for in the calibrated logit: slope x weight (m,)."""
    scores = mixture.mix(ends, np.full(2, fold, dtype=np.int64), weights)
    return np.asarray(mixture.shares.of(fold).calibration.slope * scores.weights[1], dtype=np.float64)


def _standard_error(values: Floats, folds: int) -> float:
    """Largest over columns, from the first fold's pairs (pairs, p); the further folds have one pair each."""
    noise = values.std(axis=0, ddof=1)
    return float(noise.max() * np.sqrt(1 / len(values) + folds - 1) / folds)


def _sampled(asked: _Asked, fold: int, orders: list[Ints]) -> _Part:
    row, ground = asked.row, asked.ground
    p, b = len(row), len(ground.rows)
    every = [order for one in orders for order in (one, one[::-1])]
    masks = np.zeros((len(every), p - 1, p), dtype=bool)
    for o, order in enumerate(every):
        for step in range(p - 1):
            masks[o, step:, order[step]] = True
    hybrids = np.where(masks.reshape(-1, 1, p), row, ground.rows).reshape(-1, p)
    logits = asked.logits(np.concatenate([ground.rows, row[None, :], hybrids]), fold)
    m = logits.shape[1]
    empty = ground.weights @ logits[:b]
    full = logits[b]
    means = np.einsum("b,sbm->sm", ground.weights, logits[b + 1 :].reshape(-1, b, m)).reshape(len(every), p - 1, m)
    values = np.zeros((len(every), p, m))
    for o, order in enumerate(every):
        path = np.concatenate([empty[None, :], means[o], full[None, :]])
        values[o, order] = np.diff(path, axis=0)
    return _Part(values.reshape(len(orders), 2, p, m).mean(axis=1), np.stack([empty, full]))


def _exact(asked: _Asked, fold: int) -> _Part:
    row, ground = asked.row, asked.ground
    p = len(row)
    masks = (np.arange(1 << p)[:, None] >> np.arange(p)) & 1 == 1
    hybrids = np.where(masks[:, None, :], row, ground.rows).reshape(-1, p)
    logits = asked.logits(hybrids, fold)
    worth = np.einsum("b,sbm->sm", ground.weights, logits.reshape(1 << p, len(ground.rows), -1))
    sizes = masks.sum(axis=1)
    chance = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) if s < p else 0.0 for s in range(p + 1)])
    values = np.empty((1, p, logits.shape[1]))
    for j in range(p):
        without = np.flatnonzero(~masks[:, j])
        values[0, j] = chance[sizes[without]] @ (worth[without | (1 << j)] - worth[without])
    return _Part(values, np.stack([worth[0], worth[-1]]))
