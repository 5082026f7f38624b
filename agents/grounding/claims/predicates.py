"""Predicates: what a clause says of each person of a list: left, in a band, of a value, over a limit, older than."""

from collections.abc import Callable, Sequence
from functools import partial

from agents.grounding.claims.measures import adjectives, of_field
from agents.grounding.cues import Cue
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import fold
from agents.grounding.scene import Scene
from agents.grounding.world import LEFT, Row

_BANDS = {Cue.BAND_HIGH: "high", Cue.BAND_MEDIUM: "medium", Cue.BAND_LOW: "low"}


def _denied_twice(scene: Scene) -> bool:
    """ "No abandonó ninguno": in Spanish two negations are one, none left."""
    none = [said.start for said in scene.said(Cue.NONE)]
    return any(fold(s.text).startswith("no ") and at >= s.end for s in scene.said(Cue.STAYED) for at in none)


def predicate(scene: Scene) -> Callable[[Row], bool | None] | None:
    """What the clause says of each person of a list: left, stayed, in a band, of a value, over a limit."""
    compared = than_person(scene)
    if compared is not None:
        return compared
    if scene.has(Cue.STAYED, Cue.LEFT, Cue.LEAVERS):
        stayed = scene.has(Cue.STAYED) and not _denied_twice(scene)
        return lambda row: None if LEFT not in row.texts else (row.texts[LEFT] == "no") == stayed
    for cue, band in _BANDS.items():
        if scene.has(cue):
            return partial(_in_band, band=band, outside=scene.has(Cue.OUTSIDE))
    limit = _limit(scene)
    if limit is not None:
        return limit
    values = [(f.column, f.value) for f in scene.features if f.value is not None]
    owners = [(m.kind, m.values) for m in scene.mentions if m.kind not in {CUSTOMER, "column", "member"}]
    wanted = [(c, frozenset({v})) for c, v in values if v is not None] + owners
    for owner in {o for row in scene.world.people.values() for o in row.texts.values()}:
        if " " in owner and owner in scene.text:
            wanted.append((scene.world.catalog.owner or "owner", frozenset({owner})))
    if not wanted:
        return None
    return partial(_is, wanted=wanted)


def _is(row: Row, *, wanted: Sequence[tuple[str, frozenset[str]]]) -> bool | None:
    """Whether a row has the values said; None where it does not tell them."""
    held = [row.texts.get(c) or (f"{row.numbers[c]:g}" if c in row.numbers else None) for c, _ in wanted]
    return None if None in held else all(value in values for value, (_, values) in zip(held, wanted, strict=True))


def than_person(scene: Scene) -> Callable[[Row], bool | None] | None:
    """ "All five are older than Hill": each one listed against the customer named."""
    orders = [*scene.said(Cue.MORE, Cue.LESS), *adjectives(scene, "er", "or", "as", "os")]
    named = [m for m in scene.mentions if m.kind == CUSTOMER and len(m.values) == 1]
    thans = [t for t in scene.said(Cue.THAN) if named and orders and orders[0].start < t.start < named[0].start]
    row = scene.world.people.get(next(iter(named[0].values))) if len(named) == 1 else None
    columns = [f.column for f in scene.features if f.value is None]
    if row is None or not thans or not columns or columns[0] not in row.numbers:
        return None
    order = min(orders, key=lambda said: said.start)
    return partial(_beyond_person, column=columns[0], limit=row.numbers[columns[0]], more=order.cue is Cue.MORE)


def _beyond_person(row: Row, *, column: str, limit: float, more: bool) -> bool | None:
    held = row.numbers.get(column)
    return None if held is None else (held > limit if more else held < limit)


def _in_band(row: Row, *, band: str, outside: bool) -> bool | None:
    held = row.texts.get("risk_band")
    return None if held is None else (held == band) != outside


def _limit(scene: Scene) -> Callable[[Row], bool | None] | None:
    """ "Exceed 90 %"."""
    for order in scene.said(Cue.MORE, Cue.LESS):
        after = [q for q in scene.quantities if q.start >= order.start and q.kind in {"percent", "money"}]
        if after:
            share = after[0].kind == "percent"
            keys = {k for label in scene.labels for k in label.keys} or ({"probability"} if share else set())
            return partial(
                _over,
                limit=after[0].readings[0][0] / (100 if share else 1),
                keys=frozenset(keys),
                more=order.cue == Cue.MORE,
            )
    return None


def _over(row: Row, *, limit: float, keys: frozenset[str], more: bool) -> bool | None:
    held = [number for key, number in row.numbers.items() if any(of_field(key, k) for k in keys)]
    return None if not held else (held[0] > limit) == more
