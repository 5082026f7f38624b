"""Engineered columns for histogram boosting, derived from column kinds alone.

Indicators of empty amounts and of small integers, ratios between amounts and of numbers to a count, numbers and
levels switched by flags, levels crossed with flags: what a bank analyst would try first, without knowing the bank.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.features.profile import Profile
from ml.ensemble.features.tree import TreeBlock

MOST = 60
"""Engineered columns at most; boosting slows down and gains nothing beyond."""


class RichBlock:
    """The tree block followed by indicators, ratios and products of its columns."""

    def __init__(self, profiles: Sequence[Profile], tree: TreeBlock) -> None:
        self.tree = tree
        self.indicators = _indicators(profiles)[:MOST]
        base = len(tree.owners) + len(self.indicators)
        switches, numbers, money, small = _of_kinds(profiles)
        room = max(0, MOST - len(self.indicators))
        self.ratios = _ratios(profiles, money, [*small, *[j for j in numbers if j not in money]])[:room]
        room -= len(self.ratios)
        marks = [*range(tree.width, len(tree.owners)), *range(len(tree.owners), base)]
        self.products = _products(switches, numbers, small, marks)[:room]
        self.numerators = np.array([a for a, _ in self.ratios], dtype=np.int64)
        self.denominators = np.array([b for _, b in self.ratios], dtype=np.int64)
        self.offsets = np.array([1.0 + max(0.0, -profiles[b].low) for _, b in self.ratios])
        self.left = np.array([a for a, _ in self.products], dtype=np.int64)
        self.right = np.array([b for _, b in self.products], dtype=np.int64)
        self.mark_columns = np.array([j for j, _ in self.indicators], dtype=np.int64)
        self.mark_values = np.array([v for _, v in self.indicators])
        first = [*tree.owners, *(j for j, _ in self.indicators)]
        self.owners = (*first, *(a for a, _ in self.ratios), *(first[b] for _, b in self.products))

    def make(self, coded: Floats) -> Floats:
        """The block (n, width)."""
        return self.from_tree(self.tree.make(coded))

    def from_tree(self, tree: Floats) -> Floats:
        """The block from a tree block already made."""
        marks = (tree[:, self.mark_columns] == self.mark_values).astype(np.float64)
        base = np.concatenate([tree, marks], axis=1)
        below = np.maximum(tree[:, self.denominators] + self.offsets, 1e-9)
        ratios = tree[:, self.numerators] / below
        return np.concatenate([base, ratios, base[:, self.left] * base[:, self.right]], axis=1)


def _of_kinds(profiles: Sequence[Profile]) -> tuple[list[int], list[int], list[int], list[int]]:
    """The columns of two values, the numbers, the amounts among them and the small whole numbers."""
    numbers = [j for j, p in enumerate(profiles) if p.number and p.kind != "date"]
    return (
        [j for j, p in enumerate(profiles) if p.distinct == 2],
        numbers,
        [j for j in numbers if profiles[j].kind == "money"],
        [j for j, p in enumerate(profiles) if not p.coded and p.kind == "integer" and not p.number],
    )


def _indicators(profiles: Sequence[Profile]) -> list[tuple[int, float]]:
    empty = [(j, 0.0) for j, p in enumerate(profiles) if p.zero_inflated]
    values = [(j, v) for j, p in enumerate(profiles) if not p.coded and p.distinct > 2 for v in p.one_hot]
    return empty + values


def _ratios(profiles: Sequence[Profile], money: list[int], others: list[int]) -> list[tuple[int, int]]:
    between = [(a, b) for a, b in combinations(money[:6], 2)]
    to_counts = [(a, b) for a in money[:3] for b in others[:4]]
    among = [(a, b) for a, b in combinations(others[:5], 2) if profiles[a].number or profiles[b].number]
    return between + to_counts + among


def _products(switches: list[int], numbers: list[int], small: list[int], marks: list[int]) -> list[tuple[int, int]]:
    by_flag = [(s, j) for s in switches[:6] for j in (*numbers[:8], *small[:4])]
    crossed = [(s, m) for s in switches[:6] for m in marks[:10]]
    levels = [(m, j) for m in marks[:6] for j in numbers[:6]]
    return by_flag + crossed + levels
