"""A message's clauses: which ask something of the bank, which are asides (courtesy, greeting, reason, errand)."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.understanding.learned_port import Learned
from agents.understanding.plain_words import is_kind
from agents.understanding.spans import Span

_BREAKS = frozenset([",", ";", ":", ".", "?", "!", "—", "–", "(", ")", "¿", "¡", "-"])
_SURE = 0.9
_MANNERS = ("greeting", "thanks", "polite")
_SURELY = (
    "count",
    "mean",
    "median",
    "sum",
    "share",
    "rate",
    "value_at_risk",
    "distribution",
    "compare",
    "call",
    "find",
)
"""Cues that nobody says beside the point."""
_PERHAPS = (
    *("churn", "left", "stay", "risk", "likely", "risky", "why", "model", "drivers", "similar", "history", "options"),
    *(
        "overview",
        "riskiest",
        "leavers",
        "retention_rate",
        "breakdown",
        "losable",
        "what_if",
        "card",
        "top",
        "max",
        "min",
    ),
)
"""Cues that a speaker may also have for himself: lost, left, back, a risk."""


@dataclass(frozen=True)
class Clause:
    """Spans between two breaks; ``aside``: it neither asks nor restricts."""

    spans: tuple[Span, ...]
    aside: bool

    @property
    def text(self) -> str:
        """As written, word by word."""
        return " ".join(span.text for span in self.spans if not span.sign)


def clauses(row: Sequence[Span], message: str, learned: Learned) -> list[Clause]:
    """The message's clauses in order; a message of asides only has none of them marked."""
    parts = _parts(row, message)
    surely = [_asks(part, message, _SURELY) for part in parts]
    asking = surely if any(surely) else [_asks(part, message, _PERHAPS) for part in parts]
    if not any(asking):
        return [Clause(tuple(part), False) for part in parts]
    return [
        Clause(tuple(part), not asks and is_aside(part, message, learned))
        for part, asks in zip(parts, asking, strict=True)
    ]


def is_aside(part: Sequence[Span], message: str, learned: Learned) -> bool:
    """Whether a clause that asks nothing is about the speaker or the errand, or the learned part is sure of it."""
    words = [word for span in part for word in span.words if not span.sign]
    if not words:
        return True
    if any(_figure(span) or span.code or span.entry.of_the_bank for span in part):
        return False
    text = message[part[0].start : part[-1].end]
    if learned.aside(text) >= _SURE:
        return True
    small = all(span.has(*_MANNERS) or (span.stop and not span.entry.cues) or span.sign for span in part)
    restricts = part[0].has("in", "among", "by", "without", "except", "only") and not _errand(words)
    about_us = any(is_kind(word, "person") or is_kind(word, "errand") for word in words)
    return small or (about_us and not restricts)


def _errand(words: Sequence[str]) -> bool:
    return any(is_kind(word, "errand") for word in words)


def _parts(row: Sequence[Span], message: str) -> list[list[Span]]:
    """Cut at punctuation that separates; a hyphen separates only between blanks."""
    parts: list[list[Span]] = [[]]
    for span in row:
        spaced = span.text not in {"-", ".", ":"} or message[span.end : span.end + 1] in {"", " ", "\n"}
        if span.sign and span.text in _BREAKS and spaced:
            parts.append([])
        else:
            parts[-1].append(span)
    return [part for part in parts if part]


def _asks(part: Sequence[Span], message: str, cues: Sequence[str]) -> bool:
    """Whether a clause is a question, names something of the bank, or has one of the cues."""
    if message[part[-1].end :].lstrip()[:1] == "?":
        return True
    return any(span.entry.of_the_bank or span.code or _figure(span) or span.has(*cues) for span in part)


def _figure(span: Span) -> bool:
    """A number that can matter: not the one of ``a quick one``."""
    return span.number is not None and (span.number.bare or span.number.value != 1)
