"""Attributes: what is said of a customer (a value, a flag, a band) must be what the bank holds of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agents.grounding.claims.sides import left
from agents.grounding.cues import Cue, Said
from agents.grounding.figures import CUSTOMER
from agents.grounding.patterns import any_of, compiled, listed, whole
from agents.grounding.scene import Read, Scene
from agents.grounding.vocabulary import Feature
from agents.grounding.world import Row

KIND = "attribute"
BANDS = {Cue.BAND_HIGH: "high", Cue.BAND_MEDIUM: "medium", Cue.BAND_LOW: "low"}


def read(scene: Scene, found: Read) -> None:
    """Values said of one customer, or of each of the two that are named together."""
    for feature in scene.features:
        rows = [] if _supposing(scene, feature) else _of_whom(scene, feature)
        value = _said(scene, feature) if rows else None
        if _one(scene, feature) and any(r.numbers.get(feature.column, 1) != 1 for r in rows):
            found.wrong(KIND, scene.shows(feature.start, feature.end))
        if value is not None and any(r.texts.get(feature.column, value) != value for r in rows):
            found.wrong(KIND, scene.shows(feature.start, feature.end))
    rows = _rows(scene)
    _unheld_risk(scene, found, rows)
    _size(scene, found, rows)
    if rows:
        _band(scene, found, rows)
    _owner(scene, found, rows)


def _unheld_risk(scene: Scene, found: Read, rows: list[Row]) -> None:
    """ "Moore has hardly any risk of leaving", where no Fact tells it."""
    known = any("probability" in row.numbers or "risk_band" in row.texts for row in rows) or scene.world.changes
    risks = [s for s in scene.said(Cue.RISK, Cue.LEAVING) if s.text.lower() in listed("chances")]
    if not rows or known or not risks or scene.has(Cue.IF, Cue.HEDGE) or whole("unknown").search(scene.text):
        return
    if any(abs(s.start - risks[0].start) <= _NEAR for s in scene.said(*_PLAIN, *BANDS, Cue.NOT)):
        found.absent("band", risks[0].text)


_NEAR = 36


def _empty(scene: Scene, found: Read, rows: list[Row]) -> None:
    """ "She has no balance", where there is one."""
    columns = scene.world.catalog.columns
    for feature in scene.features if not scene.has(Cue.IF, Cue.HEDGE) else ():
        before = scene.shows(scene.start, feature.start).rstrip(" *_").lower()
        none = before.endswith(tuple(f" {word}" for word in listed("without"))) or before in listed("without")
        money = none and feature.value is None and columns[feature.column].kind == "money"
        if money and any(row.numbers.get(feature.column, 0) > 0 for row in rows):
            found.wrong(KIND, scene.shows(feature.start, feature.end))


def _size(scene: Scene, found: Read, rows: list[Row]) -> None:
    """ "A sizeable balance", where it is zero."""
    _empty(scene, found, rows)
    said = whole("sizeable").search(scene.text)
    if said is None or scene.has(Cue.IF) or scene.denied(scene.start + said.start()):
        return
    beside = [f for f in scene.features if abs(f.start - scene.start - said.start()) <= _BESIDE]
    if any(row.numbers.get(feature.column) == 0 for row in rows for feature in beside):
        found.wrong(KIND, said.group())


_BESIDE = 16


def _of_whom(scene: Scene, feature: Feature) -> list[Row]:
    """Those a value is said of: all who are named together before it, the others of a list, or the one spoken of."""
    people = scene.world.people
    verbs = [own for own in scene.said(Cue.OWN) if own.start < feature.start]
    named = [t for t in left(scene, verbs[0].start) if CUSTOMER in t.wanted and t.start >= scene.start] if verbs else []
    if len(named) > 1:
        return [people[c] for t in named for c in t.wanted[CUSTOMER] if len(t.wanted[CUSTOMER]) == 1 and c in people]
    if verbs and any(said.end <= verbs[0].start for said in scene.said(Cue.REST)):
        told = {c for m in (scene.whole or scene).mentions if m.kind == CUSTOMER for c in m.values}
        listed = next((table.rows for table in scene.world.tables if table.of_people), ())
        return [row for row in listed if row.customer not in told]
    return _rows(scene)


def _rows(scene: Scene) -> list[Row]:
    people = scene.world.people
    if scene.has(Cue.BOTH) and len(people) == 2:
        return list(people.values())
    if scene.has(Cue.ALL, Cue.NONE, Cue.MOSTLY, Cue.ONLY) and not any(m.kind == CUSTOMER for m in scene.mentions):
        return []
    named = {next(iter(m.values)) for m in scene.mentions if m.kind == CUSTOMER and len(m.values) == 1}
    if len(named) > 1:
        return []
    row = people.get(scene.person() or "")
    return [row] if row is not None else []


def _supposing(scene: Scene, feature: Feature) -> bool:
    """Whether a value is only supposed, advised or compared with; what follows a comma may be of something else."""
    said = scene.said(Cue.IF, Cue.ADVICE)
    near = [s for s in said if s.start < feature.start or "," not in scene.shows(feature.end, s.start)]
    return bool(near) or scene.has(Cue.THAN) or "?" in scene.text or "→" in scene.text


def _said(scene: Scene, feature: Feature) -> str | None:
    """The value a feature says, as stored; None where it says none of the customer."""
    spec = scene.world.catalog.columns[feature.column]
    if feature.value is not None:
        if scene.denied(feature.start) and not scene.shows(feature.start, feature.end).lower().startswith(
            ("no ", "sin ")
        ):
            return spec.other(feature.value) if spec.kind == "flag" else None
        return feature.value
    if spec.kind != "flag" or not _owned(scene, feature) or feature.column == scene.world.catalog.label.column:
        return None
    return spec.other(spec.yes) if scene.denied(feature.start) else spec.yes


def _one(scene: Scene, feature: Feature) -> bool:
    """ "A single product": one of a column that counts."""
    spec = scene.world.catalog.columns[feature.column]
    before = [word for word in scene.words if word.end <= feature.start][-1:]
    return spec.kind == "integer" and not feature.sign and bool(before) and before[0].folded in _SOLE


_SOLE = frozenset(listed("sole"))


def _owned(scene: Scene, feature: Feature) -> bool:
    """Whether "is", "has", "tiene" stands within the three words before."""
    before = [word for word in scene.words if word.end <= feature.start][-3:]
    after = [word for word in scene.words if word.start >= feature.end][:1]
    predicative = not after or not any(said.start == after[0].start for said in scene.said(Cue.OWN, Cue.UP, Cue.DOWN))
    return predicative and any(said.start == w.start for w in before for said in scene.said(Cue.OWN))


def _moves_band(scene: Scene, found: Read, rows: list[Row]) -> bool:
    """ "From the high band to the low one": the band now and the one after a change."""
    said = sorted((*scene.said(*BANDS), *scene.said(*_PLAIN)), key=lambda s: (s.start, -len(s.text)))
    said = [s for n, s in enumerate(said) if not any(o.start <= s.start < o.end for o in said[:n])]
    changes = [c for c in scene.world.changes if c.customer in {row.customer for row in rows}]
    if len(said) != 2 or not changes or not _MOVES.search(scene.shows(scene.start, said[0].start)):
        return False
    if not _INTO.search(scene.shows(said[0].end, said[1].start)):
        return False
    before, after = (BANDS[_PLAIN.get(s.cue, s.cue)] for s in said)
    if not any((c.baseline_band, c.band) == (before, after) for c in changes):
        found.wrong("band", f"{said[0].text} → {said[1].text}")
    return True


_MOVES = compiled(rf"\b{any_of('from')}\s+(?:{any_of('article')}\s+)?[*_]*$")
_INTO = compiled(rf"\b{any_of('to')}\s+(?:{any_of('article')}\s+)?[*_]*$")


def _band(scene: Scene, found: Read, rows: list[Row]) -> None:
    if _moves_band(scene, found, rows):
        return
    for said in (*scene.said(*BANDS), *_said_of_risk(scene)):
        band = BANDS[said.cue]
        if _is_mean(scene, said):
            continue
        if any(_in_band(scene, row, band) is scene.denied(said.start) for row in rows):
            found.wrong("band", said.text)


def _is_mean(scene: Scene, said: Said) -> bool:
    """ "Riesgo medio: 49,4 %" of nobody named: the name of a mean with its figure, no band."""
    if any(m.kind == CUSTOMER for m in scene.mentions):
        return False
    ends = [max(label.end, said.end) for label in scene.labels if label.start <= said.start < label.end]
    return any(scene.shows(end, q.start).strip(" *_") == ":" for end in ends for q in scene.quantities if q.start > end)


_PLAIN = {Cue.HIGH: Cue.BAND_HIGH, Cue.MEDIUM: Cue.BAND_MEDIUM, Cue.LOW: Cue.BAND_LOW}


_TAIL = 40
_DEEMED = compiled(rf"\b{any_of('deemed')}[\s*_]*(?:{any_of('article')}\s+)?[*_]*$")


def _said_of_risk(scene: Scene) -> Iterator[Said]:
    """ "Chu's risk is low": a band's adjective that the verb says of the risk."""
    risks = scene.said(Cue.RISK)
    for said in scene.said(*_PLAIN):
        before = [word for word in scene.words if word.end <= said.start][-1:]
        verb = bool(before) and any(own.end == before[0].end for own in scene.said(Cue.OWN))
        verb = verb or _DEEMED.search(scene.shows(max(scene.start, said.start - _TAIL), said.start)) is not None
        if verb and risks and risks[0].end <= before[0].start and not scene.said(*BANDS):
            yield replace(said, cue=_PLAIN[said.cue])


