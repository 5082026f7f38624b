"""Counts of rows: "six of the twelve groups lost more than half", "only two factors push up", "five have no weight".

A small number that stands before what is said of each is how many rows of one of the Facts' tables it holds for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agents.grounding.claims.predicates import predicate
from agents.grounding.claims.sides import fields, tables
from agents.grounding.cues import Cue, Said
from agents.grounding.patterns import any_of, compiled
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Row, Table

_MOST = 60
"""The largest number that counts rows."""
_FAR = 60
"""Characters after a word of comparing in which its limit stands."""
_OUT_OF = compiled(rf"^\s*{any_of('out_of')}(?:\s+{any_of('article')})?\s+(?:\w+\s+)?$")
Test = Callable[[Row], bool | None]


@dataclass(frozen=True, kw_only=True)
class _Tested:
    """What is said of each row, where it is said, and the figures that it takes."""

    test: Test
    table: Table
    at: int
    taken: tuple[Quantity, ...] = ()


def read(scene: Scene, found: Read) -> None:
    """Numbers that count the rows for which the clause holds."""
    if scene.has(Cue.IF) or "?" in scene.text:
        return
    for number, q in enumerate(scene.quantities):
        value = q.readings[0][0]
        if q.kind != "plain" or not value.is_integer() or not 0 < value <= _MOST or q.hedge:
            continue
        following = scene.quantities[number + 1 : number + 2]
        base = [o for o in following if _OUT_OF.match(scene.shows(q.end, o.start))]
        for said in _tests(scene):
            judged = [said.test(row) for row in said.table.rows]
            sized = not base or base[0].readings[0][0] == len(judged)
            if said.at > q.start and sized and None not in judged and sum(map(bool, judged)) == value:
                found.borne += [q, *base, *said.taken]
                break


def _tests(scene: Scene) -> Iterator[_Tested]:
    """What a clause can say of each row, over every table."""
    orders = scene.said(Cue.MORE, Cue.LESS)
    orders += [s for s in scene.said(Cue.UP, Cue.DOWN) if not any(o.start == s.start for o in orders)]
    for table in tables(scene):
        if len(table.rows) < 2 or not table.complete:
            continue
        for key in dict.fromkeys(key for key, _ in fields(scene, table)):
            for said in orders:
                yield from _limits(scene, table, key, said)
            yield from _nothing(scene, table, key)
        test = predicate(scene) if table.of_people else None
        if test is not None:
            first = min((s.start for s in scene.said(Cue.OWN, Cue.LEFT, Cue.STAYED)), default=scene.end)
            yield _Tested(test=test, table=table, at=first)
    yield from _drivers(scene)


def _limits(scene: Scene, table: Table, key: str, said: Said) -> Iterator[_Tested]:
    """Over or under a figure that follows, or the whole."""
    more = (said.cue in {Cue.MORE, Cue.UP}) != scene.denied(said.start)
    after = [q for q in scene.quantities if 0 <= q.start - said.start <= _FAR and q.kind not in {"times", "ordinal"}]
    whole = scene.whole or scene
    if whole.has(Cue.WHOLE) and key in table.total:
        yield _Tested(
            test=_beyond(key, table.total[key], more=more), table=table, at=said.start, taken=tuple(after[:1])
        )
    for q in after[:1]:
        limit = q.readings[0][0] / (100 if q.kind in {"percent", "points"} else 1)
        yield _Tested(test=_beyond(key, limit, more=more), table=table, at=said.start, taken=(q,))


def _beyond(key: str, limit: float, *, more: bool) -> Test:
    return lambda row: None if key not in row.numbers else (row.numbers[key] > limit) == more


def _nothing(scene: Scene, table: Table, key: str) -> Iterator[_Tested]:
    """ "No weight": nothing of the number that is named."""
    named = [label for label in scene.labels if key in label.keys]
    if named:
        yield _Tested(test=_is_zero(key, zero=scene.denied(named[0].start)), table=table, at=named[0].start)


def _is_zero(key: str, *, zero: bool) -> Test:
    return lambda row: None if key not in row.numbers else (row.numbers[key] == 0) == zero


def _drivers(scene: Scene) -> Iterator[_Tested]:
    """Factors that push a risk up, or down."""
    for drivers in scene.world.drivers:
        if not drivers or not drivers[0].signed:
            continue
        rows = tuple(
            Row(subject={"column": frozenset({d.column})}, numbers={"weight": d.weight}, texts={}) for d in drivers
        )
        for said in scene.said(Cue.UP, Cue.DOWN):
            up = (said.cue is Cue.UP) != scene.denied(said.start)
            yield _Tested(
                test=_beyond("weight", 0.0, more=up),
                table=Table(fact_id="", rows=rows, measures=("weight",)),
                at=said.start,
            )
