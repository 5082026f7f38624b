"""Who is left out by a clause of its own, and which figure or bound is said not to be meant.

A negation before customers who are described leaves them out: ``no me cuentes los de Alemania``, ``filter the churned
ones out``. Before a figure at the begin of a message, or before a bound of a number that has another one, it tells
which reading is not meant.
"""

import re
from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.lexicon.morphology import is_verb_form

_OPENS = re.compile(
    r"(?:^|[(,.;:?!—–-])\W*(?:(?:and|but|y|e|pero)\s+)?(?:no|not|nor|don.?t|do\s+not)\b|\b(?:out|fuera|aside)\b",
    re.IGNORECASE,
)
_FIGURES = ("mean", "median", "sum", "share", "rate", "count", "min", "max")
_ASKS = (*_FIGURES, "churn", "list", "which", "how_much")
_NAMES = ("count", "list", "order", "call", "them", "pronoun", "customers", "customer", "in", "with", "which", "find")
"""Cues of a verb that counts or shows, and of what stands between it and those who are described."""
_SHOWS = ("count", "list", "call", "find", "order")
_BOUNDS = ("gt", "ge", "lt", "le", "or_more", "or_less")
_PARTED = 8
"""Words from a verb to the *out* that belongs to it."""


def sets_aside(message: str) -> bool:
    """Whether a clause of the message may begin with a negation, or set somebody aside."""
    return _OPENS.search(message) is not None


def without_excluded(message: str, row: Sequence[Span], left_out: str) -> str:
    """The message without the clauses that tell which figure is not wanted; ``left_out``: what leaves somebody out."""
    found = message
    for i in reversed(range(len(row))):
        if (verb := _excludes(row, i)) is not None:
            found = found[: row[i].start] + left_out + found[row[verb].end :]
            continue
        if (out := _set_out(row, i)) is not None:
            found = found[: row[out].start] + found[row[out].end :]
            found = found[: row[i].start] + left_out + found[row[i].end :]
            continue
        place = _first(row, i) or _other_bound(row, i)
        if place is not None:
            found = found[: place[0]] + found[place[1] :]
    return found


def _begins(row: Sequence[Span], i: int) -> bool:
    """Whether a negation begins a clause, a joint before it or not; ``don't`` is two words of one place."""
    at = i - 1 if i and row[i - 1].start == row[i].start else i
    joint = at > 0 and row[at - 1].has("and") and (at == 1 or row[at - 2].sign)
    return row[i].has("not") and (at == 0 or row[at - 1].sign or joint)


def _excludes(row: Sequence[Span], i: int) -> int | None:
    """The last word of ``no me cuentes los`` before those who are described; None for any other negation."""
    if not _begins(row, i):
        return None
    end = _end(row, i)
    told = next((j for j in range(i + 1, end) if _described(row[j])), end)
    acts = next((j for j in range(told - 1, i, -1) if row[j].has(*_SHOWS) or is_verb_form(row[j].words[0])), None)
    fits = told < end and _shows(row[i + 1 : told]) and _only_described(row[told:end])
    return acts if fits and any(span.has(*_ASKS) for span in (*row[:i], *row[end:])) else None


def _end(row: Sequence[Span], i: int) -> int:
    """Where the clause ends that begins at a span."""
    return next((j for j in range(i + 1, len(row)) if row[j].sign), len(row))


def _shows(between: Sequence[Span]) -> bool:
    """``me cuentes los``: a verb of showing with small words."""
    return all(span.stop or span.has(*_NAMES) for span in between) and not any(s.has("which") for s in between[:1])


def _only_described(part: Sequence[Span]) -> bool:
    return all(span.stop or _described(span) or span.has(*_NAMES, "and", "or") for span in part)


def _set_out(row: Sequence[Span], i: int) -> int | None:
    """Where *out* stands in ``filter the churned rows out``: a verb parted from it by those who are described."""
    if symbol_set("parting").isdisjoint(row[i].words[-1:]):
        return None
    for j in range(i + 2, min(i + _PARTED, len(row))):
        if row[j].sign or row[j].number is not None:
            return None
        if not symbol_set("out").isdisjoint(row[j].words[-1:]):
            return j if any(map(_described, row[i + 1 : j])) else None
    return None


def _described(span: Span) -> bool:
    return bool(span.entry.values) or span.has("left", "stay", "leavers")


def _other_bound(row: Sequence[Span], i: int) -> tuple[int, int] | None:
    """``more than 2, not 2 or more``: the bound that is not meant beside another of the same number."""
    if not i or not _begins(row, i):
        return None
    end = _end(row, i)
    numbers, before = _bounds(row[i:end]), _bounds(row[:i])
    valued = any(span.entry.values for span in row[i:end])
    return (row[i].start, row[end - 1].end) if len(numbers) == 1 and numbers <= before and not valued else None


def _bounds(part: Sequence[Span]) -> set[float]:
    """The numbers of a part that compares."""
    found = {span.number.value for span in part if span.number is not None}
    return found if any(span.has(*_BOUNDS) for span in part) else set()


def _first(row: Sequence[Span], i: int) -> tuple[int, int] | None:
    """``don't give me the share of …, give me the number``: the figure that is not wanted, at the begin."""
    if not _begins(row, i) or any(not span.sign for span in row[: max(0, i - 1)]):
        return None
    end = _end(row, i)
    head = next((span for span in row[i + 1 : end] if not _leads(span)), None)
    if head is None or not head.has(*_FIGURES) or head.entry.of_the_bank:
        return None
    return (row[i].start, head.end) if any(span.has(*_FIGURES) for span in row[end:]) else None


def _leads(span: Span) -> bool:
    """``me des el``, ``give me the``: what may stand between the negation and the figure."""
    return (span.stop or span.has("list", "pronoun") or (span.unknown and len(span.words[0]) < 5)) and not span.sign
