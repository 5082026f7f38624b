"""What a text proposes to do: the catalog's actionable columns it names in sentences that recommend something."""

import re
from functools import lru_cache

from agents.grounding.segments import cut
from db.catalog import Catalog
from db.text import fold

_RECOMMENDS = re.compile(
    r"\b(?:recommend|suggest|offer|propos|call|contact|invite|encourage|try|should|could|reactivat|priorit|cross-sell"
    r"|recomiend|recomend|sugier|suger|ofrec|ofrez|propon|propuest|llam|contact|invit|anim|intent|debería|podría|conviene"
    r"|reactiv|prioriz|priorice)",
    re.IGNORECASE,
)


def proposed(text: str, catalog: Catalog) -> frozenset[str]:
    """Names of the actionable columns that recommending sentences mention; ``"contact"`` for plain contact."""
    levers = set()
    for segment in cut(text, ended=True)[0]:
        if not _RECOMMENDS.search(segment):
            continue
        folded = f" {fold(segment)} "
        named = {column for column, names in _names(catalog) if any(f" {name} " in folded for name in names)}
        levers |= named or {"contact"}
    return frozenset(levers)


@lru_cache(maxsize=16)
def _names_of(key: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((column, tuple(fold(name) for name in names)) for column, names in key)


def _names(catalog: Catalog) -> tuple[tuple[str, tuple[str, ...]], ...]:
    key = []
    for column in catalog.columns.values():
        if column.actionable:
            values = [name for names in column.values.values() for name in (*names.es, *names.en)]
            key.append((column.name, (*column.names.es, *column.names.en, *values)))
    return _names_of(tuple(key))
