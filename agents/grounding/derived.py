"""Sums, differences, ratios, complements of Facts: allowed where the sentence says it is one, listed as derived."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from agents.grounding.figures import Bound, FigureIndex
from agents.grounding.matching import tolerance
from agents.grounding.quantities import Quantity

_DIFFERENCE = re.compile(
    r"\b(?:differ\w*|gap|more|less|fewer|higher|lower|above|below|points?|fall\w*|drop\w*|rise\w*|ris(?:en|ing)"
    r"|reduc\w*|increas\w*|decreas\w*|cut\w*|down|up"
    r"|lower\w*|exceed\w*|outpac\w*|super\w*|aventaj\w*|exced\w*|diferencia\w*|brecha|más|menos|mayor|menor|encima|debajo|puntos?|baj\w*|sub\w*|ca(?:e|en|er"
    r"|ída)|aument\w*|disminu\w*|pp)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:total\w*|sum\w*|together|combined|altogether|overall|all|between them|suma\w*|junt[oa]s|conjunto"
    r"|entre (?:tod|l)[oa]s)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?:times|veces|double|doubles|twice|thrice|triple|doble|duplica|ratio|proportion|share|percent|half"
    r"|third|quarter|represent\w*|accounts?|of the|out of"
    r"|proporción|porcentaje|mitad|tercio|cuarto|supone\w*|de los|de las|del total|por cada)\b",
    re.IGNORECASE,
)
REST = re.compile(
    r"\b(?:stay\w*|remain\w*|retain\w*|kept|not (?:churn|leave|left)|rest|others?|permane\w*|qued\w*|sigu\w*"
    r"|no abandon\w*|resto|demás|retenid\w*)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:average|mean|on average|media|promedio)\b", re.IGNORECASE)
_NEVER = frozenset({"id", "rank", "text", "echo"})
_MOST_OPERANDS = 40
_MOST_ROWS = 500


def derive(q: Quantity, clause: str, operands: Sequence[Bound], index: FigureIndex) -> tuple[Bound, str] | None:
    """How the quantity follows from Facts by the operation its clause names; the first operand and the formula."""
    for one, formula, value in _results(q, clause, list(operands)[:_MOST_OPERANDS], index):
        if _is(q, value, formula):
            return one, formula
    return None


def _results(q: Quantity, clause: str, operands: list[Bound], index: FigureIndex) -> Iterator[tuple[Bound, str, float]]:
    pairs = [(a, b) for a, b in combinations(operands, 2) if not a.echo and not b.echo]
    if _DIFFERENCE.search(clause):
        yield from (
            (a, f"{_at(a)} − {_at(b)}", _scaled(a, abs(a.value - b.value), q)) for a, b in pairs if _alike(a, b)
        )
    if q.kind in {"times", "fraction"} or _RATIO.search(clause):
        yield from _ratios(pairs, q)
    if q.kind == "percent" and _DIFFERENCE.search(clause):
        yield from _changes(pairs)
    if REST.search(clause):
        yield from ((a, f"1 − {_at(a)}", _scaled(a, 1 - a.value, q)) for a in operands if a.unit == "share")
    if _SUM.search(clause):
        yield from ((a, f"{_at(a)} + {_at(b)}", _scaled(a, a.value + b.value, q)) for a, b in pairs if _alike(a, b))
        yield from _row_sums(index, q)
    if _AVERAGE.search(clause):
        yield from _row_means(index, q)


def _ratios(pairs: Iterable[tuple[Bound, Bound]], q: Quantity) -> Iterator[tuple[Bound, str, float]]:
    percent = q.kind == "percent"
    for one, other in _both_ways(pairs):
        ratio = one.value / other.value
        yield one, f"{_at(one)} / {_at(other)}", ratio * 100 if percent else ratio


def _changes(pairs: Iterable[tuple[Bound, Bound]]) -> Iterator[tuple[Bound, str, float]]:
    for one, other in _both_ways(pairs):
        yield one, f"{_at(one)} / {_at(other)} − 1", abs(one.value / other.value - 1) * 100


def _both_ways(pairs: Iterable[tuple[Bound, Bound]]) -> Iterator[tuple[Bound, Bound]]:
    for a, b in pairs:
        for one, other in ((a, b), (b, a)):
            if _alike(one, other) and abs(other.value) > 1e-12:
                yield one, other


def _row_sums(index: FigureIndex, q: Quantity) -> Iterator[tuple[Bound, str, float]]:
    for column in _columns(index):
        running = column[0].value
        for number, bound in enumerate(column[1:], start=2):
            running += bound.value
            yield column[0], f"sum of {_at(column[0])} … {_at(bound)} ({number})", _scaled(column[0], running, q)


def _row_means(index: FigureIndex, q: Quantity) -> Iterator[tuple[Bound, str, float]]:
    for column in _columns(index):
        if len(column) > 1:
            mean = sum(bound.value for bound in column) / len(column)
            yield column[0], f"mean of {_at(column[0])} … ({len(column)})", _scaled(column[0], mean, q)


def _columns(index: FigureIndex) -> Iterator[list[Bound]]:
    """Columns of the Facts' row lists: the figures of one key, row after row."""
    columns: dict[tuple[str, str], list[Bound]] = {}
    for bound in index.figures:
        if bound.path.startswith(("rows[", "options[", "values[", "bins[")) and not bound.derived:
            columns.setdefault((bound.fact_id, re.sub(r"\[\d+\]", "[]", bound.path)), []).append(bound)
    yield from (column for column in columns.values() if len(column) <= _MOST_ROWS)


def _alike(a: Bound, b: Bound) -> bool:
    """Figures one may set against each other: of one unit, and of one field where the unit says little."""
    return a.unit == b.unit and (a.unit in {"share", "money", "count"} or (a.key == b.key and a.unit not in _NEVER))


def _scaled(bound: Bound, value: float, q: Quantity) -> float:
    return value * 100 if bound.unit == "share" and q.kind in {"percent", "points"} else value


def _is(q: Quantity, value: float, formula: str) -> bool:
    """Equal at the rounding shown; ratios of shown (already rounded) figures may be off by their rounding."""
    slack = 0.05 if "/" in formula and q.kind in {"times", "fraction"} else 0.0
    if q.kind in {"times", "fraction"} and q.hedge in {"over", "under", "nearly"} and "/" in formula:
        low, high = (0.995, 1.4) if q.hedge == "over" else (0.75, 1.005)
        return any(low * shown <= abs(value) <= high * shown for shown, _ in q.readings)
    if slack:
        return any(abs(abs(shown) - abs(value)) <= step / 2 + 1e-9 + slack * abs(value) for shown, step in q.readings)
    bounds = (tolerance(abs(shown), step, q) for shown, step in q.readings)
    return any(low - 1e-9 <= abs(value) <= high + 1e-9 for low, high in bounds)


def _at(bound: Bound) -> str:
    return f"{bound.fact_id}.{bound.path}"
