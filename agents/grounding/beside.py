"""Beside a word: whom and what a sentence names before and after it, and the numbers that the Facts hold of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

from agents.grounding.claims.measures import of_field, value_of
from agents.grounding.claims.order import scoped
from agents.grounding.claims.ratios import together
from agents.grounding.claims.sides import Thing, fields, tables, things
from agents.grounding.cues import Cue
from agents.grounding.matching import tolerance
from agents.grounding.patterns import listed, whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene, Wanted
from agents.grounding.world import Row, Table, rows_of

_NEAR = 3
"""How many of those named on either side of a word it may be said of."""


class Beside:
    """What stands around the words between two places of a sentence."""

    def __init__(self, scene: Scene, start: int, end: int) -> None:
        self.scene, self.start, self.end = scene, start, end
        self.things = _things(scene)
        self._gaps = whole("gap").search(scene.text) is not None and any(_derived(scene))
        self.tables = [*_derived(scene)] if self._gaps else [*tables(scene)]

    def before(self) -> list[Thing]:
        """Those named before the words."""
        return [t for t in self.things if t.end <= self.start][-_NEAR:]

    def after(self) -> list[Thing]:
        """Those named after them."""
        return [t for t in self.things if t.start >= self.end][:_NEAR]

    def beside(self) -> list[Thing]:
        """The nearest on either side that a table holds among others."""
        near = [*self._ranked(reversed(self.before())), *self._ranked(self.after())]
        carried = self.scene.subject() if not near else None
        return near or ([Thing(wanted=carried, start=0, end=0)] if carried else [])

    def subjects(self) -> list[Thing]:
        """Of whom a word of order is said; of two kinds the one before: the other tells among whom."""
        before, after = self._ranked(reversed(self.before())), self._ranked(self.after())
        if before and self._tells(Thing(wanted={}, start=self.start, end=self.end), since=before[0].end):
            return before
        apart = [b for b in after if any(not a.wanted.keys() & b.wanted.keys() for a in before)]
        return before if apart and not self._tells(apart[0]) else self.beside()

    def _tells(self, thing: Thing, *, since: int = -1) -> bool:
        """Whether a colon or a copula stands before a thing: it is what the words before tell of."""
        verbs = [s for s in self.scene.said(Cue.OWN) if s.text.lower() in listed("copulas")]
        since = self.end if since == -1 else since
        between = self.scene.shows(since, thing.start)
        return ":" in between or any(since <= verb.start < thing.start for verb in verbs)

    def within(self, wanted: Wanted) -> "Beside":
        """The same words over the rows of the other groups that are named."""
        scope = scoped(self.scene, wanted)
        return self if scope is self.scene or self._gaps else Beside(scope, self.start, self.end)

    def _ranked(self, named: Iterable[Thing]) -> list[Thing]:
        every = ((t, table, list(rows_of(self.scene.world, t.wanted, table))) for t in named for table in self.tables)
        return [t for t, table, rows in every if 0 < len(rows) < len(table.rows)][:1]

    def numbers(self, wanted: Wanted) -> Iterator[tuple[Table, str, float, list[float]]]:
        """Every number of somebody named, with the same number of the others in its table."""
        for table in self.tables:
            rows = list(rows_of(self.scene.world, wanted, table))
            if not rows or len(rows) == len(table.rows):
                continue
            for key in self.keys(table):
                own = value_of(rows, key)
                if own is not None:
                    yield table, key, own, _rest(table, rows, wanted, key)

    def joined(self, named: list[Thing]) -> list[Thing]:
        """Those named, as one where they are taken together."""
        if len(named) < 2 or not self.scene.has(Cue.TOGETHER):
            return named
        return [Thing(wanted=together([t.wanted for t in named]), start=named[0].start, end=named[-1].end)]

    def valued(self, table: Table, key: str) -> Callable[[Wanted], float | None]:
        """The number of anybody named in a table."""
        return lambda wanted: value_of(list(rows_of(self.scene.world, wanted, table)), key)

    def keys(self, table: Table) -> list[str]:
        """The numbers of a table that may be meant: those named or asked for, those told, and counts."""
        scene = self.scene
        if self._gaps:
            return list(table.measures)
        held = sorted({key for row in table.rows for key in row.numbers})
        if adjective := self._of_adjective(held):
            return adjective
        named = [key for key, _ in fields(scene, table)]
        named = named or [key for key in table.measures if key in held]
        told = [key for key in held if is_told(table, key, scene.quantities)]
        return list(dict.fromkeys([*named, *told, *(key for key in self._meant() if key in held)]))

    def _of_adjective(self, held: list[str]) -> list[str]:
        """The numbers of the column that the words themselves are an adjective of: "the oldest"."""
        own = {f.column for f in self.scene.features if f.sign and self.start <= f.start < self.end}
        return [key for key in held if any(of_field(key, column) for column in own)]

    def _meant(self) -> Iterator[str]:
        """Numbers that the words of a sentence mean without a name of theirs."""
        if self.scene.has(Cue.COUNTED, Cue.NUMEROUS, Cue.LEAVERS, Cue.LEFT):
            yield from ("customers", "left")
        if self.scene.has(Cue.SIMILAR, Cue.EQUAL):
            yield "distance"
        if not self.scene.labels:
            yield "auc"

    def wholes(self, table: Table, key: str, wanted: Wanted) -> Iterator[float]:
        """The whole that a number may be compared with, and the one other row of a table of two."""
        scene, rows = self.scene, list(rows_of(self.scene.world, wanted, table))
        if scene.has(Cue.WHOLE) and key in table.total:
            yield table.total[key]
        yield from (row.numbers["baseline_probability"] for row in rows if "baseline_probability" in row.numbers)
        if table in scene.world.entities and key in scene.world.model:
            yield scene.world.model[key]
        yield from self._others(table, key, rows, wanted)

    def _others(self, table: Table, key: str, rows: Sequence[Row], wanted: Wanted) -> list[float]:
        """The other row of a table of two; the rest, one by one or together, where the sentence speaks of it."""
        rest = _rest(table, rows, wanted, key)
        if len(table.rows) == 2 and len(rows) == 1:
            return rest
        spoken = self.scene.has(Cue.ANY_OTHER, Cue.REST) and table.complete
        return ([sum(rest)] if rest and self.scene.has(Cue.TOGETHER) else rest) if spoken else []

    def own_columns(self) -> Iterator[tuple[float, float]]:
        """Two fields of one customer, such as the balance and the salary, or the mean and the median of a column."""
        scene = self.scene
        places = [(f.start, f.column) for f in scene.features if f.value is None]
        places += [(label.start, key) for label in scene.labels for key in label.keys]
        row = scene.world.people.get(scene.person() or "")
        held = [dict(row.numbers)] if row is not None else []
        for numbers in (*held, *scene.world.totals):
            before = [numbers[k] for at, k in places if at < self.start and k in numbers]
            after = [numbers[k] for at, k in places if at >= self.end and k in numbers]
            yield from product(before[-1:], after[:1])

    def figures(self) -> Iterator[tuple[float, float]]:
        """The figures of one unit that stand on either side of the word."""
        before = [q for q in self.scene.quantities if q.end <= self.start][-1:]
        after = [q for q in self.scene.quantities if q.start >= self.end][:1]
        yield from ((a.readings[0][0], b.readings[0][0]) for a in before for b in after if a.kind == b.kind)
        row = self.scene.world.people.get(self.scene.person() or "")
        reference = row.numbers.get("baseline_probability") if row is not None and self.scene.has(Cue.WHOLE) else None
        if reference is not None:
            yield from ((a.readings[0][0] / 100, reference) for a in before if a.kind == "percent")


def _things(scene: Scene) -> list[Thing]:
    """Whom and what a sentence names; where drivers are told, also the columns by what they are of somebody."""
    found = things(scene)
    if scene.world.drivers:
        columns = {f.start: f for f in scene.features if not f.sign}
        found = [t for t in found if t.start not in columns] + [
            Thing(wanted={"column": frozenset({f.column})}, start=f.start, end=f.end) for f in columns.values()
        ]
    return sorted(found, key=lambda thing: thing.start)


def _rest(table: Table, rows: Sequence[Row], wanted: Wanted, key: str) -> list[float]:
    """The same number of every other of its kind."""
    mine = {id(row) for row in rows}
    kinds = [kind for kind in wanted if any(kind in row.subject for row in table.rows)]
    found: dict[tuple[frozenset[str], ...], list[Row]] = {}
    for row in table.rows:
        if id(row) not in mine:
            found.setdefault(tuple(row.subject.get(kind, frozenset()) for kind in kinds), []).append(row)
    return [value for some in found.values() if (value := value_of(some, key)) is not None]


def says(q: Quantity, value: float) -> bool:
    """Whether a quantity says a number, as near as it says so."""
    scale = 100 if q.kind in {"percent", "points"} else 1
    ends = (tolerance(said, step, q) for said, step in q.readings)
    return any(low <= value * scale <= high for low, high in ends)


def is_told(table: Table, key: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a figure of the sentence is one of this key."""
    return any(says(q, row.numbers[key]) for q in quantities for row in table.rows if key in row.numbers)


def _derived(scene: Scene) -> Iterator[Table]:
    """Of a table of two kinds of groups: one kind at each value of the other, and the gaps between two values."""
    for table in scene.world.tables:
        kinds = sorted({kind for row in table.rows for kind in row.subject})
        if table.of_people or len(kinds) != 2:
            continue
        for fixed, free in (kinds, kinds[::-1]):
            yield from _gaps(table, fixed, free)


def _gaps(table: Table, fixed: str, free: str) -> Iterator[Table]:
    """How far the two values of one kind lie apart at each value of the other."""
    by: dict[frozenset[str], list[Row]] = {}
    for row in table.rows:
        by.setdefault(row.subject.get(fixed, frozenset()), []).append(row)
    if any(len(rows) != 2 for rows in by.values()):
        return
    rows = tuple(
        Row(
            subject={fixed: at},
            numbers={k: abs(v - two.numbers[k]) for k, v in one.numbers.items() if k in two.numbers},
            texts={},
        )
        for at, (one, two) in by.items()
    )
    yield Table(fact_id=table.fact_id, rows=rows, measures=table.measures)
