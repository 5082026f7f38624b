"""What stands around a question and counts nothing: what an answer is for, who is spoken to, the speaker's clock."""

from collections.abc import Sequence

from agents.understanding.asides.heads import ASKED, PEOPLE, asks, others_ask, parts_of, words_of
from agents.understanding.asides.pieces import SURELY, figure, holds
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.lexicon.plain_words import is_kind

_COMPARES = ("gt", "ge", "lt", "le", "between", "around", "or_more", "or_less", "top", "bottom", "max", "min")
_MOST_TOLD = 6
"""Of conditions or figures that a message counts itself."""
_MOST = 6
"""Spans of a purpose."""


def without_surroundings(message: str, row: Sequence[Span]) -> str:
    """The message without them, where something else is asked."""
    parts, kept = parts_of(row), list(message)
    for part in parts:
        for i in range(len(part) - 1):
            if _counts_told(part, i):
                kept[part[i].start : part[i].end] = " " * (part[i].end - part[i].start)
    if not any(map(asks, parts)):
        return "".join(kept)
    for part, others in zip(parts, others_ask(parts), strict=True):
        for start, end in _idle(part, others=others):
            for place in range(part[start].start, part[end - 1].end):
                kept[place] = " "
    return "".join(kept)


def _counts_told(part: Sequence[Span], i: int) -> bool:
    """``all four conditions``, ``the two rates``, ``six cells``: so many as the message itself tells."""
    number, before = part[i].number, part[i - 1] if i else None
    rows = part[i + 1].has("customers", "customer") if i + 1 < len(part) else False
    if number is None or number.percent or rows or not 1 < number.value <= _MOST_TOLD:
        return False
    things = part[i + 1].words[-1:]
    compared = before is not None and before.has(*_COMPARES)
    if not (symbol_set("untold_things").isdisjoint(things) or part[i + 1].entry.of_the_bank or compared):
        return True
    led = before is not None and (before.has("all", "both") or not symbol_set("articles").isdisjoint(before.words))
    return led and not symbol_set("told_things").isdisjoint(things)


def _idle(part: Sequence[Span], *, others: bool) -> list[tuple[int, int]]:
    """The runs of one part that count nothing; ``others``: whether something is asked beside it."""
    if others and (_addresses(part) or _of_the_speaker(part)):
        return [(0, len(part))]
    runs = [(i, i + 1) for i in range(len(part)) if _called(part, i)]
    if _cites(part) or any(is_kind(word, "bound") for span in part for word in span.words):
        return runs  # a reference to a document, or until when an answer is wanted, is read as a whole
    i = 0
    while i < len(part):
        end = _purpose(part, i)
        runs += [(i, end)] if end else []
        i = end or i + 1
    return runs if sum(end - start for start, end in runs) < len(part) or others else []


def _cites(part: Sequence[Span]) -> bool:
    """``under article 8``: a document with its mark."""
    marked = any(figure(span) or span.code or _letter(span) for span in part)
    return marked and any(is_kind(word, "document") for span in part for word in span.words)


def _letter(span: Span) -> bool:
    return len(span.text.rstrip(".")) == 1 and span.text.isupper() and not span.stop


def _purpose(part: Sequence[Span], i: int) -> int:
    """Where ``for a campaign slide``, ``a la reunión`` that begins here ends; 0 where nothing of the kind does."""
    surely, place = part[i].words[0] in words_of("for"), part[i].words[0] in words_of("at")
    if len(part[i].words) > 1 or not (surely or place) or (place and i and _narrows(part[i - 1])):
        return 0
    at, end = i + 1, 0
    while at < len(part) and at - i <= _MOST and _plain(part[at]):
        errand = any(is_kind(word, "errand") or (surely and word in words_of("purposes")) for word in part[at].words)
        if errand and (surely or at - i <= 2):
            end = at + 1
        at += 1
    return _with_more(part, end) if end else 0


def _with_more(part: Sequence[Span], end: int) -> int:
    """The end of ``tabla de la campaña``: the purpose with the unknown words that belong to it."""
    at = end
    while at < len(part) and not symbol_set("of").isdisjoint(part[at].words[:1]):
        more = at + 1
        while more < len(part) and not symbol_set("articles").isdisjoint(part[more].words):
            more += 1
        timed = more < len(part) and any(is_kind(part[more].words[-1], kind) for kind in ("time", "now"))
        if more >= len(part) or not (part[more].unknown or timed):
            break
        at = end = more + 1
    while end < len(part) and part[end].unknown and not is_verb_form(part[end].words[0]):
        end += 1
    return end


def _plain(span: Span) -> bool:
    named = holds(span) or figure(span) or bool(span.code) or span.has(*SURELY, *PEOPLE, "left", "stay", "which", "not")
    return not named and not (span.entry.topics and not span.entry.of_the_bank)


def _narrows(span: Span) -> bool:
    return bool(span.entry.values) or span.has(*PEOPLE, *_COMPARES)


def _addresses(part: Sequence[Span]) -> bool:
    """``good man``, ``señora``: nobody but who is spoken to."""
    told = [span for span in part if span.words[-1] in words_of("vocatives")]
    rest = [span for span in part if span not in told]
    return len(told) == 1 and all(span.words[-1] in words_of("endeared") for span in rest)


def _called(part: Sequence[Span], i: int) -> bool:
    """``señora no me cuelgue``: who is spoken to, with no article before and what he is asked for behind."""
    if part[i].words[-1] not in words_of("vocatives") or len(part[i].words) > 1 or i + 2 >= len(part):
        return False
    before = part[i - 1] if i else None
    led = before is not None and (
        holds(before)
        or before.number is not None
        or not (symbol_set("articles") | symbol_set("prepositions") | symbol_set("verbs")).isdisjoint(before.words)
        or before.has("and", "or", "which", "count", "versus")
    )
    asked = part[i + 1].has("not") and not words_of("whom").isdisjoint(part[i + 2].words)
    return not led and asked


def _of_the_speaker(part: Sequence[Span]) -> bool:
    """``at ten I'm seeing the boss``, ``walking into a meeting in two minutes``: his own hours."""
    numbers = [i for i in range(len(part)) if figure(part[i])]
    named = any(holds(span) or span.code or span.has(*ASKED, *_COMPARES, *PEOPLE) for span in part)
    if len(numbers) != 1 or named:
        return False
    speaks = any(not symbol_set("speaker").isdisjoint(span.words) for span in part)
    told = any(span.unknown or is_kind(span.words[-1], "errand") for span in part)
    (at,) = numbers
    clock = at + 1 < len(part) and not words_of("clock").isdisjoint(part[at + 1].words)
    before = " ".join(word for span in part[max(0, at - 2) : at] for word in span.words)
    oclock = before.endswith(tuple(words_of("hours"))) if "las" not in before else before == "a las"
    oclock = oclock and (speaks or before == "a las")
    return told and (clock or oclock)
