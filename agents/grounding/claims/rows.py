"""Rows: what is said of all who are listed, of none, of the rest, of the first ones, of those named, or of so many.

A clause says of whom (rows of one of the Facts' tables: people, groups, models, factors) and what of each (its number
lies over or under a limit, between two, at a value; it left, is in a band, has a value). What is said of every one must
hold of every one; a number that counts rows is how many it holds for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from agents.grounding.claims.row_tests import Tested, fits, keys_of, tests
from agents.grounding.claims.sides import joined, tables, things
from agents.grounding.claims.threshold import of_everybody, of_the_whole
from agents.grounding.cues import Cue
from agents.grounding.matching import tolerance
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Row, Table, rows_of

KIND = "threshold"
_MOST = 60
"""The largest number that counts rows."""
_OUT_OF = compiled(rf"^\s*{any_of('out_of')}(?:\s+{any_of('article')})?\s+(?:\w+\s+)?$")
_OTHERS = compiled(rf"\b{any_of('others')}(?:\s+\w+)?\b|\b(?:los|las)\s+\w+\s+restantes\b")
_PART = compiled(rf"\b{any_of('out_of')}\s+\S+$")
Rows = tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class _Whom:
    """Rows that something is said of: of each of them, or (``every`` no) of some number of them."""

    rows: Rows
    said: tuple[Quantity, ...] = ()
    every: bool = True


def read(scene: Scene, found: Read) -> None:
    """Whatever a clause says of rows."""
    if scene.has(Cue.IF) or "?" in scene.text:
        return
    verdicts: list[tuple[bool, str]] = []
    for table in (*tables(scene), *_drivers(scene)):
        for whom in _whom(scene, table) if (table.complete or table.of_people) and len(table.rows) > 1 else ():
            _spread(scene, found, table, whom)
            for said in tests(scene, table):
                verdicts += _verdict(scene, found, whom, said)
    _unheld(scene, found)
    if verdicts and not any(held for held, _ in verdicts):
        found.wrong(KIND, verdicts[0][1])


def _unheld(scene: Scene, found: Read) -> None:
    """ "All five have two products", of whom no Fact tells how many they have."""
    for table in scene.world.tables if scene.has(Cue.ALL, Cue.BOTH, Cue.NONE) and not scene.subjects() else ():
        held = {key for row in table.rows for key in (*row.numbers, *row.texts)}
        for q in scene.quantities if table.of_people else ():
            column = next((f.column for f in scene.features if 0 <= f.start - q.end <= 1), None)
            if column is not None and column not in held:
                found.absent(KIND, q.text)


def _spread(scene: Scene, found: Read, table: Table, whom: _Whom) -> None:
    """ "The other four lie within 6,500 € of each other"."""
    for q in scene.quantities if whom.every and whole("apart").search(scene.text) else ():
        for key in (key for key in keys_of(scene, table) if fits(scene, table, key, q)):
            held = [row.numbers[key] for row in whom.rows if key in row.numbers]
            _, high = tolerance(*q.readings[0], q)
            if len(held) == len(whom.rows) and high * 0.5 <= max(held) - min(held) <= high:
                found.borne += [*whom.said, q]


def _verdict(scene: Scene, found: Read, whom: _Whom, said: Tested) -> Iterator[tuple[bool, str]]:
    """Whether one thing holds of whom it is said; what it takes is accounted for then."""
    judged = [said.test(row) for row in whom.rows]
    if None in judged or not judged:
        return
    count = sum(map(bool, judged))
    if whom.every:
        holds = count == (0 if scene.has(Cue.NONE, Cue.NOTHING) else len(judged))
        found.borne += [*whom.said, *said.taken] if holds else []
        each = _of_each(scene) or whom.said or len(whom.rows) < 2
        if (said.taken and not said.silent) or (said.of_people and each):
            yield holds, said.taken[0].text if said.taken else scene.text
        return
    if said.of_all and count == len(judged):
        found.borne += said.taken
    for number, q in enumerate(scene.quantities):
        following = scene.quantities[number + 1 : number + 2]
        base = [o for o in following if _OUT_OF.match(scene.shows(q.end, o.start))]
        sized = not base or base[0].readings[0][0] == len(judged)
        if _counts(q) and q not in said.taken and said.at > q.start and sized and count == q.readings[0][0]:
            found.borne += [q, *base, *said.taken]
            return


def _of_each(scene: Scene) -> bool:
    """Whether something is said of each or of none; "the rate of all customers" is one figure of the whole."""
    return any(not of_the_whole(scene, said.start) for said in scene.said(Cue.ALL, Cue.BOTH, Cue.NONE))


def _counts(q: Quantity) -> bool:
    return q.kind == "plain" and not q.hedge and q.readings[0][0].is_integer() and 0 < q.readings[0][0] <= _MOST


def _whom(scene: Scene, table: Table) -> Iterator[_Whom]:
    """The rows of a table that a clause speaks of, in each way it can be meant."""
    yield _Whom(rows=table.rows, every=False)
    sentence = scene.whole or scene
    if scene.has(Cue.TOGETHER):
        return
    rest = _rest(scene, sentence, table) or _but(scene, sentence, table)
    if rest is not None:
        yield rest
    elif (first := _first(scene, table)) is not None:
        yield first
    elif (named := _named(scene, table)) is not None:
        yield named
    elif not [t for t in things(scene) if table not in scene.world.entities or "member" in t.wanted]:
        numbers = [q for q in scene.quantities if _counts(q) and q.readings[0][0] == len(table.rows)]
        everybody = [q for q in numbers if of_everybody(scene, q) or scene.has(Cue.ALL) or _articled(scene, q)]
        if everybody or (scene.has(Cue.ALL, Cue.BOTH, Cue.NONE) and (numbers or not _numbered(scene))):
            yield _Whom(rows=table.rows, said=tuple(numbers[:1]))


def _articled(scene: Scene, q: Quantity) -> bool:
    """ "The nine": not "eight of the nine", "one of the nine"."""
    before = scene.shows(scene.start, q.start).rstrip(" *_")
    articled = any(article.end == scene.start + len(before) for article in scene.said(Cue.ARTICLE))
    return articled and _PART.search(before) is None


def _numbered(scene: Scene) -> bool:
    """Whether a clause says of how many, which is then not everybody of a table of another size."""
    return any(_counts(q) and q.word for q in scene.quantities)


def _rest(scene: Scene, sentence: Scene, table: Table) -> _Whom | None:
    """ "The other four", "los demás": the rows that the sentence does not name."""
    match = _OTHERS.search(scene.text)
    if match is None:
        return None
    mine = {id(row) for thing in things(sentence) for row in rows_of(scene.world, thing.wanted, table)}
    rest = tuple(row for row in table.rows if id(row) not in mine)
    inside = [q for q in scene.quantities if match.start() <= q.start - scene.start < match.end()]
    sized = not inside or inside[0].readings[0][0] == len(rest)
    counted = mine or any(q.readings[0][0] + len(rest) == len(table.rows) for q in sentence.quantities)
    if not mine and inside:  # "four carry weight; the other five have none"
        return _Whom(rows=table.rows, every=False)
    return _Whom(rows=rest, said=tuple(inside[:1])) if sized and counted and 0 < len(rest) < len(table.rows) else None


def _but(scene: Scene, sentence: Scene, table: Table) -> _Whom | None:
    """ "All but Hill and Chu": the rows that are not named after it."""
    out = [said for said in sentence.said(Cue.OUTSIDE) if scene.has(Cue.ALL)]
    named = [thing for thing in things(sentence) if out and thing.start >= out[0].end]
    mine = {id(row) for thing in named for row in rows_of(scene.world, thing.wanted, table)}
    rest = tuple(row for row in table.rows if id(row) not in mine)
    return _Whom(rows=rest) if mine and rest else None


def _first(scene: Scene, table: Table) -> _Whom | None:
    """ "The first three", "los nueve primeros"."""
    for said in scene.said(Cue.FIRST):
        for q in scene.quantities:
            beside = abs(q.start - said.end) <= 1 or abs(said.start - q.end) <= 1
            if beside and _counts(q) and 1 < q.readings[0][0] < len(table.rows):
                return _Whom(rows=table.rows[: int(q.readings[0][0])], said=(q,))
    return None


def _named(scene: Scene, table: Table) -> _Whom | None:
    """Several that are listed by name: what is said of them holds of each."""
    named = things(scene)
    apart = whole("apart").search(scene.text) is not None
    together = len(named) > 1 and all(joined(scene, one, other) for one, other in pairwise(named)) and not apart
    zero = all(q.readings[0][0] == 0 for q in scene.quantities)
    member = len(named) == 1 and "member" in named[0].wanted and zero
    held = [list(rows_of(scene.world, thing.wanted, table)) for thing in named] if together or member else []
    return _Whom(rows=tuple(row for rows in held for row in rows)) if held and all(held) else None


def _drivers(scene: Scene) -> Iterator[Table]:
    """Factors that push a risk up, or down: over nothing, or under it."""
    for drivers in scene.world.drivers if scene.has(Cue.UP, Cue.DOWN) else ():
        if drivers and drivers[0].signed:
            rows = (
                Row(subject={"column": frozenset({d.column})}, numbers={"weight": d.weight}, texts={}) for d in drivers
            )
            yield Table(fact_id="", rows=tuple(rows), measures=("weight",), total={"weight": 0.0})
