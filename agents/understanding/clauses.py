"""A message's clauses: which ask something of the bank, which are asides (courtesy, greeting, reason, errand)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.offline.morphology import is_verb_form
from agents.understanding.citations import apart, citations
from agents.understanding.learned_port import Learned
from agents.understanding.letters import is_title
from agents.understanding.plain_words import is_kind
from agents.understanding.spans import Span
from agents.understanding.symbols import symbol_set

_BREAKS = frozenset([",", ";", ":", ".", "?", "!", "—", "–", "(", ")", "¿", "¡", "-"])
_ENDS = frozenset([".", "?", "!", ":", "¿", ";"])
_SURE = 0.9
_FIGURE, _ALONE, _LED, _GIVEN, _AFTER = 0.7, 0.35, 0.2, 0.5, 0.95
"""From which a clause is an aside that holds a figure, stands in a sentence of its own, ends in a colon, begins with
``if``; and from which words after all that a clause asks are one."""
_CLITICS = re.compile(r"(?<=[aei]r)(?:me|te|se|nos|l[aeo]s?){1,2}$")
_DUE = frozenset(["for", "by", "para"])
_LOOSE = frozenset(["polite", "greeting", "thanks", "in", "which", "and", "are"])
_ID_DIGITS = 6
_OF_WHOM = ("not", "customers", "customer", "them", "only", "and", "also", "but", "except")
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


@dataclass(frozen=True)
class _Piece:
    """A clause before it is judged: which sentence it is in, the sign after it, whether it is a reference."""

    spans: list[Span]
    sentence: int
    end: str = ""
    cited: bool = False


def clauses(row: Sequence[Span], message: str, learned: Learned) -> list[Clause]:
    """The message's clauses in order; a message of asides only has none of them marked."""
    cited = citations(message, row)
    whole = _parts(row, message, cited)
    cues = _SURELY if any(_asks(piece.spans, message, _SURELY) for piece in whole) else (*_SURELY, *_PERHAPS)

    def asks(part: Sequence[Span]) -> bool:
        return bool(part) and _asks(part, message, cues)

    def surely(part: Sequence[Span]) -> bool:
        return bool(part) and _asks(part, message, _SURELY)

    pieces = [
        replace(piece, spans=part, cited=apart_)
        for piece in whole
        for part, apart_ in apart(piece.spans, cited, asks, surely)
    ]
    pieces = [
        part for piece in pieces for part in (_trimmed(piece, message, learned) if asks(piece.spans) else [piece])
    ]
    read = _Judge(pieces, message, learned)
    asking = [not piece.cited and asks(piece.spans) and not read.idle(piece) for piece in pieces]
    if not any(asking):
        rest = not all(piece.cited for piece in pieces)
        return [Clause(tuple(piece.spans), piece.cited and rest) for piece in pieces]
    if any(wants and not _serves(piece) for piece, wants in zip(pieces, asking, strict=True)):
        asking = [wants and not _serves(piece) for piece, wants in zip(pieces, asking, strict=True)]
    told = {piece.sentence for piece, wants in zip(pieces, asking, strict=True) if wants}
    return [
        Clause(tuple(piece.spans), not wants and (piece.cited or read.aside(piece, alone=piece.sentence not in told)))
        for piece, wants in zip(pieces, asking, strict=True)
    ]


def _trimmed(piece: _Piece, message: str, learned: Learned) -> list[_Piece]:
    """A clause without what frames it: ``they told me to look at``, ``my boss wants for Friday``, ``lol``."""
    part = piece.spans
    said = [i for i, span in enumerate(part) if not _idles(span)]
    if piece.cited or not said:
        return [piece]
    first, last = said[0], said[-1] + 1
    told = all(span.code or _id(span) or _idles(span) for span in part) and piece.end in _ENDS | {","}
    first = first if _frames(part[:first], message, learned, _SURE) else 0
    hangs = part[last - 1].has("which", "not", "with", "without", "than") or _of_them(part, last)
    last = last if not hangs and _frames(part[last:], message, learned, _ALONE if told else _AFTER) else len(part)
    last = _until(part, last)
    rest = [replace(piece, spans=part[:first], cited=True), replace(piece, spans=part[first:last])]
    return [one for one in (*rest, replace(piece, spans=part[last:], cited=True)) if one.spans]


