"""Combinations of families, some dozens instead of thousands: every member of every family, in changing company."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any


def crossed(*families: Sequence[Any], times: int = 1) -> Iterator[tuple[Any, ...]]:
    """Rows in which each member of the longest family stands ``times`` times, the others' as often or more.

    Which meet is drawn once and for all: the same in every run.
    """
    length = times * max(map(len, families))
    return zip(*(islice(_turns(list(family), seed), length) for seed, family in enumerate(families)), strict=True)


def _turns(family: list[Any], seed: int) -> Iterator[Any]:
    """The members again and again, each time in another order."""
    draw = random.Random(seed)
    return chain.from_iterable(iter(lambda: draw.sample(family, len(family)), None))
