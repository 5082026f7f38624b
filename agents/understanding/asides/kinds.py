"""What a clause that asks nothing is by its words: courtesy, the speaker's own doings, an errand, a document cited."""

import re
from collections.abc import Sequence

from agents.understanding.asides.pieces import SURELY, Piece, figure, holds, pieces_of, restricts
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.learned_port import Learned
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.lexicon.plain_words import is_kind

_SURE, _WANTED = 0.9, 0.5
_CLITICS = re.compile(r"(?<=[aei]r)(?:me|te|se|nos|l[aeo]s?){1,2}$")
_OWN = re.compile(r"(?<=[aei]r)(?:me|nos)$")
_DUE = frozenset(["for", "by", "para"])
_MANNERS = ("greeting", "thanks", "polite")
_ASKED = ("count", "mean", "sum", "share", "rate", "list", "risk", "risky", "customers", "customer")
_OTHERS = ("customers", "customer", "them", "pronoun", "left", "stay", "leavers")


def is_aside(part: Sequence[Span], message: str, learned: Learned) -> bool:
    """Whether a clause that asks nothing is about the speaker or the errand, or the learned part is sure of it."""
    words = [word for span in part for word in span.words if not span.sign]
    if not words:
        return True
    if _done_by_them(part) or any(figure(span) or holds(span) for span in part):
        return False
    text = message[part[0].start : part[-1].end]
    if learned.aside(text) >= _SURE or _tells_the_day(part) or until_then(part):
        return True
    about_us = any(is_kind(word, "person") or is_kind(word, "errand") for word in words)
    about_us = about_us and not (_wants_it(part) and learned.aside(text) < _WANTED)
    return _manners(part) or _dismisses(part) or (about_us and (errand(words) or not restricts(part)))


def _wants_it(part: Sequence[Span]) -> bool:
    """``necesito el margen neto``: a wish to be shown what nothing here explains."""
    articles, after = symbol_set("articles"), part[1:]
    wished = [i for i, span in enumerate(after) if part[i].has("list") and not articles.isdisjoint(span.words)]
    return any(span.unknown and not errand(span.words) for i in wished for span in part[i + 2 : i + 3])


def _done_by_them(part: Sequence[Span]) -> bool:
    """``que no ha salido``, ``who have not called``: what customers have done, and nobody who speaks."""
    words = [span.words[-1] for span in part[:3]]
    perfect = words[0] in symbol_set("relatives") and not symbol_set("auxiliaries").isdisjoint(words[1:])
    return perfect and not any(is_kind(word, "person") for span in part for word in span.words)


def _manners(part: Sequence[Span]) -> bool:
    """Nothing but courtesy and small words."""
    return all(span.has(*_MANNERS) or (span.stop and not span.entry.cues) or span.sign for span in part)


def _dismisses(part: Sequence[Span]) -> bool:
    """``not that one``: what was said before is not meant, and nothing else is told."""
    small = all(span.sign or span.has("not", "them", "pronoun") or (span.stop and not span.entry.cues) for span in part)
    return small and part[0].has("not") and len(part) > 1


def without_remarks(message: str, row: Sequence[Span], learned: Learned) -> str:
    """The message without the asides between two commas, where what follows goes on with what stands before."""
    pieces = pieces_of(row, message, ())
    kept, first = list(message), 0
    while first + 2 < len(pieces):
        last = first + 1
        while last + 1 < len(pieces) and _remark(pieces, last, message, learned):
            last += 1
        goes_on = pieces[last].sentence == pieces[first].sentence and _goes_on(pieces[last].spans)
        if last > first + 1 and goes_on and not is_aside(pieces[last].spans, message, learned):
            start, end = pieces[first].spans[-1].end, pieces[last].spans[0].start
            kept[start:end] = " " * (end - start)
        first = last
    return "".join(kept)


def _remark(pieces: Sequence[Piece], i: int, message: str, learned: Learned) -> bool:
    """An aside between two commas that asks nothing."""
    part = pieces[i].spans
    within = pieces[i - 1].end == pieces[i].end == ","
    return within and not any(span.has(*SURELY) for span in part) and is_aside(part, message, learned)


def _goes_on(part: Sequence[Span]) -> bool:
    """Whether a clause begins with a preposition or a relative pronoun, and is no whole one."""
    first = part[0].words[0]
    if all(span.stop and not span.entry.of_the_bank for span in part):
        return False  # by the way
    led = first in symbol_set("prepositions") or part[0].has("in", "with", "without", "which", "are", "by", "than")
    return led and not is_kind(first, "bound") and not any(span.has("count", "how_much", "list") for span in part)


def _tells_the_day(part: Sequence[Span]) -> bool:
    """``it's Friday``, ``que hoy es lunes``: what time it is, of nothing."""
    timed = [any(is_kind(span.words[-1], kind) for kind in ("time", "now")) for span in part]
    small = all(told or span.stop for told, span in zip(timed, part, strict=True))
    return any(timed) and small and any(span.has("are") or span.words[0] == "it" for span in part)


def until_then(part: Sequence[Span]) -> bool:
    """``before I head home``, ``antes de irme``: until when the speaker wants it."""
    led = any(is_kind(span.words[0], "bound") for span in part[:2])
    speaks = any(_OWN.search(span.text) or not symbol_set("speaker").isdisjoint(span.words) for span in part)
    return led and speaks and not any(span.has(*_OTHERS) for span in part)


def serves(piece: Piece) -> bool:
    """A clause that tells what the answer is for, in words of what could be asked: ``para llamarlas``."""
    return purpose(piece.spans) and not any(holds(span) or figure(span) for span in piece.spans)


def paragraph(part: Sequence[Span]) -> bool:
    """``third paragraph``: the rest of a reference."""
    return any(span.entry.ordinal for span in part) and any(is_kind(w, "document") for span in part for w in span.words)


def reference(piece: Piece) -> bool:
    """``under the access clause:``: which document asks, before what it asks."""
    words = [word for span in piece.spans for word in span.words]
    return piece.end == ":" and is_kind(words[0], "reference") and any(is_kind(word, "document") for word in words)


def purpose(part: Sequence[Span]) -> bool:
    """``para llamarlas hoy``, ``porque me lo piden``: what for, not of whom; ``because of the fees`` is why of them."""
    words = [word for span in part for word in span.words]
    verb = _CLITICS.sub("", words[1]) if len(words) > 1 and words[0] == "para" else ""
    deadline = words[0] in _DUE and len(words) > 1 and all(is_kind(word, "due") for word in words[1:])
    reason = is_kind(words[0], "reason") and words[1:2] not in (["of"], ["de"])
    return (bool(verb) and is_verb_form(verb)) or deadline or reason or _own_errand(part)


def _own_errand(part: Sequence[Span]) -> bool:
    """``que la tengo que llamar``, ``so I can ring him``: what the speaker will do with the answer."""
    calls = any(span.has("call") for span in part) and not any(span.has(*_ASKED) for span in part)
    led = not (symbol_set("relatives") | symbol_set("speaker") | symbol_set("so")).isdisjoint(part[0].words)
    return calls and led and any(_first_person(word) for span in part for word in span.words)


def _first_person(word: str) -> bool:
    return word in symbol_set("speaker") or (word.endswith("o") and is_verb_form(word))


def errand(words: Sequence[str]) -> bool:
    """Whether one of the words says for whom or what an answer is wanted."""
    return any(is_kind(word, "errand") for word in words)
