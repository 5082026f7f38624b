"""Matching a quantity with the Facts: by value at the rounding shown, by unit, by field, and by whom it belongs to."""

import re
from collections.abc import Iterator

from agents.grounding.clauses import CONDITION, COUNTED, GLOBAL, Groups, Owners
from agents.grounding.figures import ANY, CUSTOMER, Bound, FigureIndex
from agents.grounding.lexicon import LENIENT
from agents.grounding.patterns import any_of
from agents.grounding.quantities import Quantity

_THE_TOTAL = re.compile(rf"\b{any_of('article')}\s+{any_of('in_all')}\b", re.IGNORECASE)
_BASE = re.compile(rf"\d[\d.,]*\s+{any_of('out_of')}(?:\s+{any_of('article')})?\s+$", re.IGNORECASE)
"""What stands before the second number of "5,014 of 10,000": it is what the first is a part of."""
_EXACT = frozenset({"id", "rank", "count"})
_UNITS_OF: dict[str, frozenset[str]] = {
    "money": frozenset({"money"}),
    "fraction": frozenset({"share"}),
    "times": frozenset(),
    "ordinal": frozenset({"rank", "count"}),
}
_EPS = 1e-9
_ERRORS = frozenset({"ece"})
"""Measures that are distances between shares."""
_DIFFERENCES = frozenset({"difference", "risk_lowered", "shapley"})


def candidates(index: FigureIndex, q: Quantity) -> Iterator[Bound]:
    """Figures whose value, at the rounding the text shows, is the quantity's, and whose unit fits."""
    for value, step in q.readings:
        for scale in _scales(q):
            low, high = tolerance(value, step, q)
            seen = index.between(low / scale, high / scale)
            exact = step / 2 + _EPS
            yield from (
                bound
                for bound in seen
                if _fits(q, bound, scale, value) and (not bound.echo or abs(bound.value * scale - value) <= exact)
            )
            if not q.signed and value > 0:
                mirrored = index.between(-high / scale, -low / scale)
                yield from (bound for bound in mirrored if _fits(q, bound, scale, value))


def _scales(q: Quantity) -> tuple[float, ...]:
    return (100.0, 1.0) if q.kind in {"percent", "points"} else (1.0,)


_FEW = 20
"""Below it a number in words is exact however it is hedged: "some two" says nothing of three."""
_ROUND = 0.12
"""A hedged figure is at most this far from the true one, as a share of itself."""

_FRACTIONS = {"about": (0.92, 1.08), "nearly": (0.85, 1.01), "under": (0.75, 1.005), "over": (0.995, 1.25)}
"""Between which parts of a share in words the true one lies."""
_HALF = 0.2
"""How far "about … and a half" may be from the true number."""
_LARGE = 100
"""From which a round number may be one of fives: "some 850"."""
_LIMIT = 0.25
"""How far beyond a limit ("more than", "within") the true figure may lie for the limit to say something of it."""


def tolerance(value: float, step: float, q: Quantity) -> tuple[float, float]:
    """Between what a true figure lies of which this value is said, as hedged as it is said."""
    half = step / 2 * (1 + _EPS) + _EPS
    if q.hedge == "about" and step == 0.1 and (value * 2).is_integer():
        half = _HALF  # "about seven and a half"
    elif q.kind == "fraction" and q.hedge:
        low, high = _FRACTIONS[q.hedge]
        return min(value * low, value - half), max(value * high, value + _EPS)
    if not q.hedge or (q.word and abs(value) < _FEW):
        return value - half, value + half
    coarse = min(_coarse(value, step), max(abs(value) * _ROUND, step))
    shown = half if step < 1 else _EPS  # a figure shown with decimals is rounded, not a round one
    limit = max(abs(value) * _LIMIT, half, step if step <= 1 and value < _FEW else 0.0)
    if q.hedge == "over":
        return value - shown, value + limit
    if q.hedge == "under":
        return value - limit, value + shown
    if q.hedge == "nearly":
        return value - max(coarse, half), value + shown
    return value - max(coarse / 2, half), value + max(coarse / 2, half)


