"""Drivers: which columns weigh most, and which raise or lower a risk."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from agents.grounding.claims.order import places
from agents.grounding.cues import Cue, Said
from agents.grounding.scene import Read, SaidDriver, Scene
from agents.grounding.vocabulary import Feature
from agents.grounding.world import Driver

KIND = "driver"


def read(scene: Scene, found: Read) -> None:
    """Claims about what a risk is associated with."""
    scene = replace(scene, features=tuple(f for f in scene.features if not _no_driver(scene, f)))
    held = _held(scene)
    scene = replace(scene, features=(*scene.features, *_by_value(scene, held)))
    scene = replace(scene, features=tuple(sorted(scene.features, key=lambda f: f.start)))
    columns = list(dict.fromkeys(feature.column for feature in scene.features))
    if columns and held and not _weighed(scene, found, held):
        _associated(scene, found, columns, held)


def _associated(scene: Scene, found: Read, columns: Sequence[str], held: Sequence[Driver]) -> None:
    """The columns named as the first ones, or as what moves the risk one way."""
    up, down = moved(scene, Cue.UP), moved(scene, Cue.DOWN)
    if up and down:
        return
    if _ranks(scene):
        _main(scene, found, columns, held, up=bool(up), down=bool(down))
        _say(scene, found, columns, held, rises=bool(up) if up or down else None)
    elif (up or down) and not scene.has(Cue.IF):
        verb = (up or down)[0]
        _signs(scene, found, columns, held, verb, up=bool(up))
        _say(scene, found, columns, held, rises=bool(up) != scene.denied(verb.start))


def _by_value(scene: Scene, held: Sequence[Driver]) -> Iterator[Feature]:
    """ "Being 58": a number that is one column's alone names it, where nothing else beside it does."""
    row = scene.world.people.get(scene.person() or "")
    numbers = {d.column: row.numbers[d.column] for d in held if d.column in row.numbers} if row is not None else {}
    for q in scene.quantities if q_alone(scene) else ():
        columns = [column for column, value in numbers.items() if value == q.readings[0][0] and value > _FEW]
        if len(columns) == 1 and not any(f.column == columns[0] for f in scene.features):
            yield Feature(column=columns[0], start=q.start, end=q.end)


_FEW = 10


def q_alone(scene: Scene) -> bool:
    """Whether a clause begins with a number before it names any column."""
    named = min((f.start for f in scene.features), default=scene.end)
    return any(q.kind == "plain" and q.start < named for q in scene.quantities[:1])


def _no_driver(scene: Scene, feature: Feature) -> bool:
    """Whether a column is only named by a noun for people, or is what is driven ("driver of the score")."""
    joined = any(0 < f.start - feature.end <= _OF_WHAT for f in scene.features if f.column != feature.column)
    nouns = joined and any(said.start == feature.start for said in scene.said(Cue.COUNTED, Cue.PERSON))
    others = any(f.column != feature.column for f in scene.features)
    after = [of for of in scene.said(Cue.OUT_OF) if 0 <= feature.start - of.end <= _OF_WHAT]
    driven = any(0 <= of.start - said.end <= 1 for of in after for said in scene.said(Cue.FACTOR))
    return others and (nouns or driven)


_OF_WHAT = 5


def _weighed(scene: Scene, found: Read, held: Sequence[Driver]) -> bool:
    """Whether two columns are weighed ("age weighs more than the balance"): the one before against the one after."""
    read = False
    weights = {driver.column: abs(driver.weight) for driver in held}
    for said in (*scene.said(Cue.OUTWEIGHS, Cue.OUTWEIGHED), *_moves_more(scene)):
        weighed = [f for f in scene.features if f.column in weights]
        before = [f.column for f in weighed if f.end <= said.start]
        after = [f.column for f in weighed if f.start >= said.end]
        if not before or not after or scene.denied(said.start) or before[-1] == after[0]:
            continue
        read = True
        more = weights[before[-1]] > weights[after[0]]
        if more != (said.cue in {Cue.OUTWEIGHS, Cue.MORE}):
            found.wrong(KIND, scene.text)
    found.weighed |= read
    return read


