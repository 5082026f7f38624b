"""Only: what is said of one alone must hold of that one, and of no other row of the list."""

from collections.abc import Iterator

from agents.grounding.claims.row_tests import tests
from agents.grounding.claims.sides import Thing, tables, things
from agents.grounding.cues import Cue, Said
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Table, rows_of

KIND = "only"
_NEAR = 8
"""Characters between "only" and whom it is said of."""


def read(scene: Scene, found: Read) -> None:
    """ "Only Hill exceeds 80 %", "Spain is the only one of the three that falls short of 4,000"."""
    named = things(scene)
    only = [said for said in scene.said(Cue.ONLY) if len(named) == 1 and _of(scene, said, named[0])]
    if not only or scene.has(Cue.IF) or "?" in scene.text:
        return
    verdicts = [held for table in tables(scene) if table.complete for held in _verdicts(scene, named[0], table)]
    if verdicts and not any(verdicts):
        found.wrong(KIND, only[0].text)


def _of(scene: Scene, said: Said, thing: Thing) -> bool:
    """Whether it stands right before the one named, or makes of it the only one."""
    articled = any(article.end + 1 == said.start for article in scene.said(Cue.ARTICLE))
    return not scene.denied(said.start) and (articled or 0 <= thing.start - said.end <= _NEAR)


def _verdicts(scene: Scene, thing: Thing, table: Table) -> Iterator[bool]:
    mine = list(rows_of(scene.world, thing.wanted, table))
    others = [row for row in table.rows if not any(row is own for own in mine)]
    for said in tests(scene, table) if mine and others else ():
        own, rest = [said.test(row) for row in mine], [said.test(row) for row in others]
        if said.taken and not said.silent and None not in (*own, *rest):
            yield all(own) and not any(rest)
