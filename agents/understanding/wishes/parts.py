"""Several wishes in one message: where a second one begins with its own question, each keeps its own conditions."""

from collections.abc import Sequence

from agents.understanding.grammar.spans import Span

HEADS = (
    *("count", "mean", "median", "sum", "share", "rate", "churn", "how_much", "list", "distribution", "value_at_risk"),
)
_MEASURED = ("mean", "median", "sum", "max", "min")
_ENDS = frozenset([".", "?", ";", "!"])


def cuts(row: Sequence[Span]) -> list[int]:
    """Where a second wish may begin: after a full stop or a question mark, or where ``and`` leads to its own head."""
    found = [i for i in range(1, len(row)) if _begins(row, i)]
    return [i for i in found if i - 1 not in found]


def _begins(row: Sequence[Span], i: int) -> bool:
    before = row[i - 1]
    if before.sign and before.text in _ENDS:
        return any(not span.sign for span in row[i:])
    if before.has("and"):
        return _goes_on(row, i) and any(_heads(row, j) for j in range(i - 1))
    return before.text == "," and _heads(row, i) and row[i].has("which", "count")


def _goes_on(row: Sequence[Span], i: int) -> bool:
    """``and how many``, ``and, of those, how many``, ``and which of them``."""
    small = (j for j in range(i, len(row)) if not row[j].sign and (row[j].has(*HEADS) or not row[j].has("them")))
    head = next(small, i)
    which = head + 1 < len(row) and row[head].has("which") and row[head + 1].has("them")
    return which or _heads(row, head)


def _heads(row: Sequence[Span], i: int) -> bool:
    """Whether a wish begins here: a measure, or a small word before one."""
    if row[i].has(*HEADS) and not row[i].number:
        return True
    if _measured(row, i) or _ranked(row, i):
        return True
    small = row[i].stop and not row[i].entry.of_the_bank
    return small and i + 1 < len(row) and (row[i + 1].has(*HEADS) or _measured(row, i + 1) or _ranked(row, i + 1))


def _ranked(row: Sequence[Span], i: int) -> bool:
    """``3 oldest``, ``los 3 más viejos``."""
    after = row[i + 1] if i + 1 < len(row) else None
    return row[i].number is not None and after is not None and bool(after.entry.adjectives)


def _measured(row: Sequence[Span], i: int) -> bool:
    """``average balance``, ``saldo medio``."""
    return bool(row[i].entry.columns) and i + 1 < len(row) and row[i + 1].has(*_MEASURED)


def topic(row: Sequence[Span]) -> int:
    """Where what is said of all wishes ends: ``of the Germans, how many …``; 0 where the message begins with a wish."""
    first = next((i for i in range(len(row)) if _heads(row, i)), 0)
    return first if any(span.entry.of_the_bank or span.has("left", "stay") for span in row[:first]) else 0
