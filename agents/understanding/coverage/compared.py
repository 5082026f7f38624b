"""A comparison that was said is in the calls: ``more old than 50`` is no age of 50."""

from collections.abc import Sequence

from agents.understanding.coverage.evidence import Evidence
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from agents.understanding.words import word_sets

_SAYS = ("gt", "ge", "lt", "le")
_DEGREES = ("more", "less", "most", "least")
_FIGURES = ("mean", "median", "sum", "rate", "churn", "share", "count", "min", "max")
_AGAIN = frozenset(["el", "la", "that", "those"])
_BETWEEN = 2
"""Words that may stand between a degree and its ``than``."""


def uncompared(row: Sequence[Span], i: int, evidence: Evidence) -> str:
    """The comparison that begins at ``i`` with its number, where the calls hold it as an equality or not at all."""
    end = _compared(row, i)
    if end is None:
        return ""
    after = next((j for j in range(end, min(end + 3, len(row))) if row[j].number is not None), None)
    if after is not None:
        number = row[after].number
        assert number is not None
        same = {number.value, number.value / 100, number.value * 1e3, number.value * 1e6} & evidence.equal
        return _text(row, i, after) if same and not evidence.compared else ""
    column = next((j for j in range(end, min(end + 3, len(row))) if row[j].entry.columns), None)
    return _text(row, i, column) if column is not None and not evidence.compared else ""


def uncomputed(row: Sequence[Span], i: int) -> str:
    """A word at ``i`` that asks for what lies between two figures: a difference, points of a percentage, a minus."""
    words, known = set(row[i].words), word_sets("arithmetic")
    near = {word for span in row[max(0, i - 1) : i + 2] for word in span.words}
    points = bool(words & known["points"] and near & known["percentage"])
    less = bool(words & known["minus"]) and any(span.has(*_FIGURES) for span in row[:i]) and _figure(row[i + 1 : i + 4])
    return row[i].text if words & known["difference"] or points or less else ""


def _figure(row: Sequence[Span]) -> bool:
    """``median age``, ``el de los españoles``, ``that of Spain``: another figure; no ``less than``, ``or less``."""
    again = len(row) > 1 and bool(_AGAIN & set(row[0].words)) and row[1].has("in", "among")
    return again or (
        any(span.has(*_FIGURES) for span in row) and not any(span.has("than", "and", "or") for span in row)
    )


def _compared(row: Sequence[Span], i: int) -> int | None:
    """The span after a comparison that begins at ``i``: ``bigger than``, ``more … than``."""
    if len(row[i].words) > 1 and row[i].has(*_SAYS):
        return i + 1
    if not (row[i].has(*_DEGREES) or row[i].entry.adjectives):
        return None
    near = range(i + 1, min(i + 2 + _BETWEEN, len(row)))
    return next((j + 1 for j in near if row[j].has("than") and not _relative(row, j)), None)


def _relative(row: Sequence[Span], i: int) -> bool:
    """``más los que``, ``y qué edad``: a *que* of *those who* or of a question, no *than*."""
    asks = row[i].text.casefold() == "qué" or (i > 0 and row[i - 1].has("and"))
    return asks or (i > 0 and not symbol_set("articles").isdisjoint(row[i - 1].words[-1:]))


def _text(row: Sequence[Span], i: int, end: int) -> str:
    return " ".join(span.text for span in row[i : end + 1])