def _of_them(part: Sequence[Span], last: int) -> bool:
    """``what percent of them chucked us``: the verb that says which part is asked."""
    asked = any(span.has("share", "count") for span in part[:last])
    return asked and part[last - 1].has("them", "pronoun", "share")


def _until(part: Sequence[Span], last: int) -> int:
    """Where ``before he goes into his meeting`` begins: until when somebody wants it, no time of the bank's."""
    at = next((i for i in range(1, last) if is_kind(part[i].words[0], "bound")), last)
    rest = part[at:]
    plain = not any(_holds(span) or _figure(span) or span.has(*_SURELY) for span in rest)
    return at if plain and _errand([word for span in rest for word in span.words]) else last


def _frames(run: Sequence[Span], message: str, learned: Learned, least: float) -> bool:
    """Whether words at an end of a clause only lead to it or follow it."""
    return any(span.unknown for span in run) and learned.aside(message[run[0].start : run[-1].end]) >= least


def _idles(span: Span) -> bool:
    return span.unknown or (span.stop and not span.entry.of_the_bank and not span.entry.cues - _LOOSE)


def _id(span: Span) -> bool:
    return span.number is not None and len(span.number.digits or "") >= _ID_DIGITS


class _Judge:
    """What the clauses that ask nothing are: the less they hang on what is asked, the less sure one has to be."""

    def __init__(self, pieces: Sequence[_Piece], message: str, learned: Learned) -> None:
        self._pieces, self._message, self._learned = pieces, message, learned
        self._sentences: dict[int, list[_Piece]] = {}
        for piece in pieces:
            self._sentences.setdefault(piece.sentence, []).append(piece)
        self._holding = frozenset(piece.sentence for piece in pieces if any(map(_holds, piece.spans)))
        """The sentences that hold something of the bank."""

    def idle(self, piece: _Piece) -> bool:
        """A clause with a figure that counts nothing of the bank: ``I've ten minutes``, ``two at once:``."""
        part = piece.spans
        if not any(_figure(span) for span in part) or any(_holds(span) or span.has(*_SURELY) for span in part):
            return False
        led = _FIGURE if _restricts(part) else _LED
        return self._sure(piece, _FIGURE, led)

    def aside(self, piece: _Piece, *, alone: bool) -> bool:
        """Whether a clause is an aside; ``alone``: nothing is asked in its sentence."""
        if is_aside(piece.spans, self._message, self._learned) or self.idle(piece):
            return not _status(piece.spans)
        if any(_figure(span) or _holds(span) for span in piece.spans):
            return False
        if _purpose(piece.spans) or _paragraph(piece.spans) or self._named(piece):
            return True
        if _restricts(piece.spans) or _status(piece.spans):
            return False
        if is_kind(piece.spans[0].words[0], "if") and self._sure(piece, _GIVEN, _LED):
            return True
        return alone and not self._meant(piece) and self._sure(piece, _ALONE, _LED)

    def _named(self, piece: _Piece) -> bool:
        """``Mr Lyle, our director, wishes to know …``: who asks, beside what he is."""
        titled = [is_title(span.words[-1]) for span in piece.spans]
        names = [span for span, title in zip(piece.spans, titled, strict=True) if not title]
        called = bool(names) and all(span.capital and span.unknown for span in names)
        at = self._pieces.index(piece)
        beside = [other for other in self._pieces[max(0, at - 1) : at + 2] if other.sentence == piece.sentence]
        return called and any(
            _errand([w for s in other.spans for w in s.words]) for other in beside if other is not piece
        )

    def _meant(self, piece: _Piece) -> bool:
        """``The departed customers: what was their age?``: who is asked about."""
        after = self._sentences.get(piece.sentence + 1, ())
        referred = any(span.has("them", "pronoun") for other in after for span in other.spans)
        people = (span for span in piece.spans if not span.has("not"))  # "no" is also short for a number
        return referred or any(span.has("customers", "customer") for span in people)

    def _sure(self, piece: _Piece, least: float, led: float) -> bool:
        """By the clause or its whole sentence; a clause before a colon announces what follows."""
        sentence = self._sentences[piece.sentence]
        found = self._learned.aside(self._text(piece.spans))
        if len(sentence) > 1 and piece.sentence not in self._holding:
            found = max(found, self._learned.aside(self._text([*sentence[0].spans, *sentence[-1].spans])))
        return found >= (led if piece.end == ":" else least)

    def _text(self, part: Sequence[Span]) -> str:
        return self._message[part[0].start : part[-1].end]


