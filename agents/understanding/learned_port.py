"""What the learned parts offer, and a stand-in by rules for where they are not installed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Guess:
    """A frame's label and the calibrated confidence in it."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Match:
    """Which choice an unknown word most likely means, and how near it is."""

    choice: str
    similarity: float


@dataclass(frozen=True)
class Words:
    """Unknown words of a clause, with the masked words around them, and where they stand (`leftovers.place`)."""

    text: str
    within: str
    place: tuple[float, ...]


@dataclass(frozen=True)
class Limits:
    """How sure one must be, by what goes wrong with authors left out (`learned.training`)."""

    silent: float
    """Up to which probability that they restrict unknown words are passed over in silence,"""
    named: float
    """are named beside the answer,"""
    perhaps: float
    """are named where nothing could be answered otherwise."""
    told: float
    """Up to which probability of an aside words that no call uses are none,"""
    surely_told: float
    """and ordinary words in a relative clause are."""


class Learned(Protocol):
    """Frame, asides and unknown words, learned from how people speak."""

    @property
    def limits(self) -> Limits:
        """How sure one must be that words restrict nothing, or are no aside."""

    def ready(self, texts: Sequence[str]) -> None:
        """Read together what will be asked about one by one: a fraction of the time."""

    def rank(self, masked: str) -> Sequence[Guess]:
        """Frames for a masked message, the most likely first."""

    def aside(self, clause: str) -> float:
        """How surely a clause is courtesy or reason rather than a restriction, 0 to 1."""

    def restricts(self, words: Words) -> float:
        """The probability that unknown words narrow or change the answer."""

    def nearest(self, word: str, choices: Mapping[str, Sequence[str]]) -> Match | None:
        """The choice a word most likely means; none where no choice is near or two are."""


_MOST_READ, _EACH = 2200, 60
"""Characters of one message that the learned part reads, each text counted as so many more: what it takes to read it.
A message with more is no question; some ten clauses, or two dozen words."""


class Metered:
    """The learned part for one message: after so much of it it knows nothing more, as ``Unlearned``."""

    def __init__(self, learned: Learned) -> None:
        self._learned, self._read, self._left = learned, set[str](), _MOST_READ
        self.limits = learned.limits

    def ready(self, texts: Sequence[str]) -> None:
        """Read together as many of the texts as may be asked about."""
        self._learned.ready([text for text in texts if self._may(text)])

    def rank(self, masked: str) -> Sequence[Guess]:
        """Frames for a masked message."""
        return self._learned.rank(masked) if self._may(masked) else ()

    def aside(self, clause: str) -> float:
        """How surely a clause is an aside."""
        return self._learned.aside(clause) if self._may(clause) else 0.0

    def nearest(self, word: str, choices: Mapping[str, Sequence[str]]) -> Match | None:
        """The choice a word most likely means."""
        return self._learned.nearest(word, choices) if self._may(word) else None

    def restricts(self, words: Words) -> float:
        """The probability that unknown words narrow the answer."""
        return self._learned.restricts(words) if self._may(words.within) else 1.0

    def _may(self, text: str) -> bool:
        if text not in self._read:
            if self._left <= 0:
                return False
            self._read.add(text)
            self._left -= len(text) + _EACH
        return True


class Unlearned:
    """Knows nothing: every decision stays with the rules."""

    limits = Limits(0, 0, 0, 0, 0)

    def ready(self, texts: Sequence[str]) -> None:
        """Nothing to read."""
        del texts

    def rank(self, masked: str) -> Sequence[Guess]:
        """No guess."""
        del masked
        return ()

    def aside(self, clause: str) -> float:
        """Not known to be one."""
        del clause
        return 0.0

    def restricts(self, words: Words) -> float:
        """They may."""
        del words
        return 1.0

    def nearest(self, word: str, choices: Mapping[str, Sequence[str]]) -> Match | None:
        """No match."""
        del word, choices
        return None
