"""Where the work runs: this machine, or a Dask cluster through joblib's Dask backend; the same results either way."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Literal

import joblib

from db.errors import DataProblem

Engine = Literal["local", "dask"]


@contextmanager
def workers(engine: Engine, scheduler: str | None, n_jobs: int) -> Iterator[Any]:
    """Yields the Dask client, or None for this machine; joblib's calls inside run there.

    Raises:
        DataProblem: Dask is not installed, or no scheduler answers at the address.
    """
    if engine == "local":
        yield None
        return
    with _client(scheduler, n_jobs) as client, joblib.parallel_config(backend="dask", client=client):
        yield client


@contextmanager
def _client(scheduler: str | None, n_jobs: int) -> Iterator[Any]:
    if find_spec("distributed") is None:
        raise DataProblem(
            "ml.cluster.dask_missing",
        )
    from distributed import Client, LocalCluster  # noqa: PLC0415  (optional extra)

    if scheduler is None:
        with (
            LocalCluster(n_workers=n_jobs, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout="5s")
    except (OSError, ValueError, TypeError) as error:
        raise DataProblem("ml.cluster.no_scheduler", scheduler=scheduler) from error
    with client:
        yield client
