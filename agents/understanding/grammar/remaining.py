"""Those who are left, ``los que nos quedan``: words of leaving that say who is still there, by what stands around them.

``How many Germans do we have left`` asks for those who stayed, ``how many have left`` for those who went; those to
call ``before they have gone`` may leave yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from agents.understanding.lexicon.entry import Entry
from agents.understanding.words import word_sets

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span

_NEAR = 4
"""Words from a helping verb to the verb it helps."""
_PEOPLE = ("customers", "customer", "count", "rest", "them", "all")

_words = partial(word_sets, "remaining")


def still_there(row: Sequence[Span]) -> list[Span]:
    """The spans, such words as what says that somebody stayed, and a *have* before them as a small word."""
    found = list(row)
    for i, span in enumerate(row):
        before = row[next((j + 1 for j in range(i - 1, -1, -1) if row[j].sign), 0) : i]
        if (due := _not_yet(span, before)) is not None:
            found[i] = replace(span, entry=Entry(cues={"likely"}), stop=False)
            found[i - due] = replace(row[i - due], entry=Entry(), stop=True)
            continue
        if _of_rows(span, before):
            found[i] = replace(span, entry=Entry(), stop=True)
            continue
        if not (_of_us(span, before) or _had(span, before)):
            continue
        found[i] = replace(span, entry=Entry(cues={"stay"}), stop=False)
        for j in range(max(i - _NEAR, i - len(before)), i):
            if _words()["have"].issuperset(row[j].words) and span.words[-1] == "left":
                found[j] = replace(row[j], entry=Entry(), stop=True)
    return found


def _not_yet(span: Span, before: Sequence[Span]) -> int | None:
    """``before they're gone``, ``antes de que nos dejen``: how many words back *before* stands; who may leave yet."""
    if not span.has("left"):
        return None
    near = range(1, min(_NEAR, len(before)) + 1)
    return next((back for back in near if not _words()["not_yet"].isdisjoint(before[-back].words)), None)


def _of_rows(span: Span, before: Sequence[Span]) -> bool:
    """``how many rows am I left with``, ``cuántas filas me quedan``: of a table, not of a bank."""
    remains = span.words[-1] in _words()["remain"] or span.words[-1] == "left" or span.has("stay")
    return remains and any(not _words()["of_tables"].isdisjoint(other.words) for other in before)


def _of_us(span: Span, before: Sequence[Span]) -> bool:
    """``nos quedan``, ``alemanes que quedan``: of people counted or named before, one word or two."""
    if len(span.words) > 1 or span.words[-1] not in _words()["remain"]:
        return False
    close = bool(before) and not _words()["to_us"].isdisjoint(before[-1].words)
    several = span.words[0].endswith("n")
    people = any(other.entry.values or other.has(*_PEOPLE) for other in before)
    return close or (several and people and "se" not in before[-1].words)


def _had(span: Span, before: Sequence[Span]) -> bool:
    """``are left``, ``do we have left``, ``have many Germans left``: no perfect of leaving."""
    if span.words[-1] != "left" or not span.has("left"):
        return False
    if before and span.words == ("left",) and not _words()["copula"].isdisjoint(before[-1].words[-1:]):
        return not before[-1].text.casefold().endswith(("'s", "’s"))  # who's left: has
    words = [word for other in before for word in other.words] + list(span.words[:-1])
    joint = next((j for j in range(len(words) - 1, -1, -1) if words[j] == "and"), -1)
    at = next((j for j in range(len(words) - 1, joint, -1) if words[j] in _words()["have"]), None)
    return at is not None and _of_the_bank(words, at)


def _of_the_bank(words: Sequence[str], at: int) -> bool:
    """Whether we, or the bank, are those who have: in a question with its helping verb, or with whom we have behind."""
    if not _words()["relatives"].isdisjoint(words[at - 1 : at]):
        return False
    subject = not _words()["subjects"].isdisjoint(words[max(0, at - 1) : at + 2])
    helped = not (_words()["help"] | _words()["have"]).isdisjoint(words[max(0, at - _NEAR) : at])
    return subject and (helped or at < len(words) - 1)
