"""Sameness: "same tenure as Mitchell: Smith and Buckland", "all five share her age" must hold of each one named."""

from collections.abc import Sequence

from agents.grounding.claims.sides import Thing, reference, things
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import any_of, compiled
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Row

KIND = "comparison"
_AS = compiled(rf"\b{any_of('same_as')}\s+[*_]*$")
_TAIL, _BOTH = 30, 2
_OWN = compiled(r"^['’]s\b")


def read(scene: Scene, found: Read) -> None:
    """What two or more customers are said to have alike."""
    said = scene.said(Cue.SAME)
    columns = list(dict.fromkeys(f.column for f in scene.features if f.value is None)) if said else []
    if not columns or scene.has(Cue.IF, Cue.HEDGE) or "?" in scene.text:
        return
    named, other = _sides(scene)
    rows = _rows(scene, named, other)
    if other is None or not rows:
        return
    alike = [_alike(row, other, column) for row in rows for column in columns[:1]]
    held = [one for one in alike if one is not None]
    if (held and all(held) is (scene.denied(said[0].start) and not scene.has(Cue.NONE))) or _none(scene, held):
        found.wrong(KIND, said[0].text)


def _none(scene: Scene, held: Sequence[bool]) -> bool:
    return scene.has(Cue.NONE) and any(held)


def _sides(scene: Scene) -> tuple[list[Thing], Row | None]:
    """Those said to be like somebody, and whom: the one named for it, else the customer the others are listed for."""
    people = [thing for thing in things(scene) if CUSTOMER in thing.wanted]
    if not people and len(scene.world.people) == _BOTH:
        people = [Thing(wanted={CUSTOMER: frozenset({c})}, start=-1, end=-1) for c in scene.world.people]
    asked = reference(scene)
    word = scene.said(Cue.SAME)[0]
    before = [thing for thing in people if thing.end <= word.start]
    if len(before) > 1:
        return before[1:], _row(scene, before[0])
    for thing in people:
        ahead, after = scene.shows(scene.start, thing.start), scene.shows(thing.end, scene.end)
        if _AS.search(ahead[-_TAIL:]) or _OWN.match(after) or (len(people) > 1 and thing.wanted[CUSTOMER] == {asked}):
            return [one for one in people if one is not thing], _row(scene, thing)
    if len(people) > 1 and asked is None:
        return people[1:], _row(scene, people[0])
    return people, scene.world.people.get(asked or "")


def _row(scene: Scene, thing: Thing) -> Row | None:
    return scene.world.people.get(next(iter(thing.wanted[CUSTOMER]))) if len(thing.wanted[CUSTOMER]) == 1 else None


def _rows(scene: Scene, named: Sequence[Thing], other: Row | None) -> list[Row]:
    """The rows of those named; of all who are listed, or of whom the sentence was about, where nobody is."""
    held = [row for thing in named if (row := _row(scene, thing)) is not None]
    if held:
        return held
    if scene.has(Cue.ALL, Cue.BOTH, Cue.NONE) or any(q.kind == "plain" and q.word for q in scene.quantities):
        sizes = {int(q.readings[0][0]) for q in scene.quantities if q.kind == "plain"}
        listed = [list(t.rows) for t in scene.world.tables if t.of_people]
        return next((rows for rows in listed if not sizes or len(rows) in sizes), [])
    whole = scene.whole or scene
    before = [m.values for m in whole.mentions if m.kind == CUSTOMER and m.start < scene.start]
    row = scene.world.people.get(next(iter(before[-1]))) if before else None
    return [row] if row is not None and row is not other else []


def _alike(row: Row, other: Row, column: str) -> bool | None:
    for held in ("numbers", "texts"):
        one, two = getattr(row, held).get(column), getattr(other, held).get(column)
        if one is not None and two is not None:
            return bool(one == two)
    return None
