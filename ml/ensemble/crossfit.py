"""Cross-fitting: every member learns once per fold from the other folds and answers for the fold it never saw.

Honest weights need one thing more. Out-of-fold logits of the other folds come from models that did see this fold, so
weights learned from them know its labels, faintly. Where asked, every member also learns without pairs of folds; for
fold k, weights and calibration are then learned from each pair {j, k} answering fold j: neither models nor rows ever
touched fold k. Small tables take all pairs, larger ones the cyclic {k, k+1}. Those copies are not kept.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from db.texts.terminal import note_to_keep
from ml.ensemble.arrays import Bools, Floats, Ints
from ml.ensemble.features import FeatureBlocks
from ml.ensemble.level_rates import Rated, learn_rates
from ml.ensemble.members.base import Fitted, Lesson, Member, relevance_of
from ml.ensemble.sampling import Sample, enriched, shifted

RELEVANCE_ROWS = 20_000

ALL_PAIRS = 3_000
"""Up to so many rows all pairs of folds are learned: fits are cheap and every answer counts."""

COPIED_BYTES = 100_000_000

Progress = Callable[[str, int, int], None]
"""Told what has just been learned, how many steps are done and how many there are."""


@dataclass(frozen=True, kw_only=True)
class CrossFit:
    """What cross-fitting leaves behind, for the m members that learned in every fold."""

    members: tuple[Member, ...]
    copies: tuple[tuple[Fitted, ...], ...]
    logits: Floats
    """(n, m) out-of-fold, n being the rows that were asked (``Sample.asked``)."""
    left_out: Mapping[str, str]
    seconds: Mapping[str, float]
    """Sum over fits of each member's own CPU time (one thread per fit)."""
    relevance: Floats
    """(folds, p): permutation importance inside each fold's training rows, share of the largest."""
    pair_logits: Floats | None = None
    """(folds, n, m): at k the answers by the pair that leaves out fold k and the row's own; NaN where there is none."""


@dataclass(frozen=True, kw_only=True)
class _Table:
    """What every fitting task reads."""

    blocks: Mapping[str, Floats]
    owners: Mapping[str, Ints]
    codes: Mapping[str, Ints]
    """Block columns that hold bare codes of many-levelled categories."""
    y: Floats
    folds: Ints
    sample: Sample
    seed: int

    def only(self, block: str) -> "_Table":
        """What a task that reads one block needs to be sent."""
        return replace(self, blocks={block: self.blocks[block]})


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    fitted: Fitted | None
    logits: Floats
    seconds: float
    reason: str = ""


def cross_fit(
    members: Sequence[Member],
    *,
    features: FeatureBlocks,
    coded: Floats,
    y: Floats,
    folds: Ints,
    sample: Sample,
    n_jobs: int | None,
    seed: int,
    pairs: bool = False,
    progress: Progress | None = None,
) -> CrossFit:
    """Fit every member in every fold; a member that fails or answers NaN in any fold is left out, with the reason.

    ``coded``, ``y`` and ``folds`` are those of the sample's rows.
    """
    count = int(folds.max()) + 1
    names = tuple(dict.fromkeys([*(member.block for member in members), "tree"]))
    parts: list[tuple[int, ...]] = [(k,) for k in range(count)]
    if pairs:
        parts += _pairs(count, len(y))
    with _shared(features.make_all(coded, names)) as blocks:
        table = _Table(
            blocks=blocks,
            owners={name: np.array(features.owners(name), dtype=np.int64) for name in names},
            codes={name: np.array(features.codes(name), dtype=np.int64) for name in names},
            y=y,
            folds=folds,
            sample=sample,
            seed=seed,
        )
        workers = Parallel(n_jobs=n_jobs, return_as="generator", max_nbytes=None)
        tree = table.only("tree")
        relevance = list(workers(delayed(_relevance)(tree, part) for part in parts))
        jobs = [(j, i) for i in range(len(parts)) for j in reversed(range(len(members)))]
        own = [table.only(member.block) for member in members]
        tasks = (delayed(_learn)(members[j], own[j], parts[i], relevance[i], 1000 * j + i) for j, i in jobs)
        outcomes: dict[tuple[int, int], _Outcome] = {}
        for done, (job, outcome) in enumerate(zip(jobs, workers(tasks), strict=True), start=1):
            outcomes[job] = outcome
            if progress is not None:
                progress(members[job[0]].name, done, len(jobs))
    return _collect(members, outcomes, table, parts, np.stack(relevance[:count]))


def _pairs(count: int, rows: int) -> list[tuple[int, int]]:
    if rows <= ALL_PAIRS:
        return list(combinations(range(count), 2))
    return [(k, (k + 1) % count) for k in range(count)]


