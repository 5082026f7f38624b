"""The blocks members read (`tree`, `rich`, `linear`, `levelled`, `spline`): pure functions of the coded matrix."""

from collections.abc import Sequence

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.encoding import CodedColumn
from ml.ensemble.features.levelled import LevelledBlock
from ml.ensemble.features.linear import LinearBlock
from ml.ensemble.features.profile import profile_columns
from ml.ensemble.features.rich import RichBlock
from ml.ensemble.features.splines import SplineBlock
from ml.ensemble.features.tree import TreeBlock

BLOCKS = ("tree", "rich", "linear", "levelled", "spline")


class FeatureBlocks:
    """Fitted once on all rows, without labels, so that every fold shares one preparation and a single row is cheap."""

    def __init__(self, coded: Floats, columns: Sequence[CodedColumn]) -> None:
        self.profiles = profile_columns(coded, columns)
        self.tree = TreeBlock(self.profiles)
        self.rich = RichBlock(self.profiles, self.tree)
        self.linear = LinearBlock(self.profiles, coded)
        self.levelled = LevelledBlock(self.profiles, self.linear)
        self.spline = SplineBlock(self.profiles, coded)

    def make(self, name: str, coded: Floats) -> Floats:
        """The block ``name`` (n, width) of a coded matrix (n, p)."""
        out: Floats = getattr(self, name).make(coded)
        return out

    def owners(self, name: str) -> tuple[int, ...]:
        """For each column of a block the original column it comes from (the first, where it mixes several)."""
        return tuple(getattr(self, name).owners)

    def codes(self, name: str) -> tuple[int, ...]:
        """Where a block holds the bare codes of many-levelled categories."""
        columns = self.levelled.columns.tolist()
        first = {"tree": 0, "rich": 0, "levelled": len(self.linear.owners)}.get(name)
        if first is None:
            return ()
        return tuple(range(first, first + len(columns))) if first else tuple(columns)

    def make_all(self, coded: Floats, names: Sequence[str] = BLOCKS) -> dict[str, Floats]:
        """Several blocks at once; what they share is computed once."""
        out: dict[str, Floats] = {}
        for name in names:
            if name == "rich" and "tree" in out:
                out[name] = self.rich.from_tree(out["tree"])
            else:
                out[name] = self.make(name, coded)
        return out


def stack_columns(parts: Sequence[Floats], rows: int) -> Floats:
    """Column-stack pieces, giving (rows, 0) for none."""
    return np.concatenate(parts, axis=1) if parts else np.empty((rows, 0))
