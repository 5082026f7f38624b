"""Plain arithmetic over the Facts: differences, ratios, shares, complements, sums and means that a reply may tell.

What may be reckoned is decided by the figures' types, not by how a sentence is phrased: a number of points is only ever
a difference of shares, a share in words a ratio of two figures of one kind, money a difference or sum of one column's
amounts. Where the sentence names subjects, they must be the ones whose figures are reckoned with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from agents.grounding.clauses import COUNTED
from agents.grounding.figures import CUSTOMER, Bound, FigureIndex, Subject
from agents.grounding.matching import tolerance
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.quantities import Quantity, find_quantities

_NEVER = frozenset({"id", "rank", "text", "echo", "date"})
_RISKS = frozenset(
    {"probability", "baseline", "baseline_probability", "mean_risk", "mean_probability", "churn_rate", "interval"}
)
_COUNTS = frozenset(
    {
        "customers",
        "with_none",
        "holders",
        "left",
        "total",
        "shown",
        "positives",
        "rows",
        "left_count",
        "more",
        "known",
        "groups_total",
        "values_total",
        "distinct",
    }
)
_STATISTICS = frozenset({"min", "max", "mean", "median", "q1", "q3"})
_VALUES = frozenset({"value", "value_at_risk", "value_at_risk_total", "value_kept", "value_at_risk_before"})
_SHARED = frozenset({"count", "money"})
"""Units of which one figure may be told as a percentage of another."""
_MOST_UNITED = 5
"""Groups named in one sentence that may be meant together."""
_MOST_OPERANDS = 60
_MOST_ROWS = 500
_SMALL = 12
"""Rows of a table whose figures are all reckoned with where the sentence names nobody."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A quantity with the clause that says it and the subjects the sentence names."""

    q: Quantity
    clause: str
    sentence: str
    named: tuple[tuple[str, frozenset[str]], ...] = ()
    told: tuple[Bound, ...] = ()
    """The figures that stand before it in the sentence."""


def derive(said: Said, operands: Sequence[Bound], index: FigureIndex) -> tuple[Bound, str] | None:
    """How the quantity follows from Facts by arithmetic; the first operand and the formula."""
    for one, formula, value in _results(said, _unique(operands)[:_MOST_OPERANDS], index):
        if _is(said.q, value, formula):
            return one, formula
    return None


def small_tables(index: FigureIndex) -> Iterator[Bound]:
    """The figures of tables short enough that a sentence may mean any two of their rows."""
    for column in _columns(index):
        if len(column) <= _SMALL:
            yield from column


def _unique(operands: Sequence[Bound]) -> list[Bound]:
    return list({(b.fact_id, b.path, b.key): b for b in operands if _usable(b)}.values())


def _usable(bound: Bound) -> bool:
    """Whether a figure is one to reckon with; the ends of an interval are none."""
    return bound.unit not in _NEVER and not bound.echo and "interval" not in bound.path


def _results(said: Said, operands: list[Bound], index: FigureIndex) -> Iterator[tuple[Bound, str, float]]:
    q, clause = said.q, said.clause
    pairs = list(_pairs(said, operands))
    told = said.sentence if len(said.named) > 1 else clause
    different = whole("difference").search(told) is not None
    if q.kind == "plain" and float(q.readings[0][0]).is_integer():
        pairs = [(a, b) for a, b in pairs if max(abs(a.value), abs(b.value)) > 1]  # no share is a whole number
    if q.kind == "points" or (different and q.kind in {"plain", "money"}):
        yield from ((a, f"{_at(a)} − {_at(b)}", _scaled(a, abs(a.value - b.value), q)) for a, b in pairs)
    if q.kind in {"times", "fraction"} or (q.kind == "percent" and whole("ratio").search(clause)):
        shared = [(a, b) for a, b in pairs if q.kind != "percent" or a.unit in _SHARED]
        shared = [(a, b) for a, b in shared if not _of_a_part(a, b, said, index)]
        shared = [(a, b) for a, b in shared if said.named or not {a.key, b.key} <= _QUANTILES]
        nobody = not said.named and len(index.customers) > 1  # of several, a ratio is somebody's who is named
        shared = [(a, b) for a, b in shared if not (nobody and CUSTOMER in a.subject)]
        yield from _ratios(shared, q)
    if q.kind in {"percent", "fraction"} and different:
        yield from _changes([(a, b) for a, b in pairs if not _with_one_unnamed(a, b, said.named)], q)
    if whole("rest").search(clause):
        yield from (
            (a, f"1 − {_at(a)}", _scaled(a, 1 - a.value, q)) for a in operands if a.unit == "share" and not a.derived
        )
        yield from _remainders(pairs)
    yield from _unions(index, said)
    if q.kind == "points":
        return
    if whole("sum").search(clause):
        several = len({values for _, values in said.named}) > 1
        for a, b in pairs if several else ():
            if a.unit == "share" and a.key in _RISKS:
                continue  # rates do not add up
            yield a, f"{_at(a)} + {_at(b)}", _scaled(a, a.value + b.value, q)
        yield from _row_sums(index, said)


