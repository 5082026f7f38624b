"""Sequences: "ranking: A → B → C", "from highest to lowest: A, B, C", "next after A: B, then C".

Things that are listed as an order must stand so in one of the Facts' tables, by the measure named or asked for, or in
the order in which the table lists them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.grounding.claims.measures import value_of
from agents.grounding.claims.sides import Thing, fields, joined, left, right, tables, things
from agents.grounding.cues import Cue, Said
from agents.grounding.patterns import compiled, whole
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Table, rows_of

KIND = "order"
_ARROW = compiled(r"→|->|➜|>")


def read(scene: Scene, found: Read) -> None:
    """The order in which a sentence lists things, where it says that it is one."""
    after = scene.said(Cue.NEXT)
    listed = _after(scene, after[0]) if after else max(_runs(scene), key=len, default=[])
    if len(listed) < 2 or not (after or _ordered(scene, listed)):
        return
    verdicts = list(_in_a_row(scene, listed) if after else _sorted(scene, listed))
    found.ordered = any(verdicts)
    if verdicts and not found.ordered:
        found.wrong(KIND, scene.text)


def _after(scene: Scene, word: Said) -> list[Thing]:
    """Those whom a word of coming next puts in a row: "after A: B", "B comes after A", "A, followed by B"."""
    before = [thing for thing in things(scene) if thing.end <= word.start]
    follow = right(scene, word.end)
    if not before or not follow:
        rest = [run for run in _runs(scene) if follow and run and run[0].start > follow[-1].start]
        return [*follow[-1:], *rest[0]] if rest else []
    mine = left(scene, word.start)
    return [*mine[-1:], *follow] if whole("follows").search(word.text) else [*follow[:1], *mine]


def _runs(scene: Scene) -> Iterator[list[Thing]]:
    """Things that follow each other with nothing but separators between."""
    run: list[Thing] = []
    for thing in things(scene):
        if run and not (run[-1].wanted.keys() == thing.wanted.keys() and joined(scene, run[-1], thing)):
            yield run
            run = []
        if not any(thing.wanted == one.wanted for one in run):
            run.append(thing)
    yield run


def _ordered(scene: Scene, listed: Sequence[Thing]) -> bool:
    arrows = all(_ARROW.search(scene.shows(one.end, other.start)) for one, other in pairwise(listed))
    return arrows or any(said.end <= listed[0].start for said in scene.said(Cue.RANKING))


def _directions(scene: Scene) -> tuple[int, ...]:
    """Downwards unless the sentence says upwards."""
    if whole("ascending").search(scene.text):
        return (1,)
    return (1, -1) if scene.has(Cue.SAFEST, Cue.LEAST) and not whole("descending").search(scene.text) else (-1,)


def _sorted(scene: Scene, listed: Sequence[Thing]) -> Iterator[bool]:
    for table in tables(scene):
        rows = [list(rows_of(scene.world, thing.wanted, table)) for thing in listed]
        if not all(rows):
            continue
        for key, sign in fields(scene, table):
            values = [value_of(some, key) for some in rows]
            held = [value for value in values if value is not None]
            if len(held) == len(values):
                yield any(
                    all((b - a) * way * sign >= 0 for a, b in pairwise(held)) and _first(scene, table, key, held, way)
                    for way in _directions(scene)
                )
        if table.ranked and not scene.labels:
            places = _places(table, rows)
            yield places == sorted(places)


def _first(scene: Scene, table: Table, key: str, held: Sequence[float], way: int) -> bool:
    """Whether the first of a "top three" are the table's first."""
    if not scene.has(Cue.FIRST, Cue.MOST, Cue.LEAST, Cue.MAIN) or len(held) == len(table.rows):
        return True
    rest = [row.numbers[key] for row in table.rows if key in row.numbers]
    return sorted(rest, reverse=way < 0)[: len(held)] == list(held)


def _in_a_row(scene: Scene, listed: Sequence[Thing]) -> Iterator[bool]:
    """Each right after the one before it, in a table's own order or by a measure."""
    stayed = scene.has(Cue.STAYED)
    for table in tables(scene):
        rows = [list(rows_of(scene.world, thing.wanted, table)) for thing in listed]
        if not all(len(some) == 1 for some in rows):
            continue
        places = _places(table, rows)
        yield all(b - a == 1 for a, b in pairwise(places))
        for key, _ in fields(scene, table) if scene.labels or not table.ranked else ():
            order = sorted(table.rows, key=lambda row: -row.numbers.get(key, 0.0))
            at = [next(n for n, row in enumerate(order) if row is some[0]) for some in rows]
            # of those who stay, whoever left may stand between: what is said is which of the two comes first
            yield all(b > a if stayed else b - a == 1 for a, b in pairwise(at))


def _places(table: Table, rows: Sequence[Sequence[object]]) -> list[int]:
    return [next(n for n, row in enumerate(table.rows) if row is some[0]) for some in rows]
