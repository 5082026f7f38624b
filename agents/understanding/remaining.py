"""Those who are left, ``los que nos quedan``: words of leaving that say who is still there, by what stands around them.

``How many Germans do we have left`` asks for those who stayed, ``how many have left`` for those who went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from agents.offline.entry import Entry

if TYPE_CHECKING:
    from agents.understanding.spans import Span

_FILE = Path(__file__).parent / "words" / "remaining.yaml"
_PEOPLE = ("customers", "customer", "count", "rest", "them", "all")


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {key: frozenset(words.split()) for key, words in raw.items()}


def still_there(row: Sequence[Span]) -> list[Span]:
    """The spans, such words as what says that somebody stayed."""
    return [
        replace(span, entry=Entry(cues={"stay"}), stop=False) if _remains(row, i) else span
        for i, span in enumerate(row)
    ]


def _remains(row: Sequence[Span], i: int) -> bool:
    start = next((j + 1 for j in range(i - 1, -1, -1) if row[j].sign), 0)
    before = row[start:i]
    if row[i].words[-1] in _words()["remain"]:
        return _of_us(row[i], before)
    return row[i].words[-1] == "left" and row[i].has("left") and _had(row[i], before)


def _of_us(span: Span, before: Sequence[Span]) -> bool:
    """``nos quedan``, ``alemanes que quedan``: of people counted or named before, one word or two."""
    if len(span.words) > 1:
        return False
    close = bool(before) and not _words()["to_us"].isdisjoint(before[-1].words)
    several = span.words[0].endswith("n")
    people = any(other.entry.values or other.has(*_PEOPLE) for other in before)
    return close or (several and people and "se" not in before[-1].words)


def _had(span: Span, before: Sequence[Span]) -> bool:
    """``are left``, ``do we have left``, ``have many Germans left``: no perfect of leaving."""
    words = [word for other in before for word in other.words] + list(span.words[:-1])
    if not words or (before[-1:] and len(span.words) == 1 and _contracted(before[-1])):
        return False
    if words[-1] in _words()["copula"]:
        return True
    joint = next((j for j in range(len(words) - 1, -1, -1) if words[j] == "and"), -1)
    at = next((j for j in range(len(words) - 1, joint, -1) if words[j] in _words()["have"]), None)
    if at is None or not _words()["relatives"].isdisjoint(words[at - 1 : at]):
        return False
    subject = not _words()["subjects"].isdisjoint(words[max(0, at - 1) : at + 2])
    helped = not (_words()["help"] | _words()["have"]).isdisjoint(words[max(0, at - 4) : at])
    return subject and (helped or at < len(words) - 1)


def _contracted(span: Span) -> bool:
    """``who's left``: short for has."""
    return span.text.casefold().endswith(("'s", "’s"))
