"""What bears a word out: for each word that claims something, one relation of the Facts that it can be said of.

The readers of `claims` tell what the Facts contradict. This tells what they bear out, for all kinds of words by the
same evaluation: somebody or something named beside the word, a number the Facts hold of it, and how that number stands
to the others, to another one named, to the whole, or to a limit. What nothing bears out is not in the Facts.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations, product

from agents.grounding.beside import Beside, says
from agents.grounding.claims.shares import BANDS
from agents.grounding.claims.sides import reference
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene
from agents.grounding.world import Row, Table, rows_of

_DOWN = frozenset({Cue.LEAST, Cue.SAFEST, Cue.LESS, Cue.DOWN})
_EXTREMES = frozenset({Cue.MOST, Cue.MAIN, Cue.LEAST, Cue.RISKIEST, Cue.SAFEST, Cue.BEST, Cue.WORST})
_COMPARES = frozenset({Cue.MORE, Cue.LESS, Cue.UP, Cue.DOWN, Cue.RISKIEST, Cue.SAFEST, Cue.BEST, Cue.WORST})
_SHARES = {Cue.ALL: (1.0, 1.0), Cue.BOTH: (1.0, 1.0), Cue.NONE: (0.0, 0.0), Cue.MOSTLY: (0.5000001, 1.0)}
_GUESSING = 0.5
"""The AUC of guessing."""
_CLOSE = 26
"""Characters in which a limit stands after the word that sets it."""
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
    if scene.world.topped and scene.quantities and {Cue.MOST, Cue.MAIN}.intersection(cues):
        return True  # "the 2,400 with the largest balances hold 40 %": whom a concentration is about
    if _of_the_program(scene, cues, alone=not evaluate.things):
        return True
    no_offer = {Cue.NONE, Cue.UP, Cue.DOWN}.intersection(cues) and _no_offer(scene)
    return bool(no_offer) or any(evaluate.bears(cue) for cue in cues)


def _first_option(scene: Scene) -> bool:
    """ "The best option is a second product"."""
    columns = {f.column for f in scene.features}
    return scene.has(Cue.PROPOSAL) and any(columns & set(one.after) for one in scene.world.options[:1])


def _of_the_program(scene: Scene, cues: Sequence[Cue], *, alone: bool) -> bool:
    """ "Of every 100 called among those with the highest risk, 70 left", "every customer is scored by models that never
    saw his case": what the Facts tell of the top of the list, how the program works."""
    told = {value for quantity in scene.quantities for value, _ in quantity.readings}
    called = Cue.RISKIEST in cues and scene.world.top.get("per_hundred") in told
    return called or (scene.world.program and alone and set(cues) == {Cue.ALL})


def _no_offer(scene: Scene) -> bool:
    """ "No option that lowers it", where the Facts have none."""
    none = scene.world.offers and not scene.world.options
    return none and scene.has(Cue.NONE, Cue.NOTHING, Cue.NOT) and not scene.has(Cue.IF)