def _moves_more(scene: Scene) -> list[Said]:
    """ "Lowers the risk more than"."""
    return scene.said(Cue.MORE, Cue.LESS) if scene.has(Cue.UP, Cue.DOWN) and scene.has(Cue.THAN) else []


def _say(scene: Scene, found: Read, columns: Sequence[str], held: Sequence[Driver], *, rises: bool | None) -> None:
    """Write down which drivers the clause speaks of."""
    known = {driver.column: driver.customer for driver in held}
    found.drivers += [SaidDriver(column=c, customer=known[c], rises=rises) for c in columns if c in known]


def _held(scene: Scene) -> list[Driver]:
    """The drivers of whom the clause is about: the customer's, else the model's."""
    person = scene.person()
    mine = [ds for ds in scene.world.drivers if person is not None and ds and ds[0].customer == person]
    return (mine or [ds for ds in scene.world.drivers if ds and ds[0].customer is None] or [[]])[0]


def _ranks(scene: Scene) -> bool:
    if scene.has(Cue.FACTOR) and scene.has(Cue.MOST):
        return True
    if scene.has(Cue.MAIN) or (places(scene) and not scene.has(Cue.IF)):
        return True
    return scene.has(Cue.MOST, Cue.LEAST) and scene.has(Cue.UP, Cue.DOWN)


def moved(scene: Scene, way: Cue) -> list[Said]:
    """What says that a risk goes up (or down): a verb, or a comparative of the risk itself ("a lower risk")."""
    verbs = scene.said(way)
    if verbs or scene.has(Cue.THAN) or scene.has(Cue.UP, Cue.DOWN):
        return verbs
    risks = scene.said(Cue.RISK)
    orders = scene.said(Cue.MORE if way is Cue.UP else Cue.LESS)
    return [o for o in orders if any(abs(o.end - r.start) <= 2 or abs(r.end - o.start) <= 2 for r in risks)]


def _main(scene: Scene, found: Read, columns: Sequence[str], held: Sequence[Driver], *, up: bool, down: bool) -> None:
    """The columns named must be the first ones, in the direction said; "the second" by its place."""
    pool = [d for d in held if not d.signed or not (up or down) or (d.weight > 0) == up]
    ranked = [d.column for d in sorted(pool, key=lambda d: -abs(d.weight))]
    said_places = [number for _, number in places(scene)]
    known = [column for column in columns if any(d.column == column for d in held)]
    if not known:
        return
    if said_places and said_places[0] > 1:
        if ranked[said_places[0] - 1 : said_places[0]] != known[:1]:
            found.wrong(KIND, scene.text)
        return
    said = scene.said(Cue.MAIN, Cue.RANKED, Cue.MOST, Cue.LEAST)
    if said and scene.denied(said[0].start):
        return
    first = _said_first(scene, known)
    if set(first) != set(ranked[: len(first)]):
        found.wrong(KIND, scene.text)


def _said_first(scene: Scene, known: Sequence[str]) -> list[str]:
    """The columns said to be first: all that are listed, or, with a verb between, only those on its side."""
    heads = [f for f in scene.features if f.column in known]
    linked = [heads[0].column]
    for one, other in pairwise(heads):
        between = scene.shows(one.end, other.start).lower()
        if len(between) > 40 or any(stop in between for stop in (";", "followed", "seguid", "then", "luego", "not ")):
            break
        linked.append(other.column)
    return list(dict.fromkeys(linked))


def _signs(scene: Scene, found: Read, columns: Sequence[str], held: Sequence[Driver], verb: Said, *, up: bool) -> None:
    signed = {d.column: d.weight for d in held if d.signed}
    denied = scene.denied(verb.start)
    if denied and any(f.value is not None and scene.denied(f.start) and f.end <= verb.start for f in scene.features):
        denied = False  # "that she is not active works against her": what is denied is the value
    raises = up != denied
    own = [f.column for f in scene.features if f.end <= verb.start]
    wrong = [c for c in own or columns if c in signed and signed[c] != 0 and (signed[c] > 0) != raises]
    if wrong:
        found.wrong(KIND, scene.text)
