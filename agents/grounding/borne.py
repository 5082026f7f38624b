"""What bears a word out: for each word that claims something, one relation of the Facts that it can be said of.

The readers of `claims` tell what the Facts contradict. This tells what they bear out, for all kinds of words by the
same evaluation: somebody or something named beside the word, a number the Facts hold of it, and how that number stands
to the others, to another one named, to the whole, or to a limit. What nothing bears out is not in the Facts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product

from agents.grounding.claims.measures import value_of
from agents.grounding.claims.order import scoped
from agents.grounding.claims.predicates import predicate
from agents.grounding.claims.shares import BANDS
from agents.grounding.claims.sides import Thing, fields, tables, things
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.matching import tolerance
from agents.grounding.patterns import listed, whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene, Wanted
from agents.grounding.world import Row, Table, rows_of

_DOWN = frozenset({Cue.LEAST, Cue.SAFEST, Cue.LESS, Cue.DOWN})
_EXTREMES = frozenset({Cue.MOST, Cue.MAIN, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST, Cue.BEST, Cue.WORST})
_COMPARES = frozenset({Cue.MORE, Cue.LESS, Cue.UP, Cue.DOWN, Cue.RISKIEST, Cue.SAFEST, Cue.BEST, Cue.WORST})
_SHARES = {Cue.ALL: (1.0, 1.0), Cue.BOTH: (1.0, 1.0), Cue.NONE: (0.0, 0.0), Cue.MOSTLY: (0.5000001, 1.0)}
_NEAR = 3
"""How many of those named on either side of a word it may be said of."""
_LOW_IS_GOOD = frozenset({"log_loss", "brier", "ece", "distance"})
"""Numbers of which less is more: better, or more alike."""


def bears(scene: Scene, start: int, end: int, cues: Sequence[Cue], told: Sequence[Quantity]) -> bool:
    """Whether any relation of the Facts bears out the words between two places. ``told``: figures that claims bear."""
    evaluate = _Evaluation(scene, start, end)
    if not cues:
        return evaluate.named()
    if told and {Cue.ALL, Cue.NONE, *BANDS}.intersection(cues):
        return True  # "none of the three reaches forty": the limit was read
    if {Cue.MOST, Cue.BEST, Cue.MAIN}.intersection(cues) and _first_option(scene):
        return True
    no_offer = {Cue.NONE, Cue.UP, Cue.DOWN}.intersection(cues) and _no_offer(scene)
    return bool(no_offer) or any(evaluate.bears(cue) for cue in cues)


def _first_option(scene: Scene) -> bool:
    """ "The best option is a second product"."""
    columns = {f.column for f in scene.features}
    return scene.has(Cue.PROPOSAL) and any(columns & set(one.after) for one in scene.world.options[:1])


def _no_offer(scene: Scene) -> bool:
    """ "No option that lowers it", where the Facts have none."""
    none = scene.world.offers and not scene.world.options
    return none and scene.has(Cue.NONE, Cue.NOTHING, Cue.NOT) and not scene.has(Cue.IF)


class _Evaluation:
    """The relations that words between two places of a sentence can be said of."""

    def __init__(self, scene: Scene, start: int, end: int) -> None:
        self._scene, self._start, self._end = scene, start, end
        self._things = _things(scene)
        self._gaps = whole("gap").search(scene.text) is not None and any(_derived(scene))
        self._tables = [*_derived(scene)] if self._gaps else [*tables(scene)]

    def bears(self, cue: Cue) -> bool:
        """Whether what one cue says holds."""
        down = (cue in _DOWN) != self._scene.denied(self._start)
        if cue in _EXTREMES and self.extreme(down=cue in _DOWN):
            return True
        if cue in _COMPARES and (self.compared(down=down) or self.moved(down=down) or self.limited(down=down)):
            return True
        if cue is Cue.NONE and self.limited(down=True):
            return True  # "none reaches forty"
        if cue in _SHARES:
            return self.share(*_SHARES[cue]) or self.part(*_SHARES[cue])
        return cue in BANDS and self.in_band(BANDS[cue])

    def extreme(self, *, down: bool) -> bool:
        """Whether one named beside is the first of a table by a number that may be meant."""
        return (
            self._first_told(down=down)
            or self._listed_so(down=down)
            or any(
                held and all(value <= other if down != (key in _LOW_IS_GOOD) else value >= other for other in held)
                for thing in self._subjects()
                for _, key, value, held in self._within(thing.wanted)._numbers(thing.wanted)
            )
        )

    def _first_told(self, *, down: bool) -> bool:
        """ "The riskiest tenth": the first of a table, of which a figure is told; the first of a list by its order."""
        scene, best = self._scene, min if down else max
        for table in self._tables:
            listed = table.ranked and not down and whole("of_the_list").search(scene.text)
            beside = (row for t in self._beside() for row in rows_of(scene.world, t.wanted, table)) if listed else ()
            if any(row is table.rows[0] for row in beside):
                return True
            for key in self._keys(table) if not self._before() else ():
                held = [row for row in table.rows if key in row.numbers]
                if len(held) > 2 and self._figure(best(held, key=lambda row: row.numbers[key]), table):
                    return True
        return False

    def _listed_so(self, *, down: bool) -> bool:
        """ "By balance, highest first": how the list is ordered, where nobody is named."""
        for table in self._scene.world.tables if not any(CUSTOMER in t.wanted for t in self._things) else ():
            for key in self._keys(table) if table.of_people and len(table.rows) > 1 else ():
                held = [row.numbers.get(key, 0.0) for row in table.rows]
                if held == sorted(held, reverse=not down) or (
                    held == sorted(held, reverse=True) and self._scene.has(Cue.MOST)
                ):
                    return True
        return False

    def compared(self, *, down: bool) -> bool:
        """Whether one named before stands so to one named after, to the whole or to the other one."""
        pairs_told = self._scene.has(Cue.STAYED) and self._scene.has(Cue.LEFT, Cue.LEAVERS)
        if pairs_told and self._scene.world.model.get("auc", 0.0) > 0.5 and not down:
            return True  # of a leaver and a stayer, the leaver has the higher risk
        before, after = self._before(), self._after()
        sides = list(product(before, after)) or list(product(before[-1:], before[:-1])) or list(combinations(after, 2))
        for table in self._tables:
            for key in self._keys(table):
                value = self._valued(table, key)
                turned = down != (key in _LOW_IS_GOOD)
                pairs = [(value(a.wanted), value(b.wanted)) for a, b in sides]
                pairs += [(value(a.wanted), w) for a in self._beside() for w in self._wholes(table, key, a.wanted)]
                if table in self._scene.world.entities and not before:
                    pairs += [(self._scene.world.model.get(key), value(b.wanted)) for b in after]
                if any(a is not None and b is not None and a != b and (a < b) == turned for a, b in pairs):
                    return True
        return any((a < b) == down and a != b for a, b in (*self._own_columns(), *self._figures()))

    def moved(self, *, down: bool) -> bool:
        """Whether a change of the Facts moves a risk so, or a column's values do from one to the next."""
        scene = self._scene
        columns = {f.column for f in scene.features}
        for change in scene.world.changes:
            about = not columns & set(change.before) or bool(columns & set(change.after))
            moves = [(change.baseline, change.probability)]
            moves += [(change.before[c], v) for c, v in change.after.items() if _both_numbers(change.before.get(c), v)]
            if about and any(one != other and (other < one) == down for one, other in moves):
                return True
        signed = {d.column: d.weight for drivers in scene.world.drivers for d in drivers if d.signed}
        if any((signed[c] < 0) == down for c in columns & set(signed)):
            return True
        for table in self._tables:
            kinds = {kind for row in table.rows for kind in row.subject}
            if len(kinds) == 1 and kinds & columns and table.complete and len(table.rows) > 2:
                for key in self._keys(table):
                    held = [row.numbers[key] for row in table.rows if key in row.numbers]
                    if len(held) == len(table.rows) and all((b < a) == down and a != b for a, b in pairwise(held)):
                        return True
        return False

    def limited(self, *, down: bool) -> bool:
        """Whether the numbers of one named, or of all that are listed, lie on that side of a limit."""
        for q in (q for q in self._scene.quantities if 0 <= q.start - self._end <= _CLOSE):
            limit = q.readings[0][0] / (100 if q.kind in {"percent", "points"} else 1)
            named = {key for label in self._scene.labels for key in label.keys}
            single = [n[key] for n in (self._scene.world.model, *self._scene.world.totals) for key in named & set(n)]
            if any(v < limit if down else v > limit for v in single):
                return True
            for table in self._tables:
                for key in self._keys(table):
                    value = self._valued(table, key)
                    held = [v for thing in self._beside() if (v := value(thing.wanted)) is not None]
                    held = held or [row.numbers[key] for row in table.rows if key in row.numbers]
                    if held and all(v < limit if down else v > limit for v in held):
                        return True
        return False

    def share(self, low: float, high: float) -> bool:
        """Whether what is said holds of so many of those who are listed."""
        test = predicate(self._scene)
        if test is None:
            return False
        for table in (table for table in self._scene.world.tables if table.of_people):
            judged = [test(row) for row in table.rows]
            if judged and None not in judged and low <= sum(map(bool, judged)) / len(judged) <= high:
                return True
        return False

    def part(self, low: float, high: float) -> bool:
        """Whether somebody named beside is so much of the whole."""
        for thing in self._beside():
            for table in self._tables:
                rows = list(rows_of(self._scene.world, thing.wanted, table))
                for key in self._keys(table) if rows and table.complete else ():
                    own, every = (sum(row.numbers.get(key, 0.0) for row in some) for some in (rows, table.rows))
                    if every and low <= own / every <= high:
                        return True
        return False

    def in_band(self, band: str) -> bool:
        """Whether whoever is spoken of, all who are listed, or somebody by a change, is in a band."""
        scene = self._scene
        if any(label.start <= self._start < label.end for label in scene.labels):
            return True  # "riesgo medio" is the name of a number
        person, columns = scene.person(), {f.column for f in scene.features} | {m.kind for m in scene.mentions}
        moved = scene.has(Cue.UP, Cue.DOWN, Cue.IF)
        told = [c for c in scene.world.changes if person in {c.customer, None} and (columns & set(c.after) or moved)]
        own = scene.world.people.get(person or "")
        if own is not None or told:
            return band in {own.texts.get("risk_band") if own is not None else None, *(c.band for c in told)}
        held = [[row.texts.get("risk_band") for row in table.rows] for table in scene.world.tables if table.of_people]
        return any(set(bands) == {band} for bands in held) or any(
            band in row.subject.get("risk_band", ()) and self._figure(row, table)
            for table in scene.world.tables
            for row in table.rows
        )

    def named(self) -> bool:
        """Whether a group that is named is one that the Facts are filtered to, or whose figure is told."""
        scene = self._scene
        said = [(m.kind, m.values) for m in scene.mentions if self._start <= m.start < self._end]
        said += [
            (f.column, frozenset({str(f.value)}))
            for f in scene.features
            if self._start <= f.start < self._end and f.value
        ]
        return any(self._told(kind, values) for kind, values in said)

    def _told(self, kind: str, values: frozenset[str]) -> bool:
        scene, world = self._scene, self._scene.world
        if any(values & table.where.get(kind, frozenset()) for table in world.tables) or kind in world.measured:
            return True
        if any(
            str(c.after.get(kind, c.before.get(kind))) in values or str(c.before.get(kind)) in values
            for c in world.changes
        ):
            return True
        rows = [
            (row, table) for table in world.tables for row in table.rows if row.subject.get(kind, frozenset()) & values
        ]
        if any(self._figure(row, table) for row, table in rows):
            return True
        own = world.people.get(scene.person() or "")
        if own is not None and kind in own.texts:
            return (own.texts[kind] in values) != scene.denied(self._start)
        held = [row.texts[kind] for table in world.tables if table.of_people for row in table.rows if kind in row.texts]
        return bool(held) and all(value in values for value in held)

    def _figure(self, row: Row, table: Table) -> bool:
        """Whether a figure of the sentence is one of a row, or its part of the whole."""
        held = list(row.numbers.values())
        every = table.total.get("customers") or sum(r.numbers.get("customers", 0.0) for r in table.rows)
        held += [row.numbers["customers"] / every] if every and "customers" in row.numbers else []
        return any(_is(q, value) for q in self._scene.quantities for value in held)

    # -- what is named --

    def _before(self) -> list[Thing]:
        return [t for t in self._things if t.end <= self._start][-_NEAR:]

    def _after(self) -> list[Thing]:
        return [t for t in self._things if t.start >= self._end][:_NEAR]

    def _beside(self) -> list[Thing]:
        """The nearest on either side that a table holds among others."""
        near = [*self._ranked(reversed(self._before())), *self._ranked(self._after())]
        carried = self._scene.subject() if not near else None
        return near or ([Thing(wanted=carried, start=0, end=0)] if carried else [])

    def _subjects(self) -> list[Thing]:
        """Of whom a word of order is said; of two kinds the one before: the other tells among whom."""
        before, after = self._ranked(reversed(self._before())), self._ranked(self._after())
        apart = [b for b in after if any(not a.wanted.keys() & b.wanted.keys() for a in before)]
        return before if apart and not self._tells(apart[0]) else self._beside()

    def _tells(self, thing: Thing) -> bool:
        """Whether a colon or a copula stands before a thing: it is what the words before tell of."""
        verbs = [s for s in self._scene.said(Cue.OWN) if s.text.lower() in listed("copulas")]
        between = self._scene.shows(self._end, thing.start)
        return ":" in between or any(self._end <= verb.start < thing.start for verb in verbs)

    def _within(self, wanted: Wanted) -> "_Evaluation":
        """The same words over the rows of the other groups that are named."""
        within = scoped(self._scene, wanted)
        return self if within is self._scene or self._gaps else _Evaluation(within, self._start, self._end)

    def _ranked(self, named: Iterable[Thing]) -> list[Thing]:
        every = ((t, table, list(rows_of(self._scene.world, t.wanted, table))) for t in named for table in self._tables)
        return [t for t, table, rows in every if 0 < len(rows) < len(table.rows)][:1]

    # -- their numbers --

    def _numbers(self, wanted: Wanted) -> Iterator[tuple[Table, str, float, list[float]]]:
        """Every number of somebody named, with the same number of the others in its table."""
        for table in self._tables:
            rows = list(rows_of(self._scene.world, wanted, table))
            if not rows or len(rows) == len(table.rows):
                continue
            for key in self._keys(table):
                own = value_of(rows, key)
                if own is not None:
                    yield table, key, own, _rest(table, rows, wanted, key)

    def _valued(self, table: Table, key: str) -> Callable[[Wanted], float | None]:
        return lambda wanted: value_of(list(rows_of(self._scene.world, wanted, table)), key)

    def _keys(self, table: Table) -> list[str]:
        """The numbers of a table that may be meant: those named or asked for, those told, and counts."""
        scene = self._scene
        if self._gaps:
            return list(table.measures)
        named = [key for key, _ in fields(scene, table)]
        held = sorted({key for row in table.rows for key in row.numbers})
        named = named or [key for key in table.measures if key in held]
        told = [key for key in held if _is_told(table, key, scene.quantities)]
        counted = [
            k
            for k in ("customers", "left")
            if k in held and scene.has(Cue.COUNTED, Cue.NUMEROUS, Cue.LEAVERS, Cue.LEFT)
        ]
        similar = ["distance"] if scene.has(Cue.SIMILAR, Cue.EQUAL) and "distance" in held else []
        measured = ["auc"] if "auc" in held and not scene.labels else []
        return list(dict.fromkeys([*named, *told, *counted, *similar, *measured]))

    def _wholes(self, table: Table, key: str, wanted: Wanted) -> Iterator[float]:
        """The whole that a number may be compared with, and the one other row of a table of two."""
        scene = self._scene
        if scene.has(Cue.WHOLE) and key in table.total:
            yield table.total[key]
        rows = list(rows_of(scene.world, wanted, table))
        if len(table.rows) == 2 and len(rows) == 1:
            yield from (row.numbers[key] for row in table.rows if row is not rows[0] and key in row.numbers)
        if scene.has(Cue.ANY_OTHER, Cue.REST) and table.complete:
            yield from [sum(rest)] if (rest := _rest(table, rows, wanted, key)) and scene.has(Cue.TOGETHER) else rest
        yield from (row.numbers["baseline_probability"] for row in rows if "baseline_probability" in row.numbers)
        if table in scene.world.entities and key in scene.world.model:
            yield scene.world.model[key]

    def _own_columns(self) -> Iterator[tuple[float, float]]:
        """Two fields of one customer, such as the balance and the salary, or the mean and the median of a column."""
        scene = self._scene
        places = [(f.start, f.column) for f in scene.features if f.value is None]
        places += [(label.start, key) for label in scene.labels for key in label.keys]
        row = scene.world.people.get(scene.person() or "")
        held = [dict(row.numbers)] if row is not None else []
        for numbers in (*held, *scene.world.totals):
            before = [numbers[k] for at, k in places if at < self._start and k in numbers]
            after = [numbers[k] for at, k in places if at >= self._end and k in numbers]
            yield from product(before[-1:], after[:1])

    def _figures(self) -> Iterator[tuple[float, float]]:
        """The figures of one unit that stand on either side of the word."""
        before = [q for q in self._scene.quantities if q.end <= self._start][-1:]
        after = [q for q in self._scene.quantities if q.start >= self._end][:1]
        yield from ((a.readings[0][0], b.readings[0][0]) for a in before for b in after if a.kind == b.kind)
        row = self._scene.world.people.get(self._scene.person() or "")
        reference = row.numbers.get("baseline_probability") if row is not None and self._scene.has(Cue.WHOLE) else None
        if reference is not None:
            yield from ((a.readings[0][0] / 100, reference) for a in before if a.kind == "percent")


_CLOSE = 26


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


def _is(q: Quantity, value: float) -> bool:
    """Whether a quantity says a number, as near as it says so."""
    scale = 100 if q.kind in {"percent", "points"} else 1
    ends = (tolerance(said, step, q) for said, step in q.readings)
    return any(low <= value * scale <= high for low, high in ends)


def _is_told(table: Table, key: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a figure of the sentence is one of this key."""
    return any(_is(q, row.numbers[key]) for q in quantities for row in table.rows if key in row.numbers)


def _both_numbers(one: object, other: object) -> bool:
    return isinstance(one, int | float) and isinstance(other, int | float)


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
