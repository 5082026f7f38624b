"""A what-if told without an if: somebody, a column, and by what part it is lower or higher."""

from collections.abc import Sequence

from agents.understanding.ids import customer_id
from agents.understanding.spans import Span
from agents.understanding.symbols import column_of
from db.catalog import Catalog
from tools.frames import WhatIf

_LOWER = ("min", "less", "down", "low", "lt")
_HIGHER = ("max", "more", "up", "high", "gt")


def supposed(row: Sequence[Span], catalog: Catalog) -> WhatIf | None:
    """``balance of 15647311 10 % lower``; none where more than that is said."""
    ids = [found for span in row if (found := customer_id(span))]
    shares = [span.number.value for span in row if span.number is not None and span.number.percent]
    columns = {name for span in row if (name := column_of(span, catalog, "C"))}
    numbers = sum(span.number is not None for span in row)
    if len(ids) != 1 or len(shares) != 1 or len(columns) != 1 or numbers != len(ids) + 1:
        return None
    if any(span.entry.values or span.has("risk", "why", "options", "history", "similar") for span in row):
        return None
    after = next(i for i, span in enumerate(row) if span.number is not None and span.number.percent)
    said = row[after + 1 :]
    lower, higher = (any(span.has(*cues) for span in said) for cues in (_LOWER, _HIGHER))
    if lower == higher:
        return None
    return WhatIf(customer_id=ids[0], changes={columns.pop(): {"percent": -shares[0] if lower else shares[0]}})
