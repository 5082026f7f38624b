"""Typed placeholders for what the catalog, digits and ids tell, so that no column or group is learned by heart."""

import re
from collections.abc import Callable

PLACEHOLDERS = {kind: kind.upper() for kind in ("id", "name", "number", "measure", "category", "value", "flag")}
"""What stands in a masked message for each kind: a numeric column is MEASURE, a column of groups CATEGORY."""
SPOKEN = ("aside", "restriction")
"""Marks of words within a line that no catalog explains: they stay as they are in a masked message."""
_MARKED = re.compile(r"\{(\w+):([^{}]*)\}")


def masked(marked: str) -> str:
    """A line of the corpus with its marks, ``{value:Leeds}``, as placeholders: ``VALUE``."""
    return _MARKED.sub(lambda mark: PLACEHOLDERS.get(mark[1], mark[2]), marked)


def plain(marked: str) -> str:
    """A line of the corpus as its author would have typed it."""
    return _MARKED.sub(lambda mark: mark[2], marked)


def filled(marked: str, fill: Callable[[str, str], str]) -> str:
    """A line of the corpus with each mark replaced by ``fill(kind, wording)``."""
    return _MARKED.sub(lambda mark: fill(mark[1], mark[2]), marked)


def marks(marked: str) -> list[tuple[str, str]]:
    """The kinds and wordings marked in a line."""
    return [(mark[1], mark[2]) for mark in _MARKED.finditer(marked)]
