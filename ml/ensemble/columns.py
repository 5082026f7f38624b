"""Columns that should not teach: identifiers, constants, and those that give the answer away. Run before training."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from db.catalog import Catalog, Column
from db.catalog.drafting.guess import hinted
from db.catalog.drafting.profile import Profile
from db.texts.terminal import note_to_keep
from ml.training.metrics import score

CLEAR_LEAK = 0.99
SUSPECT = 0.95
BINS = 20
LEAST_ROWS = 100
RUNNING = 3
"""Distinct whole numbers that lie so close together (range over rows) run on."""
LEAST_DIGITS, MOST_DIGITS = 6, 19
"""Distinct whole numbers with equally many digits, seven or more, are numbers of something: accounts, phones."""

TOLD_ROWS, TOLD_LEVEL, TOLD_SHARE, TOLD_PART = 30, 10, 0.98, 0.2
"""A column tells afterwards who left where so many rows at least, almost all of them of leavers, have what a fifth of
the leavers have: a value at all, another number than the usual one, or values (each of some rows) that hardly anybody
else has."""

Finding = Literal["constant", "id-like", "leak", "afterwards", "suspect"]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One finding. ``figure``: AUC of the column alone (leak, suspect), its share of distinct values (id-like), or the
    leavers' share of the rows that tell (afterwards).
    """

    column: str
    finding: Finding
    figure: float
    left_out: bool

    def __str__(self) -> str:
        key = "identifier" if self.finding == "id-like" else self.finding
        share = f"{self.figure:.1%}" if key == "afterwards" else f"{self.figure:.0%}"
        figures = {"share": share, "auc": f"{self.figure:.3f}"}
        return note_to_keep(f"{key}_{'out' if self.left_out else 'kept'}", name=self.column, **figures)


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
    if (leavers := _told_afterwards(values, y, column)) >= TOLD_SHARE:
        return "afterwards", leavers
    return ("suspect", auc) if auc >= SUSPECT else None


def _told_afterwards(values: pd.Series, y: NDArray[np.int64], column: Column) -> float:
    """The leavers' share of the rows that only leavers fill (a reason for leaving, a closing date); 0 for none.

    A number that is the usual one (no refund: 0) for almost all but leavers is filled by them alone.
    """
    telling = [values.notna().to_numpy()]
    if column.numeric and values.notna().any():
        telling.append((values.notna() & (values != values.mode().iloc[0])).to_numpy())
    if column.kind == "category":
        rates = pd.Series(y).groupby(values.to_numpy()).agg(["mean", "size"])
        only_leavers = (rates["mean"] >= TOLD_SHARE) & (rates["size"] >= TOLD_LEVEL)
        telling.append(values.isin(rates.index[only_leavers]).to_numpy())
    least = max(TOLD_ROWS, TOLD_PART * float(y.sum()))
    return max((float(y[rows].mean()) for rows in telling if y[rows].sum() >= least), default=0.0)


def _identifies(known: pd.Series, column: Column, share: float) -> bool:
    """Distinct text, or distinct whole numbers that are called or look like identifiers; amounts are distinct too."""
    if not column.numeric:
        return column.kind == "category"
    if column.kind == "number" or share <= 0.995 or not bool((known == known.round()).all()):
        return False
    low, high = float(known.min()), float(known.max())
    header = Profile(header=column.name)
    called = any(hinted(header, group) for group in ("id", "about_id", "row"))
    running = high - low <= RUNNING * len(known)
    numbered = low >= 10**LEAST_DIGITS and len(f"{low:.0f}") == len(f"{high:.0f}") <= MOST_DIGITS
    return running or numbered or (called and high < 10**MOST_DIGITS)


def alone(values: pd.Series, y: NDArray[np.int64], column: Column) -> float:
    """AUC of one column by itself: rates of its levels or 20 quantiles, learned on one half, judged on the other."""
    if column.numeric or column.kind == "date":
        level = _intervals(values)
    else:
        level = values.fillna("").astype("category").cat.codes.to_numpy().astype(np.int64)
    half = np.random.default_rng(0).random(len(y)) < 0.5
    learned, judged = y[half], y[~half]
    if min(learned.sum(), judged.sum(), (1 - learned).sum(), (1 - judged).sum()) < 5:
        return 0.5
    size = level.max() + 1
    count = np.bincount(level[half], minlength=size)
    rate = (np.bincount(level[half], weights=learned, minlength=size) + 10 * learned.mean()) / (count + 10)
    return score(judged, rate[level[~half]]).auc


def _intervals(values: pd.Series) -> NDArray[np.int64]:
    """Interval (n,) between quantiles, 0 for missing; a value that many share (an empty account) is one by itself."""
    missing = values.isna().to_numpy()
    numbers = values.to_numpy().astype("datetime64[s]").astype(np.float64) if values.dtype.kind == "M" else values
    numbers = np.asarray(numbers, dtype=np.float64)
    edges = np.unique(np.quantile(numbers[~missing], np.linspace(0, 1, BINS + 1)))
    return np.where(missing, 0, 1 + np.searchsorted(edges, np.where(missing, edges[0], numbers))).astype(np.int64)
