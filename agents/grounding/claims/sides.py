"""The sides of a relation: what stands left and right of it, as rows of any of the Facts' tables.

Customers, groups, ranges of a distribution, columns by their weight and models of the mixture are all rows with
numbers; a relation is read the same way over each. A side may also be the whole, the reference of a risk, the one
other row of a table of two, or the rest of its rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agents.grounding.claims.measures import measures, of_field, sign_of, statistic, value_of
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import WORD, fold
from agents.grounding.patterns import any_of, compiled, listed
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene, Wanted
from agents.grounding.world import Row, Table, rows_of

_JOIN = compiled(rf"[,→➜>&]|\b{any_of('side_joins')}\b")
_BETWEEN = frozenset(fold(word) for phrase in listed("between_things") for word in phrase.split())
_SEPARATOR = frozenset(" \t\u00a0*_,()→➜>&/-–")
_FAR = 60
"""Characters between two things of one list."""
Values = Callable[[Table, str], list[float]]
"""The numbers of one key that a side has in a table; none where the table does not know it."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Somebody or something named in a text, with where."""

    wanted: Wanted
    start: int
    end: int


def tables(scene: Scene) -> Iterator[Table]:
    """Every table of the Facts: people, groups, models and columns by their weight."""
    yield from scene.world.tables
    yield from scene.world.entities
    up, down = scene.has(Cue.UP), scene.has(Cue.DOWN)
    for drivers in scene.world.drivers:
        pool = [d for d in drivers if not d.signed or up in {down, d.weight > 0}]
        rows = tuple(
            Row(subject={"column": frozenset({d.column})}, numbers={"weight": abs(d.weight)}, texts={}) for d in pool
        )
        yield Table(fact_id="", rows=rows, measures=("weight",))


def things(scene: Scene) -> list[Thing]:
    """Whom and what a clause names, left to right; columns only where a Fact ranks them."""
    people = {m.start for m in scene.mentions if m.kind == CUSTOMER}
    found = [
        Thing(wanted=wanted, start=at, end=_end(scene, at))
        for wanted, at in scene.subjects()
        if CUSTOMER in wanted or at not in people
    ]
    found += [
        Thing(wanted={"member": m.values}, start=m.start, end=m.end) for m in scene.mentions if m.kind == "member"
    ]
    if scene.world.drivers and not found:
        found += [
            Thing(wanted={"column": frozenset({f.column})}, start=f.start, end=f.end)
            for f in scene.features
            if f.value is None
        ]
    return sorted(found, key=lambda thing: thing.start)


def _end(scene: Scene, at: int) -> int:
    """Where a subject ends: its id in brackets included."""
    ends = [m.end for m in scene.mentions if m.start == at]
    after = [m for m in scene.mentions if m.kind == CUSTOMER and m.start > at]
    same = [m.end for m in after if m.values & next(o.values for o in scene.mentions if o.start == at)]
    return max([*ends, *same[:1]], default=at)


def left(scene: Scene, at: int) -> list[Thing]:
    """The joined things right before a place: of the clause, else of the sentence, else whom it goes on about."""
    for part in (scene, scene.whole or scene):
        before = [thing for thing in things(part) if thing.end <= at]
        if before and part is not scene and _THEY.search(scene.shows(scene.start, at)):
            return _first_joined(part, before)  # "men outnumber women, and they": the subject of the clause before
        if before:
            return _last_joined(scene.whole or scene, before)
    carried = scene.subject() if not things(scene) else None
    return [Thing(wanted=carried, start=0, end=0)] if carried else []


_THEY = compiled(rf"^\W*(?:{any_of('joins')}\s+)?{any_of('they')}\b")


def _first_joined(scene: Scene, found: Sequence[Thing]) -> list[Thing]:
    chosen = [found[0]]
    for one, other in pairwise(found):
        if one.wanted.keys() != other.wanted.keys() or not joined(scene, one, other):
            break
        chosen.append(other)
    return chosen


def first(scene: Scene, at: int) -> list[Thing]:
    """The first that the sentence names: what is joined on, or names nobody itself, may go on about that one."""
    whole = scene.whole or scene
    before = [thing for thing in things(scene) if thing.end <= at]
    joined = before and _JOINS.search(scene.shows(before[-1].end, at))
    return things(whole)[:1] if joined or (whole is not scene and not things(scene)) else []


_JOINS = compiled(rf"\s{any_of('joins')}\s")


def joined(scene: Scene, one: Thing, other: Thing) -> bool:
    """Whether two things are listed: only words of joining stand between them, and a figure in brackets."""
    between = unbracketed(scene.shows(one.end, other.start))
    if len(between) > _FAR or _JOIN.search(between) is None:
        return False
    words = WORD.findall(between)
    rest = WORD.sub("", between)
    return all(fold(word) in _BETWEEN for word in words) and set(rest) <= _SEPARATOR


def unbracketed(text: str) -> str:
    """A text without what stands in brackets."""
    opens, closes = text.find("("), text.find(")")
    return text[:opens] + text[closes + 1 :] if 0 <= opens < closes else text


