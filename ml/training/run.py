"""Training, from rows to a registered version: the ensemble, its report, the files, the MLflow run, the alias."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from db.catalog import Catalog
from db.places import Places
from ml.adaptation.drift import reference
from ml.ensemble import ChurnEnsemble
from ml.ensemble.columns import inspect, without
from ml.scoring.cluster import Engine, workers
from ml.training import registry, tracking
from ml.training.artifact import Artifact, catalog_hash, kinds, read_manifest, write
from ml.training.bank_data import Batch, data_hash, two_classes
from ml.training.grade import holdout, report_of

Preset = Literal["standard", "quick"]
Progress = Callable[[str, int, int], None]
EXAMPLES = 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """What to learn from and under which registered name."""

    name: str
    catalog: Catalog
    batch: Batch
    notes: tuple[str, ...] = ()
    outcome_id: int = 0
    """The newest recorded outcome that the labels include."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to train; the defaults are the ones meant for use."""

    preset: Preset = "standard"
    n_jobs: int = 2
    seed: int = 0
    holdout: float | None = None
    alias: str = registry.CHAMPION
    if_better: bool = False
    """Point the alias at the new version only if its out-of-fold log loss is lower than the bearer's."""
    keep: Collection[str] = ()
    engine: Engine = "local"
    scheduler: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A registered version and what is known of it."""

    name: str
    version: int
    run_id: str
    folder: Path
    report: dict[str, Any]
    alias: str | None
    """What the version bears; None where the bearer of before was as good."""


def silent(step: str, done: int, of: int) -> None:
    """Show no progress."""


def train(source: Source, places: Places, options: Options, progress: Progress = silent) -> Trained:
    """Train, log, register and point ``options.alias`` at the new version.

    Raises:
        DataProblem: the rows cannot teach (one class only, no usable column).
        ModelProblem: MLflow's store cannot be used.
    """
    started = time.perf_counter()
    two_classes(source.batch.y, source.catalog)
    found = inspect(source.batch.X, source.batch.y, source.catalog, keep=options.keep)
    catalog = without(source.catalog, [f.column for f in found if f.left_out])
    X = source.batch.X[[column.name for column in catalog.features]]
    batch = replace(source.batch, X=X)
    with workers(options.engine, options.scheduler, options.n_jobs):
        ensemble = _ensemble(options).fit(X, batch.y, ids=batch.ids, column_kinds=kinds(catalog), progress=progress)
        report = report_of(ensemble, batch)
        report["holdout"] = (
            holdout(batch, _ensemble(options), kinds(catalog), options.holdout) if options.holdout else None
        )
    report |= {
        "data_hash": data_hash(batch),
        "catalog_version": catalog.version,
        "catalog_hash": catalog_hash(catalog),
        "notes": [*source.notes, *map(str, found)],
        "seconds": time.perf_counter() - started,
        "preset": options.preset,
    }
    progress("registering", 0, 1)
    trained = _register(source, places, options, _artifact(ensemble, catalog, batch, report))
    progress("registering", 1, 1)
    return trained


def _ensemble(options: Options) -> ChurnEnsemble:
    return ChurnEnsemble(preset=options.preset, n_jobs=options.n_jobs, random_state=options.seed)


def _artifact(ensemble: ChurnEnsemble, catalog: Catalog, batch: Batch, report: dict[str, Any]) -> Artifact:
    rows = np.random.default_rng(0).permutation(len(batch))[:EXAMPLES]
    example = batch.X.iloc[np.sort(rows)].reset_index(drop=True)
    return Artifact(
        ensemble=ensemble,
        features=kinds(catalog),
        seen={c.name: _levels(batch.X[c.name]) for c in catalog.features if c.kind in ("category", "flag")},
        reference=reference(batch.X),
        example=example,
        expected=ensemble.predict_proba(example)[:, 1],
        report=report,
    )


def _levels(values: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(str(v) for v in values.dropna().unique()))


def _register(source: Source, places: Places, options: Options, artifact: Artifact) -> Trained:
    about = {
        "name": source.name,
        "data_hash": artifact.report["data_hash"],
        "outcome_id": source.outcome_id,
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "report": dict(artifact.report),
    }
    with registry.staging(places, source.name) as folder:
        manifest = write(artifact, folder, source.catalog, about)
        version, run = tracking.log(
            places,
            name=source.name,
            folder=folder,
            artifact=artifact,
            params=_params(options, artifact),
            manifest=manifest,
        )
        final = registry.adopt(places, source.name, version, folder)
    report = {**artifact.report, "version": f"{source.name} v{version}"}
    alias = options.alias if not options.if_better or _better(places, source.name, options.alias, report) else None
    if alias is not None:
        registry.point(places, source.name, {alias: version})
    return Trained(name=source.name, version=version, run_id=run, folder=final, report=report, alias=alias)


def _better(places: Places, name: str, alias: str, report: Mapping[str, Any]) -> bool:
    """Whether a version beats the alias's bearer out of fold; both were asked about customers they had not seen."""
    bearer = registry.bearer(places, name, alias)
    if bearer is None:
        return True
    before = read_manifest(bearer.folder, name=bearer.shown)["report"]
    same = before.get("data_hash") == report["data_hash"]
    return not same or bool(report["mixture"]["log_loss"] < before["mixture"]["log_loss"])


def _params(options: Options, artifact: Artifact) -> dict[str, Any]:
    return {
        "preset": options.preset,
        "seed": options.seed,
        "engine": options.engine,
        "rows": artifact.report["rows"],
        "folds": artifact.report["folds"],
        "members": ", ".join(artifact.report["members"]),
        "features": ", ".join(artifact.features)[:500],
    }
