"""A message's clauses: which ask something of the bank, which are asides (courtesy, greeting, reason, errand)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.understanding.asides.citations import apart, citations
from agents.understanding.asides.kinds import errand, is_aside, paragraph, purpose, reference, serves, until_then
from agents.understanding.asides.letters import is_title
from agents.understanding.asides.pieces import (
    ENDS,
    OF_MANY,
    PERHAPS,
    SURELY,
    Piece,
    Role,
    by_place,
    calls_somebody,
    figure,
    holds,
    interrogates,
    of_them,
    of_whom,
    pieces_of,
    restricts,
    status,
)
from agents.understanding.asides.statements import Apart
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.learned_port import Learned
from agents.understanding.lexicon.morphology import base
from agents.understanding.lexicon.plain_words import is_kind
from tools.replies.form import form_of

_SURE = 0.9
_FIGURE, _ALONE, _LED, _GIVEN, _AFTER, _OPEN = 0.7, 0.35, 0.2, 0.5, 0.95, 0.4
"""From which a clause is an aside that holds a figure, stands in a sentence of its own, ends in a colon, begins with
``if``; from which words after all that a clause asks are one; below which one that begins as a question is none."""
_LOOSE = frozenset(["polite", "greeting", "thanks", "in", "which", "and", "are"])
_ID_DIGITS = 6
_RELATIVES = frozenset(["que", "quien", "quienes", "como"])
"""Words without the accent of a question."""


@dataclass(frozen=True)
class Clause:
    """Spans between two breaks and what part they have in the message."""

    spans: tuple[Span, ...]
    role: Role = "asked"

    @property
    def aside(self) -> bool:
        """Whether it neither asks nor restricts."""
        return self.role in {"aside", "signed"}

    @property
    def apart(self) -> bool:
        """Whether it is said beside the question: what no call uses of it is named and keeps no answer back."""
        return self.role in {"beside", "spare"}

    @property
    def text(self) -> str:
        """As written, word by word."""
        said = [span for i, span in enumerate(self.spans) if not span.sign and span.start != self.spans[i - 1].start]
        return " ".join(span.text for span in said) or self.spans[0].text


def clauses(row: Sequence[Span], message: str, learned: Learned) -> list[Clause]:
    """The message's clauses in order; a message of asides only has none of them marked."""
    cited = citations(message, row)
    whole = pieces_of(row, message, cited)
    marks = _marks(whole)
    surely_asked = any(_asks(piece.spans, marks, SURELY) and not serves(piece) for piece in whole)
    cues = SURELY if surely_asked else (*SURELY, *PERHAPS)

    def asks(part: Sequence[Span]) -> bool:
        return bool(part) and (_asks(part, marks, cues) or _wished(part))

    def surely(part: Sequence[Span]) -> bool:
        return bool(part) and _asks(part, marks, SURELY)

    pieces = [
        replace(piece, spans=part, cited=apart_)
        for piece in whole
        for part, apart_ in apart(piece.spans, cited, asks, surely)
    ]
    pieces = [
        part for piece in pieces for part in (_trimmed(piece, message, learned) if asks(piece.spans) else [piece])
    ]
    read = _Judge(pieces, message, learned)
    asking = [not piece.cited and (asks(piece.spans) or read.asked(piece)) for piece in pieces]
    asking = [wants and not read.idle(piece) for piece, wants in zip(pieces, asking, strict=True)]
    if not any(asking):
        rest = not all(piece.cited for piece in pieces)
        return [Clause(tuple(piece.spans), "aside" if piece.cited and rest else "asked") for piece in pieces]
    if any(wants and not serves(piece) for piece, wants in zip(pieces, asking, strict=True)):
        asking = [wants and not serves(piece) for piece, wants in zip(pieces, asking, strict=True)]
    told = {piece.sentence for piece, wants in zip(pieces, asking, strict=True) if wants}
    many = any(span.has(*OF_MANY) for piece, wants in zip(pieces, asking, strict=True) if wants for span in piece.spans)
    beside = Apart(pieces, asking, read.says, many=many)
    found = []
    for i, (piece, wants) in enumerate(zip(pieces, asking, strict=True)):
        aside = not wants and (piece.cited or read.aside(piece, alone=piece.sentence not in told))
        aside = aside and (many or not calls_somebody(piece.spans)) and not of_them(piece.spans)
        counts = any(figure(span) for span in piece.spans) and read.says(piece.spans) < _AFTER
        counts = not piece.cited and (counts or any(map(holds, piece.spans)))
        aside_: Role = "beside" if counts else "aside"
        role: Role = "signed" if beside.signs(i) else aside_ if aside else beside.role(i)
        open_ = (
            role == "aside" and interrogates(piece.spans, marked=piece.end == "?") and read.says(piece.spans) < _OPEN
        )
        role = "asked" if open_ or read.places(piece) or (not many and by_place(piece.spans)) else role
        found.append(Clause(tuple(piece.spans), role))
    return found


