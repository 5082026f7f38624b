"""``python -m ml.score --output FILE.{csv,parquet}``: every customer's probability, in batches with flat memory.

Spans of ids go to threads (or to a Dask cluster), each of which reads its customers and predicts; what comes back is
written in the order of the ids: to the output file, which appears under its name only when complete, and to the state
(latest score, inputs, one history row per change).
"""

import sys
import time
from argparse import Namespace
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
from sqlalchemy import Engine as Database
from sqlalchemy import func, select
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from tqdm import tqdm

from db.bank.table import customers, require_bank
from db.catalog import Catalog, read_catalog
from db.command_line import CommandParser, whole
from db.engines import bank_engine, state_engine
from db.errors import UsageProblem
from db.places import Places
from db.state.migrate import upgrade
from db.texts.terminal import said
from ml.adaptation.drift import InputWatch, counted, lines
from ml.answers.champion import ChurnModel
from ml.scoring.cluster import Engine, workers
from ml.scoring.outputs import Output, Scored, open_output
from ml.scoring.partitions import Span, read_span, spans
from ml.scoring.score_ledger import Ledger
from ml.training.bank_data import BATCH, Batch
from ml.training.metrics import Floats

LEAST = 2_000
"""Smaller batches cost more in going to and fro than a second worker brings."""

Piece = Span | Batch


@dataclass(frozen=True, kw_only=True)
class ScoreReport:
    """What a run did. ``changed``: customers whose score is new or moved; ``drifted``: inputs away from training."""

    customers: int
    changed: int
    by_band: dict[str, int]
    model_version: str
    drifted: tuple[str, ...]
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Part:
    """A scored piece of the bank, and its customers per bin of each input."""

    scored: Scored
    inputs: Mapping[str, Floats]


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
            ledger = stack.enter_context(Ledger(store).whole(model.version))
        stack.enter_context(threadpool_limits(1, "blas"))
        cluster = stack.enter_context(workers(engine, scheduler, places.n_jobs))
        submit = stack.enter_context(_Submit(model, bank, cluster, places))
        total = _count(bank, catalog)
        pieces: Iterable[Piece] = spans(bank, catalog, size=_size(total, size, places.n_jobs))
        if scheduler is not None:
            # Workers elsewhere may not reach the bank: they get its rows.
            pieces = (read_span(bank, model.catalog, span) for span in pieces if isinstance(span, Span))
        bar = stack.enter_context(tqdm(total=total, unit=said("score.customer"), disable=not progress, leave=False))
        report = _write(in_order(pieces, submit, window=2 * places.n_jobs), model, sink=sink, ledger=ledger, bar=bar)
    return replace(report, seconds=time.perf_counter() - started)


def _size(customers: int, most: int, n_jobs: int) -> int:
    """Customers per batch: a small bank, too, has a batch for everybody."""
    return max(1, min(most, max(LEAST, -(-customers // (2 * n_jobs)))))


def _write(
    parts: Iterable[Part],
    model: ChurnModel,
    *,
    sink: Output | None,
    ledger: Ledger | None,
    bar: Any,
) -> ScoreReport:
    watch = InputWatch(model.artifact.reference)
    total = changed = 0
    by_band = {"low": 0, "medium": 0, "high": 0}
    for part in parts:
        watch.add(part.inputs)
        if sink is not None:
            sink.write(part.scored)
        if ledger is not None:
            changed += ledger.write(part.scored)
        for band, n in Counter(part.scored.band.tolist()).items():
            by_band[band] += n
        total += len(part.scored.ids)
        bar.update(len(part.scored.ids))
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


def in_order(pieces: Iterable[Piece], submit: Callable[[Piece], Any], *, window: int) -> Iterator[Part]:
    """Each piece scored, in order, at most ``window`` of them in flight."""
    waiting: deque[Any] = deque()
    for piece in pieces:
        waiting.append(submit(piece))
        if len(waiting) >= window:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _score(model: ChurnModel, bank: Database, piece: Piece) -> Part:
    batch = read_span(bank, model.catalog, piece) if isinstance(piece, Span) else piece
    probability = model.probabilities(batch) if len(batch) else np.empty(0)
    scored = Scored.of(batch, probability, model.catalog, model.version)
    return Part(scored=scored, inputs=counted(batch.X, model.artifact.reference))


def _score_there(model: ChurnModel, places: Places, piece: Piece) -> Part:
    """On a worker of a cluster, which opens the bank by itself."""
    return _score(model, _bank_of(places), piece)


@lru_cache(maxsize=2)
def _bank_of(places: Places) -> Database:
    return bank_engine(places, state=False)


class _Submit:
    """Hands pieces to threads of this process or to the workers of a cluster, which get the model once."""

    def __init__(self, model: ChurnModel, bank: Database, cluster: Any, places: Places) -> None:
        self.cluster, self.bank, self.places = cluster, bank, places
        self.model = cluster.scatter(model, broadcast=True) if cluster is not None else model
        # One OpenMP thread per worker: members that start threads of their own would fight over the same cores.
        one = (1, "openmp")
        self.threads = ThreadPoolExecutor(places.n_jobs, "score", threadpool_limits, one) if cluster is None else None

    def __call__(self, piece: Piece) -> "Future[Part] | Any":
        if self.threads is not None:
            return self.threads.submit(_score, self.model, self.bank, piece)
        return self.cluster.submit(_score_there, self.model, self.places, piece, pure=False)

    def __enter__(self) -> "_Submit":
        return self

    def __exit__(self, *error: object) -> None:
        if self.threads is not None:
            self.threads.shutdown(cancel_futures=True)


def _arguments(argv: Sequence[str]) -> Namespace:
    parser = CommandParser(key="score", prog="python -m ml.score")
    parser.add_argument("--output", type=Path, metavar="FILE")
    parser.add_argument("--batch", type=whole, default=BATCH)
    parser.add_argument("--engine", choices=get_args(Engine), default="local")
    parser.add_argument("--scheduler")
    args = parser.parse_args(argv)
    if args.scheduler is not None and args.engine != "dask":
        raise UsageProblem("ml.score.scheduler_without_dask")
    if args.batch < 1:
        raise UsageProblem("ml.score.batch_too_small")
    return args


def _done(report: ScoreReport) -> str:
    bands = ", ".join(said(f"score.band.{band}", count=n) for band, n in reversed(report.by_band.items()))
    counts = {"count": report.customers, "changed": report.changed, "seconds": report.seconds}
    return said("score.done", model=report.model_version, bands=bands, **counts)


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
    sys.stdout.write("\n".join([_done(report), *(said("score.drift", line=line) for line in report.drifted)]) + "\n")
    if args.output is not None:
        sys.stdout.write(said("score.written", path=str(args.output)) + "\n")
    return 0


if __name__ == "__main__":
    from db.launch import launch

    launch("ml.score")
