"""The score of a reply: the points of a good answer that it says, what it says without support, its length."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.grounding.checker import Checker
from agents.points.covered import PointReader
from agents.points.model import Point


@dataclass(frozen=True, kw_only=True)
class Score:
    """``recall``: weighted share of the points said, 0 to 1; ``unsupported`` and ``contradicted`` count claims."""

    recall: float
    said: frozenset[str]
    unsupported: int
    contradicted: int
    words: int

    @property
    def words_per_point(self) -> float:
        """Words for each point said; all of them where it says none."""
        return self.words / max(len(self.said), 1)


def score(reply: str, points: Sequence[Point], checker: Checker) -> Score:
    """Score a reply by the grounding check alone; the program's own lines below it (``> …``) do not count."""
    text = "\n".join(line for line in reply.splitlines() if not line.startswith(">"))
    reader, reading = PointReader(points, checker), checker.reading()
    said: set[str] = set()
    outcomes: list[str] = []
    for segment in checker.segments(text):
        verdict = reading.check(segment)
        said |= reader.in_segment(segment, verdict)
        outcomes += [reason.outcome for reason in verdict.reasons]
    whole = sum(point.weight for point in points)
    return Score(
        recall=sum(point.weight for point in points if point.id in said) / whole if whole else 0.0,
        said=frozenset(said),
        unsupported=outcomes.count("absent"),
        contradicted=outcomes.count("contradicted"),
        words=len(text.split()),
    )