def _trimmed(piece: Piece, message: str, learned: Learned) -> list[Piece]:
    """A clause without what frames it: ``they told me to look at``, ``my boss wants for Friday``, ``lol``."""
    part = piece.spans
    said = [i for i, span in enumerate(part) if not _idles(span)]
    if piece.cited or not said:
        return [piece]
    first, last = said[0], said[-1] + 1
    told = all(span.code or _id(span) or _idles(span) for span in part) and piece.end in ENDS | {","}
    first = first if _frames(part[:first], message, learned, _SURE) else 0
    named = any(span.capital and span.unknown for span in part[last:])
    hangs = named or part[last - 1].has("which", "not", "with", "without", "than", "and", "or") or _of_them(part, last)
    hangs = hangs or _timed(part, last)
    last = last if not hangs and _frames(part[last:], message, learned, _ALONE if told else _AFTER) else len(part)
    last = _until(part, last)
    rest = [replace(piece, spans=part[:first], cited=True), replace(piece, spans=part[first:last])]
    return [one for one in (*rest, replace(piece, spans=part[last:], cited=True)) if one.spans]


def _timed(part: Sequence[Span], last: int) -> bool:
    """``… llamaron ayer``: a time by itself restricts what stands before it; ten minutes are the speaker's."""
    alone = last == len(part) - 1 and part[last - 1].number is None
    return alone and is_kind(part[last].words[-1], "time")


def _of_them(part: Sequence[Span], last: int) -> bool:
    """``what percent of them chucked us``: the verb that says which part is asked."""
    asked = any(span.has("share", "count") for span in part[:last])
    return asked and part[last - 1].has("them", "pronoun", "share")


def _until(part: Sequence[Span], last: int) -> int:
    """Where ``before he goes into his meeting`` begins: until when somebody wants it, no time of the bank's."""
    at = next((i for i in range(1, last) if is_kind(part[i].words[0], "bound")), last)
    rest = part[at:]
    plain = not any(holds(span) or figure(span) or span.has(*SURELY) for span in rest)
    return at if plain and errand([word for span in rest for word in span.words]) else last


def _frames(run: Sequence[Span], message: str, learned: Learned, least: float) -> bool:
    """Whether words at an end of a clause only lead to it or follow it."""
    return any(span.unknown for span in run) and learned.aside(message[run[0].start : run[-1].end]) >= least


def _idles(span: Span) -> bool:
    return span.unknown or (span.stop and not span.entry.of_the_bank and not span.entry.cues - _LOOSE)


def _id(span: Span) -> bool:
    return span.number is not None and len(span.number.digits or "") >= _ID_DIGITS


