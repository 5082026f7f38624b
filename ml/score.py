"""``python -m ml.score --output FILE.{csv,parquet}``: every customer's probability, in batches with flat memory.

The bank is read in order of ids, predicted on threads (or a Dask cluster), and written as it comes: to the output file,
which appears under its name only when complete, and to the state (latest score, inputs, one history row per change).
"""

import argparse
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from sqlalchemy import Engine as Database
from sqlalchemy import func, select
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from tqdm import tqdm

from db.bank import customers, require_bank
from db.catalog import Catalog, read_catalog
from db.engines import bank_engine, state_engine
from db.errors import UsageProblem
from db.migrate import upgrade
from db.places import Places
from ml.cluster import Engine, workers
from ml.data import BATCH, Batch, batches
from ml.drift import InputWatch, lines
from ml.ledger import Ledger
from ml.metrics import Floats
from ml.outputs import Output, Scored, open_output
from ml.service import ChurnModel


@dataclass(frozen=True, kw_only=True)
class ScoreReport:
    """What a run did. ``changed``: customers whose score is new or moved; ``drifted``: inputs away from training."""

    customers: int
    changed: int
    by_band: dict[str, int]
    model_version: str
    drifted: tuple[str, ...]
    seconds: float = 0.0


def score_bank(
    places: Places,
    catalog: Catalog,
    *,
    output: Path | None = None,
    engine: Engine = "local",
    scheduler: str | None = None,
    size: int = BATCH,
    progress: bool = True,
    state: bool = True,
) -> ScoreReport:
    """Score every customer of the bank.

    Raises:
        ModelProblem: there is no champion, or it does not load.
        DataProblem: there is no bank; the output cannot be written; no Dask.
    """
    model = ChurnModel.load(places, catalog)
    started = time.perf_counter()
    with ExitStack() as stack:
        sink = stack.enter_context(open_output(output)) if output is not None else None
        bank = bank_engine(places)
        stack.callback(bank.dispose)
        require_bank(bank, catalog)
        ledger = None
        if state:
            store = state_engine(places)
            stack.callback(store.dispose)
            ledger = Ledger(store)
        stack.enter_context(threadpool_limits(1, "blas"))
        cluster = stack.enter_context(workers(engine, scheduler, places.n_jobs))
        submit = stack.enter_context(_Submit(model, cluster, places.n_jobs))
        rows = in_order(batches(bank, catalog, size=size), submit, window=2 * places.n_jobs)
        bar = stack.enter_context(tqdm(total=_count(bank, catalog), unit="customer", disable=not progress, leave=False))
        report = _run(rows, model, sink=sink, ledger=ledger, bar=bar)
    return replace(report, seconds=time.perf_counter() - started)


def _run(
    rows: Iterable[tuple[Batch, Floats]],
    model: ChurnModel,
    *,
    sink: Output | None,
    ledger: Ledger | None,
    bar: Any,
) -> ScoreReport:
    watch = InputWatch(model.artifact.reference)
    total = changed = 0
    by_band = {"low": 0, "medium": 0, "high": 0}
    for batch, probability in rows:
        scored = Scored.of(batch, probability, model.catalog, model.version)
        watch.see(batch.X)
        if sink is not None:
            sink.write(scored)
        if ledger is not None:
            changed += ledger.write(scored)
        for band, n in zip(*np.unique(scored.band, return_counts=True), strict=True):
            by_band[str(band)] += int(n)
        total += len(batch)
        bar.update(len(batch))
    drifted = tuple(lines(s for s in watch.stability() if s.verdict != "steady")) if total else ()
    return ScoreReport(
        customers=total,
        changed=changed,
        by_band=by_band,
        model_version=model.version,
        drifted=drifted,
    )


def _count(bank: Database, catalog: Catalog) -> int:
    with bank.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(customers(catalog))).scalar_one())


def in_order(parts: Iterable[Batch], submit: Callable[[Batch], Any], *, window: int) -> Iterator[tuple[Batch, Floats]]:
    """Each batch with its probabilities (n,), in order, at most ``window`` batches in flight."""
    waiting: deque[tuple[Batch, Any]] = deque()
    for part in parts:
        waiting.append((part, submit(part)))
        if len(waiting) >= window:
            batch, future = waiting.popleft()
            yield batch, future.result()
    while waiting:
        batch, future = waiting.popleft()
        yield batch, future.result()


def _predict(model: ChurnModel, batch: Batch) -> Floats:
    return model.probabilities(batch)


class _Submit:
    """Hands batches to threads of this process or to the workers of a cluster, which get the model once."""

    def __init__(self, model: ChurnModel, cluster: Any, n_jobs: int) -> None:
        self.cluster = cluster
        self.model = cluster.scatter(model, broadcast=True) if cluster is not None else model
        # One OpenMP thread per worker: members that start threads of their own would fight over the same cores.
        one = (1, "openmp")
        self.threads = ThreadPoolExecutor(n_jobs, "score", threadpool_limits, one) if cluster is None else None

    def __call__(self, batch: Batch) -> "Future[Floats] | Any":
        if self.threads is not None:
            return self.threads.submit(_predict, self.model, batch)
        return self.cluster.submit(_predict, self.model, batch, pure=False)

    def __enter__(self) -> "_Submit":
        return self

    def __exit__(self, *error: object) -> None:
        if self.threads is not None:
            self.threads.shutdown(cancel_futures=True)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ml.score", description="Scores every customer of the bank.")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="also write id, probability, band, model version here"
    )
    parser.add_argument("--batch", type=int, default=BATCH, help="customers in memory at a time")
    parser.add_argument("--engine", choices=get_args(Engine), default="local")
    parser.add_argument(
        "--scheduler", help="with --engine dask: the scheduler's address (default: one on this machine)"
    )
    args = parser.parse_args(argv)
    if args.scheduler is not None and args.engine != "dask":
        raise UsageProblem("--scheduler needs --engine dask.")
    if args.batch < 1:
        raise UsageProblem("--batch needs a number of customers, at least 1.")
    return args


def main(argv: Sequence[str], places: Places) -> int:
    """Score and say what was done."""
    args = _arguments(argv)
    upgrade(places)
    report = score_bank(
        places,
        read_catalog(places.catalog),
        output=args.output,
        engine=args.engine,
        scheduler=args.scheduler,
        size=args.batch,
        progress=sys.stderr.isatty(),
    )
    bands = ", ".join(f"{n} {band}" for band, n in reversed(report.by_band.items()))
    sys.stdout.write(
        f"{report.customers} customers scored by {report.model_version} in {report.seconds:.1f} s "
        f"({bands}); {report.changed} scores are new or changed.\n"
    )
    for line in report.drifted:
        sys.stdout.write(f"Drift of inputs: {line}.\n")
    if args.output is not None:
        sys.stdout.write(f"Written to {args.output}.\n")
    return 0


if __name__ == "__main__":
    from db.launch import launch

    launch("ml.score")
