"""Opposites: each word of a sentence that claims something, turned round.

What a sentence says has been held against the Facts only if the contrary would have been refused. A sentence of which
a word can be turned round ("the highest": the lowest, "women": men, "active": inactive) without anything being found
wrong says something that no reader of claims has read: it is not in the Facts, whatever it says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agents.grounding.claims.unheld import hedged
from agents.grounding.cues import Cue, Said
from agents.grounding.figures import CUSTOMER
from agents.grounding.lexicon import Mention
from agents.grounding.patterns import listed, whole
from agents.grounding.quantities import hedged_from
from agents.grounding.scene import Scene
from agents.grounding.vocabulary import Feature

_CONTRARY = {
    Cue.UP: Cue.DOWN,
    Cue.MOST: Cue.LEAST,
    Cue.MORE: Cue.LESS,
    Cue.RISKIEST: Cue.SAFEST,
    Cue.ALL: Cue.NONE,
    Cue.BEST: Cue.WORST,
    Cue.BAND_HIGH: Cue.BAND_LOW,
    Cue.OUTWEIGHS: Cue.OUTWEIGHED,
}
CONTRARY = {
    **_CONTRARY,
    **{other: one for one, other in _CONTRARY.items()},
    Cue.BAND_MEDIUM: Cue.BAND_LOW,
    Cue.MOSTLY: Cue.NONE,
    Cue.MAIN: Cue.LEAST,
}
ORDERS = frozenset({Cue.MOST, Cue.LEAST, Cue.MORE, Cue.LESS, Cue.MAIN})
"""What only says how a list is ordered."""
_STATUS = {Cue.LEFT: Cue.STAYED, Cue.LEAVERS: Cue.STAYED, Cue.STAYED: Cue.LEFT}
"""Turned round where they name a group."""
_FEW = 3
"""Other values of a kind that are tried."""
Span = tuple[int, int]
_PREPOSITIONS = tuple(f" {word}" for word in listed("preposition"))


@dataclass(frozen=True, kw_only=True)
class Opposite:
    """A sentence with one of its words turned round, in each of the ways there are."""

    text: str
    span: Span
    cues: tuple[Cue, ...]
    ways: tuple[Scene, ...]


@dataclass
class _Piece:
    """Words that stand for one thing: cues, whom they name, values."""

    start: int
    end: int
    cues: list[Said] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    values: list[Feature] = field(default_factory=list)


def opposites(scene: Scene) -> Iterator[Opposite]:
    """Every word that claims something, turned round."""
    if _claims_nothing(scene):
        return
    pieces = _pieces(scene)
    for piece in pieces:
        of_somebody = any(m.kind == CUSTOMER for m in piece.mentions)
        if of_somebody or hedged(scene, piece.start) or scene.only_supposes(piece.start):
            continue
        ways = tuple(_ways(scene, piece, pieces))
        if ways:
            yield Opposite(
                text=scene.text[piece.start : piece.end],
                span=(piece.start, piece.end),
                cues=tuple(c.cue for c in piece.cues),
                ways=ways,
            )


def _claims_nothing(scene: Scene) -> bool:
    """A question, an advice, or what is said not to be known."""
    first = next(iter(scene.words), None)
    advice = first is not None and any(said.start == first.start for said in scene.said(Cue.ADVICE))
    return "?" in scene.text or advice or whole("unknown").search(scene.text) is not None


def _pieces(scene: Scene) -> list[_Piece]:
    """The words of a sentence that can be turned round, joined where they overlap."""
    limits = [
        (begins, q.end) for q in scene.quantities for begins, hedge in [hedged_from(scene.text[: q.start])] if hedge
    ]
    cues = [s for s in scene.cues if s.cue in CONTRARY and not _only_limits(scene, s, limits)]
    found: list[_Piece] = []
    said: list[tuple[Span, str, Said | Mention | Feature]] = [
        *(((s.start, s.end), "cues", s) for s in cues),
        *(((m.start, m.end), "mentions", m) for m in scene.mentions),
        *(((f.start, f.end), "values", f) for f in scene.features if f.value is not None),
    ]
    for (start, end), kind, one in sorted(said, key=lambda s: (s[0][0], -s[0][1])):
        if not found or start >= found[-1].end:
            found.append(_Piece(start=start, end=end))
        found[-1].end = max(found[-1].end, end)
        getattr(found[-1], kind).append(one)
    return found


def _only_limits(scene: Scene, said: Said, limits: Sequence[Span]) -> bool:
    """Whether a word only says how near a figure is, or only names leaving."""
    if any(start <= said.start < end for start, end in limits) or whole("nearness").search(
        scene.text[max(0, said.start - 12) : said.end + 12]
    ):
        return True
    if any(
        abs(alike.start - said.end) <= 1 or alike.start <= said.start < alike.end for alike in scene.said(Cue.SIMILAR)
    ):
        return _names_the_list(scene, said)
    if said.cue is Cue.ALL and scene.shows(scene.start, said.start).rstrip(" *_").lower().endswith(_PREPOSITIONS):
        return True  # "across all customers": how many there are
    return said.text.lower() in listed("leaving_nouns")


def _names_the_list(scene: Scene, said: Said) -> bool:
    """ "The five most similar customers": who is listed, before anybody is said to be it."""
    sizes = {len(table.rows) for table in scene.world.tables if table.of_people}
    counted = any(q.end <= said.start and q.readings[0][0] in sizes for q in scene.quantities)
    before = [m for m in scene.mentions if m.kind == CUSTOMER and m.end <= said.start]
    return counted or not (before or any(own.end <= said.start for own in scene.said(Cue.OWN)))


def _ways(scene: Scene, piece: _Piece, pieces: Sequence[_Piece]) -> Iterator[Scene]:
    if not piece.mentions and not piece.values:
        yield _with(scene, cues=lambda s: _turned(s) if s in piece.cues else s)
        return
    for kind, own in _kinds(piece).items():
        others = [v for v in _others(scene, kind) if v not in own]
        for other in others[:_FEW]:
            yield _as(scene, piece, kind, other)
        rivals = (m.values for rival in pieces if rival is not piece for m in rival.mentions if m.kind == kind)
        for values in rivals:
            if not values & own:
                yield _exchanged(scene, kind, own, values)


def _as(scene: Scene, piece: _Piece, kind: str, value: str) -> Scene:
    """A sentence that names another value; those who left and those who stay are also told apart by verbs."""
    turns = set(_STATUS) if kind == scene.world.catalog.label.column else set()
    return _with(
        scene,
        cues=lambda s: _turned(s) if piece.start <= s.start < piece.end and s.cue in turns else s,
        mentions=lambda m: replace(m, values=frozenset({value})) if m in piece.mentions and m.kind == kind else m,
        values=lambda f: replace(f, value=value) if f in piece.values and f.column == kind else f,
    )


def _exchanged(scene: Scene, kind: str, one: frozenset[str], other: frozenset[str]) -> Scene:
    """Two that are named change places."""
    swap = {one: other, other: one}
    return _with(
        scene,
        mentions=lambda m: replace(m, values=swap[m.values]) if m.kind == kind and m.values in swap else m,
        values=lambda f: (
            replace(f, value=next(iter(swap[frozenset({str(f.value)})])))
            if f.column == kind and frozenset({str(f.value)}) in swap
            else f
        ),
    )


def _with(
    scene: Scene,
    *,
    cues: Callable[[Said], Said] = lambda s: s,
    mentions: Callable[[Mention], Mention] = lambda m: m,
    values: Callable[[Feature], Feature] = lambda f: f,
) -> Scene:
    return replace(
        scene,
        cues=tuple(map(cues, scene.cues)),
        mentions=tuple(map(mentions, scene.mentions)),
        features=tuple(map(values, scene.features)),
    )


def _turned(said: Said) -> Said:
    return replace(said, cue={**CONTRARY, **_STATUS}.get(said.cue, said.cue))


def _kinds(piece: _Piece) -> Mapping[str, frozenset[str]]:
    """What each kind of group is said to be."""
    found = {m.kind: m.values for m in piece.mentions}
    return found or {f.column: frozenset({str(f.value)}) for f in piece.values}


def _others(scene: Scene, kind: str) -> list[str]:
    """Other values of a kind: those that the Facts tell apart first."""
    tables = (*scene.world.tables, *scene.world.entities)
    held = sorted({v for table in tables for row in table.rows for v in row.subject.get(kind, ())})
    column = scene.world.catalog.columns.get(kind)
    return held + [v for v in (column.values if column else ()) if v not in held]
