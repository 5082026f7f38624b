"""The words of a message that do something to the answer before, by kind (``words/follow_up.yaml``)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from agents.understanding.grammar.spans import Span
from agents.understanding.words import word_file
from db.text import unaccented

_OPENS = re.compile(
    r"^\W*(?:(?:ay|uy|oh|ah|eh|hmm|wait|espera|bueno|well)\W+)?(?:no|nope|nah|perd[oó]n|perdona|sorry|oops|ups)\b"
    r"\s*[,.;:!—–-]+\s*",
    re.IGNORECASE,
)
_OTHER_WISHES = ("why", "options", "history", "similar", "card", "what_if", "count", "mean", "share", "churn", "left")
_CORRECTS = frozenset(["no", "perdon", "sorry", "oops", "digo", "not", "mejor_dicho"])


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = word_file("follow_up")
    return {kind: frozenset(unaccented(" ".join(said.values())).split()) for kind, said in raw.items()}


@lru_cache(maxsize=4096)
def kinds_of(word: str) -> frozenset[str]:
    """What a word may do to an answer."""
    return frozenset(kind for kind, words in _words().items() if word in words)


@dataclass(frozen=True)
class Told:
    """A message of nothing but such words, and a number."""

    kinds: frozenset[str] = frozenset()
    number: int | None = None
    first: bool = False
    """Whether the first is meant."""
    ways: tuple[str, ...] = field(default=())
    """``asc`` and ``desc`` in the order said."""

    def has(self, *kinds: str) -> bool:
        """Whether a word of one of the kinds was said."""
        return not self.kinds.isdisjoint(kinds)

    @classmethod
    def of(cls, row: Sequence[Span], small: frozenset[str]) -> "Told | None":
        """None where a word is none of these."""
        kinds, number, ways = set[str](), None, list[str]()
        for span in row:
            if span.number is not None:
                number = int(span.number.value)
                continue
            if span.sign or span.entry.ordinal is not None:
                continue
            if span.has(*_OTHER_WISHES):
                return None
            for word in span.words:
                of = kinds_of(word)
                if (span.entry.of_the_bank and not span.stop) or (not of and word not in small):
                    return None
                kinds |= of
                ways += [way for way in ("asc", "desc") if way in of]
        first = any(span.entry.ordinal == 1 for span in row)
        return cls(frozenset(kinds), number, first, tuple(ways))


def corrects(span: Span) -> bool:
    """Whether a word says that what follows is what was meant."""
    return any("correct" in kinds_of(word) or word in _CORRECTS for word in span.words)


def after_no(message: str) -> str:
    """The message without the ``no,`` that answers what was said before."""
    said = _OPENS.sub("", message)
    return after_no(said) if said != message else message


def corrected(message: str, row: Sequence[Span]) -> str | None:
    """``no, I meant France`` as ``and France``: what replaces a part of the question before."""
    spoken = [span for span in row if not span.sign]
    at = next((i for i, span in enumerate(spoken) if not _beside(span)), 0)
    meant = any("correct" in kinds_of(word) for span in spoken[:at] for word in span.words)
    return f"y {message[spoken[at].start :]}" if at and meant else None


def _beside(span: Span) -> bool:
    """Whether a span only leads to what is meant."""
    small = span.stop and not span.entry.of_the_bank and not span.number
    idle = all(kinds_of(word) & {"correct", "small"} or word in _CORRECTS for word in span.words)
    return idle or span.has("not") or small