class _Evaluation(Beside):
    """The relations that words between two places of a sentence can be said of."""

    def bears(self, cue: Cue) -> bool:
        """Whether what one cue says holds."""
        down = (cue in _DOWN) != self.scene.denied(self.start)
        if cue in _EXTREMES and self.extreme(down=cue in _DOWN):
            return True
        if cue in _COMPARES and (self.compared(down=down) or self.moved(down=down) or self.limited(down=down)):
            return True
        if cue is Cue.NONE and self.limited(down=True):
            return True  # "none reaches forty"
        return self.in_band(BANDS[cue]) if cue in BANDS else cue in _SHARES and self.part(*_SHARES[cue])

    def extreme(self, *, down: bool) -> bool:
        """Whether one named beside is the first of a table by a number that may be meant."""
        return (
            self._first_told(down=down)
            or self._listed_so(down=down)
            or any(
                held and all(value <= other if down != (key in _LOW_IS_GOOD) else value >= other for other in held)
                for thing in self.subjects()
                for _, key, value, held in self.within(thing.wanted).numbers(thing.wanted)
            )
        )

    def _first_told(self, *, down: bool) -> bool:
        """ "The riskiest tenth": the first of a table, of which a figure is told; the first of a list by its order."""
        key = "min" if down else "max"
        ends = [total[key] for total in self.scene.world.totals if key in total]
        if any(says(q, end) for end in ends for q in self.scene.quantities if q.start >= self.end):
            return True
        best = min if down else max
        for table, key in self._each_key() if not self.before() else ():
            held = [row for row in table.rows if key in row.numbers]
            if len(held) > 2 and self._figure(best(held, key=_by(key)), table):
                return True
        return False

    def _each_key(self) -> Iterator[tuple[Table, str]]:
        yield from ((table, key) for table in self.tables for key in self.keys(table))

    def _listed_so(self, *, down: bool) -> bool:
        """ "By balance, highest first": how the list is ordered, where nobody is named."""
        for table in self.scene.world.tables if not any(CUSTOMER in t.wanted for t in self.things) else ():
            for key in self.keys(table) if table.of_people and len(table.rows) > 1 else ():
                held = [row.numbers.get(key, 0.0) for row in table.rows]
                if held == sorted(held, reverse=not down) or (
                    held == sorted(held, reverse=True) and self.scene.has(Cue.MOST)
                ):
                    return True
        return False

    def compared(self, *, down: bool) -> bool:
        """Whether one named before stands so to one named after, to the whole or to the other one."""
        if not down and self._tells_pairs():
            return True
        for table, key in self._each_key():
            turned = down != (key in _LOW_IS_GOOD)
            if any(_stands(a, b, down=turned) for a, b in self._pairs(table, key)):
                return True
        return any(_stands(a, b, down=down) for a, b in (*self.own_columns(), *self.figures()))

    def _tells_pairs(self) -> bool:
        """Of a leaver and a stayer, the leaver has the higher risk."""
        both = self.scene.has(Cue.STAYED) and self.scene.has(Cue.LEFT, Cue.LEAVERS)
        return both and self.scene.world.model.get("auc", 0.0) > _GUESSING

    def _pairs(self, table: Table, key: str) -> Iterator[tuple[float | None, float | None]]:
        """The same number of both sides of a comparison."""
        before, after, value = self.joined(self.before()), self.joined(self.after()), self.valued(table, key)
        sides = list(product(before, after)) or list(product(before[-1:], before[:-1])) or list(combinations(after, 2))
        yield from ((value(a.wanted), value(b.wanted)) for a, b in sides)
        yield from ((value(a.wanted), w) for a in self.beside() for w in self.wholes(table, key, a.wanted))
        if table in self.scene.world.entities and not before:
            yield from ((self.scene.world.model.get(key), value(b.wanted)) for b in after)

    def moved(self, *, down: bool) -> bool:
        """Whether a change of the Facts moves a risk so, or a column's values do from one to the next."""
        columns = {f.column for f in self.scene.features}
        signed = {d.column: d.weight for drivers in self.scene.world.drivers for d in drivers if d.signed}
        driven = any((signed[c] < 0) == down for c in columns & set(signed))
        changed = any(_stands(b, a, down=down) for a, b in self._moves(columns))
        return driven or changed

    def _moves(self, columns: AbstractSet[str]) -> Iterator[tuple[float, float]]:
        """From what to what a change leads: the risk, and the columns that are changed."""
        for change in self.scene.world.changes:
            if columns & set(change.before) and not columns & set(change.after):
                continue
            yield change.baseline, change.probability
            for column, value in change.after.items():
                before = change.before.get(column)
                if isinstance(before, int | float) and isinstance(value, int | float):
                    yield float(before), float(value)

    def limited(self, *, down: bool) -> bool:
        """Whether the numbers of one named, or of all that are listed, lie on that side of a limit."""
        near = [q for q in self.scene.quantities if 0 <= q.start - self.end <= _CLOSE]
        limits = [q.readings[0][0] / (100 if q.kind in {"percent", "points"} else 1) for q in near]
        return any(all(_stands(v, limit, down=down) for v in held) for limit in limits for held in self._limited())

    def _limited(self) -> Iterator[list[float]]:
        """The numbers that a limit may be said of, each with all that have to keep it."""
        named = {key for label in self.scene.labels for key in label.keys}
        for numbers in (self.scene.world.model, *self.scene.world.totals):
            yield from ([numbers[key]] for key in named & set(numbers))
        for table, key in self._each_key():
            value = self.valued(table, key)
            held = [v for thing in self.beside() if (v := value(thing.wanted)) is not None]
            held = held or [row.numbers[key] for row in table.rows if key in row.numbers]
            yield from [held] if held else []

    def part(self, low: float, high: float) -> bool:
        """Whether somebody named beside is so much of the whole."""
        for thing in self.beside():
            for table in self.tables:
                rows = list(rows_of(self.scene.world, thing.wanted, table))
                for key in self.keys(table) if rows and table.complete else ():
                    own, every = (sum(row.numbers.get(key, 0.0) for row in some) for some in (rows, table.rows))
                    if every and low <= own / every <= high:
                        return True
        return False

    def in_band(self, band: str) -> bool:
        """Whether whoever is spoken of, or all who are listed, are in a band."""
        if any(label.start <= self.start < label.end for label in self.scene.labels):
            return True  # "riesgo medio" is the name of a number
        listed = [row for table in self.scene.world.tables if table.of_people for row in table.rows]
        moved = self.scene.has(Cue.UP, Cue.DOWN, Cue.IF) and any(c.band == band for c in self.scene.world.changes)
        return moved or {row.texts.get("risk_band") for row in self._people() or listed} == {band}

    def named(self) -> bool:
        """Whether a group that is named is one that the Facts are filtered to, or whose figure is told."""
        scene = self.scene
        said = [(m.kind, m.values) for m in scene.mentions if self.start <= m.start < self.end]
        said += [
            (f.column, frozenset({str(f.value)}))
            for f in scene.features
            if self.start <= f.start < self.end and f.value
        ]
        return any(self._told(kind, values) for kind, values in said)

    def _told(self, kind: str, values: frozenset[str]) -> bool:
        scene, world = self.scene, self.scene.world
        filtered = kind in world.measured or any(values & table.where.get(kind, frozenset()) for table in world.tables)
        states = {str(state.get(kind)) for change in world.changes for state in (change.before, change.after)}
        if filtered or states & values or self._told_in_rows(kind, values):
            return True
        own = [row for row in self._people() if kind in row.texts]
        return bool(own) and any(row.texts[kind] in values for row in own) != scene.denied(self.start)

    def _people(self) -> list[Row]:
        """Whom a sentence speaks of: all that a name can mean, or the one whom a list is compared with."""
        people = self.scene.world.people
        named = [customer for m in self.scene.mentions if m.kind == CUSTOMER for customer in sorted(m.values)]
        spoken = named or [self.scene.person() or reference(self.scene) or ""]
        return [people[customer] for customer in spoken if customer in people]

    def _told_in_rows(self, kind: str, values: frozenset[str]) -> bool:
        """Whether a figure of the group stands in the sentence."""
        rows = ((row, table) for table in self.scene.world.tables for row in table.rows)
        return any(self._figure(row, table) for row, table in rows if row.subject.get(kind, frozenset()) & values)

    def _figure(self, row: Row, table: Table) -> bool:
        """Whether a figure of the sentence is one of a row, or its part of the whole."""
        held = list(row.numbers.values())
        every = table.total.get("customers") or sum(r.numbers.get("customers", 0.0) for r in table.rows)
        held += [row.numbers["customers"] / every] if every and "customers" in row.numbers else []
        return any(says(q, value) for q in self.scene.quantities for value in held)


def _by(key: str) -> Callable[[Row], float]:
    return lambda row: row.numbers[key]


def _stands(one: float | None, other: float | None, *, down: bool) -> bool:
    """Whether a number is lower than another, or higher; equal ones are neither."""
    return one is not None and other is not None and one != other and (one < other) == down
