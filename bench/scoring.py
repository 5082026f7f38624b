"""``python -m bench scoring``: streaming a bank through the ensemble, beside its bare members on an array in memory.

Marks: rows per second at least 0.7 of the bare members' (every fold copy of every member that has weight, one after the
other, as its library predicts by itself on prepared features, with as many threads as it likes; file, state and drift
watch are all on our side), peak memory at the large bank at most 1.3 times that at a tenth of it. With Dask installed:
one and two workers beside two threads, and whether they say the same.
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import ml.train
from bench._row import own_predict
from bench._scoring_run import places_at
from db.catalog import Catalog, read_catalog
from db.demo import __main__ as demo
from db.engines import bank_engine
from db.places import Places
from ml.answers.champion import ChurnModel
from ml.training.bank_data import batches
from ml.training.printing import table

SPEED, MEMORY = 0.7, 1.3
LOOKED_AT = 20_000
FLOWING = 100_000
"""Customers from which batches flow: fewer are all in memory at once, and less of it."""


def _grow(source: Path, target: Path, rows: int, catalog: Catalog) -> None:
    """A bank of this many customers with new ids and unknown labels, made from the demo bank's by SQL."""
    shutil.copy(source, target)
    with sqlite3.connect(target) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        names = [f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({catalog.table})")]
        identity, label = f'"{catalog.id}"', f'"{catalog.label.column}"'
        others = [name for name in names if name != identity]
        values = ["NULL" if name == label else name for name in others]
        connection.execute(f"CREATE TEMP TABLE people AS SELECT * FROM {catalog.table}")
        here = connection.execute("SELECT count(*) FROM people").fetchone()[0]
        connection.execute(f"DELETE FROM {catalog.table}")
        for copy in range(-(-rows // here)):
            connection.execute(
                f"INSERT INTO {catalog.table} ({identity}, {', '.join(others)}) "
                f"SELECT rowid + {100_000_000 + copy * here}, {', '.join(values)} FROM people "
                f"LIMIT {min(here, rows - copy * here)}"
            )


@dataclass(frozen=True)
class Bare:
    """Rows per second of the members on blocks in memory: the best of three, with their own threads and with one."""

    every: float
    weighted: float
    """Only those with weight, which are all that scoring asks."""
    quick: float
    """The same in the ensemble's own forms for many rows (``ml/fast_batch``), features included."""
    cpu: float
    """CPU microseconds per row of ``weighted`` on one thread."""


def _bare(places: Places, catalog: Catalog) -> Bare:
    model = ChurnModel.load(places, catalog)
    engine = bank_engine(places)
    X = pd.concat([batch.X for batch in batches(engine, model.catalog)], ignore_index=True)
    engine.dispose()
    X = X.iloc[np.resize(np.arange(len(X)), LOOKED_AT)].reset_index(drop=True)
    mixture, weights = model.ensemble.mixture_, model.ensemble.weights_
    coded = model.ensemble.code(X)
    blocks = mixture.features.make_all(coded, mixture.needed)
    asked = weights > 0

    def own(least: float) -> None:
        for copies, block, weight in zip(mixture.copies, mixture.blocks, weights, strict=True):
            for copy in copies if weight > least else ():
                own_predict(copy, blocks[block])

    threads = [_speed(lambda: own(-1.0))[0], _speed(lambda: own(0.0))[0]]
    with threadpool_limits(1):
        every, (weighted, cpu) = _speed(lambda: own(-1.0))[0], _speed(lambda: own(0.0))
        quick, _ = _speed(lambda: [mixture.fold_logits(coded, k, asked) for k in range(mixture.folds)])
    return Bare(max(every, threads[0]), max(weighted, threads[1]), quick, cpu)


def _better(one: Bare, other: Bare) -> Bare:
    """The better of two measurements."""
    return Bare(
        every=max(one.every, other.every),
        weighted=max(one.weighted, other.weighted),
        quick=max(one.quick, other.quick),
        cpu=min(one.cpu, other.cpu),
    )


def _speed(call: Callable[[], object]) -> tuple[float, float]:
    """Rows per second and CPU microseconds per row, the best of three."""
    wall = cpu = float("inf")
    for _ in range(3):
        started, busy = time.perf_counter(), time.process_time()
        call()
        wall, cpu = min(wall, time.perf_counter() - started), min(cpu, time.process_time() - busy)
    return LOOKED_AT / wall, cpu / LOOKED_AT * 1e6


def _run(home: Path, bank: Path, n_jobs: int, engine: str = "local") -> dict[str, float]:
    (home / "state.db").unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench._scoring_run", str(home), str(n_jobs), engine, str(bank)]
    from db.state.migrate import upgrade  # noqa: PLC0415

    upgrade(places_at(home, n_jobs))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(argv: Sequence[str] = ()) -> int:
    args = _arguments(argv)
    catalog = read_catalog()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        places = places_at(home, 2)
        demo.main(["--customers", str(args.learn)], places)
        ml.train.main(["--preset", args.preset], places)
        banks = {"large": args.customers, "tenth": args.customers // 10}
        dask = find_spec("distributed") is not None and not args.no_dask
        if dask:
            banks["middle"] = min(args.customers, args.dask_customers)
        for name, rows in banks.items():
            _grow(home / "bank.db", home / f"{name}.db", rows, catalog)
        bare = _bare(places, catalog)
        runs = {f"{name}, 2 threads": _run(home, home / f"{name}.db", 2) for name in ("tenth", "large")}
        if dask:
            runs["middle, 2 threads"] = _run(home, home / "middle.db", 2)
            runs["middle, Dask 1 worker"] = _run(home, home / "middle.db", 1, "dask")
            runs["middle, Dask 2 workers"] = _run(home, home / "middle.db", 2, "dask")
        bare = _better(bare, _bare(places, catalog))
        _same(runs)
    return _told(runs, bare, args)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench scoring")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--learn", type=int, default=12_000, help="customers of the demo bank to train on")
    parser.add_argument("--no-dask", action="store_true")
    parser.add_argument("--dask-customers", type=int, default=300_000, help="customers for the runs beside Dask")
    return parser.parse_args(argv)


def _told(runs: dict[str, dict[str, float]], bare: Bare, args: argparse.Namespace) -> int:
    """Print the table and the marks; 1 where one is missed."""
    rows = [
        [name, f"{r['rows']:,}", f"{speed:,.0f}", f"{speed / bare.every:.2f}", f"{speed / bare.weighted:.2f}",
         f"{speed / bare.quick:.2f}", f"{r['cpu'] / r['rows'] * 1e6:.0f}", f"{r['peak_mb']:.0f}"]
        for name, r in runs.items()
        if (speed := r["rows"] / r["seconds"])
    ]  # fmt: skip
    heads = ["scoring", "customers", "rows/s", "of all", "of weighted", "of quick", "CPU us/row", "peak MB"]
    print(table(heads, rows))
    print(f"Bare members ({args.preset}), rows/s: all {bare.every:,.0f}; those with weight {bare.weighted:,.0f}")
    print(f"({bare.cpu:.0f} CPU us/row on one thread); in our own quick forms, one thread, {bare.quick:,.0f}.")
    print("CPU and peak memory are those of the process that writes, Dask's workers apart.")
    large, tenth = runs["large, 2 threads"], runs["tenth, 2 threads"]
    speed = large["rows"] / large["seconds"] / bare.weighted
    print(f"Speed {speed:.2f} of the bare members with weight (mark {SPEED}): {'met' if speed >= SPEED else 'MISSED'}.")
    memory = large["peak_mb"] / tenth["peak_mb"]
    if tenth["rows"] < FLOWING:
        print(f"Peak memory {memory:.2f} times that of a tenth; not judged, as a tenth is all in flight at once.")
        return int(speed < SPEED)
    print(f"Peak memory {memory:.2f} times that of a tenth (mark {MEMORY}): {'met' if memory <= MEMORY else 'MISSED'}.")
    return int(speed < SPEED or memory > MEMORY)


def _same(runs: dict[str, dict[str, float]]) -> None:
    """Say by how much the engines' scores differ."""
    found = [pd.read_parquet(str(r["output"])) for name, r in runs.items() if name.startswith("middle")]
    for other in found[1:]:
        assert list(other["id"]) == list(found[0]["id"])
        gap = np.abs(found[0]["probability"].to_numpy() - other["probability"].to_numpy()).max()
        print(f"Largest difference between the engines' probabilities: {gap:.1e}.")
