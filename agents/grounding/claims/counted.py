"""Small numbers that count rows: how many of a list are as it is said beside them, are named, lead it or are left."""

from collections.abc import Iterator

from agents.grounding.claims.measures import of_field
from agents.grounding.claims.predicates import predicate
from agents.grounding.claims.sides import things
from agents.grounding.cues import Cue
from agents.grounding.patterns import any_of, compiled
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Table, rows_of

_MOST = 60
_STOPS = ",;:(—"
_OTHERS = compiled(rf"\b{any_of('others')}\s+$")


def read(scene: Scene, found: Read) -> None:
    """The numbers of a clause that the rows of a list bear out."""
    for q in scene.quantities:
        if q.kind == "plain" and not q.hedge and q not in found.borne and 1 < q.readings[0][0] <= _MOST:
            size = q.readings[0][0]
            if any(size == held for table in _lists(scene) for held in _sizes(scene, table, q)):
                found.borne.append(q)


def _lists(scene: Scene) -> Iterator[Table]:
    yield from (table for table in scene.world.tables if table.of_people)
    yield from scene.world.entities


def _sizes(scene: Scene, table: Table, q: Quantity) -> Iterator[int]:
    """How many rows the number may be of."""
    sentence = scene.whole or scene
    named = {id(row) for thing in things(sentence) for row in rows_of(scene.world, thing.wanted, table)}
    if _OTHERS.search(scene.shows(scene.start, q.start)):
        yield len(table.rows) - len(named)
        return
    near = beside(sentence, q)
    test = predicate(near) if table.of_people else None
    if test is not None:
        judged = [test(row) for row in table.rows]
        yield sum(map(bool, judged)) if None not in judged else 0
    yield from _tied(near, table)
    after = [thing for thing in things(sentence) if thing.start >= q.end]
    yield len({id(row) for thing in after for row in rows_of(scene.world, thing.wanted, table)})


def _tied(scene: Scene, table: Table) -> Iterator[int]:
    """How many rows share the highest or the lowest number: "the two youngest"."""
    columns = {feature.column for feature in scene.features} if scene.has(Cue.MOST, Cue.LEAST) else set()
    for key in {k for row in table.rows for k in row.numbers if any(of_field(k, column) for column in columns)}:
        held = [row.numbers[key] for row in table.rows if key in row.numbers]
        yield from (held.count(min(held)), held.count(max(held)))


def beside(scene: Scene, q: Quantity) -> Scene:
    """The stretch between stops that a number stands in."""
    start = max((scene.text.rfind(stop, 0, q.start) + 1 for stop in _STOPS), default=0)
    ends = [at for stop in _STOPS if (at := scene.text.find(stop, q.end)) != -1]
    return scene.part(start, min(ends, default=scene.end))
