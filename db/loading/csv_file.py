"""A CSV file by path or http(s) address, as a stream: first stop of everything that is loaded. Memory stays flat.

UTF-8 or UTF-16 with a byte order mark, UTF-8 without one, else (a file on disk) Windows-1252, as spreadsheets in
Western Europe save it; comma, semicolon or tab, told from the header line. Line numbers are those
an editor shows: of the line a row starts on, the header being line 1.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import httpx

from db.errors import DataProblem

DELIMITERS = ",;\t"
URL_TIMEOUT_S = 30.0
_CHUNK = 1 << 16
_LONGEST_HEADER = 1 << 20


@dataclass
class CsvFile:
    """An open file: its header (trimmed), and its rows, to be read once."""

    source: str
    header: tuple[str, ...]
    delimiter: str
    size: int | None
    """Bytes in all, where known."""
    _raw: io.BufferedReader
    _reader: Any

    @property
    def position(self) -> int:
        """Bytes read so far; 0 for a pipe, which does not say."""
        return self._raw.tell() if self.size is not None else 0

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number of its line; blank lines are skipped.

        Raises:
            DataProblem: the rest is not UTF-8, cannot be split into fields, or stops coming.
        """
        reader = self._reader
        line = reader.line_num + 1
        try:
            for row in reader:
                if row:
                    yield line, row
                line = reader.line_num + 1
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(self.source, line, error) from error


@contextmanager
def opened(source: str) -> Iterator[CsvFile]:
    """The file at a path or an http(s) address.

    Raises:
        DataProblem: it cannot be reached or read, is empty, or is not UTF-8.
    """
    with _bytes_of(source) as (raw, size):
        text = io.TextIOWrapper(raw, encoding=_encoding(source), newline="")
        try:
            first = text.readline(_LONGEST_HEADER)
            delimiter = _delimiter(first)
            reader = csv.reader(chain([first], text), delimiter=delimiter)
            header = tuple(cell.strip() for cell in next(reader))
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(source, 1, error) from error
        if not any(header):
            raise DataProblem(f"The file {source} is empty.", f"El archivo {source} está vacío.")
        yield CsvFile(source, header, delimiter, size, raw, reader)


def _encoding(source: str) -> str:
    """How the text is coded; what can be read only once, from an address or a pipe, must be UTF-8."""
    path = Path(source)
    return encoding_of(path) if path.is_file() else "utf-8-sig"


def encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 by their marks, UTF-8 without one, else Windows' Western European (latin-1 and a little more)."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while part := file.read(1 << 20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _delimiter(header: str) -> str:
    outside = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


@contextmanager
def _bytes_of(source: str) -> Iterator[tuple[io.BufferedReader, int | None]]:
    if source.startswith(("http://", "https://")):
        with _downloaded(source) as found:
            yield found
        return
    if "://" in source:
        raise DataProblem(
            f"{source} is neither a file nor an http(s) address.",
            f"{source} no es un archivo ni una dirección http(s).",
        )
    path = Path(source)
    try:
        raw = path.open("rb")
    except FileNotFoundError as error:
        raise DataProblem(f"There is no file {source}.", f"No existe el archivo {source}.") from error
    except OSError as error:
        raise DataProblem(
            f"The file {source} cannot be read: {error.strerror}.", f"No se puede leer {source}: {error.strerror}."
        ) from error
    with raw:
        yield raw, path.stat().st_size if raw.seekable() else None


@contextmanager
def _downloaded(url: str) -> Iterator[tuple[io.BufferedReader, int | None]]:
    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=URL_TIMEOUT_S) as response:
            if response.status_code != httpx.codes.OK:
                raise DataProblem(
                    f"The address {url} answered {response.status_code} {response.reason_phrase}.",
                    f"La dirección {url} respondió {response.status_code} {response.reason_phrase}.",
                )
            length = response.headers.get("content-length", "")
            encoded = "content-encoding" in response.headers
            yield (
                io.BufferedReader(_Download(response), _CHUNK),
                int(length) if length.isdigit() and not encoded else None,
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DataProblem(
            f"The address {url} cannot be read: {error or type(error).__name__}.",
            f"No se puede leer la dirección {url}: {error or type(error).__name__}.",
        ) from error


class _Download(io.RawIOBase):
    """The body of a response as a readable stream."""

    def __init__(self, response: httpx.Response) -> None:
        self._chunks = response.iter_bytes(_CHUNK)
        self._left = b""
        self._position = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = next(self._chunks, b"")
        taken = self._left[: len(buffer)]
        self._left = self._left[len(taken) :]
        buffer[: len(taken)] = taken
        self._position += len(taken)
        return len(taken)


def _unreadable(source: str, line: int, error: UnicodeDecodeError | csv.Error) -> DataProblem:
    if isinstance(error, UnicodeDecodeError):
        return DataProblem(
            f"The file {source} is not UTF-8 text (a byte near line {line} cannot be read): save it as UTF-8.",
            f"El archivo {source} no es texto UTF-8 (byte ilegible cerca de la línea {line}): guárdelo como UTF-8.",
        )
    return DataProblem(
        f"The file {source} cannot be split into fields at line {line}: {error} (a quotation mark left open?).",
        f"El archivo {source} no se puede separar en campos en la línea {line}: {error} (¿comillas sin cerrar?).",
    )