class _Judge:
    """What the clauses that ask nothing are: the less they hang on what is asked, the less sure one has to be."""

    def __init__(self, pieces: Sequence[Piece], message: str, learned: Learned) -> None:
        self._pieces, self._message, self._learned = pieces, message, learned
        self._sentences: dict[int, list[Piece]] = {}
        for piece in pieces:
            self._sentences.setdefault(piece.sentence, []).append(piece)
        self._pointed = any(_points_back(piece.spans, i) for piece in pieces for i in range(1, len(piece.spans)))
        """Whether the message points back to a place."""
        self._holding = frozenset(piece.sentence for piece in pieces if any(map(holds, piece.spans)))
        """The sentences that hold something of the bank."""

    def idle(self, piece: Piece) -> bool:
        """A clause with a figure that counts nothing of the bank: ``I've ten minutes``, ``two at once:``."""
        part = piece.spans
        if self._story(part):
            return True
        if not any(figure(span) for span in part) or any(holds(span) or span.has(*SURELY, "riskiest") for span in part):
            return False
        led = _FIGURE if restricts(part) else _LED
        return self._sure(piece, _FIGURE, led)

    def _story(self, part: Sequence[Span]) -> bool:
        """``I spilled my coffee over my notes``: surely told beside the point, although a word of it is the bank's."""
        asks = any(span.has(*SURELY, "riskiest") or span.code or _id(span) for span in part)
        return not asks and any(map(holds, part)) and self.says(part) >= _AFTER

    def asked(self, piece: Piece) -> bool:
        """``what is the AUC``, ``how likely is she to leave``: surely a question, whatever else asks by its words."""
        best = next(iter(self._learned.rank(self._text(piece.spans))), None)
        program = best is not None and best.confidence >= _SURE and best.label.startswith("system.")
        wished = piece.end == "?" or any(span.has(*PERHAPS) and not span.stop for span in piece.spans)
        return program or (wished and 0 < self.says(piece.spans) <= self._learned.limits.told)

    def aside(self, piece: Piece, *, alone: bool) -> bool:
        """Whether a clause is an aside; ``alone``: nothing is asked in its sentence."""
        form = form_of(self._text(piece.spans))  # without tables, in one sentence
        if form is not None or is_aside(piece.spans, self._message, self._learned) or self.idle(piece):
            return not (status(piece.spans) or of_whom(piece.spans))
        titles = piece.end == ":" and any(span.has("risk") for span in piece.spans)  # Riesgo del perfil: …
        if titles or of_whom(piece.spans) or any(figure(span) or holds(span) for span in piece.spans):
            return False
        if purpose(piece.spans) or paragraph(piece.spans) or self._named(piece) or reference(piece):
            return True
        if restricts(piece.spans) or status(piece.spans):
            return False
        if is_kind(piece.spans[0].words[0], "if") and self._sure(piece, _GIVEN, _LED):
            return True
        return alone and not self._meant(piece) and self._sure(piece, _ALONE, _LED)

    def places(self, piece: Piece) -> bool:
        """``One director asks about Italy: what is our rate there?``: where is meant by what points back."""
        named = any(span.capital and span.unknown and len(span.text) > 1 for span in piece.spans[1:])
        return self._pointed and named and not piece.cited

    def _named(self, piece: Piece) -> bool:
        """``Mr Lyle, our director, wishes to know …``: who asks, beside what he is."""
        titled = [is_title(span.words[-1]) for span in piece.spans]
        names = [span for span, title in zip(piece.spans, titled, strict=True) if not title]
        called = bool(names) and all(span.capital and span.unknown for span in names)
        at = self._pieces.index(piece)
        beside = [other for other in self._pieces[max(0, at - 1) : at + 2] if other.sentence == piece.sentence]
        return called and any(
            errand([w for s in other.spans for w in s.words]) for other in beside if other is not piece
        )

    def _meant(self, piece: Piece) -> bool:
        """``The departed customers: what was their age?``: who is asked about."""
        after = self._sentences.get(piece.sentence + 1, ())
        referred = any(span.has("them", "pronoun") for other in after for span in other.spans)
        people = (span for span in piece.spans if not span.has("not"))  # "no" is also short for a number
        return referred or any(span.has("customers", "customer") for span in people)

    def _sure(self, piece: Piece, least: float, led: float) -> bool:
        """By the clause or its whole sentence; a clause before a colon announces what follows."""
        sentence = self._sentences[piece.sentence]
        found = self._learned.aside(self._text(piece.spans))
        figures = any(figure(span) for span in piece.spans)
        if len(sentence) > 1 and not figures and piece.sentence not in self._holding:
            found = max(found, self._learned.aside(self._text([*sentence[0].spans, *sentence[-1].spans])))
        return found >= (led if piece.end == ":" else least)

    def says(self, part: Sequence[Span]) -> float:
        """How surely words by themselves are courtesy, reason or story."""
        return self._learned.aside(self._text(part))

    def _text(self, part: Sequence[Span]) -> str:
        return self._message[part[0].start : part[-1].end]


