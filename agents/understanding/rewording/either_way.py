"""Everybody, whether they left or not: words that only take back what a question about customers might leave out.

``hayan seguido o no``, ``all of them, including the ones who left``: no condition of who left or stayed.
"""

from collections.abc import Sequence

from agents.understanding.asides.heads import parts_of
from agents.understanding.asides.pieces import figure, holds
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.wishes.parts import HEADS

_STATUS = ("left", "stay", "leavers")


def without_sides(message: str, row: Sequence[Span]) -> str:
    """The message without them, where something else is asked."""
    kept, parts = list(message), parts_of(row)
    asking = [any(span.has(*HEADS, "list") for span in part) for part in parts]
    for part, asks in zip(parts, asking, strict=True):
        others = sum(asking) > asks
        start, end = _twice(part) or _whether(part) or (_includes(part) if others else None) or (0, 0)
        for place in range(part[start].start, part[end - 1].end if end else 0):
            kept[place] = " "
    return "".join(kept)


def _twice(part: Sequence[Span]) -> tuple[int, int] | None:
    """``sí o sí``: one and the same on both sides leaves nothing open."""
    same = (i for i in range(len(part) - 2) if part[i + 1].has("or") and part[i].words == part[i + 2].words)
    return next(((i, i + 3) for i in same if part[i].number is None), None)


def _whether(part: Sequence[Span]) -> tuple[int, int] | None:
    """``whether they stayed or not``, ``hayan seguido o no``, ``se hayan ido o sigan``."""
    for i, span in enumerate(part[:-1]):
        after = _other(part, i) if span.has(*_STATUS) and part[i + 1].has("or") else None
        if after is None:
            continue
        start = _begin(part, i)
        words = (word for other in part[start : i + 1] for word in other.words)
        if not symbol_set("hypothetical").isdisjoint(words):
            return start, after + 1
    return None


def _other(part: Sequence[Span], i: int) -> int | None:
    """Where the other side stands after the *or* behind a status: a negation, or the other status."""
    after = next((j for j in range(i + 2, len(part)) if not part[j].stop or part[j].has("not", *_STATUS)), None)
    if after is None or not part[after].has("not", *_STATUS):
        return None
    return after if part[after].has("not") or part[after].has("stay") != part[i].has("stay") else None


def _begin(part: Sequence[Span], i: int) -> int:
    """Where the small words before a status begin."""
    while i and _leads(part[i - 1]):
        i -= 1
    return i


def _leads(span: Span) -> bool:
    return (span.stop or span.has("them", "pronoun")) and not (holds(span) or figure(span) or span.has(*HEADS))


def _includes(part: Sequence[Span]) -> tuple[int, int] | None:
    """``también las que se piraron``, ``including those who left``: a clause of nothing else."""
    at = next((i for i, span in enumerate(part) if not span.has("and", "all")), 0)
    if symbol_set("included").isdisjoint(part[at].words[:1]) or any(span.has("not") for span in part):
        return None
    told = any(span.has(*_STATUS) for span in part)
    small = all(_leads(span) or span.has(*_STATUS) or span is part[at] for span in part)
    return (0, len(part)) if told and small else None
