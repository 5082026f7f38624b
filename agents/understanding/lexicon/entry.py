"""What one phrase may mean, and phrases themselves: folded words, stems, sounds; the words every bank shares."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from agents.understanding.words import word_file
from db.text import unaccented

_WORD = re.compile(r"<=|>=|=<|=>|!=|<>|[^\W_]+|[%€$£<>=≤≥≠&º]")
_HEARD = (
    *((r"qu(?=[ei])|q|c(?=[aoulr]|$)", "k"), (r"c(?=[ei])|z", "s"), (r"ll", "y"), (r"v", "b"), (r"(?<!c)h", "")),
    *((r"g(?=[ei])", "j"), (r"(.)\1+", r"\1")),
)
Phrase = tuple[str, ...]


@dataclass(eq=False)
class Entry:
    """All that one phrase may mean; the parser decides by what stands around it."""

    cues: set[str] = field(default_factory=set)
    columns: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    adjectives: list[tuple[str, int]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)
    ordinal: int | None = None
    decade: int | None = None
    month: bool = False
    weak: list[str] = field(default_factory=list)

    def joined(self, other: "Entry") -> "Entry":
        """What either phrase may mean."""
        return Entry(
            cues=self.cues | other.cues,
            columns=list(dict.fromkeys(self.columns + other.columns)),
            values=list(dict.fromkeys(self.values + other.values)),
            adjectives=list(dict.fromkeys(self.adjectives + other.adjectives)),
            units=list(dict.fromkeys(self.units + other.units)),
            topics=self.topics | other.topics,
            ordinal=self.ordinal or other.ordinal,
            decade=self.decade or other.decade,
            month=self.month or other.month,
            weak=list(dict.fromkeys(self.weak + other.weak)),
        )

    @property
    def tells(self) -> bool:
        """Whether it is more than small words: a cue of its own or something of the bank."""
        return self.of_the_bank or bool(self.cues - {"value_word"})

    @property
    def of_the_bank(self) -> bool:
        """Whether the catalog gave it a meaning."""
        return self.named or bool(self.weak)

    @property
    def named(self) -> bool:
        """Whether it has a meaning of its own, not only as a part of names."""
        return bool(self.columns or self.values or self.adjectives or self.units)


@lru_cache(maxsize=1)
def general_words() -> dict[str, Any]:
    """The cues of ``words.yaml``, the same for every bank."""
    return dict(word_file("cues"))


@lru_cache(maxsize=1)
def stop_words() -> dict[str, frozenset[str]]:
    """Words without a condition, by language."""
    raw = word_file("stop")
    return {language: frozenset(unaccented(words).split()) for language, words in raw.items()}


def phrase(text: str) -> Phrase:
    """A name as folded words: ``miembro activo`` -> (miembro, activo)."""
    return tuple(_WORD.findall(re.sub(r"\bdel\b", "de el", unaccented(text))))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Without plural and gender endings of either language: activos, activa, active -> activ."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and word[-2] not in "siu":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "aeo" else word


def sound(word: str) -> str:
    """How Spanish ears spell it: yamo and llamo, kien and quien, aogar and ahogar are one."""
    for written, heard in _HEARD:
        word = re.sub(written, heard, word)
    return word


def header_words(name: str) -> str:
    """``NumOfProducts`` or ``Total_Trans_Amt`` as words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.sub(r"[_\W]+", " ", spaced).strip()
