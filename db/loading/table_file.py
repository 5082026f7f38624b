"""A table by path or http(s) address as a stream of rows, whatever it was saved as; told from its first bytes.

Separated text, the same packed with gzip or alone in a ZIP archive, Excel workbooks (``book.xlsx#Sheet`` names one of
several sheets) and Parquet files.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

from db.errors import DataProblem
from db.loading.csv_text import Row, text_rows
from db.loading.sources import Bytes, bytes_of, seekable

_GZIP, _PARQUET, _OLD_OFFICE = b"\x1f\x8b", b"PAR1", b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = {b"%PDF": "PDF", b"<htm": "HTML", b"<!do": "HTML", b"<!DO": "HTML", b"SQLi": "SQLite"}
_LOOKED_AT = 50
_Split = tuple[str, Iterator[Row], str]
"""What separates the cells, the rows, and the sheet where one was chosen among several."""
_DATUM = re.compile(r"[+-]?\d+[.,]\d+|[+-]?\d{5,}|\d{4}-\d\d-\d\d.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
"""What nobody calls a column: a decimal number, a long whole one, a date."""


@dataclass
class TableFile:
    """An open table: its header (trimmed), and its rows, to be read once."""

    source: str
    header: tuple[str, ...]
    delimiter: str
    """What separates the cells; a comma where they have types."""
    size: int | None
    """Bytes in all, where known."""
    _raw: Bytes
    _rows: Iterator[Row]
    sheet: str = ""
    """The sheet read where the workbook's others explain it."""

    @property
    def position(self) -> int:
        """Bytes read so far; 0 for a pipe, which does not say."""
        return self._raw.tell() if self.size is not None else 0

    def rows(self) -> Iterator[Row]:
        """Each row with the number of its line; blank lines are skipped.

        Raises:
            DataProblem: the rest cannot be decoded or split into fields, or stops coming.
        """
        try:
            yield from self._rows
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise _cut_off(self.source) from error

    def number_rows(self, name: str) -> None:
        """Add a last column that numbers the rows from 1."""
        self.header = (*self.header, name)
        self._rows = ((line, [*row, str(n)]) for n, (line, row) in enumerate(self._rows, 1))


@contextmanager
def opened(source: str) -> Iterator[TableFile]:
    """The table at a path or an http(s) address.

    Raises:
        DataProblem: it cannot be reached or read, is empty, has no header, or is nothing that holds a table.
    """
    place, sheet = _place(source)
    with bytes_of(place) as (raw, size):
        try:
            with _split(raw, place, sheet) as (delimiter, rows, chosen):
                header = tuple(cell.strip() for cell in next(rows, (0, []))[1])
                if not any(header):
                    raise DataProblem("db.table_file.empty", source=source)
                first = list(islice(rows, _LOOKED_AT))
                _check_header(source, header, first)
                yield TableFile(source, header, delimiter, size, raw, chain(first, rows), chosen)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise _cut_off(source) from error


def _place(source: str) -> tuple[str, str | None]:
    """The file, and the sheet named after a ``#``; a file whose own name has one keeps it."""
    before, mark, sheet = source.rpartition("#")
    if mark and sheet and not Path(source).exists() and before.lower().partition("?")[0].endswith((".xlsx", ".xlsm")):
        return before, sheet
    return source, None


@contextmanager
def _split(raw: Bytes, source: str, sheet: str | None) -> Iterator[_Split]:
    start = raw.peek(4)[:4]
    if start.startswith(_GZIP):
        unpacked = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if raw.seekable() else _forward(raw)
        yield (*text_rows(unpacked, source), "")
    elif start in _ZIP:
        with seekable(raw) as whole, _archive(whole, source, sheet) as found:
            yield found
    elif start == _PARQUET:
        from db.loading.typed_rows import parquet_rows  # noqa: PLC0415 - pyarrow and openpyxl only for their files

        with seekable(raw) as whole, parquet_rows(whole, source) as rows:
            yield ",", rows, ""
    elif start == _OLD_OFFICE:
        raise DataProblem(
            "db.table_file.old_workbook",
            source=source,
        )
    elif start in _OTHERS:
        raise _no_table(source, _OTHERS[start])
    else:
        yield (*text_rows(raw, source), "")


def _forward(raw: Bytes) -> BinaryIO:
    """What is unpacked from a stream that cannot go back."""

    class Forward(gzip.GzipFile):
        def seekable(self) -> bool:
            return False

    return cast(BinaryIO, Forward(fileobj=raw))


@contextmanager
def _archive(raw: BinaryIO, source: str, sheet: str | None) -> Iterator[_Split]:
    """A workbook, which is a ZIP archive of its own kind, or the one table of an archive."""
    from db.loading.typed_rows import workbook_rows  # noqa: PLC0415

    with zipfile.ZipFile(raw) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX/")]
        if "[Content_Types].xml" in names:
            if not any(name.startswith("xl/") for name in names):
                raise _no_table(source, "Office")
            with workbook_rows(raw, source, sheet) as (rows, chosen):
                yield ",", rows, chosen
            return
        tables = [name for name in names if not Path(name).name.startswith((".", "README", "readme", "LICENSE"))]
        if len(tables) != 1:
            raise DataProblem(
                "db.table_file.several_files",
                source=source,
                count=len(tables),
                names=", ".join(tables[:5]),
            )
        if archive.getinfo(tables[0]).flag_bits & 1:
            raise DataProblem(
                "db.table_file.archive_password",
                source=source,
            )
        with archive.open(tables[0]) as member, io.BufferedReader(cast(io.RawIOBase, member)) as inner:
            if inner.peek(4)[:4] in _ZIP:
                with seekable(inner) as whole, workbook_rows(whole, source, sheet) as (rows, chosen):
                    yield ",", rows, chosen
            else:
                with _split(inner, source, sheet) as found:
                    yield found


def _check_header(source: str, header: tuple[str, ...], first: list[Row]) -> None:
    """Refuse a table whose first line is a row: a cell nobody calls a column, or several that its columns hold again.

    Numbers alone are no proof: 2024 and 2025 are columns of years.
    """
    below = list(zip(*(row for _, row in first if len(row) == len(header)), strict=True))
    again = sum(bool(name) and name in map(str.strip, cells) for name, cells in zip(header, below, strict=False))
    if any(_DATUM.fullmatch(name) for name in header) or again > 1:
        shown = ", ".join(header[:4]) + (" …" if len(header) > 4 else "")
        raise DataProblem(
            "db.table_file.no_header",
            source=source,
            shown=shown,
        )


def _no_table(source: str, what: str) -> DataProblem:
    return DataProblem(
        "db.table_file.not_a_table",
        source=source,
        what=what,
    )


def _cut_off(source: str) -> DataProblem:
    return DataProblem(
        "db.table_file.damaged_archive",
        source=source,
    )
