"""The bytes of a table by path or http(s) address: first stop of everything that is loaded. Memory stays flat."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from db.errors import DataProblem

if TYPE_CHECKING:
    import httpx

URL_TIMEOUT_S = 30.0
_CHUNK = 1 << 16

Bytes: TypeAlias = "io.BufferedReader[Any]"


@contextmanager
def bytes_of(source: str) -> Iterator[tuple[Bytes, int | None]]:
    """The open bytes and how many they are, where known.

    Raises:
        DataProblem: there is no such file, or the address does not answer with one.
    """
    if source.startswith(("http://", "https://")):
        with _downloaded(source) as found:
            yield found
        return
    if "://" in source:
        raise DataProblem(
            "db.sources.no_source",
            source=source,
        )
    path = Path(source)
    try:
        raw = path.open("rb")
    except FileNotFoundError as error:
        raise DataProblem("db.sources.no_file", source=source) from error
    except OSError as error:
        raise DataProblem("db.sources.unreadable", source=source, reason=error.strerror) from error
    with raw:
        yield raw, path.stat().st_size if raw.seekable() else None


@contextmanager
def seekable(raw: Bytes) -> Iterator[BinaryIO]:
    """The same bytes where any place of them can be read: what comes from an address or a pipe waits on disk."""
    if raw.seekable():
        yield raw
        return
    with tempfile.TemporaryFile() as kept:
        shutil.copyfileobj(raw, kept, _CHUNK)
        kept.seek(0)
        yield cast(BinaryIO, kept)


@contextmanager
def _downloaded(url: str) -> Iterator[tuple[Bytes, int | None]]:
    import httpx  # noqa: PLC0415 - only for addresses

    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=URL_TIMEOUT_S) as response:
            if response.status_code != httpx.codes.OK:
                raise DataProblem(
                    "db.sources.address_refused",
                    url=url,
                    status_code=response.status_code,
                    reason_phrase=response.reason_phrase,
                )
            length = response.headers.get("content-length", "")
            encoded = "content-encoding" in response.headers
            yield (
                io.BufferedReader(_Download(response), _CHUNK),
                int(length) if length.isdigit() and not encoded else None,
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DataProblem(
            "db.sources.address_unreachable",
            url=url,
            reason=error or type(error).__name__,
        ) from error


class _Download(io.RawIOBase):
    """The body of a response as a readable stream."""

    def __init__(self, response: "httpx.Response") -> None:
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
