"""``python -m bench scoring``: streaming a bank through the ensemble, beside its bare members on an array in memory.

Marks: rows per second at least 0.7 of the bare members' (every fold copy of every member, one after the other, on
prepared feature blocks; file, state and drift watch are all on our side), peak memory at the large bank at most 1.3
times that at a tenth of it. With Dask installed: one and two workers, and whether they say the same.
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

import db.demo
import ml.train
from bench._scoring_run import places_at
from db.catalog import Catalog, read_catalog
from db.engines import bank_engine
from db.places import Places
from ml.data import batches
from ml.printing import table
from ml.service import ChurnModel

SPEED, MEMORY = 0.7, 1.3
LOOKED_AT = 20_000


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


def _bare(places: Places, catalog: Catalog, *, weighing: bool = False) -> float:
    """Rows per second of the members alone (``weighing``: those with weight) on blocks in memory; best of three."""
    model = ChurnModel.load(places, catalog)
    engine = bank_engine(places)
    X = pd.concat([batch.X for batch in batches(engine, model.catalog)], ignore_index=True)
    engine.dispose()
    X = X.iloc[np.resize(np.arange(len(X)), LOOKED_AT)].reset_index(drop=True)
    mixture = model.ensemble.mixture_
    blocks = mixture.features.make_all(model.ensemble.code(X), mixture.needed)
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        for copies, block, weight in zip(mixture.copies, mixture.blocks, model.ensemble.weights_, strict=True):
            for copy in copies if weight > 0 or not weighing else ():
                copy.logit(blocks[block])
        best = min(best, time.perf_counter() - started)
    return len(X) / best


def _run(home: Path, bank: Path, n_jobs: int, engine: str = "local") -> dict[str, float]:
    (home / "state.db").unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench._scoring_run", str(home), str(n_jobs), engine, str(bank)]
    from db.migrate import upgrade  # noqa: PLC0415

    upgrade(places_at(home, n_jobs))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(argv: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(prog="bench scoring")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--learn", type=int, default=12_000, help="customers of the demo bank to train on")
    parser.add_argument("--no-dask", action="store_true")
    args = parser.parse_args(argv)
    catalog = read_catalog()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        places = places_at(home, 2)
        db.demo.main(["--customers", str(args.learn)], places)
        ml.train.main(["--preset", args.preset], places)
        large, small = home / "large.db", home / "small.db"
        _grow(home / "bank.db", large, args.customers, catalog)
        _grow(home / "bank.db", small, args.customers // 10, catalog)
        bare = _bare(places, catalog)
        runs = {"small, 2 threads": _run(home, small, 2), "large, 2 threads": _run(home, large, 2)}
        if find_spec("distributed") is not None and not args.no_dask:
            runs["small, Dask 1 worker"] = _run(home, small, 1, "dask")
            runs["small, Dask 2 workers"] = _run(home, small, 2, "dask")
        bare = max(bare, _bare(places, catalog))
        lean = _bare(places, catalog, weighing=True)
        _same(runs)
    rows = [
        [name, f"{r['rows']:,}", f"{r['rows'] / r['seconds']:,.0f}", f"{r['rows'] / r['seconds'] / bare:.2f}",
         f"{r['peak_mb']:.0f}"]
        for name, r in runs.items()
    ]  # fmt: skip
    print(table(["scoring", "customers", "rows/s", "of bare", "peak MB"], rows))
    one, other = runs["large, 2 threads"], runs["small, 2 threads"]
    speed, memory = one["rows"] / one["seconds"] / bare, one["peak_mb"] / other["peak_mb"]
    print(
        f"Bare members: {bare:,.0f} rows/s ({args.preset}); those with weight alone, which are all that scoring asks,"
    )
    print(
        f"{lean:,.0f} rows/s, of which scoring with file and state reaches {one['rows'] / one['seconds'] / lean:.2f}."
    )
    print(f"Speed {speed:.2f} of bare (mark {SPEED}): {'met' if speed >= SPEED else 'MISSED'}.")
    print(f"Peak memory {memory:.2f} times that of a tenth (mark {MEMORY}): {'met' if memory <= MEMORY else 'MISSED'}.")
    return int(speed < SPEED or memory > MEMORY)


def _same(runs: dict[str, dict[str, float]]) -> None:
    """Say by how much the engines' scores differ."""
    small = [pd.read_parquet(str(r["output"])) for name, r in runs.items() if name.startswith("small")]
    for other in small[1:]:
        gap = np.abs(small[0]["probability"].to_numpy() - other["probability"].to_numpy()).max()
        print(f"Largest difference between the engines' probabilities: {gap:.1e}.")
