"""What a coded column looks like without its label: the facts from which every feature block is derived."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.encoding import CodedColumn

ONE_HOT_LEVELS = 20
FEW_VALUES = 6
"""An integer with at most this many values is also offered value by value."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Label-free statistics of one coded column."""

    name: str
    kind: str
    coded: bool
    median: float
    sentinel: float
    """Stands for a missing value where trees look: below everything seen."""
    low: float
    high: float
    distinct: int
    zero_share: float
    missing: bool
    values: tuple[float, ...]
    """The distinct values where there are few (the ONE_HOT_LEVELS commonest levels; integers up to FEW_VALUES)."""
    skewed: bool
    """Non-negative with a long tail: the linear members see log1p of it."""

    @property
    def number(self) -> bool:
        """A number with enough distinct values to bend a curve through."""
        return not self.coded and self.distinct > FEW_VALUES

    @property
    def many_levels(self) -> bool:
        """A category with more levels than get an indicator of their own."""
        return self.coded and self.distinct > ONE_HOT_LEVELS

    @property
    def zero_inflated(self) -> bool:
        """A number that is exactly zero for a share of customers worth its own indicator (an empty account)."""
        return self.number and 0.02 < self.zero_share < 0.98

    @property
    def one_hot(self) -> tuple[float, ...]:
        """The values that get an indicator of their own (a flag needs one, the rest all)."""
        if self.distinct < 2 or self.number:
            return ()
        return self.values[1:] if self.distinct == 2 else self.values


def profile_columns(coded: Floats, columns: Sequence[CodedColumn]) -> tuple[Profile, ...]:
    """Profile every column of the coded matrix (n, p)."""
    return tuple(_profile(coded[:, j], column) for j, column in enumerate(columns))


def _profile(values: Floats, column: CodedColumn) -> Profile:
    known = values[~np.isnan(values)]
    if len(known) == 0:
        known = np.zeros(1)
    distinct, counts = np.unique(known, return_counts=True)
    low, high = float(distinct[0]), float(distinct[-1])
    by_frequency = distinct[np.argsort(-counts, kind="stable")]
    few = by_frequency[:ONE_HOT_LEVELS] if column.coded else distinct
    if not column.coded and len(distinct) > FEW_VALUES:
        few = distinct[:0]
    spread = float(known.std()) or 1.0
    skew = float(np.mean(((known - known.mean()) / spread) ** 3))
    return Profile(
        name=column.name,
        kind=column.kind,
        coded=column.coded,
        median=float(distinct[np.argmax(counts)] if column.coded else np.median(known)),
        sentinel=low - max(1.0, high - low),
        low=low,
        high=high,
        distinct=len(distinct),
        zero_share=float(np.mean(known == 0)),
        missing=bool(np.isnan(values).any()),
        values=tuple(float(v) for v in np.sort(few)),
        skewed=low >= 0 and skew > 3,
    )