def _points_back(part: Sequence[Span], i: int) -> bool:
    """``what is our rate there?``: a place, not ``are there``."""
    beside = (part[i - 1], *part[i + 1 : i + 2])
    return not symbol_set("there").isdisjoint(part[i].words) and not any(span.has("are") for span in beside)


def _marks(pieces: Sequence[Piece]) -> frozenset[int]:
    """Where the clauses end whose question mark is their own: nothing before them in the sentence asks by its words."""
    asked = {p.sentence: p for p in reversed(pieces) if any(holds(span) or span.has(*SURELY) for span in p.spans)}
    marked = [piece for piece in pieces if piece.end == "?" and not until_then(piece.spans)]
    own = [piece for piece in marked if asked.get(piece.sentence, piece) is piece or any(map(_wants, piece.spans))]
    return frozenset(piece.spans[-1].end for piece in own)


def _wants(span: Span) -> bool:
    """Whether a word asks for something, is a superlative or points at customers."""
    most = any(word.endswith("est") and base(word, "en") not in {None, word} for word in span.words)
    return most or span.has("them") or bool(span.entry.cues and not span.stop)


def _asks(part: Sequence[Span], marks: frozenset[int], cues: Sequence[str]) -> bool:
    """Whether a clause is a question, names something of the bank, or has one of the cues."""
    if part[-1].end in marks or _who(part) or _of_the_model(part):
        return True
    return any(holds(span) or figure(span) or span.has(*cues) for span in part)


def _of_the_model(part: Sequence[Span]) -> bool:
    """``what is the model's AUC, …``: a question about the program, whatever is asked behind it."""
    first = next((span for span in part if not span.sign), part[0])
    asks = not symbol_set("interrogatives").isdisjoint(first.words) and first.text.casefold() not in _RELATIVES
    return asks and any(span.has("model") for span in part)


def _wished(part: Sequence[Span]) -> bool:
    """``la fuga, …``, ``¿quiénes se nos van más, …?``: a figure or an extreme by its name, or who does what."""
    if len(part) > 1 and part[-1].has("churn") and not symbol_set("articles").isdisjoint(part[-2].words):
        return all(span.stop for span in part[:-1])
    if interrogates(part, marked=False) and any(span.has(*PERHAPS) and not span.stop for span in part):
        return True
    first = next((span for span in part if not span.stop or span.entry.cues), part[0])
    told = [any(span.has(*cues) for span in part) for cues in (("more", "most"), ("churn", "likely"))]
    return all(told) and not symbol_set("interrogatives").isdisjoint(first.words)


def _who(part: Sequence[Span]) -> bool:
    """``not exited``, ``only existing ones``: nothing but which customers are meant."""
    told = [span for span in part if not span.stop and not span.sign]
    return bool(told) and all(span.has("left", "stay") for span in told) and all(span.entry.cues for span in told)
