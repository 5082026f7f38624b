"""Who sees whom: every labelled customer belongs to one fold, and that fold's models never saw them."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold

from ml.ensemble.arrays import Floats, Ints, Objects
from ml.ensemble.kinds import level_key

EVERYONE = -1
"""The fold of a customer no model learned from: all models answer."""


def id_hashes(ids: Sequence[Any] | Objects) -> Ints:
    """A stable 63-bit hash of each id's text (the same on every machine and in every version)."""
    digests = (hashlib.blake2b(level_key(value).encode(), digest_size=8).digest() for value in ids)
    return np.array([int.from_bytes(digest, "big") >> 1 for digest in digests], dtype=np.int64)


def folds_by_id(ids: Sequence[Any] | Objects, count: int) -> Ints:
    """Fold (n,) of each customer id: hash modulo ``count``."""
    return id_hashes(ids) % count


def folds_at_random(y: Floats, count: int, seed: int) -> Ints:
    """Stratified folds (n,) where no ids are given."""
    folds = np.zeros(len(y), dtype=np.int64)
    splitter = StratifiedKFold(count, shuffle=True, random_state=seed)
    for fold, (_, held_out) in enumerate(splitter.split(np.zeros(len(y)), y)):
        folds[held_out] = fold
    return folds


def usable(folds: Ints, y: Floats, count: int) -> bool:
    """Whether leaving out any fold still leaves both classes to learn from."""
    for fold in range(count):
        rest = y[folds != fold]
        if len(rest) == 0 or rest.min() == rest.max():
            return False
    return True
