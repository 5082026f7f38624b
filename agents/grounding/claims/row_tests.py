"""What a clause can say of each row of a table: over or under a limit, between two, nothing of it, left, in a band."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from agents.grounding.claims.measures import RISKS, of_field
from agents.grounding.claims.predicates import predicate
from agents.grounding.claims.sides import fields
from agents.grounding.claims.threshold import side
from agents.grounding.cues import Cue
from agents.grounding.matching import tolerance
from agents.grounding.patterns import any_of, compiled, whole
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import Quantity
from agents.grounding.scene import Scene
from agents.grounding.world import Row, Table

_AND = compiled(rf"^[\s*_%€$£]*(?:down\s+|up\s+)?(?:{any_of('range_link')})\s+(?:[^\W\d]+\s+){{0,2}}[€$£*_]*$")
_BESIDE = 14
_NEAR = 60
Test = Callable[[Row], bool | None]


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What is said of each row, where it is said, and the figures that it takes."""

    test: Test
    at: int
    taken: tuple[Quantity, ...] = ()
    of_people: bool = False
    silent: bool = False
    """Whether it only bears its figure out: what does not hold may be said of somebody else."""
    of_all: bool = False
    """Whether it is meant of everybody where nothing else is said: a range."""


def tests(scene: Scene, table: Table) -> Iterator[Tested]:
    """What a clause can say of each row of a table."""
    for key in keys_of(scene, table):
        yield from _limits(scene, table, key)
        yield from _between(scene, table, key)
        yield from _equal(scene, table, key)
        yield from _nothing(scene, table, key)
    test = predicate(scene) if table.of_people else None
    if test is not None:
        first = min((s.start for s in scene.said(Cue.OWN, Cue.LEFT, Cue.STAYED)), default=scene.end)
        yield Tested(test=test, at=first, of_people=True)


def _equal(scene: Scene, table: Table, key: str) -> Iterator[Tested]:
    """At a figure: "the other three, 20"."""
    for q in scene.quantities:
        if q.kind in {"plain", "percent"} and fits(scene, table, key, q):
            share = 100 if q.kind == "percent" else 1
            low, high = tolerance(*q.readings[0], q)
            yield Tested(test=_within(key, low / share, high / share), at=q.start, taken=(q,), silent=True)


def _nothing(scene: Scene, table: Table, key: str) -> Iterator[Tested]:
    """Nothing, or something, of a number: "no weight", "zero weight", "count for nothing"."""
    named = [label.start for label in scene.labels if key in label.keys]
    weighs = key == "weight" and table in scene.world.entities
    verb = whole("weighs").search(scene.text) if weighs and not named else None
    at = named[0] if named else scene.start + verb.start() if verb is not None else None
    if at is not None:
        zero = any(q.readings[0][0] == 0 and abs(q.start - at) <= _BESIDE for q in scene.quantities)
        none = zero or scene.denied(at) or scene.has(Cue.NOTHING)
        yield Tested(test=_is_zero(key, zero=none), at=at, of_people=weighs or key == "weight")


def _limits(scene: Scene, table: Table, key: str) -> Iterator[Tested]:
    """Over or under a figure that follows, or the whole."""
    for q in scene.quantities:
        over = side(scene, q)
        if over is not None and fits(scene, table, key, q):
            limit = q.readings[0][0] / (100 if q.kind in {"percent", "points"} else 1)
            yield Tested(test=_beyond(key, limit, more=over), at=q.start, taken=(q,))
    orders = scene.said(Cue.MORE, Cue.LESS, Cue.UP, Cue.DOWN)
    of_whole = (scene.whole or scene).has(Cue.WHOLE) or not table.fact_id
    for said in orders if of_whole and key in table.total else ():
        more = (said.cue in {Cue.MORE, Cue.UP}) != scene.denied(said.start)
        after = [q for q in scene.quantities if 0 <= q.start - said.start <= _NEAR][:1]
        yield Tested(test=_beyond(key, table.total[key], more=more), at=said.start, taken=tuple(after))


def _between(scene: Scene, table: Table, key: str) -> Iterator[Tested]:
    """Between two figures, as near as they are said."""
    for one, other in pairwise(scene.quantities):
        linked = one.kind == other.kind and _AND.match(scene.shows(one.end, other.start))
        if linked and scene.has(Cue.RANGE) and fits(scene, table, key, one):
            share = 100 if one.kind == "percent" else 1
            ends = [tolerance(*q.readings[0], q) for q in (one, other)]
            low, high = min(end[0] for end in ends) / share, max(end[1] for end in ends) / share
            yield Tested(test=_within(key, low, high), at=one.start, taken=(one, other), of_all=True)


def fits(scene: Scene, table: Table, key: str, q: Quantity) -> bool:
    """Whether a figure of this kind can be one of these numbers: a share of shares, an amount of amounts."""
    shares = all(abs(row.numbers.get(key, 0.0)) <= 1 for row in table.rows)
    if q.kind in {"percent", "fraction"}:
        return shares
    named = any(of_field(key, k) for label in scene.labels for k in label.keys) or key in {*_said(scene)}
    if q.kind == "money":
        return not shares and (named or key in table.measures)
    return q.kind == "plain" and (named or (key,) == table.measures == ("customers",))


def _within(key: str, low: float, high: float) -> Test:
    return lambda row: None if key not in row.numbers else low <= row.numbers[key] <= high


def _beyond(key: str, limit: float, *, more: bool) -> Test:
    return lambda row: None if key not in row.numbers else (row.numbers[key] > limit) == more


def _is_zero(key: str, *, zero: bool) -> Test:
    return lambda row: None if key not in row.numbers else (row.numbers[key] == 0) == zero


def keys_of(scene: Scene, table: Table) -> list[str]:
    """The numbers of a table that may be meant; a share of models is a risk where nothing is named."""
    named = list(dict.fromkeys(key for key, _ in fields(scene, table)))
    risks = [key for key in RISKS if any(key in row.numbers for row in table.rows)]
    held = sorted({key for row in table.rows for key in row.numbers})
    said = [key for key in held if any(of_field(key, column) for column in _said(scene))]
    return risks if table in scene.world.entities and risks and not scene.labels else said or named


def _said(scene: Scene) -> Iterator[str]:
    """The columns that are named; "years old" names those that hold an age."""
    yield from (f.column for f in scene.features or (scene.whole or scene).features)
    wanted = set(WORDS["ages"]) if any(word.folded in WORDS["aged"] for word in scene.words) else set()
    yield from (c.name for c in scene.world.catalog.columns.values() if wanted & {*c.names.es, *c.names.en})
