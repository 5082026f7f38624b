"""Which points a text says, read by the grounding check: no language model, no point without its claim borne out."""

import re
from collections.abc import Iterable, Sequence

from agents.grounding.checker import Checker, Verdict
from agents.grounding.cues import Cue, find, words_of
from agents.grounding.figures import Bound
from agents.points.model import Point
from agents.points.words import caution_phrases
from db.text import fold

_SHARE = 5e-4
"""Two shares nearer than this read the same with one decimal."""


class PointReader:
    """Reads the points of one turn's Facts in any text about them."""

    def __init__(self, points: Sequence[Point], checker: Checker) -> None:
        self.points, self.checker = tuple(points), checker
        self._places = {point.id: _places(point, checker.index.figures) for point in points if point.path}
        said = {point.words for point in points if point.kind == "caution"}
        self._cautions = {words: re.compile("|".join(map(re.escape, caution_phrases(words)))) for words in said}

    def said(self, text: str) -> frozenset[str]:
        """The points of a whole text, by their ids."""
        reading = self.checker.reading()
        found: set[str] = set()
        for segment in self.checker.segments(text):
            found |= self.in_segment(segment, reading.check(segment))
        return frozenset(found)

    def in_segment(self, segment: str, verdict: Verdict) -> set[str]:
        """The points of one segment; none where a claim of it is not borne out."""
        if verdict.unsupported or not self.points:
            return set()
        places = {(claim.fact_id, claim.path) for claim in verdict.supported}
        named = {claim.derived.removeprefix("customer ") for claim in verdict.supported}
        named |= {claim.text for claim in verdict.supported if claim.path.endswith("customer_id")}  # one of namesakes
        return {point.id for point in self.points if self._says(point, segment, verdict, places, named)}

    def _says(
        self,
        point: Point,
        segment: str,
        verdict: Verdict,
        places: set[tuple[str | None, str]],
        named: set[str],
    ) -> bool:
        if self._places.get(point.id, frozenset()) & places:
            return True
        if point.kind == "driver":
            return any(
                driver.column in point.columns
                and (point.rises is None or driver.rises == point.rises)
                and driver.customer == point.customer
                for driver in verdict.drivers
            )
        if point.kind == "caution":
            return self._cautions[point.words].search(fold(segment)) is not None
        return point.kind == "action" and self._proposes(point, segment, named)

    def _proposes(self, point: Point, segment: str, named: set[str]) -> bool:
        """Whether a sentence that advises names all that the action changes, or whom to call."""
        if not any(said.cue == Cue.ADVICE for said in find(words_of(segment))):
            return False
        if point.columns:
            return set(point.columns) <= set(self.checker.columns(segment))
        return point.customer in named


def _places(point: Point, figures: Iterable[Bound]) -> frozenset[tuple[str | None, str]]:
    """Where the point's figure stands in the Facts: its own place, and those of the same figure of the same subject."""
    held = list(figures)
    own = next((b for b in held if b.fact_id == point.fact.id and b.path == point.path), None)
    if own is None:
        return frozenset()
    near = _SHARE if own.unit == "share" else 1e-9
    same = (b for b in held if b.unit == own.unit and b.subject == own.subject and abs(b.value - own.value) <= near)
    return frozenset((b.fact_id, b.path) for b in same if not b.echo)
