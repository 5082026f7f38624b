"""One training run in MLflow: parameters, metrics with intervals, plots, signature, example, registered version."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import sklearn

from db.disk import disk_full, out_of_space
from db.errors import ModelProblem, Problem
from db.places import Places
from ml.training.artifact import Artifact
from ml.training.plots import figures


def _experiment(client: Any, places: Places, name: str) -> str:
    found = client.get_experiment_by_name(name)
    if found is not None:
        return str(found.experiment_id)
    local = places.mlflow_uri.startswith(("sqlite:", "file:", "/"))
    folder = (places.home / "mlflow-artifacts").resolve()
    return str(client.create_experiment(name, artifact_location=folder.as_uri() if local else None))


def metrics_of(report: Mapping[str, Any]) -> dict[str, float]:
    """Flat metric names: ``mixture.auc``, ``mixture.auc.low``, ``member.forest.log_loss``, …"""
    flat: dict[str, float] = {}
    groups = {"mixture": report["mixture"], **{f"member.{k}": v for k, v in report["members"].items()}}
    groups |= {f"baseline.{k}": v for k, v in report["baselines"].items()}
    if report.get("holdout"):
        groups["holdout"] = report["holdout"]
    for group, values in groups.items():
        for key, value in values.items():
            if isinstance(value, int | float):
                flat[f"{group}.{key}"] = float(value)
        for key, (low, high) in values.get("intervals", {}).items():
            flat |= {f"{group}.{key}.low": low, f"{group}.{key}.high": high}
    return {key.replace(" ", "_"): value for key, value in flat.items() if np.isfinite(value)}


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def log(
    places: Places,
    *,
    name: str,
    folder: Path,
    artifact: Artifact,
    params: Mapping[str, Any],
    manifest: Mapping[str, Any],
) -> tuple[int, str]:
    """Log the run and register the files in ``folder`` as a new version of ``name``; returns version and run id.

    Raises:
        ModelProblem: the tracking store cannot be used.
    """
    import mlflow  # noqa: PLC0415  (seconds)
    from mlflow.exceptions import MlflowException  # noqa: PLC0415

    try:
        with _quiet():
            return _log(mlflow, places, name, folder=folder, artifact=artifact, params=params, manifest=manifest)
    except (MlflowException, OSError) as error:
        raise _unusable(places, error) from error


def _log(
    mlflow: Any, places: Places, name: str, *, folder: Path, artifact: Artifact, params: Any, manifest: Any
) -> tuple[int, str]:
    mlflow.set_tracking_uri(places.mlflow_uri)
    mlflow.set_registry_uri(places.mlflow_uri)
    client = mlflow.MlflowClient()
    tags = {key: str(manifest[key]) for key in ("sha256", "catalog_hash", "catalog_version", "data_hash")}
    with mlflow.start_run(experiment_id=_experiment(client, places, name), tags=tags) as run:
        mlflow.log_params({**params, **tags})
        mlflow.log_metrics(metrics_of(artifact.report))
        mlflow.log_dict(dict(artifact.report), "report.json")
        for file, figure in figures(artifact.report).items():
            mlflow.log_figure(figure, file)
        info = mlflow.pyfunc.log_model(
            name="model",
            python_model=str(Path(__file__).with_name("served.py")),
            artifacts={"model": str(folder)},
            signature=mlflow.models.infer_signature(artifact.example, artifact.expected),
            input_example=artifact.example,
            pip_requirements=[f"scikit-learn=={sklearn.__version__}"],
        )
        version = mlflow.register_model(info.model_uri, name, tags=tags)
    return int(version.version), str(run.info.run_id)


def log_weights(
    places: Places, *, name: str, params: Mapping[str, Any], weights: Mapping[str, float], metrics: Mapping[str, float]
) -> str:
    """One version of adapted weights as a run of the experiment ``<name>-weights``; returns the run id."""
    import mlflow  # noqa: PLC0415  (seconds)
    from mlflow.exceptions import MlflowException  # noqa: PLC0415

    try:
        with _quiet():
            mlflow.set_tracking_uri(places.mlflow_uri)
            experiment = _experiment(mlflow.MlflowClient(), places, f"{name}-weights")
            with mlflow.start_run(experiment_id=experiment) as run:
                mlflow.log_params(dict(params))
                named = {f"weight.{member}".replace(" ", "_"): value for member, value in weights.items()}
                mlflow.log_metrics({**named, **{k: v for k, v in metrics.items() if np.isfinite(v)}})
                return str(run.info.run_id)
    except (MlflowException, OSError) as error:
        raise _unusable(places, error) from error


def _unusable(places: Places, error: Exception) -> Problem:
    if out_of_space(error, places.home):
        return disk_full(places.home)
    first = str(error).splitlines()[0]
    return ModelProblem(
        "ml.tracking.store_unusable",
        mlflow_uri=places.mlflow_uri,
        first=first,
    )
