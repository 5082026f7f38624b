"""Exact quantiles of many customers in three passes that sort little.

A sample brackets each quantile; the customers below the bracket are counted, and only those inside are sorted. (Floyd
and Rivest, "Expected time bounds for selection", 1975.) A sample that brackets badly is noticed by the counts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import ceil, floor, inf, sqrt
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_

from db.bank.groupings import Grouping, group_keys, group_name, plain_keys
from db.bank.query import CustomerTable, Slice
from db.bank.table import id_type

Key = tuple[Any, ...]
Bracket = tuple[Any, Any]
_FEW = 20_000
"""So many values are fetched and sorted at once."""
_GROUPS = 12
_MOST_INSIDE = 300_000
_SPREAD = 4.0
"""Standard deviations of the sample's rank on either side: one in ten thousand misses, and is found out."""


def bracketed(
    bank: CustomerTable, of: Slice, column: str, at: Sequence[float], groups: Sequence[Grouping]
) -> Mapping[Key, tuple[Any, ...]] | None:
    """As ``quantiles``; None where groups are many, or the sample was a bad one."""
    value, keys = bank.column(column), plain_keys(bank, groups)
    named = {column} | {g.column for g in groups}
    known = int(bank.run(bank.every([func.count(value).label("n")], of, named=named)).rows[0]["n"])
    labelled = group_keys(bank, groups)
    everybody = bank.every([*labelled, value.label("v")], of, named=named).where(value.is_not(None))
    if known <= _FEW:
        held = _by_group(bank.run(everybody).rows, len(groups))
        return {group: tuple(_all_held(sorted(values), q) for q in at) for group, values in held.items()}
    # A larger sample costs what it brings, a smaller one leaves more inside: together least at (2n)^(2/3).
    sampled = bank.run(everybody.where(_one_in(bank, ceil(known / (2 * known) ** (2 / 3))))).rows
    brackets = {g: [_bracket(sorted(v), q) for q in at] for g, v in _by_group(sampled, len(groups)).items()}
    if len(brackets) > _GROUPS + 1:
        return None
    counts = []
    for group, sides in brackets.items():
        counts.append(func.count(case((_those(keys, group, value.is_not(None)), 1))))
        counts += [func.count(case((_those(keys, group, value < low), 1))) for low, _ in sides]
    counted = bank.run(bank.every([c.label(f"c{i}") for i, c in enumerate(counts)], of, named=named)).rows[0].values()
    inside = or_(*(_those(keys, g, value.between(*side)) for g, sides in brackets.items() for side in sides))
    # As a CASE, so that SQLite reads on instead of looking up each bracket's customers one by one.
    query = bank.every([*labelled, value.label("v"), func.count().label("n")], of, named=named)
    query = query.where(case((inside, 1), else_=0) == 1)
    found = bank.run(query.group_by(*(k.name for k in labelled), "v").limit(_MOST_INSIDE + 1)).rows
    if len(found) > _MOST_INSIDE:
        return None
    return _answers(brackets, list(counted), found, at, known=known, split=len(groups))


def _answers(
    brackets: Mapping[Key, Sequence[Bracket]],
    counted: Sequence[int],
    found: Sequence[Mapping[str, Any]],
    at: Sequence[float],
    *,
    known: int,
    split: int,
) -> Mapping[Key, tuple[Any, ...]] | None:
    answers: dict[Key, tuple[Any, ...]] = {}
    inside = _by_group(found, split, counts=True)
    each = iter(counted)
    seen = 0
    for group, sides in brackets.items():
        n = next(each)
        seen += n if group else 0
        below = [next(each) for _ in sides]
        values = sorted(_merged(inside[group]).items())
        picked = [_picked(values, side, under, q * (n - 1)) for side, under, q in zip(sides, below, at, strict=True)]
        if None in picked:
            return None
        answers[group] = tuple(picked)
    return answers if not split or seen == known else None


def _picked(values: Sequence[tuple[Any, int]], side: Bracket, below: int, place: float) -> Any:
    """The value at a rank (from 0, between ranks linear), or None where the bracket does not hold it."""
    held = [(v, n) for v, n in values if side[0] <= v <= side[1]]
    ends = list(accumulate((n for _, n in held), initial=below))
    ranks = [floor(place), ceil(place)]
    if ranks[0] < below or ranks[1] >= ends[-1]:
        return None
    low, high = (next(v for (v, _), end in zip(held, ends[1:], strict=True) if rank < end) for rank in ranks)
    return _between(low, high, place)


def _all_held(values: Sequence[Any], q: float) -> Any:
    place = q * (len(values) - 1)
    return _between(values[floor(place)], values[ceil(place)], place)


def _between(low: Any, high: Any, place: float) -> Any:
    return low if low == high else low + (high - low) * (place - floor(place))


def _bracket(values: Sequence[Any], q: float) -> Bracket:
    """Open where the sample is too small to have an end."""
    place, last = q * (len(values) - 1), len(values) - 1
    spread = _SPREAD * sqrt(len(values) * q * (1 - q)) + 2
    low, high = floor(place - spread), ceil(place + spread)
    return values[low] if low >= 0 else -inf, values[high] if high <= last else inf


def _by_group(rows: Sequence[Mapping[str, Any]], split: int, *, counts: bool = False) -> dict[Key, list[Any]]:
    """Values (with how often, where counted) of each group and, under ``()``, of all."""
    groups: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        one = (row["v"], row["n"]) if counts else row["v"]
        groups[()].append(one)
        if split:
            groups[tuple(row[group_name(i)] for i in range(split))].append(one)
    return groups


def _merged(pairs: Sequence[tuple[Any, int]]) -> dict[Any, int]:
    merged: dict[Any, int] = {}
    for value, n in pairs:
        merged[value] = merged.get(value, 0) + n
    return merged


def _those(keys: Sequence[ColumnElement[Any]], group: Key, *tests: ColumnElement[bool]) -> ColumnElement[bool]:
    """In this group (of everybody for the group ``()``) and fitting the tests."""
    pairs = zip(keys, group, strict=True) if group else ()
    return and_(*(key.is_(None) if value is None else key == value for key, value in pairs), *tests)


def _one_in(bank: CustomerTable, many: int) -> ColumnElement[bool]:
    """Some of the customers, by their number: SQLite's random numbers take longer than all the rest."""
    if id_type(bank.catalog) is str:
        return func.random() % many == 0 if bank.sqlite else func.random() < 1 / many
    while many % 2 == 0 or many % 5 == 0:
        many += 1
    return bank.id % many == 0
