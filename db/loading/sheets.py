"""Which sheet of a workbook is the table, where the others only say what its columns and codes mean."""

from collections.abc import Mapping, Sequence

from db.text import fold

Rows = Sequence[Sequence[str]]
_MOSTLY = 0.8
_SHORT = 100
"""A glossary has no more lines."""
_CODES = 3
"""Fewer cells in common may be chance."""


def explained_by_the_others(sheets: Mapping[str, Rows]) -> str | None:
    """The one sheet that every other explains (a glossary of its headers, a list of its codes); ``None`` without one.

    Each sheet comes as its header and its first rows.
    """
    explained = [
        title
        for title, rows in sheets.items()
        if all(_explains(other, rows) and not _explains(rows, other) for name, other in sheets.items() if name != title)
    ]
    return explained[0] if len(explained) == 1 else None


def _explains(glossary: Rows, table: Rows) -> bool:
    """Whether a column of a short sheet lists the headers of the other, or the values of one of its columns."""
    if len(glossary) > min(_SHORT, len(table)):
        return False
    headers = {fold(cell) for cell in table[0]} - {""}
    values = [{fold(cell) for cell in column} - {""} for column in _columns(table)]
    for column in _columns(glossary):
        listed = {fold(cell) for cell in column} - {""}
        if len(listed & headers) >= max(2, min(len(headers), len(listed)) * _MOSTLY):
            return True
        if any(len(listed & of) >= max(_CODES, len(listed) * _MOSTLY) for of in values):
            return True
    return False


def _columns(rows: Rows) -> list[list[str]]:
    """The cells below each header."""
    width = max(map(len, rows))
    return [[row[at] if at < len(row) else "" for row in rows[1:]] for at in range(width)]