def _pairs(said: Said, operands: list[Bound]) -> Iterator[tuple[Bound, Bound]]:
    """The figures that may be set against each other: alike, of those named, told apart by one kind of group."""
    counted = said.q.kind == "plain" and COUNTED.match(said.sentence, said.q.end)  # no difference of scores
    for a, b in combinations(operands, 2):
        known = (a in said.told and b in said.told) or len(_told_apart_by(a, b)) < _KINDS
        if alike(a, b) and _of_the_named(a, b, said.named) and known and (not counted or a.unit == "count"):
            yield a, b


_KINDS = 2
"""Kinds of groups that two figures may not differ in, unless both are told."""


_OF_LEAVERS = compiled(rf"\b(?:{any_of('departures')}|{any_of('departed')})")
"""Whom a part of those who left is a part of."""
_QUANTILES = frozenset({"q1", "median", "q3", "min", "max", "mean", "from", "to"})
"""Places in a column: how many times one is another tells no share of anybody."""


def _of_the_named(a: Bound, b: Bound, named: Sequence[tuple[str, frozenset[str]]]) -> bool:
    """Whether a pair is of those the sentence names: both where it names two of a kind, one where it names one."""
    for kind in dict.fromkeys(kind for kind, _ in named):
        groups = [values for k, values in named if k == kind]
        hit = [any(_mine(bound.subject, kind, values) for values in groups) for bound in (a, b)]
        known = [kind in bound.subject for bound in (a, b)]
        distinct = len({frozenset(values) for values in groups}) > 1
        if distinct and not (all(hit) or not any(known)):
            return any(hit) and not all(known)
        if not distinct and any(known) and not any(hit):
            return False
    return True


def _apart(index: FigureIndex, bound: Bound) -> set[str]:
    """The kinds of groups that tell a figure's row apart from others."""
    return set(index.told_apart.get(bound.fact_id, ())) & bound.subject.keys()


def _of_a_part(a: Bound, b: Bound, said: Said, index: FigureIndex) -> bool:
    """Whether two figures are of parts of the group named, or one of another row than those named."""
    kinds = {kind for kind, _ in said.named}
    parts = (_apart(index, a) | _apart(index, b)) - kinds
    return bool(kinds & a.subject.keys() and parts) or (
        said.q.kind == "fraction" and _with_one_unnamed(a, b, said.named)
    )


def _with_one_unnamed(a: Bound, b: Bound, named: Sequence[tuple[str, frozenset[str]]]) -> bool:
    """Whether only one of two rows is named: "Spain has half" is no half of France's."""
    for kind in {kind for kind, _ in named} & a.subject.keys() & b.subject.keys():
        hit = [any(k == kind and bound.subject[kind] & values for k, values in named) for bound in (a, b)]
        if any(hit) and not all(hit):
            return True
    return False


def _told_apart_by(a: Bound, b: Bound) -> set[str]:
    """The kinds of groups that two figures differ in; active men and inactive women are no pair."""
    if CUSTOMER in a.subject:
        return set()
    return {kind for kind in a.subject.keys() & b.subject.keys() if a.subject[kind] != b.subject[kind]}


def _mine(subject: Subject, kind: str, values: frozenset[str]) -> bool:
    own = subject.get(kind)
    return own is not None and bool(own & values)


def _ratios(pairs: Iterable[tuple[Bound, Bound]], q: Quantity) -> Iterator[tuple[Bound, str, float]]:
    percent = q.kind == "percent"
    for one, other in _both_ways(pairs):
        ratio = one.value / other.value
        yield one, f"{_at(one)} / {_at(other)}", ratio * 100 if percent else ratio


def _changes(pairs: Iterable[tuple[Bound, Bound]], q: Quantity) -> Iterator[tuple[Bound, str, float]]:
    for one, other in _both_ways(pairs):
        change = abs(one.value / other.value - 1)
        yield one, f"{_at(one)} / {_at(other)} − 1", change * 100 if q.kind == "percent" else change


