"""How far two numbers lie apart, as people say it: as a ratio, a difference of shares, or in their own unit."""

from agents.grounding.matching import tolerance
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Wanted

_LOOSE = 0.2
"""How far a share in words ("a third of theirs") may be from the true one."""
_PLAIN = 0.15
"""The same of a number of times."""


def together(groups: list[Wanted]) -> dict[str, frozenset[str]]:
    """Several groups as one: France and Spain, of two kinds the women in France."""
    joined: dict[str, frozenset[str]] = {}
    for wanted in groups:
        for kind, values in wanted.items():
            joined[kind] = joined.get(kind, frozenset()) | values
    return joined


def close(one: float, other: float) -> bool:
    """Whether two numbers are about equal, as people say it."""
    return abs(one - other) <= _LOOSE * max(abs(one), abs(other))


def ratio_holds(times: Quantity, first: float, second: float, *, less: bool = False) -> bool:
    """Whether one number is that many times the other, as people say it."""
    if second == 0 or first == 0 or not times.readings[0][0]:
        return False
    factor, ratio = times.readings[0][0], second / first if less else first / second
    if times.hedge == "over":
        return ratio >= factor * 0.995
    if times.hedge in {"under", "nearly"}:
        return factor * (1 - _LOOSE) <= ratio <= factor * 1.005
    loose = _LOOSE if times.kind == "fraction" else _PLAIN
    return abs(ratio / factor - 1) <= (loose if times.word else 0.06)


def apart(q: Quantity, first: float, second: float, *, less: bool, moved: bool) -> bool:
    """Whether two numbers lie that far apart. ``moved``: it is said which is more, so a share is what one has more."""
    if q.kind == "times":
        return ratio_holds(q, first, second, less=less)
    if q.kind == "fraction":
        change = abs(first / second - 1) if second else 0.0
        return ratio_holds(q, first, second) or (moved and abs(change - q.readings[0][0]) <= 0.12 * q.readings[0][0])
    if q.kind == "points":
        return _is(q, abs(first - second) * 100)
    if q.kind == "percent":
        change = abs(first / second - 1) * 100 if second else 0.0
        shares = max(abs(first), abs(second)) <= 1
        return _is(q, change) or (shares and _is(q, abs(first - second) * 100))
    return _is(q, abs(first - second))


def _is(q: Quantity, value: float) -> bool:
    """Whether a number is the one said, at its rounding."""
    return any(low <= value <= high for low, high in (tolerance(abs(shown), step, q) for shown, step in q.readings))
