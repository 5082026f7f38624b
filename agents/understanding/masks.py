"""A clause with typed placeholders for all that the catalog, digits and ids tell, as the learned part reads it."""

from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbols
from agents.understanding.lexicon.ids import customer_id
from db.catalog import Catalog

_MASKS = (("V", "VALUE"), ("F", "FLAG"), ("K", "CATEGORY"), ("C", "MEASURE"), ("D", "CATEGORY"))


def masked(row: Sequence[Span], catalog: Catalog) -> list[str]:
    """Every span's text or its placeholder, see `learned.masking`; what is written as one (``what's``) once."""
    return [_masked(span, catalog) for i, span in enumerate(row) if not i or span.start != row[i - 1].start]


def _masked(span: Span, catalog: Catalog) -> str:
    if customer_id(span) is not None:
        return "ID"
    if span.number is not None:
        return "NUMBER"
    kinds = symbols(span, catalog)
    return next((name for kind, name in _MASKS if kind in kinds and not span.entry.cues), span.text)
