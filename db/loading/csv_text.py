"""Separated text as rows: comma, semicolon, tab or vertical bar, told from the header line.

UTF-8 or UTF-16 with a byte order mark, UTF-8 without one, else (what can be read twice) Windows-1252, as spreadsheets
in Western Europe save it. Line numbers are those an editor shows: of the line a row starts on, the header being line 1.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from db.errors import DataProblem

DELIMITERS = ",;\t|"
_LONGEST_HEADER = 1 << 20
_MOST_LINES = 5

Row = tuple[int, list[str]]


def text_rows(raw: BinaryIO, source: str) -> tuple[str, Iterator[Row]]:
    """The separator, and each row with the number of its line, the header's first; blank lines are skipped.

    Raises:
        DataProblem: the text is in no known encoding or in two of them, or cannot be split into fields.
    """
    encoding = _encoding(raw, source)
    text = io.TextIOWrapper(raw, encoding=encoding, newline="")
    try:
        first = text.readline(_LONGEST_HEADER)
    except UnicodeDecodeError as error:
        raise _unreadable(source, 1, error) from error
    delimiter = max(DELIMITERS, key="".join(first.split('"')[::2]).count)
    return delimiter, _rows(first, raw, text, delimiter, source)


def _rows(first: str, raw: BinaryIO, text: io.TextIOWrapper, delimiter: str, source: str) -> Iterator[Row]:
    reader = csv.reader(chain([first], text), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(source, line, error) from error
    finally:
        if not raw.closed:  # a reader that stopped early may be collected after the bytes were closed
            text.detach()  # the bytes are closed by who opened them


def _encoding(raw: BinaryIO, source: str) -> str:
    """How the text is coded; what can be read only once, from an address or a pipe, must be UTF-8."""
    if not raw.seekable():
        return "utf-8-sig"
    encoding = _told(raw)
    if encoding == "cp1252":
        _check_one_encoding(raw, source)
        raw.seek(0)
    return encoding


def encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 by their marks, UTF-8 without one, else Windows' Western European (latin-1 and a little more)."""
    with path.open("rb") as file:
        return _told(file)


def _told(raw: BinaryIO) -> str:
    """The encoding; the bytes are at their start again."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    mark = raw.read(2)
    raw.seek(0)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    try:
        while part := raw.read(1 << 20):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        raw.seek(0)
    return "utf-8-sig"


def _check_one_encoding(raw: BinaryIO, source: str) -> None:
    """Refuse text of which some lines are UTF-8 and others Windows-1252: either way names would be spoilt."""
    lines: dict[str, list[int]] = {"UTF-8": [], "Windows-1252": []}
    counts = dict.fromkeys(lines, 0)
    for number, line in enumerate(raw, 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            coding = "UTF-8"
        except UnicodeDecodeError:
            coding = "Windows-1252"
        counts[coding] += 1
        if len(lines[coding]) < _MOST_LINES:
            lines[coding].append(number)
    if all(counts.values()):
        few, most = sorted(counts, key=lambda coding: counts[coding])
        listed = ", ".join(map(str, lines[few])) + (" …" if counts[few] > _MOST_LINES else "")
        raise DataProblem(
            "db.csv_text.mixed_encodings",
            source=source,
            counts=counts[few],
            listed=listed,
            few=few,
            most=most,
        )


def _unreadable(source: str, line: int, error: UnicodeDecodeError | csv.Error) -> DataProblem:
    if isinstance(error, UnicodeDecodeError):
        return DataProblem(
            "db.csv_text.not_utf8",
            source=source,
            line=line,
        )
    return DataProblem(
        "db.csv_text.open_quotation",
        source=source,
        line=line,
        reason=error,
    )
