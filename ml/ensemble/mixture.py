"""The learned mixture on coded rows: members x folds, weights, calibration, and which of them may answer for whom.

Everything behind the estimator asks here: prediction, explanation, options. Inputs are coded matrices (n, p).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from db.texts.terminal import note_to_keep
from ml.ensemble.arrays import Bools, Floats, Ints, to_probability
from ml.ensemble.fast import RowMember, fuse
from ml.ensemble.fast_batch import quick
from ml.ensemble.features import FeatureBlocks
from ml.ensemble.fold_weights import AllShares
from ml.ensemble.folds import EVERYONE
from ml.ensemble.members.base import Fitted
from ml.ensemble.simplex import renormalised

FEW_ROWS = 6
CHUNK = 5_000
"""Rows at a time, few enough for the blocks to stay in the processor's cache."""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Scored rows: n rows, m members."""

    members: tuple[str, ...]
    folds: Ints
    """(n,): the fold whose models answered, -1 where all did."""
    logits: Floats
    """(n, m): each member's logit; the mean over folds where all answered. NaN for a member left out."""
    weights: Floats
    """(n, m): weights in force, renormalised without members left out."""
    contributions: Floats
    """(n, m): weight x logit; they sum to ``mixture``."""
    mixture: Floats
    calibrated: Floats
    """(n,): calibrated logits; ``probability`` is their inverse logit."""
    probability: Floats
    left_out: Mapping[str, str]
    """Members that gave no answer for at least one row, with the reason."""


