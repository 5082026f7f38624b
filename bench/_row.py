"""One row of the predictor's benchmark: prediction, explanation, options, interval and neighbours, p50 and p95."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bench._row_peers import PEER_ROWS, peer_calls
from ml import ChurnEnsemble
from ml.ensemble.members.boosting import FittedBoosting, FittedCatBoost
from ml.ensemble.members.forest import FittedForest

PEERS = {
    "explanation, all folds": "shap Permutation, explanation",
    "retention options": "DiCE random, retention options",
}
Times = tuple[list[float], list[float]]
"""Wall-clock and CPU milliseconds of each call."""


def latency(ensemble: ChurnEnsemble, X: pd.DataFrame, *, rows: int, actionable: Sequence[str]) -> None:
    """Print the table; every figure in milliseconds, one thread, rows the models never saw (all folds answer)."""
    mixture = ensemble.mixture_
    blocks = mixture.features.make_all(ensemble.code(X.head(rows)), mixture.needed)
    every = slice(0, mixture.folds)

    def bare(i: int) -> None:
        for j, copies in enumerate(mixture.copies):
            for copy in copies:
                own_predict(copy, blocks[mixture.blocks[j]][i : i + 1])

    def fused(i: int) -> None:
        for j, member in enumerate(mixture.rows):
            member.row(blocks[mixture.blocks[j]][i], every)

    with threadpool_limits(1):
        _report(ensemble, X, rows=rows, actionable=actionable, bare=bare, fused=fused)


def _report(
    ensemble: ChurnEnsemble,
    X: pd.DataFrame,
    *,
    rows: int,
    actionable: Sequence[str],
    bare: Callable[[int], None],
    fused: Callable[[int], None],
) -> None:
    records: list[Any] = X.head(rows).to_dict("records")
    mixture = ensemble.mixture_
    few = max(10, rows // 10)
    prediction, rowwise = _alternating([lambda i: ensemble.predict_rows([records[i]]), fused], rows)
    timed = {
        "prediction": prediction,
        "members' own predict, summed": _times(bare, few),
        "members' fused row calls, summed": rowwise,
        "explanation, all folds": _times(lambda i: ensemble.explain_row(records[i]), few),
        "retention options": _times(lambda i: ensemble.options_row(records[i], actionable=actionable), few),
        "interval": _times(lambda i: ensemble.interval(0.1 * (i % 20) - 2), few),
        "neighbours": _times(lambda i: ensemble.neighbours(records[i]), few),
        **{name: _times(call, PEER_ROWS) for name, call in peer_calls(ensemble, X, actionable).items()},
    }
    print(f"one row, milliseconds ({mixture.folds} folds x {len(mixture.names)} members)")
    for name, times in timed.items():
        (p50, p95), cpu = np.quantile(times[0], [0.5, 0.95]), np.median(times[1])
        print(f"  {name:34s} p50 {p50:8.2f}   p95 {p95:8.2f}   CPU {cpu:8.2f}")
    mine = np.quantile(timed["prediction"][0], [0.5, 0.95])
    for name in ("members' own predict, summed", "members' fused row calls, summed"):
        ratios = mine / np.quantile(timed[name][0], [0.5, 0.95])
        print(f"  prediction / {name}: p50 {ratios[0]:.2f}, p95 {ratios[1]:.2f} (limit 1.2)")
    for ours, peer in PEERS.items():
        if peer in timed:
            ratio = np.median(timed[ours][0]) / np.median(timed[peer][0])
            print(f"  {ours} / {peer}: p50 {ratio:.3f}")
    told = ensemble.explain_row(records[0])
    print(f"  explanation: {told.method}, {told.background}, largest standard error {told.error:.3f} logits")


def own_predict(copy: Any, x: Any) -> None:
    """What a caller of the bare estimator would do with prepared rows."""
    copy = getattr(copy, "inner", copy)
    if isinstance(copy, FittedBoosting | FittedForest | FittedCatBoost):
        copy.model.predict_proba(x)
    else:
        copy.logit(x)


def _times(call: Callable[[int], object], count: int) -> Times:
    return _alternating([call], count)[0]


def _alternating(calls: Sequence[Callable[[int], object]], count: int) -> list[Times]:
    """Several calls in turn, in the same moments but each on a row of its own: the second would find the first's paths
    through the trees in the processor's cache."""
    found: list[Times] = [([], []) for _ in calls]
    for call in calls:
        call(0)
    for i in range(count):
        for k, (call, (wall, cpu)) in enumerate(zip(calls, found, strict=True)):
            start, busy = time.perf_counter(), time.process_time()
            call((i + k * count // 2) % count)
            wall.append((time.perf_counter() - start) * 1e3)
            cpu.append((time.process_time() - busy) * 1e3)
    return found
