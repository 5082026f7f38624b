"""Grounding: every figure, date, id and name in a draft or reply is matched to a Fact, or does not reach the reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.events import Claim
from agents.segments import cut
from db.catalog import Catalog
from db.errors import Language
from tools.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one segment claims: what a Fact bears, and what none does."""

    supported: tuple[Claim, ...] = ()
    unsupported: tuple[str, ...] = ()


class Checker:
    """The Facts of a turn, indexed for checking texts against them."""

    def __init__(self, facts: Sequence[Fact], *, question: str, language: Language, catalog: Catalog) -> None:
        self.facts = tuple(facts)

    def reading(self) -> "Reading":
        """Begin reading a text from its start."""
        return Reading(self)

    def segments(self, text: str, *, ended: bool = True) -> Iterator[str]:
        """The segments of a text; an unfinished last one is left out unless the text has ended."""
        yield from cut(text, ended=ended)[0]


class Reading:
    """One text being read segment by segment; remembers whom the last sentence was about."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def check(self, segment: str) -> Verdict:
        """Check the next segment."""
        return Verdict()
