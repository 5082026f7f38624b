"""One row through every fold's copy of a member at once: stacked arrays instead of one call per model, no thread pool.

The same arithmetic as the members' own ``logit``, fused: logistic members become one matrix per family, trees one
table of nodes walked level by level, CatBoost's symmetric trees one comparison and one look-up.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ml.ensemble.arrays import Floats, clip_logit, to_logit
from ml.ensemble.level_rates import Rated
from ml.ensemble.members.base import Fitted
from ml.ensemble.members.boosting import FittedBoosting, FittedCatBoost
from ml.ensemble.members.forest import FittedForest
from ml.ensemble.members.kernel import FittedKernel
from ml.ensemble.members.network import FittedNetworks
from ml.ensemble.members.plain import FittedPlain
from ml.ensemble.members.spline import FittedSpline
from ml.ensemble.sampling import Shifted

WIDEST_FORM = 150


class RowMember(Protocol):
    """All folds' copies of a member, ready for one row."""

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,) of one block row (width,) by the copies in ``folds``."""
        ...


def fuse(copies: Sequence[Fitted]) -> RowMember:
    """The fastest single-row form of a member's fold copies."""
    if any(isinstance(copy, Shifted) for copy in copies):
        return RowShifted(copies)
    rated = [copy for copy in copies if isinstance(copy, Rated)]
    if rated:
        return RowRated(rated)
    kinds = {type(copy) for copy in copies}
    fusion = _FUSIONS.get(kinds.pop(), RowPlain) if len(kinds) == 1 else RowPlain
    return fusion(copies)


class RowPlain:
    """A member without a fused form: its copies are asked one after the other."""

    def __init__(self, copies: Sequence[Fitted]) -> None:
        self.copies = list(copies)

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        return np.array([copy.logit(x[None, :])[0] for copy in self.copies[folds]])


class RowShifted:
    """Copies learned from enriched samples: the fused form of what they hold, brought back to the base rate."""

    def __init__(self, copies: Sequence[Fitted]) -> None:
        held = [(c.inner, c.shift) if isinstance(c, Shifted) else (c, 0.0) for c in copies]
        self.inner = fuse([inner for inner, _ in held])
        self.shift = np.array([shift for _, shift in held])

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        return clip_logit(self.inner.row(x, folds) + self.shift[folds])


class RowRated:
    """Copies that put rates, each its own, in place of codes: every copy is asked with its own row."""

    def __init__(self, copies: Sequence[Rated]) -> None:
        self.inner = fuse([copy.inner for copy in copies])
        self.rates = [copy.rates for copy in copies]

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        chosen = range(*folds.indices(len(self.rates)))
        return np.array([self.inner.row(self.rates[k].put(x[None, :])[0], slice(k, k + 1))[0] for k in chosen])


class RowLinear:
    """bias and main effects of all folds."""

    def __init__(self, copies: Sequence[FittedPlain]) -> None:
        self.bias = np.array([c.bias for c in copies])
        self.main = np.stack([c.main for c in copies])

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        return clip_logit(self.bias[folds] + self.main[folds] @ x)


class RowSpline:
    """bias, main effects and quadratic forms of all folds."""

    def __init__(self, copies: Sequence[FittedSpline]) -> None:
        width = len(copies[0].main)
        self.bias = np.array([c.bias for c in copies])
        self.main = np.stack([c.main for c in copies])
        self.pairs = np.zeros((len(copies), width, width))
        for k, copy in enumerate(copies):
            self.pairs[k][np.ix_(copy.chosen, copy.chosen)] = copy.pairs

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        return clip_logit(self.bias[folds] + (self.pairs[folds] @ x + self.main[folds]) @ x)


