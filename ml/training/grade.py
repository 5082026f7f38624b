"""How good a fitted ensemble is, as one dictionary: figures out of fold per member and mixture, baselines, hold-out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split

from ml.ensemble import ChurnEnsemble
from ml.ensemble.arrays import to_probability
from ml.training.bank_data import Batch
from ml.training.baseline import baselines
from ml.training.metrics import intervals, reliability, score

REPLICATES = 200
MANY_ROWS, FEWER = 50_000, 60
"""Over so many rows the bootstrap draws fewer replicates: its own noise is a small part of a small interval."""


def report_of(ensemble: ChurnEnsemble, batch: Batch) -> dict[str, Any]:
    """Figures of a fitted ensemble from predictions for customers its models had not seen."""
    asked = ensemble.oof_rows_
    replicates = REPLICATES if len(asked) <= MANY_ROWS else FEWER
    y, mixture = batch.y[asked], to_probability(ensemble.oof_mixture_)
    return {
        "rows": len(batch),
        "positives": int(batch.y.sum()),
        "asked": len(asked),
        "features": list(batch.X.columns),
        "folds": ensemble.n_folds_,
        "mixture": {**score(y, mixture).as_dict(), "intervals": intervals(y, mixture, replicates=replicates)},
        "members": _members(ensemble, y, replicates),
        "baselines": baselines(batch.X.iloc[asked], y, ensemble.folds_[asked]),
        "reliability": reliability(y, mixture),
        "importance": _importance(ensemble),
        "left_out": dict(ensemble.left_out_),
    }


def _members(ensemble: ChurnEnsemble, y: NDArray[np.int64], replicates: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for position, name in enumerate(ensemble.member_names_):
        p = to_probability(ensemble.oof_logits_[:, position].astype(np.float64))
        found[name] = {
            **score(y, p).as_dict(),
            "intervals": intervals(y, p, replicates=replicates),
            "weight": float(ensemble.weights_[position]),
            "without": float(ensemble.ablation_[name]),
            "seconds": float(ensemble.fit_seconds_[name]),
        }
    return found


def _importance(ensemble: ChurnEnsemble) -> list[list[Any]]:
    names = [column.name for column in ensemble.encoder_.columns_]
    pairs = zip(names, map(float, ensemble.relevance_), strict=True)
    return [[name, value] for name, value in sorted(pairs, key=lambda pair: -pair[1])]


def holdout(batch: Batch, ensemble: ChurnEnsemble, kinds: Mapping[str, str], share: float) -> dict[str, float]:
    """Accuracy and weighted F1 (and the rest) on a stratified share that a second ensemble never saw.

    The plain threshold is one half; the tuned one is chosen for accuracy on the out-of-fold predictions of the rest.
    """
    rest, held = train_test_split(np.arange(len(batch)), test_size=share, stratify=batch.y, random_state=42)
    ensemble.fit(batch.X.iloc[rest], batch.y[rest], ids=batch.ids[rest], column_kinds=kinds)
    seen, known = to_probability(ensemble.oof_mixture_), batch.y[rest][ensemble.oof_rows_]
    p = ensemble.predict_proba(batch.X.iloc[held])[:, 1]
    y = batch.y[held]
    candidates = np.linspace(0.2, 0.8, 61)
    accuracies = [float(np.mean((seen >= t) == known)) for t in candidates]
    threshold = float(candidates[int(np.argmax(accuracies))])
    return {
        **score(y, p).as_dict(),
        "rows": len(held),
        "share": share,
        "accuracy": float(accuracy_score(y, p >= 0.5)),
        "weighted_f1": float(f1_score(y, p >= 0.5, average="weighted")),
        "threshold": threshold,
        "accuracy_tuned": float(accuracy_score(y, p >= threshold)),
        "weighted_f1_tuned": float(f1_score(y, p >= threshold, average="weighted")),
    }