def _in_band(scene: Scene, row: Row, band: str) -> bool | None:
    """Whether a customer is, or by a change of the Facts would be, in a band; None where the Facts do not say."""
    customer = row.customer
    changes = [c for c in scene.world.changes if c.customer == customer]
    sentence = scene.whole or scene
    supposed = sentence.has(Cue.IF, Cue.DOWN, Cue.UP) or any(word.folded in {"that", "eso"} for word in scene.words[:1])
    if changes and supposed:
        columns = {feature.column for feature in sentence.features}
        exact = [c for c in changes if columns and set(c.after) == columns] or changes
        return any(c.band == band for c in exact) or (len(exact) > 1 and row.texts.get("risk_band") == band)
    held = {c.baseline_band for c in changes} | {row.texts.get("risk_band", "")}
    held |= {c.band for c in changes}
    held.discard("")
    return None if not held else band in held


def _owner(scene: Scene, found: Read, rows: list[Row]) -> None:
    """The manager named must be the customer's."""
    column = scene.world.catalog.owner or "owner"
    known = set(_owners(scene))
    people = [(m.start, m.end) for m in (scene.whole or scene).mentions if m.kind == CUSTOMER]
    said = [owner for owner in known if any(at not in people for at in _places(scene, owner))]
    of = rows if len(rows) == 1 else _listed_before(scene, said)
    if said and any(row.texts.get(column, said[0]) not in said for row in of):
        found.wrong(KIND, said[0])


def _listed_before(scene: Scene, owners: list[str]) -> list[Row]:
    """The customers that are listed right before the one manager named: "Hill and Chu are on her book"."""
    if len(owners) != 1:
        return []
    at = min((start for start, _ in _places(scene, owners[0])), default=0)
    run = [t.wanted[CUSTOMER] for t in left(scene, at) if CUSTOMER in t.wanted and t.start >= scene.start]
    people = scene.world.people
    return [people[c] for ids in run if len(ids) == 1 for c in ids if c in people]


def _places(scene: Scene, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in the sentence."""
    for match in re.finditer(re.escape(name), scene.text):
        yield scene.start + match.start(), scene.start + match.end()


def _owners(scene: Scene) -> Iterator[str]:
    column = scene.world.catalog.owner or "owner"
    for row in scene.world.people.values():
        if row.texts.get(column):
            yield row.texts[column]
