"""Gradients: "the better the score, the lower the rate" must hold from each band of a column to the next."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf

from agents.grounding.claims.measures import measures
from agents.grounding.cues import Cue
from agents.grounding.patterns import any_of, compiled
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Row, Table

KIND = "order"
_OPENS = compiled(rf"^[\s*_-]*{any_of('correlates')}\s")
_ALONG = compiled(rf"\b{any_of('along')}\s")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WAYS = {Cue.MORE: 1, Cue.MOST: 1, Cue.BEST: 1, Cue.UP: 1, Cue.RISKIEST: 1}
_WAYS |= {Cue.LESS: -1, Cue.LEAST: -1, Cue.WORST: -1, Cue.DOWN: -1, Cue.SAFEST: -1}


def read(scene: Scene, found: Read) -> None:
    """A sentence of two halves, each of which says more or less of something."""
    for first, second in _halves(scene):
        one, two = _way(first), _way(second)
        named = {feature.column for feature in first.features}
        held = [v for t in scene.world.tables for v in _verdicts(second, t, one * two, named)] if one and two else []
        if held and not any(held):
            found.wrong(KIND, scene.text)


def _halves(scene: Scene) -> Iterator[tuple[Scene, Scene]]:
    """The half that says which way a column goes, and the one that says what goes with it."""
    comma, along = scene.text.find(","), _ALONG.search(scene.text)
    if "?" in scene.text:
        return
    if comma > 0 and _OPENS.match(scene.text):
        yield scene.part(0, comma), scene.part(comma + 1, scene.end)
    elif along is not None and along.start() > 0:
        ends = scene.text.find(",", along.end())
        yield scene.part(along.end(), ends if ends > 0 else scene.end), scene.part(0, along.start())


def _way(part: Scene) -> int:
    said = sorted((s for s in part.cues if s.cue in _WAYS), key=lambda s: (s.start, -s.end))
    return _WAYS[said[0].cue] if said else 0


def _verdicts(second: Scene, table: Table, way: int, named: set[str]) -> Iterator[bool]:
    kinds = {kind for row in table.rows for kind in row.subject}
    steps = sorted((at, number) for number, row in enumerate(table.rows) if (at := _begins(row)) is not None)
    if len(kinds) != 1 or len(steps) != len(table.rows) or len(steps) < _LEAST or (named and not named & kinds):
        return
    for key, sign in measures(second, table):
        told = [table.rows[number].numbers[key] for _, number in steps if key in table.rows[number].numbers]
        if len(told) == len(steps):
            yield _goes(told, way * sign)


def _goes(values: Sequence[float], way: int) -> bool:
    return all((b - a) * way > 0 for a, b in pairwise(values))


_LEAST = 3
"""Bands that make a gradient."""


def _begins(row: Row) -> float | None:
    """Where the band of a row begins."""
    label = next((value for values in row.subject.values() for value in values), "")
    numbers = _NUMBER.findall(label)
    if not numbers:
        return None
    return -inf if label.lstrip().startswith(("<", "≤")) else float(numbers[0].replace(",", ""))
