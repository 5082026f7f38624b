"""What is said beside a question: stories, remarks, signatures; whether an answer may do without them.

A piece that stands apart from what asks (a sentence of its own, a parenthesis) and cannot fill a place of the question
keeps no answer back: what no call uses of it is named in the reply. What begins as a condition does, speaks of the
customers meant or is no statement may restrict, and stays part of the question.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from agents.understanding.asides.pieces import (
    OF_MANY,
    SURELY,
    Piece,
    Role,
    calls_somebody,
    figure,
    holds,
    names_only,
    of_whom,
    restricts,
    status,
)
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.lexicon.plain_words import is_kind

_ASKS, _WISHED, _STATED, _WITHIN, _PLAIN, _SURE = 0.5, 0.1, 0.4, 0.7, 0.7, 0.95
"""Confidence in an aside: below which a sentence asks, and one beside a question wishes something too; from which a
sentence beside it states, from which a clause of the sentence that asks does, from which any sentence beside it is
none to wait for, and from which words that begin as a condition do are none."""
_OF_THEM = ("churn", "left", "stay", "leavers", "risk", "retention_rate")
_COMPARES = ("gt", "ge", "lt", "le", "between", "around")
_NARROWING = ("except", "only", "without", "them", "pronoun", "customers", "customer", "rest")


class Apart:
    """The pieces of one message beside those that ask; ``says``: how surely words are an aside.

    ``many``: the question is about many customers, so that nobody is meant by a name.
    """

    def __init__(
        self, pieces: Sequence[Piece], asking: Sequence[bool], says: Callable[[Sequence[Span]], float], *, many: bool
    ) -> None:
        self._pieces, self._asking, self._says, self._many = pieces, asking, says, many

    @cached_property
    def _questions(self) -> frozenset[int]:
        """The sentences that surely ask: those with a question mark, else those with a measure or a list."""
        ends = {piece.sentence: piece.end for piece in self._pieces}
        sure = [p for p, wants in self._before(len(self._pieces)) if wants and self._says(p.spans) < _ASKS]
        marked = frozenset(piece.sentence for piece in sure if ends[piece.sentence] == "?")
        wished = [piece for piece in sure if any(span.has(*SURELY) for span in piece.spans)]
        held = [p for p in sure if self._sure(p) < _WISHED and any(holds(span) for span in p.spans)]
        if marked:
            wished = [piece for piece in wished if piece in held]
        return marked | frozenset(piece.sentence for piece in wished or ([] if marked else held))

    def _sure(self, piece: Piece) -> float:
        """How surely it is an aside, by itself or with its sentence; one with a figure only by itself."""
        own = self._says(piece.spans)
        return own if any(figure(span) for span in piece.spans) else max(own, self._says(self._unit(piece)))

    def role(self, i: int) -> Role:
        """What part a piece has that is not known to be an aside."""
        piece = self._pieces[i]
        if not self._questions:
            return "asked"
        passes = self._within(piece) if piece.sentence in self._questions and not piece.bracket else self._apart(piece)
        if not passes:
            return "asked"
        told = [span for span in piece.spans if not span.stop]
        used = any(span.code or span.entry.values or span.entry.columns or customer_id(span) for span in told)
        used = used or any(span.has(*OF_MANY) for span in told)
        used = used or (self._sure(piece) < _STATED and any(span.entry.cues for span in told))
        return "spare" if self._asking[i] and used else "beside"

    def signs(self, i: int) -> bool:
        """A name alone after all that is asked."""
        piece = self._pieces[i]
        last = i == len(self._pieces) - 1 and piece.end != "?"
        own = all(other.sentence != piece.sentence or not wants for other, wants in self._before(i))
        return last and own and names_only(piece.spans) and any(wants for _, wants in self._before(i))

    def _before(self, i: int) -> list[tuple[Piece, bool]]:
        return list(zip(self._pieces[:i], self._asking[:i], strict=True))

    def _unit(self, piece: Piece) -> list[Span]:
        """The whole parenthesis or sentence that a piece stands in."""
        same = [p for p in self._pieces if p.bracket == piece.bracket and (p.bracket or p.sentence == piece.sentence)]
        return [span for other in same for span in other.spans]

    def _apart(self, piece: Piece) -> bool:
        """Whether a sentence of its own or a parenthesis restricts nothing."""
        part, unit = piece.spans, self._unit(piece)
        if names_only(part) and self._many and piece is self._pieces[0]:
            return True  # who is called
        if (
            of_whom(part)
            or status(part)
            or _called(part)
            or _topical(part)
            or (not self._many and calls_somebody(part))
        ):
            return False
        sure, begins = self._sure(piece), unit if piece.bracket else part
        doubtful = (restricts(begins) and not _states(part)) or (_narrows(part) and not _speaks(part))
        if sure >= (_SURE if doubtful else _PLAIN):
            return True
        if sure >= _STATED and _speaks(part):
            return True
        if restricts(begins) or begins[0].has("which", "not", "list") or _narrows(part) or _timed(part):
            return False
        valued = any(span.entry.values or span.has(*_OF_THEM) for span in part)
        least = _PLAIN if any(figure(span) for span in part) else _STATED
        return sure >= least or (_states(unit) and not valued)

    def _within(self, piece: Piece) -> bool:
        """Whether a clause of the sentence that asks is a remark."""
        others = [p for p, wants in self._before(len(self._pieces)) if wants and p.sentence == piece.sentence]
        if others in ([], [piece]) or of_whom(piece.spans) or _called(piece.spans) or status(piece.spans):
            return False
        known = any(span.entry.cues and not span.stop for span in piece.spans)  # ascending
        least = _SURE if known else _PLAIN if restricts(piece.spans) or _narrows(piece.spans) else _WITHIN
        return self._says(piece.spans) >= least


def _narrows(part: Sequence[Span]) -> bool:
    """Whether it speaks of the customers meant: ``they``, ``only those``, ``customers``."""
    told = symbol_set("of_them")
    compared = any(span.has(*_COMPARES) and part[i + 1].number for i, span in enumerate(part[:-1]))
    people = [span for span in part if not span.has("not") or span.has("except", "without")]  # no: short for number
    return compared or any(span.has(*_NARROWING) or not told.isdisjoint(span.words) for span in people)


def _timed(part: Sequence[Span]) -> bool:
    """Whether it tells a time."""
    return any(is_kind(word, kind) for span in part for word in span.words for kind in ("time", "year", "relative"))


def _topical(part: Sequence[Span]) -> bool:
    """Words that name something which the bank's table lacks, and ask for it or are no statement."""
    asked = any(span.has("list", "polite") for span in part) or not _states(part)
    return asked and any(span.entry.topics and not span.entry.of_the_bank for span in part)


def _states(part: Sequence[Span]) -> bool:
    """Whether it is a statement: it has the copula, a verb's form, or somebody who speaks."""
    return _speaks(part) or any(span.has("are") or is_verb_form(span.words[-1]) for span in part)


def _speaks(part: Sequence[Span]) -> bool:
    """Whether somebody speaks of himself."""
    return any(not symbol_set("speaker").isdisjoint(span.words) for span in part)


def _called(part: Sequence[Span]) -> bool:
    """Who is called, or who is meant, by a name alone."""
    return all((span.capital and span.unknown) or is_kind(span.words[-1], "who") for span in part)