def _remainders(pairs: Iterable[tuple[Bound, Bound]]) -> Iterator[tuple[Bound, str, float]]:
    """How many of a count another one leaves: customers that stay, rows that are not shown."""
    for a, b in pairs:
        if a.unit == b.unit == "count" and a.subject == b.subject:
            yield a, f"{_at(a)} − {_at(b)}", abs(a.value - b.value)


def _both_ways(pairs: Iterable[tuple[Bound, Bound]]) -> Iterator[tuple[Bound, Bound]]:
    for a, b in pairs:
        for one, other in ((a, b), (b, a)):
            if abs(other.value) > 1e-12:
                yield one, other


def _unions(index: FigureIndex, said: Said) -> Iterator[tuple[Bound, str, float]]:
    """What several groups come to together: their counts added up, their rates weighted by how many they are."""
    kinds = {kind for kind, _ in said.named if kind != CUSTOMER}
    for kind in kinds:
        values = sorted({value for k, values in said.named if k == kind for value in values})
        sizes_of = range(1, len(values) + 1) if len(values) <= _MOST_UNITED else ()
        unions = [frozenset(some) for size in sizes_of for some in combinations(values, size)]
        for column, wanted in ((column, wanted) for wanted in unions for column in _columns(index)):
            part = [bound for bound in column if _mine(bound.subject, kind, wanted)]
            if len(part) < 2:
                continue
            sizes = [_beside(index, bound, "customers") for bound in part]
            if part[0].unit == "count":
                total = sum(bound.value for bound in part)
                yield part[0], f"sum of {_at(part[0])} … {_at(part[-1])} ({len(part)})", total
                whole_column = sum(bound.value for bound in column)
                composed = part[0].key != "left" or _OF_LEAVERS.search(said.sentence) is not None
                if said.q.kind in {"percent", "fraction"} and whole_column and composed:
                    scale = 100 if said.q.kind == "percent" else 1
                    yield part[0], f"{_at(part[0])} … / {_at(column[0])} …", total / whole_column * scale
            elif all(sizes) and said.q.kind != "points":
                mean = sum(b.value * size for b, size in zip(part, sizes, strict=True)) / sum(sizes)
                yield part[0], f"mean of {_at(part[0])} … ({len(part)})", _scaled(part[0], mean, said.q)


def _beside(index: FigureIndex, bound: Bound, key: str) -> float:
    """Another figure of the same row; 0 where it has none."""
    row = bound.path.rpartition(".")[0]
    same = (b.value for b in index.figures if b.path == f"{row}.{key}" and b.fact_id == bound.fact_id)
    return next(same, 0.0)


def _row_sums(index: FigureIndex, said: Said) -> Iterator[tuple[Bound, str, float]]:
    """The sum of a column, or of its first rows where the clause says how many."""
    q, counts = said.q, {value for other in find_quantities(said.clause) for value, _ in other.readings}
    for column in _columns(index):
        running = column[0].value
        for number, bound in enumerate(column[1:], start=2):
            running += bound.value
            if number != len(column) and number not in counts:
                continue
            yield column[0], f"sum of {_at(column[0])} … {_at(bound)} ({number})", _scaled(column[0], running, q)


def _columns(index: FigureIndex) -> Iterator[list[Bound]]:
    """Columns of the Facts' row lists: the figures of one key, row after row."""
    columns: dict[tuple[str, str], list[Bound]] = {}
    for bound in index.figures:
        listed = bound.path.startswith(("rows[", "options[", "values[", "bins[", "importance["))
        if listed and not bound.derived and bound.unit not in _NEVER:
            columns.setdefault((bound.fact_id, re.sub(r"\[\d+\]", "[]", bound.path)), []).append(bound)
    yield from (column for column in columns.values() if len(column) <= _MOST_ROWS)


def alike(a: Bound, b: Bound) -> bool:
    """Figures one may set against each other: of one unit and one field, or of the same family of fields."""
    if a.unit != b.unit or a.unit in _NEVER:
        return False
    if a.key == b.key or any(a.key in family and b.key in family for family in (_RISKS, _COUNTS, _VALUES, _STATISTICS)):
        return True
    if a.key.partition("_")[2] == b.key.partition("_")[2] != "":
        return True  # the mean and the median of one column
    return a.unit == "money" and bool(a.subject.get(CUSTOMER, frozenset()) & b.subject.get(CUSTOMER, frozenset()))


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
