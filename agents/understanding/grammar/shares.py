"""Shares: which conditions say the part and which the whole; what share of A is B."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agents.understanding.grammar.phrases import Phrase
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.symbols import symbol_set

Node = dict[str, Any]
_WHOLE = ("among",)


def split(told: Settled, at: int) -> tuple[list[Phrase], list[Phrase]]:
    """The phrases of the part and of the whole; ``at``: where the share is asked for."""
    said = sorted([*told.every("condition"), *told.every("who")], key=lambda p: p.start)
    before, after = [p for p in said if p.start < at], [p for p in said if p.start > at]
    if not after and any(span.has("them") for span in told.row[at:]):
        return [], before  # of them: what is said of those before is not understood
    if not after:
        return (before[-1:], before[:-1]) if len(before) > 1 else (before, [])
    verb = _verb(told, at, after)
    if verb is not None and _among(told, after[0].end, verb):
        verb = None  # the share of leavers among those who have two
    if verb is not None:
        first = [p for p in after if p.start < verb]
        second = [p for p in after if p.start >= verb]
        if first and second:
            return second, [*before, *first]
        if second and not _describes(told, verb):
            return second, before  # what share of customers has a card and is inactive: both are said of all
    for index, (one, other) in enumerate(pairwise(after), 1):
        if _leads_to_the_whole(told, one, other):
            return after[:index], [*before, *after[index:]]
    return (after, before) if before or len(after) == 1 else (after[-1:], after[:-1])


def _verb(told: Settled, at: int, after: Sequence[Phrase]) -> int | None:
    """Where a verb says of the whole what the part is: are, have, exceed, left."""
    for i in range(at + 1, len(told.row)):
        span = told.row[i]
        if not symbol_set("verbs").isdisjoint(span.words[:1]) or span.has("without"):
            return i
        if any(p.start == i and p.kind == "who" and p.start > after[0].start for p in after):
            return i
    return None


def _describes(told: Settled, verb: int) -> bool:
    """``of those who have a card``: a verb behind a relative pronoun says which they are."""
    before = told.row[verb - 1] if verb else None
    return before is not None and (before.has("which") or before.words[-1] in symbol_set("relatives"))


def _among(told: Settled, start: int, end: int) -> bool:
    return any(span.has("among") and not span.has("with") for span in told.row[start:end])


def _leads_to_the_whole(told: Settled, one: Phrase, other: Phrase) -> bool:
    """``women among those who left``, ``cards in Spain``."""
    return any(span.has("among", "in") for span in told.between(one, other)) or told.row[other.start].has("among", "in")
