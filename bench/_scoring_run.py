"""One scoring run in a process of its own, so that its peak memory is its own: prints one line of JSON."""

import json
import sys
import time
from pathlib import Path

from db.catalog import DEFAULT, read_catalog
from db.places import Places
from ml.score import score_bank


def places_at(home: Path, n_jobs: int) -> Places:
    return Places(
        home=home,
        bank_url=f"sqlite:///{home / 'bank.db'}",
        state_url=f"sqlite:///{home / 'state.db'}",
        catalog=DEFAULT,
        mlflow_uri=f"sqlite:///{home / 'mlflow.db'}",
        n_jobs=n_jobs,
    )


def _peak_mb() -> float:
    """Peak resident memory of this process alone (``ru_maxrss`` would start from the parent's)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main(home: str, n_jobs: str, engine: str, bank: str) -> None:
    places = places_at(Path(home), int(n_jobs))
    places = Places(**{**vars(places), "bank_url": f"sqlite:///{bank}"})
    started, busy = time.perf_counter(), time.process_time()
    output = Path(home) / f"scores-{engine}-{n_jobs}-{Path(bank).stem}.parquet"
    report = score_bank(
        places,
        read_catalog(DEFAULT),
        output=output,
        engine="dask" if engine == "dask" else "local",
        progress=False,
    )
    print(
        json.dumps(
            {
                "rows": report.customers,
                "seconds": report.seconds,
                "with_loading": time.perf_counter() - started,
                "cpu": time.process_time() - busy,
                "peak_mb": _peak_mb(),
                "output": str(output),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