def _last_joined(scene: Scene, found: Sequence[Thing]) -> list[Thing]:
    chosen = [found[-1]]
    for one, other in reversed(list(pairwise(found))):
        if one.wanted.keys() != other.wanted.keys() or not joined(scene, one, other):
            break
        chosen.insert(0, one)
    return chosen


def right(scene: Scene, at: int) -> list[Thing]:
    """The things after a place that are joined to each other."""
    after = [thing for thing in things(scene) if thing.start >= at]
    chosen = after[:1]
    for one, other in pairwise(after):
        if one.wanted.keys() != other.wanted.keys() or not joined(scene, one, other):
            break
        chosen.append(other)
    return chosen


def each(scene: Scene, named: Sequence[Thing], *, together: bool = False) -> Values:
    """The numbers of things, one by one or as a whole."""

    def values(table: Table, key: str) -> list[float]:
        rows = [list(rows_of(scene.world, thing.wanted, table)) for thing in named]
        if any(not held for held in rows):
            return []
        sets = [[row for held in rows for row in held]] if together else rows
        held = [value_of(some, key) for some in sets]
        return [value for value in held if value is not None] if None not in held else []

    return values


def rest(scene: Scene, named: Sequence[Thing], *, together: bool = False) -> Values:
    """The numbers of a table's other rows."""

    def values(table: Table, key: str) -> list[float]:
        mine = {id(row) for thing in named for row in rows_of(scene.world, thing.wanted, table)}
        others = [row for row in table.rows if id(row) not in mine]
        if not mine or not others or not table.complete:
            return []
        held = [value_of(others, key)] if together else [row.numbers.get(key) for row in others]
        return [value for value in held if value is not None] if None not in held else []

    return values


def whole(scene: Scene, named: Sequence[Thing]) -> Values:
    """The number of the whole: a table's total, the reference of a risk, the mixture's measure."""

    def values(table: Table, key: str) -> list[float]:
        if key in table.total:
            return [table.total[key]]
        if table in scene.world.entities and key in scene.world.model:
            return [scene.world.model[key]]
        rows = [row for thing in named for row in rows_of(scene.world, thing.wanted, table)]
        return [row.numbers["baseline_probability"] for row in rows[:1] if "baseline_probability" in row.numbers]

    return values


def reference(scene: Scene) -> str | None:
    """The customer whom a list of others is compared with."""
    first = next((table for table in scene.world.tables if table.of_people and not table.ranked), None)
    listed = {row.customer for row in first.rows} if first is not None else set()
    apart = [customer for customer in scene.world.people if customer not in listed]
    return apart[0] if len(apart) == 1 and listed else None


def fields(scene: Scene, table: Table) -> list[tuple[str, int]]:
    """Keys of a table a clause may speak of, with the sign that makes "more" mean more of it."""
    if table.rows and "column" in table.rows[0].subject:
        return [("weight", 1)]
    if table in scene.world.entities:
        keys = {key for row in table.rows for key in row.numbers}
        named = [(key, 1) for label in scene.labels for key in sorted(label.keys & keys)]
        return named or [(measure, 1) for measure in table.measures]
    return measures(scene, table)


def pairs(
    scene: Scene, one: Values, other: Values, amount: Quantity | None = None, at: int = -1
) -> Iterator[tuple[list[float], list[float], int]]:
    """The same number of both sides in every table, with the sign that makes "more" mean more of it.

    ``at``: where the word that compares stands; one that is an adjective of a column ("older") compares that column.
    """
    orders = {(said.start, said.end) for said in scene.said(Cue.MORE, Cue.LESS)} if scene.labels else set()
    own = [f for f in scene.features if f.sign and f.start == at and (f.start, f.end) not in orders]  # "mayor tasa"
    any_key = amount is not None and amount.kind in {"plain", "times", "fraction"} and not scene.labels
    people = Table(fact_id="", rows=tuple(scene.world.people.values()), measures=("probability",), of_people=True)
    for table in (*tables(scene), people):
        counts = [(key, 1) for key in ("customers", "left")] if any_key else []
        keys = sorted({key for row in table.rows for key in row.numbers})
        keys = [key for key in keys if key.startswith(statistic(scene))] or keys
        keyed = [(key, sign_of(scene, f)) for f in own for key in keys if of_field(key, f.column)]
        for key, sign in keyed if own else dict.fromkeys([*fields(scene, table), *counts]):
            first, second = one(table, key), other(table, key)
            if first and second:
                yield first, second, sign


def opposite(scene: Scene, named: Sequence[Thing]) -> Values:
    """Whom a comparison without a second side is with: the one other row, else the customer others are listed for."""
    person = reference(scene)
    main = scene.world.people.get(person or "")

    def values(table: Table, key: str) -> list[float]:
        others = rest(scene, named)(table, key) if len(table.rows) == 2 else []
        if not others and main is not None and table.of_people and key in main.numbers:
            return [main.numbers[key]]
        return others

    return values
