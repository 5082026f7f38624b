"""Ranges: "between 38 and 40", "in their sixties" must be where the numbers of those listed, or their mean, lie."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.grounding.claims.measures import of_field
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Read, Scene
from agents.grounding.world import Table

KIND = "range"
_AND = compiled(rf"^[\s*_%€$]*(?:{any_of('range_link')})\s+(?:{any_of('article')}\s+)?[*_]*$")
DECADES: dict[str, int] = WORDS["decades"]


def read(scene: Scene, found: Read) -> None:
    """Ranges of those who are listed."""
    if scene.has(Cue.IF) or "?" in scene.text:
        return
    for one, other in pairwise(scene.quantities):
        if one.kind == other.kind and scene.has(Cue.RANGE) and _AND.match(scene.shows(one.end, other.start)):
            _between(scene, found, one, other)
    _decade(scene, found)


def _between(scene: Scene, found: Read, one: Quantity, other: Quantity) -> None:
    """The lowest and the highest of a column, or limits around its mean or around everybody."""
    share = 100 if one.kind == "percent" else 1
    low, high = one.readings[0][0] / share, other.readings[0][0] / share
    slack = one.readings[0][1] / 2 / share
    for values in _listed(scene, one):
        mean = sum(values) / len(values)
        ends = abs(min(values) - low) <= slack and abs(max(values) - high) <= slack
        around = whole("average").search(scene.text) is not None and low <= mean <= high
        if ends or around or (low <= min(values) and max(values) <= high):
            found.borne += [one, other]
            return


def _listed(scene: Scene, q: Quantity) -> Iterator[list[float]]:
    """The numbers of every table's rows that the clause may mean, column by column."""
    keys = {key for label in scene.labels for key in label.keys} | {f.column for f in scene.features}
    keys |= set(_ages(scene)) if any(word.folded in WORDS["aged"] for word in scene.words) else set()
    for table in scene.world.tables:
        yield from (values for values in _columns(table, keys) if len(values) > 1)


def _columns(table: Table, keys: set[str]) -> Iterator[list[float]]:
    for key in sorted({key for row in table.rows for key in row.numbers}):
        if any(of_field(key, wanted) for wanted in keys):
            yield [row.numbers[key] for row in table.rows if key in row.numbers]


def _decade(scene: Scene, found: Read) -> None:
    """ "In their sixties": sixty to sixty-nine, of the one spoken of or of all."""
    said = [word for word in scene.words if word.folded in DECADES]
    ages = _ages(scene)
    if not said or not ages:
        return
    begins = DECADES[said[0].folded]
    held = _of_those(scene, ages)
    if held and all(begins <= value <= begins + 9 for value in held) is scene.denied(said[0].start):
        found.wrong(KIND, said[0].text)


def _ages(scene: Scene) -> Sequence[str]:
    """Columns that hold an age."""
    wanted = set(WORDS["ages"])
    return [c.name for c in scene.world.catalog.columns.values() if wanted & {*c.names.es, *c.names.en}]


def _of_those(scene: Scene, keys: Sequence[str]) -> list[float]:
    named = [next(iter(m.values)) for m in scene.mentions if m.kind == CUSTOMER and len(m.values) == 1]
    if not named and not scene.has(Cue.ALL, Cue.BOTH):
        named = [scene.person() or ""]
    rows = [scene.world.people[p] for p in named if p in scene.world.people]
    if not named and scene.has(Cue.ALL, Cue.BOTH):
        rows = next((list(table.rows) for table in scene.world.tables if table.of_people), [])
    return [row.numbers[key] for row in rows for key in keys if key in row.numbers]
