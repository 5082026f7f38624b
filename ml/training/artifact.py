"""The trained thing on disk: what training hands to the registry and what the chat loads, verified, without MLflow."""

import hashlib
import json
import platform
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from db.catalog import Catalog
from db.errors import ModelProblem
from db.texts import message
from ml.ensemble import ChurnEnsemble

MODEL = "model.joblib"
MANIFEST = "manifest.json"
TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """One trained ensemble with all that serving it takes."""

    ensemble: ChurnEnsemble
    features: Mapping[str, str]
    """Column to kind, in order."""
    seen: Mapping[str, tuple[str, ...]]
    """Values of each category column in training."""
    reference: Mapping[str, Any]
    """How each input was distributed in training (see ml/drift.py)."""
    example: pd.DataFrame
    expected: NDArray[np.float64]
    """Probabilities of ``example`` when it was trained; loading must reproduce them."""
    report: Mapping[str, Any]
    """Metrics per member and of the mixture, weights, importance, data hash."""


def catalog_hash(catalog: Catalog) -> str:
    """Fingerprint of what a model depends on: the features with their kinds, the id and the label (12 hex digits)."""
    said = {"id": catalog.id, "label": catalog.label.model_dump(), "features": kinds(catalog)}
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


def kinds(catalog: Catalog) -> dict[str, str]:
    """Feature to kind, in catalog order."""
    return {column.name: column.kind for column in catalog.features}


def sha256(path: Path) -> str:
    """The file's SHA-256, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(artifact: Artifact, folder: Path, catalog: Catalog, about: Mapping[str, Any]) -> dict[str, Any]:
    """Write model and manifest into ``folder``; returns the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(artifact, folder / MODEL)
    manifest = {
        "sha256": sha256(folder / MODEL),
        "catalog_hash": catalog_hash(catalog),
        "catalog_version": catalog.version,
        "features": dict(artifact.features),
        "sklearn": sklearn.__version__,
        "python": platform.python_version(),
        **about,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return manifest


def read_manifest(folder: Path, *, name: str) -> dict[str, Any]:
    """What was written beside the model.

    Raises:
        ModelProblem: it is missing or damaged.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(name) from error
    return manifest


def read(folder: Path, catalog: Catalog | None, *, name: str) -> tuple[Artifact, dict[str, Any], tuple[str, ...]]:
    """Load and verify: the file's hash, the catalog's features, the stored predictions. Returns notes as well.

    Raises:
        ModelProblem: something is missing, was altered, does not fit the catalog, or predicts differently here.
    """
    manifest = read_manifest(folder, name=name)
    try:
        actual = sha256(folder / MODEL)
    except OSError as error:
        raise _damaged(name) from error
    if actual != manifest.get("sha256"):
        raise _unloadable(name, "altered")
    if catalog is not None:
        fits(manifest["features"], catalog, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sklearn.exceptions.InconsistentVersionWarning)
        try:
            artifact: Artifact = joblib.load(folder / MODEL)
        except (OSError, ImportError, AttributeError, ValueError, TypeError, KeyError) as error:
            raise _unloadable(name, "other_version") from error
    notes = []
    if manifest["sklearn"] != sklearn.__version__:
        notes.append(f"trained with scikit-learn {manifest['sklearn']}, running {sklearn.__version__}")
    gap = float(np.abs(artifact.ensemble.predict_proba(artifact.example)[:, 1] - artifact.expected).max())
    if not gap <= TOLERANCE:
        raise _unloadable(name, "predicts_differently")
    return artifact, manifest, tuple(notes)


def fits(features: Mapping[str, str], catalog: Catalog, name: str) -> None:
    """Refuse (ModelProblem) a catalog that lacks a column the model learned from, or has it as another kind."""
    now = kinds(catalog)
    odd = [column for column, kind in features.items() if now.get(column) != kind]
    if odd:
        some = ", ".join(odd[:8])
        raise ModelProblem(
            "ml.artifact.other_catalog",
            name=name,
            some=some,
        )


def _damaged(name: str) -> ModelProblem:
    return _unloadable(name, "damaged")


def _unloadable(name: str, why: str) -> ModelProblem:
    return ModelProblem("ml.artifact.unloadable", name=name, why=message(f"ml.artifact.why.{why}"))
