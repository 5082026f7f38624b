"""What somebody else says or wants to know: who he is counts nothing, what he asks does.

``The head of acquisition wants to know how many left`` asks how many left; ``Marta, from research, swears there's no
difference`` beside a question is a remark.
"""

from collections.abc import Sequence
from functools import partial

from agents.understanding.asides.heads import ASKED, PEOPLE, asks, others_ask
from agents.understanding.asides.pieces import ENDS, figure, holds
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.morphology import lemmas
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.words import word_sets

_FAR = 3
"""Spans from wanting to knowing."""

_words = partial(word_sets, "reported")


def without_reports(message: str, row: Sequence[Span]) -> str:
    """The message without who else speaks; without what he says where nothing of the bank is in it."""
    sentences, kept = _sentences(row), list(message)
    for sentence, others in zip(sentences, others_ask(sentences), strict=True):
        start, end = _report(sentence, others=others)
        due = _deadline(sentence) if end > start else len(sentence)
        for first, last in ((start, end), (due, len(sentence))):
            if last > first:
                blank = sentence[last - 1].end - sentence[first].start
                kept[sentence[first].start : sentence[last - 1].end] = " " * blank
    return "".join(kept)


def _sentences(row: Sequence[Span]) -> list[list[Span]]:
    found: list[list[Span]] = [[]]
    for span in row:
        if span.sign and span.text in ENDS:
            found.append([])
        else:
            found[-1].append(span)
    return [sentence for sentence in found if sentence]


def _deadline(sentence: Sequence[Span]) -> int:
    """Where ``by Friday``, ``para el lunes`` at the end of what somebody wants begins."""
    at = next((i for i in range(len(sentence) - 1, 0, -1) if not _words()["until"].isdisjoint(sentence[i].words)), 0)
    after = [word for span in sentence[at + 1 :] for word in span.words]
    due = at > 0 and bool(after) and all(is_kind(word, "due") or word in symbol_set("of") for word in after)
    return at if due else len(sentence)


def _report(sentence: Sequence[Span], *, others: bool) -> tuple[int, int]:
    """Where a report begins and ends: its subject and verb, or all of it; nothing where the sentence has none."""
    for i in range(len(sentence)):
        end = _verb(sentence, i)
        start = _subject(sentence, i) if end else i
        if start < i and not any(map(_somebody, sentence[end:])):  # somebody, or somewhere, the question may mean
            says = others and bool(_words()["says"] & _lemmas(sentence[i]))
            told = any(map(holds, sentence[end:])) if says else asks(sentence[end:])
            asked = others or asks(sentence[:start])
            return (start, end) if told else (start, len(sentence)) if asked else (0, 0)
    return 0, 0


def _verb(sentence: Sequence[Span], i: int) -> int:
    """The end of ``wants to know whether``, ``swears that`` that begins at ``i``; 0 for anything else."""
    if sentence[i].sign or sentence[i].number is not None or not _words()["own"].isdisjoint(sentence[i].words):
        return 0
    said = _lemmas(sentence[i])
    if not said & (_words()["says"] | _words()["asks"] | _words()["wants"]):
        return 0
    if i and _lemmas(sentence[i - 1]) & _words()["wants"]:  # quiere decir: it means
        return 0
    end = i + 1
    if said & _words()["wants"]:
        near = range(end, min(end + _FAR, len(sentence)))
        end = next((j + 1 for j in near if _lemmas(sentence[j]) & _words()["know"]), end)
    end = _when(sentence, end)
    while (
        end < len(sentence)
        and not sentence[end].entry.of_the_bank
        and _words()["between"].issuperset(sentence[end].words)
    ):
        end += 1
    return end


def _when(sentence: Sequence[Span], at: int) -> int:
    """Where ``para el viernes``, right behind what somebody asks for, ends."""
    if at >= len(sentence) or _words()["until"].isdisjoint(sentence[at].words):
        return at
    end = at + 1
    while end < len(sentence) and all(is_kind(word, "due") for word in sentence[end].words):
        end += 1
    while symbol_set("articles").issuperset(sentence[end - 1].words):
        end -= 1
    return end if end > at + 1 else at


def _lemmas(span: Span) -> frozenset[str]:
    return frozenset((*span.words, *(form for word in span.words for form in lemmas(word))))


def _subject(sentence: Sequence[Span], i: int) -> int:
    """Where the one who speaks begins, if nothing before the verb at ``i`` is of the bank; ``i`` where nobody does."""
    start = i
    while start > 0 and not _named(sentence[start - 1]):
        start -= 1
    while start < i and (sentence[start].sign or sentence[start].has("and")):
        start += 1
    who = sentence[start:i]
    bare = [span for span in who if not (span.sign or _words()["helps"].issuperset(span.words))]
    cut = start > 0 and not sentence[start - 1].sign
    related = bool(who) and not symbol_set("relatives").isdisjoint(who[-1].words)
    return i if cut or related or not bare else start


def _somebody(span: Span) -> bool:
    return span.capital and span.unknown and not is_kind(span.words[-1], "due")


def _named(span: Span) -> bool:
    """Whether a span can be no part of who speaks."""
    told = holds(span) or figure(span) or span.code or span.has(*ASKED, *PEOPLE, "why", "model", "drivers")
    return bool(told) or not _words()["spoken_to"].isdisjoint(span.words)