class RowKernel:
    """Landmarks of all folds side by side."""

    def __init__(self, copies: Sequence[FittedKernel]) -> None:
        self.bias = np.array([c.bias for c in copies])
        self.scale = np.stack([c.scale for c in copies])
        self.sizes = {len(c.alpha) for c in copies}
        most = max(self.sizes)
        width = self.scale.shape[1]
        self.landmarks = np.zeros((len(copies), most, width))
        self.alpha = np.zeros((len(copies), most))
        for k, copy in enumerate(copies):
            self.landmarks[k, : len(copy.alpha)] = copy.landmarks
            self.alpha[k, : len(copy.alpha)] = copy.alpha
        self.squared = np.einsum("kmw,kmw->km", self.landmarks, self.landmarks)

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        z = self.scale[folds] * x
        distance = self.squared[folds] - 2.0 * (self.landmarks[folds] @ z[:, :, None])[:, :, 0]
        distance += np.einsum("kw,kw->k", z, z)[:, None]
        similar = np.exp(-np.maximum(distance, 0.0))
        return clip_logit(np.einsum("km,km->k", similar, self.alpha[folds]) + self.bias[folds])


class RowNetworks:
    """Hidden layers of all folds' networks as one stacked matrix."""

    def __init__(self, copies: Sequence[FittedNetworks]) -> None:
        self.weights = np.ascontiguousarray(np.stack([c.weights.T for c in copies]))
        self.biases = np.stack([c.biases for c in copies])
        self.out = np.stack([c.out for c in copies])
        self.bias = np.array([c.bias for c in copies])

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        hidden = np.maximum(self.weights[folds] @ x + self.biases[folds], 0.0)
        return clip_logit(np.einsum("kh,kh->k", hidden, self.out[folds]) + self.bias[folds])


class RowTrees:
    """Every tree of every fold in one table of nodes; a row walks all of them level by level."""

    def __init__(self, trees: Sequence[Sequence[dict[str, Any]]], base: Floats, *, mean: bool) -> None:
        flat = [tree for fold in trees for tree in fold]
        starts = np.concatenate([[0], np.cumsum([len(tree["feature"]) for tree in flat])]).astype(np.int64)
        self.roots = starts[:-1].astype(np.int64)
        self.bounds = np.concatenate([[0], np.cumsum([len(fold) for fold in trees])]).astype(np.int64)
        self.feature = np.concatenate([tree["feature"] for tree in flat]).astype(np.int16)
        self.threshold = np.concatenate([tree["threshold"] for tree in flat])
        children = [np.column_stack([t["right"], t["left"]]) + s for t, s in zip(flat, starts, strict=False)]
        self.children = np.concatenate(children).astype(np.int32).ravel()
        self.value = np.concatenate([tree["value"] for tree in flat])
        self.depth = max(tree["depth"] for tree in flat)
        self.base, self.mean = base, mean

    @classmethod
    def of_forests(cls, copies: Sequence[FittedForest]) -> "RowTrees":
        """From scikit-learn forests: the mean of leaf probabilities."""
        trees = [[_forest_tree(tree.tree_) for tree in copy.model.estimators_] for copy in copies]
        return cls(trees, np.zeros(len(copies)), mean=True)

    @classmethod
    def of_boosting(cls, copies: Sequence[FittedBoosting]) -> "RowTrees":
        """From scikit-learn's histogram boosting: baseline plus leaf values."""
        trees = [[_boosting_tree(one[0].nodes) for one in copy.model._predictors] for copy in copies]
        base = np.array([float(np.ravel(copy.model._baseline_prediction)[0]) for copy in copies])
        return cls(trees, base, mean=False)

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        if self.mean:
            x = x.astype(np.float32).astype(np.float64)
        first, last, _ = folds.indices(len(self.base))
        at: Any = self.roots[self.bounds[first] : self.bounds[last]]
        for _ in range(self.depth):
            at = self.children[2 * at + (x[self.feature[at]] <= self.threshold[at])]
        starts = self.bounds[first:last] - self.bounds[first]
        sums = np.add.reduceat(self.value[at], starts)
        if self.mean:
            return to_logit(sums / np.diff(self.bounds[first : last + 1]))
        return clip_logit(sums + self.base[folds])


