"""A value that several columns hold: the column named beside it decides; where none is named, the person is asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from agents.understanding.calls import Call, ask_back
from agents.understanding.lexicon.entry import Entry
from db.catalog import Catalog


class Piece(Protocol):
    """A span or an item."""

    @property
    def entry(self) -> Entry: ...  # noqa: D102


P = TypeVar("P", bound=Any)


def settled(row: Sequence[P], catalog: Catalog) -> list[P]:
    """The pieces, values that several columns hold only as those of the column that another piece names."""
    found = list(row)
    for i, piece in enumerate(row):
        columns = shared(piece.entry, catalog)
        if not columns:
            continue
        beside = [other.entry for j, other in enumerate(row) if j != i]
        named = [c for c in columns if any(c in (*entry.columns, *entry.weak) for entry in beside)]
        if named and len(named) < len(columns):
            kept = [pair for pair in piece.entry.values if pair[0] not in columns or pair[0] in named]
            found[i] = replace(piece, entry=replace(piece.entry, values=kept))
    return found


def shared(entry: Entry, catalog: Catalog) -> list[str]:
    """The categories that hold a value of this name, where they are several."""
    columns = dict.fromkeys(column for column, _ in entry.values if catalog.columns[column].kind == "category")
    return list(columns) if len(columns) > 1 else []


def which(row: Sequence[Piece], calls: Sequence[Call], catalog: Catalog) -> Call | None:
    """A question back where a call filters by one of several columns that hold what was said."""
    used = {column for call in calls for column in _filtered(call.arguments)}
    for piece in row:
        columns = shared(piece.entry, catalog)
        if used & set(columns):
            return ask_back("which_column", columns)
    return None


def _filtered(value: Any) -> Iterator[str]:
    """The columns that arguments filter by."""
    if isinstance(value, Mapping):
        if "op" in value and isinstance(value.get("column"), str):
            yield value["column"]
        for part in value.values():
            yield from _filtered(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _filtered(part)
