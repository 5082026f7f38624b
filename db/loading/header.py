"""Which field of a file is which column of the catalog; compared without case, spaces, underscores and accents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.catalog import Catalog, Column
from db.errors import DataProblem
from db.text import fold


@dataclass(frozen=True)
class Fit:
    """``fields``: for each column the file brings, its position and the column, in catalog order."""

    fields: tuple[tuple[int, Column], ...]
    left_out: tuple[str, ...]
    """Headers the catalog neither describes nor ignores."""
    missing: tuple[str, ...]
    """Required columns the file lacks."""
    absent: tuple[str, ...]
    """Optional columns the file does not bring."""


def match(header: Sequence[str], catalog: Catalog) -> Fit:
    """Match a header with the columns: by name, else by a listed source, else by the shown name in either language.

    Raises:
        DataProblem: two headers are the same, or two of them mean the same column.
    """
    found = _found(_positions(header), catalog)
    known, used = {key(name) for name in catalog.ignore}, set(found.values())
    left_out = tuple(h for i, h in enumerate(header) if h and i not in used and key(h) not in known)
    lacking = [c for c in catalog.columns.values() if c.name not in found]
    return Fit(
        fields=tuple((found[c.name], c) for c in catalog.columns.values() if c.name in found),
        left_out=left_out,
        missing=tuple(c.name for c in lacking if c.required),
        absent=tuple(c.name for c in lacking if not c.required),
    )


def _positions(header: Sequence[str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        if name and key(name) in positions:
            raise _twice(header[positions[key(name)]], name)
        positions[key(name)] = position
    return positions


def _found(positions: Mapping[str, int], catalog: Catalog) -> dict[str, int]:
    """Where each column stands: those that are named, then those that are shown so."""
    found: dict[str, int] = {}
    for names_of in (_own, _shown):
        for column in catalog.columns.values():
            at = next((positions[n] for n in names_of(column) if n in positions), None)
            if at is not None and column.name not in found and at not in found.values():
                found[column.name] = at
    return found


def key(name: str) -> str:
    """A header as it is compared."""
    return fold(name).replace(" ", "")


def _own(column: Column) -> list[str]:
    return [key(name) for name in (column.name, *column.source)]


def _shown(column: Column) -> list[str]:
    return [key(names[0]) for names in (column.names.es, column.names.en) if names]


def _twice(first: str, second: str) -> DataProblem:
    return DataProblem(
        "db.header.same_column_twice",
        first=first,
        second=second,
    )
