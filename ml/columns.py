"""Columns that should not teach: identifiers, constants, and those that give the answer away. Run before training."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from db.catalog import Catalog, Column
from ml.metrics import score

CLEAR_LEAK = 0.99
SUSPECT = 0.95
BINS = 20
LEAST_ROWS = 100

Finding = Literal["constant", "id-like", "leak", "suspect"]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding. ``figure``: AUC of the column alone (leak, suspect) or its share of distinct values (id-like)."""

    column: str
    finding: Finding
    figure: float
    left_out: bool

    def __str__(self) -> str:
        why = {
            "constant": "has one value only",
            "id-like": f"looks like an identifier ({self.figure:.0%} of its values are distinct)",
            "leak": f"gives the answer away (alone it reaches AUC {self.figure:.3f})",
            "suspect": f"may give the answer away (alone it reaches AUC {self.figure:.3f})",
        }[self.finding]
        return f"{self.column} {why}: {'left out' if self.left_out else 'kept'}"


def inspect(X: pd.DataFrame, y: NDArray[np.int64], catalog: Catalog, *, keep: Collection[str] = ()) -> list[Found]:
    """Every finding over the features (n, columns) and labels (n,); columns named in ``keep`` are never left out."""
    found = []
    for column in catalog.features:
        finding = _finding(X[column.name], y, column)
        if finding is not None:
            kind, figure = finding
            left_out = kind != "suspect" and column.name not in keep
            found.append(Found(column=column.name, finding=kind, figure=figure, left_out=left_out))
    return found


def without(catalog: Catalog, names: Collection[str]) -> Catalog:
    """The catalog with these columns no longer features."""
    if not names:
        return catalog
    raw = catalog.model_dump()
    for name in names:
        raw["columns"][name]["feature"] = False
    return Catalog.model_validate(raw)


def _finding(values: pd.Series, y: NDArray[np.int64], column: Column) -> tuple[Finding, float] | None:
    known = values.dropna()
    distinct = known.nunique()
    if distinct == 0 or (distinct == 1 and len(known) == len(values)):
        return "constant", 1.0
    share = distinct / len(known)
    if len(values) >= LEAST_ROWS and share > 0.98 and _identifies(known, column, share):
        return "id-like", share
    auc = alone(values, y, column)
    if auc >= CLEAR_LEAK:
        return "leak", auc
    return ("suspect", auc) if auc >= SUSPECT else None


def _identifies(known: pd.Series, column: Column, share: float) -> bool:
    """Distinct text, or distinct whole numbers; amounts and measures are distinct by nature."""
    if not column.numeric:
        return column.kind == "category"
    return column.kind != "number" and share > 0.995 and bool((known == known.round()).all())


def alone(values: pd.Series, y: NDArray[np.int64], column: Column) -> float:
    """AUC of one column by itself: rates of its levels or 20 quantiles, learned on one half, judged on the other."""
    if column.numeric or column.kind == "date":
        numbers = values.astype("int64") if column.kind == "date" else values
        codes = pd.qcut(numbers.rank(method="dense"), BINS, labels=False, duplicates="drop").fillna(-1)
    else:
        codes = values.fillna("").astype("category").cat.codes
    level = codes.to_numpy().astype(np.int64) + 1
    half = np.random.default_rng(0).random(len(y)) < 0.5
    learned, judged = y[half], y[~half]
    if min(learned.sum(), judged.sum(), (1 - learned).sum(), (1 - judged).sum()) < 5:
        return 0.5
    size = level.max() + 1
    count = np.bincount(level[half], minlength=size)
    rate = (np.bincount(level[half], weights=learned, minlength=size) + 10 * learned.mean()) / (count + 10)
    return score(judged, rate[level[~half]]).auc