def _forest_tree(tree: Any) -> dict[str, Any]:
    own = np.arange(tree.node_count)
    leaf = tree.children_left < 0
    return {
        "feature": np.where(leaf, 0, tree.feature),
        "threshold": np.where(leaf, np.inf, tree.threshold),
        "left": np.where(leaf, own, tree.children_left),
        "right": np.where(leaf, own, tree.children_right),
        "value": tree.value[:, 0, 1],
        "depth": tree.max_depth,
    }


def _boosting_tree(nodes: Any) -> dict[str, Any]:
    own = np.arange(len(nodes))
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "feature": np.where(leaf, 0, nodes["feature_idx"]),
        "threshold": np.where(leaf, np.inf, nodes["num_threshold"]),
        "left": np.where(leaf, own, nodes["left"]),
        "right": np.where(leaf, own, nodes["right"]),
        "value": nodes["value"].astype(np.float64),
        "depth": int(nodes["depth"].max()),
    }


class RowSymmetricTrees:
    """CatBoost's symmetric trees: all split conditions in one comparison, the leaf number read as bits."""

    def __init__(self, copies: Sequence[FittedCatBoost]) -> None:
        folds = [_symmetric(copy.model) for copy in copies]
        depth = max(fold["feature"].shape[1] for fold in folds)
        self.feature = np.concatenate([_wide(fold["feature"], depth, 0) for fold in folds])
        self.border = np.concatenate([_wide(fold["border"], depth, np.inf) for fold in folds])
        leaves = [_wide(fold["leaf"], 1 << depth, 0.0) for fold in folds]
        self.leaf = np.concatenate(leaves).ravel()
        self.start = np.arange(len(self.feature)) << depth
        self.bits = 1 << np.arange(depth)
        self.bounds = np.concatenate([[0], np.cumsum([len(fold["feature"]) for fold in folds])]).astype(np.int64)
        self.scale = np.array([fold["scale"] for fold in folds])
        self.bias = np.array([fold["bias"] for fold in folds])

    def row(self, x: Floats, folds: slice) -> Floats:
        """Logits (folds,)."""
        first, last, _ = folds.indices(len(self.bias))
        part = slice(self.bounds[first], self.bounds[last])
        passed = x.astype(np.float32)[self.feature[part]] > self.border[part]
        leaves = self.leaf[self.start[part] + passed @ self.bits]
        sums = np.add.reduceat(leaves, self.bounds[first:last] - self.bounds[first])
        return clip_logit(sums * self.scale[folds] + self.bias[folds])


def _symmetric(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        told = json.loads(path.read_text(encoding="utf-8"))
    trees = told["oblivious_trees"]
    positions = [f["flat_feature_index"] for f in told["features_info"]["float_features"]]
    depth = max([1, *(len(tree["splits"] or []) for tree in trees)])
    feature = np.zeros((len(trees), depth), dtype=np.int64)
    border = np.full((len(trees), depth), np.inf, dtype=np.float32)
    leaf = np.zeros((len(trees), 1 << depth))
    for t, tree in enumerate(trees):
        for d, split in enumerate(tree["splits"] or []):
            feature[t, d] = positions[split["float_feature_index"]]
            border[t, d] = split["border"]
        leaf[t, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = told["scale_and_bias"]
    return {"feature": feature, "border": border, "leaf": leaf, "scale": scale, "bias": float(np.ravel(bias)[0])}


def _wide(matrix: Any, width: int, fill: float) -> Any:
    missing = width - matrix.shape[1]
    return matrix if missing <= 0 else np.pad(matrix, ((0, 0), (0, missing)), constant_values=fill)


def _fuse_splines(copies: Sequence[Any]) -> RowMember:
    return RowSpline(copies) if len(copies[0].main) <= WIDEST_FORM else RowPlain(copies)


_FUSIONS: dict[type, Callable[[Sequence[Any]], RowMember]] = {
    FittedPlain: RowLinear,
    FittedSpline: _fuse_splines,
    FittedKernel: RowKernel,
    FittedNetworks: RowNetworks,
    FittedForest: RowTrees.of_forests,
    FittedBoosting: RowTrees.of_boosting,
    FittedCatBoost: RowSymmetricTrees,
}
