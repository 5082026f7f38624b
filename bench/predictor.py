"""``python -m bench predictor``: quality, one row, scoring a bank, adaptation; each beside its peers in the same run.

Quality: mean over the splits of AUC, log loss, Brier score and ECE (10 equal-width bins), each model learning from the
training rows of a split alone. Peers: equal weights, scikit-learn's StackingClassifier and VotingClassifier over the
very same members, AutoGluon where installed. Latency: one row through every fold's models, beside the bare estimators.
Scoring and adaptation are ``bench scoring`` and ``bench drift``.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from bench import drift, scoring
from bench._peers import peers
from bench._row import latency
from db.catalog import Catalog, read_catalog
from db.demo.customers import HEADER, demo_bank
from ml import ChurnEnsemble
from ml.ensemble.arrays import to_probability
from ml.ensemble.calibration import expected_calibration_error
from ml.ensemble.folds import folds_at_random

MARKS = "AutoGluon 1.6 best_quality, first repeat: .8712 / .3302, 121 s; FLAML 60 s: .8703 / .3311"

PARTS = ("quality", "row", "scoring", "drift")


@dataclass(frozen=True, kw_only=True)
class Task:
    """Raw features, label, ids, and the test mask of each split."""

    X: pd.DataFrame
    y: np.ndarray
    ids: np.ndarray
    splits: list[tuple[str, np.ndarray]]
    actionable: list[str]


def main(argv: Sequence[str]) -> int:
    asked = _parser().parse_args(argv)
    parts = asked.only or PARTS
    worst = 0
    if {"quality", "row"} & set(parts):
        _quality_and_row(asked, parts)
    if "scoring" in parts:
        print("\nScoring a whole bank (python -m bench scoring)")
        worst = scoring.main(["--customers", "20000", "--preset", "quick", "--learn", "3000"] if asked.quick else [])
    if "drift" in parts:
        print("\nAdaptation under drift (python -m bench drift)")
        worst = max(worst, drift.main(["--seeds", "1"] if asked.quick else []))
    return worst


def _quality_and_row(asked: argparse.Namespace, parts: Sequence[str]) -> None:
    task = _task(asked)
    preset = "quick" if asked.quick else "standard"
    if asked.quick or "quality" not in parts:
        task = replace(task, splits=task.splits[:1])
    print(f"{len(task.y)} customers, {task.y.mean():.2%} left, {len(task.splits)} splits, preset {preset}")
    figures, last = _quality(task, preset=preset, jobs=asked.jobs, with_peers="quality" in parts and not asked.no_peers)
    if "quality" in parts:
        _print(figures)
        print(f"For comparison, published on Churn_Modelling.csv: {MARKS}\n")
    if "row" in parts:
        _, test = task.splits[-1]
        latency(last, task.X[test], rows=50 if asked.quick else 300, actionable=task.actionable)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench predictor", description=__doc__)
    parser.add_argument("--data", type=Path, help="CSV with the catalog's columns; the demo bank by default")
    parser.add_argument("--splits", type=Path, help="CSV: the id column, then one column of test folds per repeat")
    parser.add_argument("--catalog", type=Path, help="catalog file; the packaged one by default")
    parser.add_argument("--repeats", type=int, default=3, help="repeats of the splits to run")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="one split, the quick preset")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of it (may be repeated)")
    parser.add_argument("--no-peers", action="store_true", help="only the mixture and its members")
    return parser


def _task(asked: argparse.Namespace) -> Task:
    catalog = read_catalog(asked.catalog) if asked.catalog else read_catalog()
    frame = pd.read_csv(asked.data) if asked.data else _demo(catalog)
    features = [column.name for column in catalog.features if column.name in frame]
    y = (frame[catalog.label.column].astype(str) == catalog.label.positive).to_numpy(dtype=float)
    ids = frame[catalog.id].to_numpy()
    folds = _folds(asked, catalog, ids, y)
    splits = [
        (f"{repeat}.{fold}", (folds[:, repeat] == fold))
        for repeat in range(min(asked.repeats, folds.shape[1]))
        for fold in range(int(folds[:, repeat].max()) + 1)
    ]
    actionable = [column.name for column in catalog.features if column.name in frame and column.actionable]
    return Task(X=frame[features], y=y, ids=ids, splits=splits, actionable=actionable)


def _demo(catalog: Catalog) -> pd.DataFrame:
    frame = pd.DataFrame(demo_bank(12_000).rows, columns=list(HEADER))
    return frame[frame[catalog.label.column].isin([catalog.label.positive, catalog.label.negative])]


def _folds(asked: argparse.Namespace, catalog: Catalog, ids: np.ndarray, y: np.ndarray) -> np.ndarray:
    if asked.splits:
        table = pd.read_csv(asked.splits).set_index(catalog.id)
        return table.loc[ids].to_numpy()
    return np.column_stack([folds_at_random(y, 3, seed) for seed in range(asked.repeats)])


def _quality(task: Task, *, preset: str, jobs: int, with_peers: bool) -> tuple[pd.DataFrame, ChurnEnsemble]:
    rows: list[dict[str, Any]] = []
    last = ChurnEnsemble()
    for name, test in task.splits:
        X, y, Xt, yt = task.X[~test], task.y[~test], task.X[test], task.y[test]
        start = time.perf_counter()
        last = ChurnEnsemble(preset=preset, n_jobs=jobs).fit(X, y)
        seconds = time.perf_counter() - start
        scores = last.predict_rows(Xt)
        spent = sum(last.fit_seconds_.values())
        rows.append(_row(name, "MIXTURE", scores.probability, yt, seconds=seconds, cpu=spent))
        for j, member in enumerate(last.member_names_):
            own = last.fit_seconds_[member]
            rows.append(_row(name, f"  {member}", to_probability(scores.logits[:, j]), yt, seconds=np.nan, cpu=own))
        equal = last.predict_rows(Xt, weights=np.full(len(last.member_names_), 1 / len(last.member_names_)))
        rows.append(_row(name, "equal weights", equal.probability, yt, seconds=seconds, cpu=spent))
        for peer in peers(preset, jobs) if with_peers else ():
            start = time.perf_counter()
            probability = peer.fit_predict(X, y, Xt)
            rows.append(_row(name, peer.name, probability, yt, seconds=time.perf_counter() - start, cpu=np.nan))
        print("  ".join(f"{r['model'].strip()} {r['AUC']:.4f}/{r['log loss']:.4f}" for r in rows if r["split"] == name))
    return pd.DataFrame(rows), last


def _row(split: str, model: str, probability: Any, y: Any, *, seconds: float, cpu: float) -> dict[str, Any]:
    return {
        "split": split,
        "model": model,
        "AUC": roc_auc_score(y, probability),
        "log loss": log_loss(y, probability),
        "Brier": brier_score_loss(y, probability),
        "ECE": expected_calibration_error(np.asarray(probability), y),
        "fit s": seconds,
        "fit CPU s": cpu,
    }


def _print(figures: pd.DataFrame) -> None:
    first = figures[figures["split"].str.startswith("0.")]
    parts = {"first repeat": first, "all splits": figures} if len(first) < len(figures) else {"first repeat": first}
    for title, part in parts.items():
        means = part.drop(columns="split").groupby("model", sort=False).mean()
        mine = means.loc["MIXTURE"]
        ratios = {
            "log loss ratio": means["log loss"] / mine["log loss"],
            "fit s ratio": means["fit s"] / mine["fit s"],
            "CPU s ratio": means["fit CPU s"] / mine["fit CPU s"],
        }
        print(f"\n{title} ({part['split'].nunique()} splits), means; ratios to the mixture's")
        print(means.assign(**ratios).to_string(float_format=lambda value: f"{value:.4f}", na_rep="-"))
    print("\npaired difference to the mixture: mean, standard deviation over splits, splits the mixture wins")
    log_loss_by, auc_by = (figures.pivot(index="split", columns="model", values=name) for name in ("log loss", "AUC"))
    for model in [name for name in figures["model"].unique() if name != "MIXTURE"]:
        worse, behind = log_loss_by[model] - log_loss_by["MIXTURE"], auc_by["MIXTURE"] - auc_by[model]
        print(f"  {model.strip():24s} log loss {_paired(worse)}   AUC {_paired(-behind, wins=behind)}")
    print()


def _paired(gaps: pd.Series, wins: pd.Series | None = None) -> str:
    won = int(((gaps if wins is None else wins) > 0).sum())
    return f"{gaps.mean():+.4f} {gaps.std():.4f}  {won}/{len(gaps)}"