def _coarse(value: float, step: float) -> float:
    """The place of the last digit that is not a trailing zero: 120,000 "about" is good to 10,000."""
    place = step
    while value and abs(value / (place * 10) - round(value / (place * 10))) < _EPS and place < abs(value):
        place *= 10
    fives = abs(value) >= _LARGE and abs(value / (place * 5) - round(value / (place * 5))) < _EPS
    return place * 5 if fives else place


def _fits(q: Quantity, bound: Bound, scale: float, value: float) -> bool:
    """Whether a quantity of this kind may be a figure of this unit, read at this scale."""
    if bound.unit in {"echo", "text"}:
        return scale == 1.0 and (q.kind not in {"times", "fraction"} or bound.path == "question")
    if q.kind in {"percent", "points"}:
        return _fits_share(q, bound, scale)
    if q.kind in _UNITS_OF:
        return bound.unit in _UNITS_OF[q.kind]
    if bound.unit == "share":
        return not float(value).is_integer() or value == bound.value == 0
    exact = abs(abs(bound.value) - abs(value)) < _EPS or bool(q.hedge)
    return exact if bound.unit in _EXACT else True


def _fits_share(q: Quantity, bound: Bound, scale: float) -> bool:
    """Whether a percentage or a number of points may be a figure of this unit; points tell how far shares lie apart."""
    if scale == 100.0:
        apart = bound.unit == "share" and (q.kind == "percent" or bound.key in _DIFFERENCES)
        return apart or bound.key in _ERRORS
    return q.kind == "points" and bound.unit not in {"share", "money", *_EXACT}


def belongs(bound: Bound, owners: Owners, clause: str, q: Quantity, *, at: int) -> bool:
    """Whether a figure may be said of these owners in this clause. ``at``: where the quantity stands in the clause."""
    if bound.subject and not owners.named and _THE_TOTAL.search(clause[: max(at, 0)]):
        return False  # "the total is": no group's figure
    if bound.echo:
        return _may_echo(bound, owners, clause, q, at)
    if q.word and bound.unit == "count" and bound.derived:
        return True  # "the five": how many are listed
    mine = bound.subject.get(CUSTOMER)
    if owners.customer is not None and mine is None:
        return bound.unit in {"count", "rank"} or GLOBAL.search(clause) is not None
    said = owners.customer if owners.customer is not None else owners.carried
    if mine is not None and bound.unit != "count":
        return (said is None or bool(mine & said)) and _same_groups(bound, owners.groups)
    base = bound.unit == "count" and _BASE.search(clause[: max(at, 0)]) is not None
    in_groups = base or all(_in_group(bound, kind, values, clause) for kind, values in owners.groups.items())
    return in_groups and _same_groups(bound, owners.carried_groups)


def _in_group(bound: Bound, kind: str, values: frozenset[str], clause: str) -> bool:
    own = bound.subject.get(kind)
    if own is not None:
        return own == ANY or (values <= own if len(values) > 1 else bool(own & values))
    return kind in LENIENT or GLOBAL.search(clause) is not None


def _same_groups(bound: Bound, groups: Groups) -> bool:
    """Whether nothing known of the figure contradicts the groups."""
    known = ((own, values) for kind, values in groups.items() if (own := bound.subject.get(kind)) is not None)
    return all(own == ANY or bool(own & values) for own, values in known)


def _may_echo(bound: Bound, owners: Owners, clause: str, q: Quantity, at: int) -> bool:
    """The question's own figures and a filter's thresholds may be repeated, but not as a customer's or group's
    figure.
    """
    if not owners.named:
        return True
    if CONDITION.search(clause[max(0, at - 30) : at]) is not None or q.hedge:
        return bound.key != "" or q.kind != "percent"
    counted = COUNTED.match(clause[at + len(q.text) :]) is not None
    return bool(bound.key) and owners.customer is None and not counted