class Mixture:
    """Fold copies of every member over shared, label-free features."""

    def __init__(
        self,
        *,
        features: FeatureBlocks,
        names: Sequence[str],
        blocks: Sequence[str],
        copies: Sequence[Sequence[Fitted]],
        shares: AllShares,
    ) -> None:
        self.features = features
        self.names = tuple(names)
        self.blocks = tuple(blocks)
        self.copies = [list(folds) for folds in copies]
        self.shares = shares
        self.folds = len(copies[0])
        self.rows: list[RowMember] = [fuse(folds) for folds in copies]
        self.needed = tuple(dict.fromkeys(blocks))

    def _many(self, member: int, fold: int) -> Fitted:
        """A copy in its form for many rows, made when first asked for."""
        forms: dict[tuple[int, int], tuple[Fitted, Fitted]] = vars(self).setdefault("_forms", {})
        copy = self.copies[member][fold]
        held = forms.get((member, fold))
        if held is None or held[0] is not copy:
            held = forms[member, fold] = (copy, quick(copy))
        return held[1]

    def __getstate__(self) -> dict[str, Any]:
        """Without those forms: they are made in less time than they would take to read."""
        return {name: value for name, value in vars(self).items() if name != "_forms"}

    def score(self, coded: Floats, folds: Ints, weights: Floats | None = None, *, lean: bool = False) -> Scores:
        """Score coded rows (n, p), each by the models of its fold or (-1) by all.

        Args:
            coded: the coded rows.
            folds: (n,) fold of each row, EVERYONE where no model saw it.
            weights: (m,) for all rows or (n, m) row by row, other than those learned (the live weights of adaptation).
            lean: do not ask members without weight; their logits are NaN and they are not reported as left out.
        """
        told: dict[str, str] = {}
        asked = self.weighted(folds, weights) if lean else None
        logits = self.member_logits(coded, folds, told, asked)
        return self.mix(logits, folds, weights, told, asked)

    def weighted(self, folds: Ints, weights: Floats | None = None) -> Bools:
        """(m,): which members have any weight on the routes to ``folds``."""
        in_force = self.shares.weights(np.unique(folds)) if weights is None else np.atleast_2d(weights)
        return np.asarray((in_force > 0).any(axis=0))

    def mix(
        self,
        logits: Floats,
        folds: Ints,
        weights: Floats | None = None,
        told: Mapping[str, str] | None = None,
        asked: Bools | None = None,
    ) -> Scores:
        """Weigh, sum and calibrate member logits (n, m); NaN members are left out and the rest renormalised."""
        present = np.isfinite(logits)
        in_force = self.shares.weights(folds) if weights is None else np.broadcast_to(weights, logits.shape)
        left_out = dict(told or {})
        if present.all():
            contributions = logits * in_force
        else:
            in_force = _shared(in_force, present)
            contributions = np.where(present, logits, 0.0) * in_force
            silent = ~present.all(axis=0) if asked is None else ~present.all(axis=0) & asked
            for j in np.flatnonzero(silent):
                left_out.setdefault(self.names[j], note_to_keep("no_finite"))
        mixture = contributions.sum(axis=1)
        calibrated = self.shares.calibrated(mixture, folds)
        return Scores(
            members=self.names,
            folds=folds,
            logits=logits,
            weights=in_force,
            contributions=contributions,
            mixture=mixture,
            calibrated=calibrated,
            probability=to_probability(calibrated),
            left_out=left_out,
        )

    def member_logits(
        self, coded: Floats, folds: Ints, told: dict[str, str] | None = None, asked: Bools | None = None
    ) -> Floats:
        """Logits (n, m); ``told`` collects the reasons of members that fail; NaN for members not ``asked`` (m,)."""
        told = {} if told is None else told
        if len(coded) <= FEW_ROWS:
            return np.array([self._row(coded[i], int(folds[i]), told) for i in range(len(coded))]).reshape(
                len(coded), len(self.names)
            )
        out = np.empty((len(coded), len(self.names)))
        for start in range(0, len(coded), CHUNK):
            part = slice(start, min(start + CHUNK, len(coded)))
            out[part] = self._chunk(coded[part], folds[part], told, asked)
        return out

    def fold_logits(self, coded: Floats, fold: int, asked: Bools | None = None) -> Floats:
        """Logits (n, m) by the copies of one fold; NaN for members not ``asked`` or failing."""
        return self._ask(self._blocks(coded, asked), fold, {}, asked)

    def _blocks(self, coded: Floats, asked: Bools | None) -> dict[str, Floats]:
        needed = [block for j, block in enumerate(self.blocks) if asked is None or asked[j]]
        return self.features.make_all(coded, tuple(dict.fromkeys(needed)))

    def _row(self, row: Floats, fold: int, told: dict[str, str]) -> Floats:
        blocks = {name: block[0] for name, block in self.features.make_all(row[None, :], self.needed).items()}
        chosen = slice(0, self.folds) if fold == EVERYONE else slice(fold, fold + 1)
        out = np.empty(len(self.names))
        for j, member in enumerate(self.rows):
            try:
                logits = member.row(blocks[self.blocks[j]], chosen)
                out[j] = np.add.reduce(logits) / len(logits)
            except Exception as error:  # noqa: BLE001 - one member's failure must not cost the prediction
                out[j], told[self.names[j]] = np.nan, _reason(error)
        return out

    def _chunk(self, coded: Floats, folds: Ints, told: dict[str, str], asked: Bools | None) -> Floats:
        blocks = self._blocks(coded, asked)
        out = np.empty((len(coded), len(self.names)))
        for fold in np.unique(folds):
            rows = folds == fold
            part = blocks if rows.all() else {name: block[rows] for name, block in blocks.items()}
            if fold == EVERYONE:
                out[rows] = sum(self._ask(part, k, told, asked) for k in range(self.folds)) / self.folds
            else:
                out[rows] = self._ask(part, int(fold), told, asked)
        return out

    def _ask(self, blocks: Mapping[str, Floats], fold: int, told: dict[str, str], asked: Bools | None) -> Floats:
        rows = len(next(iter(blocks.values())))
        out = np.full((rows, len(self.names)), np.nan)
        for j, name in enumerate(self.names):
            if asked is not None and not asked[j]:
                continue
            try:
                out[:, j] = self._many(j, fold).logit(blocks[self.blocks[j]])
            except Exception as error:  # noqa: BLE001 - one member's failure must not cost the prediction
                told[name] = _reason(error)
        return out


def _shared(weights: Floats, present: Bools) -> Floats:
    """Weights (n, m), those of absent members given to the present ones of the same row."""
    short = np.flatnonzero((~present & (weights > 0)).any(axis=1))
    if not len(short):
        return weights
    shared = np.array(weights)
    for i in short:
        shared[i] = renormalised(weights[i], present[i].astype(np.float64))
    return shared


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