def is_aside(part: Sequence[Span], message: str, learned: Learned) -> bool:
    """Whether a clause that asks nothing is about the speaker or the errand, or the learned part is sure of it."""
    words = [word for span in part for word in span.words if not span.sign]
    if not words:
        return True
    if any(_figure(span) or _holds(span) for span in part):
        return False
    text = message[part[0].start : part[-1].end]
    if learned.aside(text) >= _SURE:
        return True
    small = all(span.has(*_MANNERS) or (span.stop and not span.entry.cues) or span.sign for span in part)
    about_us = any(is_kind(word, "person") or is_kind(word, "errand") for word in words)
    return small or (about_us and (_errand(words) or not _restricts(part)))


def _holds(span: Span) -> bool:
    """Whether it names something of the bank: a column, a value, an id; not what it is only taken for."""
    return bool(span.code) or (span.entry.of_the_bank and not span.meant)


def _restricts(part: Sequence[Span]) -> bool:
    """Whether a clause begins as a condition does."""
    return part[0].has("in", "among", "by", "with", "without", "except", "only")


def _status(part: Sequence[Span]) -> bool:
    """``not exited``, ``of those who left us``: nothing but who is meant, and nobody who speaks."""
    told = any(span.has("left", "stay") for span in part)
    words = [word for span in part if not span.has("left", "stay") for word in span.words]
    bare = all(span.stop or span.sign or span.has("left", "stay", *_OF_WHOM) for span in part)
    return told and bare and symbol_set("speaker").isdisjoint(words)


def _serves(piece: _Piece) -> bool:
    """A clause that tells what the answer is for, in words of what could be asked: ``para llamarlas``."""
    return _purpose(piece.spans) and not any(_holds(span) or _figure(span) for span in piece.spans)


def _paragraph(part: Sequence[Span]) -> bool:
    """``third paragraph``: the rest of a reference."""
    return any(span.entry.ordinal for span in part) and any(is_kind(w, "document") for span in part for w in span.words)


def _purpose(part: Sequence[Span]) -> bool:
    """``para llamarlas hoy``, ``porque me lo piden``: what for, not of whom."""
    words = [word for span in part for word in span.words]
    verb = _CLITICS.sub("", words[1]) if len(words) > 1 and words[0] == "para" else ""
    deadline = words[0] in _DUE and len(words) > 1 and all(is_kind(word, "due") for word in words[1:])
    return (bool(verb) and is_verb_form(verb)) or deadline or is_kind(words[0], "reason")


def _errand(words: Sequence[str]) -> bool:
    return any(is_kind(word, "errand") for word in words)


def _parts(row: Sequence[Span], message: str, cited: Sequence[tuple[int, int]]) -> list[_Piece]:
    """Cut at punctuation that separates; a hyphen separates only between blanks, nothing within a reference."""
    pieces, part, sentence = [], list[Span](), 0
    for span in row:
        spaced = span.text not in {"-", ".", ":"} or message[span.end : span.end + 1] in {"", " ", "\n"}
        within = any(start < span.start < end for start, end in cited)
        if not (span.sign and span.text in _BREAKS and spaced) or within:
            part.append(span)
            continue
        if part:
            pieces.append(_Piece(part, sentence, span.text))
            part = []
        sentence += span.text in _ENDS
    return [*pieces, *([_Piece(part, sentence)] if part else [])]


def _asks(part: Sequence[Span], message: str, cues: Sequence[str]) -> bool:
    """Whether a clause is a question, names something of the bank, or has one of the cues."""
    if message[part[-1].end :].lstrip()[:1] == "?" or _who(part):
        return True
    return any(_holds(span) or _figure(span) or span.has(*cues) for span in part)


def _who(part: Sequence[Span]) -> bool:
    """``not exited``, ``only existing ones``: nothing but which customers are meant."""
    told = [span for span in part if not span.stop and not span.sign]
    return bool(told) and all(span.has("left", "stay") for span in told) and all(span.entry.cues for span in told)


def _figure(span: Span) -> bool:
    """A number that can matter: not the one of ``a quick one``."""
    return span.number is not None and (span.number.bare or span.number.value != 1)
