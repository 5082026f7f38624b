"""Several wishes in one message: where a second one begins with its own question, each keeps its own conditions."""

from collections.abc import Sequence

from agents.understanding.spans import Span

HEADS = ("count", "mean", "median", "sum", "share", "rate", "churn", "how_much", "list", "distribution", "value_at_risk")
_ENDS = frozenset([".", "?", ";", "!"])


def cuts(row: Sequence[Span]) -> list[int]:
    """Where a second wish may begin: after a full stop or a question mark, or after ``and`` before a head of its own."""
    found = []
    for i in range(1, len(row)):
        before, span = row[i - 1], row[i]
        if before.sign and before.text in _ENDS and any(not other.sign for other in row[i:]):
            found.append(i)
        elif before.has("and") and _heads(row, i) and any(_heads(row, j) for j in range(i - 1)):
            found.append(i)
        elif before.text == "," and span.has("and") is False and _heads(row, i) and span.has("which", "count"):
            found.append(i)
    return found


def _heads(row: Sequence[Span], i: int) -> bool:
    """Whether a wish begins here: a measure, or a small word before one."""
    if row[i].has(*HEADS) and not row[i].number:
        return True
    following = row[i + 1 : i + 3]
    led = row[i].stop and not row[i].entry.of_the_bank
    named = bool(row[i].entry.columns) and bool(following) and following[0].has("mean", "median", "sum", "max", "min")
    return named or (led and bool(following) and following[0].has(*HEADS)) or (
        led and len(following) > 1 and bool(following[0].entry.columns) and following[1].has("mean", "median", "sum")
    )
