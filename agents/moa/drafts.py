"""Drafts as the engine keeps them: checked against the Facts before anybody builds on them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.events import Claim
from agents.grounding.checker import Checker
from agents.grounding.removal import Piece, without
from agents.llm.recorder import Written
from agents.llm.thinking import aloud
from agents.moa.brief import DraftGiven
from agents.points.covered import PointReader
from agents.points.model import Point
from agents.roster import AgentSpec

_LETTERS = "ABCDEFGHIJKL"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One proposer's draft. ``kept``: its text without the segments the Facts do not bear; ``weight`` 0 to 1."""

    spec: AgentSpec
    layer: int
    text: str
    kept: str
    supported: tuple[Claim, ...]
    unsupported: tuple[str, ...]
    weight: float
    truncated: bool = False
    points: frozenset[str] = frozenset()
    """Which points of a good answer it says, by their ids."""

    @property
    def unsupported_share(self) -> float:
        """Share of its claims that no Fact bears, 0 to 1."""
        claims = len(self.supported) + len(self.unsupported)
        return len(self.unsupported) / claims if claims else 0.0


def judged(
    written: Written,
    *,
    spec: AgentSpec,
    layer: int,
    checker: Checker,
    weight: float,
    reader: PointReader,
    checked: bool = True,
) -> Draft:
    """A draft with the check's findings; what it says without support lowers its weight.

    Not ``checked``: the draft goes on as it was written, whatever it says.
    """
    reading = checker.reading()
    pieces: list[Piece] = []
    supported: list[Claim] = []
    unsupported: list[str] = []
    points: set[str] = set()
    for segment in checker.segments(written.text, ended=not written.truncated):
        if aloud(segment):
            pieces.append((segment, False))
            continue
        verdict = reading.check(segment)
        if not checked:
            verdict = replace(verdict, unsupported=())
        supported += verdict.supported
        unsupported += verdict.unsupported
        points |= reader.in_segment(segment, verdict)
        pieces.append((segment, not verdict.unsupported))
    claims = len(supported) + len(unsupported)
    honest = 1 - len(unsupported) / claims if claims else 1.0
    return Draft(
        spec=spec,
        layer=layer,
        text=written.text,
        kept=without(pieces).strip(),
        supported=tuple(supported),
        unsupported=tuple(dict.fromkeys(unsupported)),
        weight=round(weight * honest, 3),
        truncated=written.truncated,
        points=frozenset(points),
    )


def given(drafts: Sequence[Draft], *, anonymous: bool, rng: random.Random) -> tuple[tuple[DraftGiven, str], ...]:
    """Drafts for the next agent, each with its author (for the engine alone): shuffled where authors must not show by
    their place, else strongest first.
    """
    ordered = sorted(drafts, key=lambda draft: -draft.weight)
    if anonymous:
        rng.shuffle(ordered)
    return tuple(
        (
            DraftGiven(letter=letter, text=draft.kept, weight=draft.weight, unsupported=draft.unsupported),
            draft.spec.name,
        )
        for letter, draft in zip(_LETTERS, ordered, strict=False)
    )


def best(drafts: Sequence[Draft], points: Sequence[Point]) -> Draft | None:
    """The draft that says the most of the points; of equal ones the weightier, then the shorter."""

    def worth(draft: Draft) -> tuple[float, float, int]:
        said = sum(point.weight for point in points if point.id in draft.points)
        return said, draft.weight, -len(draft.kept)

    return max((draft for draft in drafts if draft.kept), key=worth, default=None)


def complete(draft: Draft, points: Sequence[Point]) -> bool:
    """Whether a draft says every point and nothing that the Facts do not bear."""
    return not draft.unsupported and all(point.id in draft.points for point in points)
