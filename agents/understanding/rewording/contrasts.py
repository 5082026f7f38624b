"""What is said not to be wanted: ``not the average, the median``, ``no me des el porcentaje de activos``.

A negation before the name of a figure denies no quality of customers; it tells which reading is not meant. It is set
aside with its clause, where another figure is asked for.
"""

import re
from collections.abc import Sequence

from agents.understanding.grammar.spans import Span

_DENIES = re.compile(r"[,.;:?!—–-]\s*(?:no|not|nor)\b", re.IGNORECASE)
_FIGURES = ("mean", "median", "sum", "share", "rate", "count", "min", "max")
_ASKS = (*_FIGURES, "churn", "list", "which", "how_much")


def denies(message: str) -> bool:
    """Whether a clause of the message may begin with a negation."""
    return _DENIES.search(message) is not None


def without_contrasts(message: str, row: Sequence[Span]) -> str:
    """The message without the clauses that tell which figure is not wanted."""
    found = message
    places = [_contrast(row, i) for i in range(len(row))]
    for start, end in reversed([place for place in places if place is not None]):
        found = found[:start] + found[end:]
    return found


def _contrast(row: Sequence[Span], i: int) -> tuple[int, int] | None:
    """The characters of the clause that a negation begins; None where it denies something of customers."""
    begins = i > 0 and row[i - 1].sign and row[i - 1].text not in {"¿", "("}
    if not begins or row[i].words not in {("no",), ("not",), ("nor",)}:
        return None
    head = next((j for j in range(i + 1, len(row)) if not _leads(row[j])), None)
    if head is None or not row[head].has(*_FIGURES) or row[head].entry.of_the_bank or row[head].number is not None:
        return None
    if not any(span.has(*_ASKS) for span in row[:i]):
        return None
    end = next((j for j in range(head, len(row)) if row[j].sign), len(row))
    while end < len(row) and row[end].text == "," and _says_nothing(row, end + 1):
        end = next((j for j in range(end + 1, len(row)) if row[j].sign), len(row))
    return row[i].start, row[end].start if end < len(row) else row[-1].end


def _leads(span: Span) -> bool:
    """``me des el``, ``give me the``: what may stand between the negation and the figure."""
    return (span.stop or span.has("list", "pronoun") or (span.unknown and len(span.words[0]) < 5)) and not span.sign


def _says_nothing(row: Sequence[Span], start: int) -> bool:
    """Whether a clause behind it holds nothing of the bank: ``que es otra cosa``."""
    end = next((j for j in range(start, len(row)) if row[j].sign), len(row))
    return not any(span.entry.of_the_bank or span.number or span.has(*_ASKS, "left", "stay") for span in row[start:end])
