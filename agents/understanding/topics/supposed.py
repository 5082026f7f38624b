"""A what-if told without an if: somebody, a column, and by what part it is lower or higher."""

from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of
from agents.understanding.lexicon.ids import customer_id
from db.catalog import Catalog
from tools.frames import WhatIf

_LOWER = ("min", "less", "down", "low", "lt")
_HIGHER = ("max", "more", "up", "high", "gt")


def supposed(row: Sequence[Span], catalog: Catalog) -> WhatIf | None:
    """``balance of 15647311 10 % lower``, ``15647311: inactive -> active``; none where more than that is said."""
    ids = [found for span in row if (found := customer_id(span))]
    if len(ids) == 1 and (changed := _changed(row)):
        return WhatIf(customer_id=ids[0], changes=changed)
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


def _changed(row: Sequence[Span]) -> dict[str, str]:
    """The second of two values of one column with an arrow between them, where nothing else is told."""
    told = [i for i, span in enumerate(row) if span.entry.values]
    if len(told) != 2 or not any(row[i].text == ">" or row[i].text == "→" for i in range(*told)):
        return {}
    (before, was), (after, now) = (row[i].entry.values[0] for i in told)
    figures = sum(span.number is not None for span in row) > 1
    return {after: now} if before == after and was != now and not figures else {}
