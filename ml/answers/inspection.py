"""What the mixture does over all customers: importance, partial dependence, performance by group.

Measured through the held-out routes where ids are given: no customer is judged by a model that saw them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ml.ensemble.arrays import Floats, log_loss_of, to_probability
from ml.ensemble.calibration import expected_calibration_error

if TYPE_CHECKING:
    from ml.ensemble import ChurnEnsemble, Ids


@dataclass(frozen=True, kw_only=True)
class Importance:
    """How much the log loss rises, in nats per customer, when a column is shuffled: mean and deviation over repeats."""

    column: str
    rise: float
    deviation: float


@dataclass(frozen=True, kw_only=True)
class Group:
    """How well one group of customers is predicted. ``auc`` is NaN where a group holds one class only."""

    group: str
    customers: int
    churn_rate: float
    mean_probability: float
    log_loss: float
    auc: float
    ece: float


def permutation_importance(
    ensemble: "ChurnEnsemble",
    X: pd.DataFrame,
    y: Floats,
    ids: "Ids | None" = None,
    *,
    repeats: int = 3,
    rows: int = 2000,
    seed: int = 0,
) -> list[Importance]:
    """Permutation importance (Breiman, 2001) of every original column, largest first; y (n,) is 0/1."""
    rng = np.random.default_rng(seed)
    kept = np.sort(rng.permutation(len(X))[:rows])
    coded = ensemble.code(X.iloc[kept])
    folds = ensemble.route(None if ids is None else np.asarray(ids)[kept], len(kept))
    labels = np.asarray(y, dtype=np.float64)[kept]
    base = log_loss_of(ensemble.mixture_.score(coded, folds).calibrated, labels)
    found = []
    for j, column in enumerate(ensemble.encoder_.columns_):
        rises = []
        for _ in range(repeats):
            shuffled = coded.copy()
            shuffled[:, j] = coded[rng.permutation(len(coded)), j]
            rises.append(log_loss_of(ensemble.mixture_.score(shuffled, folds).calibrated, labels) - base)
        found.append(Importance(column=column.name, rise=float(np.mean(rises)), deviation=float(np.std(rises))))
    return sorted(found, key=lambda importance: -importance.rise)


def partial_dependence(
    ensemble: "ChurnEnsemble", column: str, *, weights: Floats | None = None
) -> list[tuple[Any, float]]:
    """Mean probability over the background customers when ``column`` takes each plausible value (Friedman, 2001)."""
    position = ensemble.encoder_.position_[column]
    values = ensemble.choices_[column]
    ground = ensemble.background_
    batch = np.repeat(ground.rows[None, :, :], len(values), axis=0)
    batch[:, :, position] = values[:, None]
    flat = batch.reshape(-1, ground.rows.shape[1])
    scores = ensemble.mixture_.score(flat, np.full(len(flat), -1), weights)
    means = scores.probability.reshape(len(values), -1) @ ground.weights
    shown = [ensemble.encoder_.decode(column, float(value)) for value in values]
    return list(zip(shown, means.tolist(), strict=True))


def by_group(groups: Sequence[Any], calibrated: Floats, y: Floats) -> list[Group]:
    """Performance by group: calibrated logits (n,), labels 0/1 (n,) and a group name per customer, largest first."""
    names = np.asarray([str(group) for group in groups])
    labels = np.asarray(y, dtype=np.float64)
    found = [_group(name, calibrated[names == name], labels[names == name]) for name in np.unique(names).tolist()]
    return sorted(found, key=lambda group: -group.customers)


def _group(name: str, calibrated: Floats, y: Floats) -> Group:
    probability = to_probability(calibrated)
    return Group(
        group=name,
        customers=len(y),
        churn_rate=float(y.mean()),
        mean_probability=float(probability.mean()),
        log_loss=log_loss_of(calibrated, y),
        auc=_auc(calibrated, y),
        ece=expected_calibration_error(probability, y),
    )


def _auc(score: Floats, y: Floats) -> float:
    positives = int(y.sum())
    if positives in {0, len(y)}:
        return float("nan")
    ranks = pd.Series(score).rank().to_numpy()
    return float((ranks[y > 0].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives)))
