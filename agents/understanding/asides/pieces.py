"""A message cut at its punctuation into pieces, and what is told by the look of one: what it holds, whom it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.understanding.asides.letters import is_title
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.plain_words import is_kind

_BREAKS = frozenset([",", ";", ":", ".", "?", "!", "—", "–", "(", ")", "¿", "¡", "-"])
ENDS = frozenset([".", "?", "!", ":", "¿", ";"])
"""Signs that end a sentence."""
_OF_WHOM = ("not", "customers", "customer", "them", "only", "and", "also", "but", "except")
_MOST_NAMES = 3
SURELY = (
    "count",
    "mean",
    "median",
    "sum",
    "share",
    "rate",
    "retention_rate",
    "value_at_risk",
    "distribution",
    "compare",
    "call",
    "find",
)
"""Cues that nobody says beside the point."""
OF_MANY = ("count", "mean", "median", "sum", "share", "rate", "value_at_risk", "distribution", "compare")
"""Cues of questions about many customers, in which nobody is meant by a name."""
PERHAPS = (
    *(
        "churn",
        "left",
        "stay",
        "risk",
        "likely",
        "risky",
        "why",
        "model",
        "drivers",
        "similar",
        "history",
        "options",
        "quality",
    ),
    *(
        "overview",
        "riskiest",
        "leavers",
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

Role = Literal["asked", "aside", "signed", "beside", "spare"]
"""What part a piece has in its message: it asks or restricts; it is courtesy, reason or story; it is who signs; it
stands beside the question and holds nothing of the bank; it holds something that an answer may do without."""


@dataclass(frozen=True)
class Piece:
    """Spans between two breaks: which sentence they are in, the sign after them, whether they are a reference.

    ``bracket``: the number of the parenthesis they stand in, 0 for none.
    """

    spans: list[Span]
    sentence: int
    end: str = ""
    cited: bool = False
    bracket: int = 0


def pieces_of(row: Sequence[Span], message: str, cited: Sequence[tuple[int, int]]) -> list[Piece]:
    """Cut at punctuation that separates; a hyphen separates only between blanks, nothing within a reference."""
    pieces, part, sentence = [], list[Span](), 0
    opened, bracket = 0, 0
    for span in row:
        spaced = span.text not in {"-", ".", ":"} or message[span.end : span.end + 1] in {"", " ", "\n"}
        within = any(start < span.start < end for start, end in cited)
        if not (span.sign and span.text in _BREAKS and spaced) or within:
            part.append(span)
            continue
        if part:
            pieces.append(Piece(part, sentence, span.text, bracket=bracket))
            part = []
        sentence += span.text in ENDS
        opened += span.text == "("
        bracket = opened if span.text == "(" else 0 if span.text == ")" else bracket
    return [*pieces, *([Piece(part, sentence, bracket=bracket)] if part else [])]


def holds(span: Span) -> bool:
    """Whether it names something of the bank: a column, a value, an id; not what it is only taken for."""
    return bool(span.code) or (span.entry.of_the_bank and not span.meant)


def restricts(part: Sequence[Span]) -> bool:
    """Whether a clause begins as a condition does."""
    return part[0].has("in", "among", "by", "with", "without", "except", "only")


def of_them(part: Sequence[Span]) -> bool:
    """``of those``, ``de esos``: nothing but whom the question is about."""
    led = part[0].has("in", "among", "and") and any(span.number is not None for span in part)  # out of the two
    small = all(span.stop or span.number is not None or span.has("them", "in", "and", "also") for span in part)
    return small and (led or any(span.has("them") for span in part))


def of_whom(part: Sequence[Span]) -> bool:
    """``de los que me llamaron``, ``those who rang``: a clause that begins with whom the question is about."""
    at = next((i for i, span in enumerate(part) if not span.has("in", "among", "and")), 0)
    led = at + 1 < len(part) and is_kind(part[at].words[-1], "those")
    return led and is_kind(part[at + 1].words[0], "who")


def status(part: Sequence[Span]) -> bool:
    """``not exited``, ``of those who left us``: nothing but who is meant, and nobody who speaks."""
    told = any(span.has("left", "stay") for span in part)
    words = [word for span in part if not span.has("left", "stay") for word in span.words]
    bare = all(span.stop or span.sign or span.has("left", "stay", *_OF_WHOM) for span in part)
    return told and bare and symbol_set("speaker").isdisjoint(words)


def interrogates(part: Sequence[Span], *, marked: bool) -> bool:
    """``what's the chance``, ``¿y de quién es?``: begins as a question does; ``qué`` only where a mark ends it."""
    first = next((span for span in part if not span.has("and") and span.words[-1] not in symbol_set("of")), part[0])
    asked = symbol_set("question_words") | (symbol_set("interrogatives") if marked else frozenset())
    reason = first.text.casefold() == "que"  # que es viernes
    return not reason and not asked.isdisjoint(first.words)


def figure(span: Span) -> bool:
    """A number that can matter: not the one of ``a quick one``."""
    return span.number is not None and (span.number.bare or span.number.value != 1)


def names_only(part: Sequence[Span]) -> bool:
    """Nothing but a name: words with capitals that nothing explains."""
    return len(part) <= _MOST_NAMES and all(span.capital and span.unknown for span in part)


def by_place(part: Sequence[Span]) -> bool:
    """``the second one``, ``that first fellow``: nothing but somebody's place."""
    led = not (symbol_set("articles") | symbol_set("this_one")).isdisjoint(part[0].words)
    placed = [span for span in part[1:] if span.entry.ordinal is not None]
    return led and len(placed) == 1 and len(part) <= _MOST_NAMES + 1 and not any(span.number for span in part)


def calls_somebody(part: Sequence[Span]) -> bool:
    """``a Mr Wetherspoon``, ``now the first``: whom the question may be about."""
    if len(part) <= _MOST_NAMES + 1 and any(span.entry.ordinal is not None for span in part):
        return True
    return any(is_title(span.words[-1]) and part[i + 1].capital for i, span in enumerate(part[:-1]))
