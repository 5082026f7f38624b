"""Retention options: the smallest changes of columns a bank can act on after which the model sees less risk.

All single changes and pairs of changes within plausible values are scored in one batch by the models that answer for
the customer. What comes out is an association the models learned from customers who differ so, not a promised effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from ml.ensemble.arrays import Floats
from ml.ensemble.mixture import Mixture

MOST_CANDIDATES = 120
LEAST_GAIN = 0.02
"""A proposal lowers the risk by at least this much."""
FURTHER_GAIN = 0.05
"""A second change that reaches no lower band must lower the risk by this much more to be worth asking for."""
FARTHEST = 0.25
"""A number with many values moves by at most this share of its plausible width: nobody triples a balance."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One proposal in coded values. ``effort``: changed columns plus their distance in plausible ranges."""

    changes: Mapping[int, float]
    probability: float
    risk_lowered: float
    reached: int
    """How many of the targets it comes below."""
    effort: float


def plausible_values(coded: Floats, *, category: bool, integer: bool) -> Floats:
    """Values worth trying for one column: levels, small integers, else quantiles 5 % to 95 % (and an empty account)."""
    known = coded[~np.isnan(coded)]
    if len(known) == 0:
        return np.empty(0)
    distinct, counts = np.unique(known, return_counts=True)
    if category or len(distinct) <= 12:
        return distinct[counts >= max(1, 0.005 * len(known))]
    # Where many accounts are empty, quantiles of all would leave no grid for the others.
    empty = [0.0] if float(np.mean(known == 0)) > 0.02 else []
    some = known[known != 0] if empty else known
    values = np.concatenate([empty, np.quantile(some, [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])])
    return np.unique(np.round(values) if integer else values)


def find_options(
    mixture: Mixture,
    row: Floats,
    fold: int,
    choices: Mapping[int, Sequence[float]],
    *,
    spreads: Floats,
    targets: Sequence[float],
    limit: int,
    weights: Floats | None = None,
) -> list[Option]:
    """Options for one coded row (p,): ``choices`` maps a column's position to the values it may take.

    Args:
        mixture: who answers.
        row: the customer.
        fold: the fold that never saw them, or EVERYONE.
        choices: allowed values per actionable column.
        spreads: (p,) plausible width of each column, for the effort.
        targets: the probabilities below which a proposal should come.
        limit: how many to return.
        weights: the weights in force, if not those learned.
    """
    candidates = _candidates(row, choices)
    if not candidates:
        return []
    batch = np.repeat(row[None, :], len(candidates) + 1, axis=0)
    for i, changes in enumerate(candidates, start=1):
        for position, value in changes.items():
            batch[i, position] = value
    scores = mixture.score(batch, np.full(len(batch), fold, dtype=np.int64), weights, lean=True)
    before = float(scores.probability[0])
    below = [target for target in targets if target <= before]
    options = [
        Option(
            changes=changes,
            probability=float(after),
            risk_lowered=before - float(after),
            reached=sum(bool(after < target) for target in below),
            effort=_effort(row, changes, spreads),
        )
        for changes, after in zip(candidates, scores.probability[1:], strict=True)
        if before - float(after) >= LEAST_GAIN
    ]
    return _ranked(options, all_of_them=len(below))[:limit]


def _candidates(row: Floats, choices: Mapping[int, Sequence[float]]) -> list[dict[int, float]]:
    free = {j: [float(v) for v in values if v != row[j]] for j, values in choices.items()}
    singles = [{j: v} for j, values in free.items() for v in values]
    pairs = [{a: va, b: vb} for a, b in combinations(free, 2) for va, vb in product(free[a], free[b])]
    room = max(0, MOST_CANDIDATES - len(singles))
    if len(pairs) > room:
        pairs = [pairs[i] for i in np.linspace(0, len(pairs) - 1, room).astype(int)] if room else []
    return (singles + pairs)[: 2 * MOST_CANDIDATES]


def _effort(row: Floats, changes: Mapping[int, float], spreads: Floats) -> float:
    steps = [min(1.0, abs(v - row[j]) / spreads[j]) for j, v in changes.items() if not np.isnan(row[j])]
    return len(changes) + float(sum(steps))


def _ranked(options: list[Option], *, all_of_them: int) -> list[Option]:
    """The smallest of each kind, without those whose further change brings little; lowest band, then risk, first."""
    smallest: dict[frozenset[int], Option] = {}
    for option in sorted(options, key=lambda o: (-o.reached, o.effort if o.reached else 0.0, -o.risk_lowered)):
        smallest.setdefault(frozenset(option.changes), option)
    kept = [
        option
        for columns, option in smallest.items()
        if (len(columns) == 1 or option.reached or option.risk_lowered >= FURTHER_GAIN)
        and all(_worth(option, less, all_of_them) for fewer, less in smallest.items() if fewer < columns)
    ]
    return sorted(kept, key=lambda o: (-o.reached, -o.risk_lowered, o.effort))


def _worth(option: Option, less: Option, all_of_them: int) -> bool:
    """Whether a change on top of ``less`` earns its place: a lower band, or much less risk where there is one still."""
    if option.reached != less.reached:
        return option.reached > less.reached
    lowest = 0 < all_of_them == less.reached
    return not lowest and option.risk_lowered >= less.risk_lowered + FURTHER_GAIN
