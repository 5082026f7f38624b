"""The words of a message that do something to the answer before, by kind (``words/follow_up.yaml``)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from agents.understanding.spans import Span
from db.text import unaccented

_FILE = Path(__file__).parent.parent / "words" / "follow_up.yaml"
_OTHER_WISHES = ("why", "options", "history", "similar", "card", "what_if", "count", "mean", "share", "churn", "left")


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
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