@contextmanager
def _shared(blocks: Mapping[str, Floats]) -> Iterator[Mapping[str, Floats]]:
    """Small tables go to workers by copy, large ones as files that every worker maps into its memory."""
    if sum(block.nbytes for block in blocks.values()) < COPIED_BYTES:
        yield blocks
        return
    with tempfile.TemporaryDirectory(prefix="ml-fit-") as folder:
        for name, block in blocks.items():
            np.save(Path(folder) / f"{name}.npy", block)
        yield {name: np.load(Path(folder) / f"{name}.npy", mmap_mode="r") for name in blocks}


def _held_out(folds: Ints, part: tuple[int, ...]) -> Bools:
    return np.isin(folds, part)


def _relevance(table: _Table, part: tuple[int, ...]) -> Floats:
    with threadpool_limits(1):
        seed = table.seed + sum(part)
        rows = np.flatnonzero(~_held_out(table.folds, part))
        seen, _ = enriched(rows, table.y, RELEVANCE_ROWS, seed=seed)
        X, _ = learn_rates(np.asarray(table.blocks["tree"])[seen], table.y[seen], table.codes["tree"], seed)
        return relevance_of(X, table.y[seen], table.owners["tree"], seed)


def _learn(member: Member, table: _Table, part: tuple[int, ...], relevance: Floats, seed: int) -> _Outcome:
    start = time.process_time()
    block, owners = np.asarray(table.blocks[member.block]), table.owners[member.block]
    held = _held_out(table.folds, part)
    out = held & table.sample.asked
    origin = table.sample.within(part)
    seed += table.seed
    seen, shift = enriched(np.flatnonzero(~held), table.y, member.most_rows, standing_for=origin, seed=seed)
    try:
        with threadpool_limits(1):
            X, rates = learn_rates(block[seen], table.y[seen], table.codes[member.block], seed)
            lesson = Lesson(X=X, y=table.y[seen], relevance=relevance[owners], owners=owners, seed=seed)
            learned = member.fit(lesson)
            fitted = shifted(Rated(learned, rates) if len(rates.at) else learned, shift)
            logits = fitted.logit(block[out])
    except Exception as error:  # noqa: BLE001 - a member that fails is left out and reported, the others go on
        return _Outcome(fitted=None, logits=np.empty(0), seconds=0.0, reason=f"{type(error).__name__}: {error}")
    if not np.isfinite(logits).all():
        return _Outcome(fitted=None, logits=logits, seconds=0.0, reason=note_to_keep("not_finite"))
    kept = fitted if len(part) == 1 else _NOT_KEPT
    return _Outcome(fitted=kept, logits=logits, seconds=time.process_time() - start)


class _NotKept:
    """Stands for a copy that served its purpose in the worker."""

    def logit(self, X: Floats) -> Floats:
        """Never asked."""
        return np.full(len(X), np.nan)


_NOT_KEPT = _NotKept()


def _collect(
    members: Sequence[Member],
    outcomes: Mapping[tuple[int, int], _Outcome],
    table: _Table,
    parts: Sequence[tuple[int, ...]],
    relevance: Floats,
) -> CrossFit:
    count, n, asked = len(relevance), len(table.y), table.sample.asked
    left_out: dict[str, str] = {}
    for j, member in enumerate(members):
        reasons = [outcomes[j, i].reason for i in range(len(parts)) if outcomes[j, i].fitted is None]
        if reasons:
            left_out[member.name] = reasons[0]
    kept = [j for j, member in enumerate(members) if member.name not in left_out]
    logits, pairs = np.empty((n, len(kept))), np.full((count, n, len(kept)), np.nan)
    for column, j in enumerate(kept):
        for i, part in enumerate(parts):
            answered = np.empty(n)
            answered[_held_out(table.folds, part) & asked] = outcomes[j, i].logits
            for fold, other in zip(part, reversed(part), strict=True):
                rows = (table.folds == fold) & asked
                target = logits if len(part) == 1 else pairs[other]
                target[rows, column] = answered[rows]
    return CrossFit(
        members=tuple(members[j] for j in kept),
        copies=tuple(tuple(_fitted(outcomes[j, i]) for i in range(count)) for j in kept),
        logits=logits[asked],
        left_out=left_out,
        seconds={members[j].name: sum(outcomes[j, i].seconds for i in range(len(parts))) for j in kept},
        relevance=relevance,
        pair_logits=pairs[:, asked] if len(parts) > count else None,
    )


def _fitted(outcome: _Outcome) -> Fitted:
    assert outcome.fitted is not None  # members with a failed fold were left out before
    return outcome.fitted
