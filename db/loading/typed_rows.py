"""Tables whose cells have types, read by openpyxl (.xlsx) and pyarrow (.parquet), as rows of text like a CSV's."""

import datetime as dt
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, Literal
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from db.errors import DataProblem
from db.loading.csv_text import Row
from db.loading.sheets import explained_by_the_others

_BATCH = 10_000
_LOOKED_AT = 300
_EXACT = 2**53
"""Whole floats below it are exact."""


@contextmanager
def workbook_rows(raw: BinaryIO, source: str, sheet: str | None) -> Iterator[tuple[Iterator[Row], str]]:
    """The rows of the sheet named, else of the only one that holds a table; the header is the first filled row.

    Sheets that explain another's columns or codes are no tables of their own; the name of a sheet chosen for that is
    told with its rows.

    Raises:
        DataProblem: it is no workbook, has no such sheet, or several that hold a table.
    """
    try:
        with warnings.catch_warnings():  # styles and the like that openpyxl does not keep say nothing of the cells
            warnings.simplefilter("ignore")
            book = load_workbook(raw, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, ParseError, KeyError, ValueError, OSError) as error:
        raise _damaged(source, "workbook") from error
    try:
        chosen, explained = _sheet(book, source, sheet)
        yield _filled(book[chosen].iter_rows(values_only=True)), chosen if explained else ""
    finally:
        book.close()


def _sheet(book: Workbook, source: str, wanted: str | None) -> tuple[str, bool]:
    """The sheet to read, and whether others were set aside because they explain it."""
    shown = [page.title for page in book.worksheets if page.sheet_state == "visible"]
    if wanted is not None:
        if wanted in shown:
            return wanted, False
        raise DataProblem(
            "db.typed_rows.no_sheet",
            source=source,
            wanted=wanted,
            names=", ".join(shown),
        )
    tables = [title for title in shown if _holds_a_table(book[title])]
    explained = explained_by_the_others({title: _start(book[title]) for title in tables}) if len(tables) > 1 else None
    if explained is not None:
        return explained, True
    if len(tables) > 1:
        raise DataProblem(
            "db.typed_rows.several_sheets",
            source=source,
            count=len(tables),
            names=", ".join(tables),
            first=tables[0],
        )
    if not shown:
        raise DataProblem("db.typed_rows.empty_workbook", source=source)
    return str(tables[0] if tables else shown[0]), False


def _start(page: Any) -> list[list[str]]:
    """The header and the first rows of a sheet."""
    return [cells for _, cells in islice(_filled(page.iter_rows(values_only=True)), _LOOKED_AT)]


def _holds_a_table(page: Any) -> bool:
    """A header and at least one row."""
    rows = _filled(page.iter_rows(values_only=True))
    return next(rows, None) is not None and next(rows, None) is not None


def _filled(rows: Iterator[tuple[Any, ...]]) -> Iterator[Row]:
    """The header, which is the first row of two cells (a lone one is a title), and the filled rows below it.

    Rows are as wide as the header; empty cells behind it were only formatted.
    """
    width = 0
    for number, row in enumerate(rows, 1):
        cells = [as_text(cell) for cell in row]
        filled = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
        if not width and sum(bool(cell.strip()) for cell in cells) < 2:
            continue
        width = width or filled
        if filled:
            yield number, (cells + [""] * width)[: max(width, filled)]


@contextmanager
def parquet_rows(raw: BinaryIO, source: str) -> Iterator[Iterator[Row]]:
    """The rows of a Parquet file, numbered as in a text file: the header is line 1.

    Raises:
        DataProblem: it is damaged, or a column holds lists or structures instead of single values.
    """
    try:
        file = pq.ParquetFile(raw)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(source, "parquet") from error
    with file:
        nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
        if nested:
            raise DataProblem(
                "db.typed_rows.nested_values",
                source=source,
                first=nested[0],
            )
        yield _batches(file, source)


def _batches(file: pq.ParquetFile, source: str) -> Iterator[Row]:
    names = file.schema_arrow.names
    yield 1, [("" if name.startswith("__index_level_") else name) for name in names]
    line = 2
    try:
        for batch in file.iter_batches(_BATCH):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield line, [as_text(cell) for cell in cells]
                line += 1
    except (pa.ArrowException, OSError) as error:
        raise _damaged(source, "parquet") from error


def as_text(cell: Any) -> str:
    """A typed cell as a CSV would hold it: whole floats without a point, dates and moments as ISO text."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _damaged(source: str, kind: Literal["workbook", "parquet"]) -> DataProblem:
    return DataProblem(f"db.typed_rows.damaged_{kind}", source=source)
