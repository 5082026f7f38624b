"""A full disk, whoever met it first: the operating system, SQLite, PostgreSQL, or a library on top of them."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import DBAPIError

from db.errors import DataProblem

Standing = Literal["as_before", "nothing_loaded", "loaded", "unfinished"]
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_POSTGRES_FULL = "53100"
_SQLITE_BROKEN = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""What SQLite also says where a file beside the database cannot grow."""
_LITTLE = 1 << 20


def out_of_space(error: BaseException, home: Path) -> bool:
    """Whether an error, or what led to it, comes of a disk without space; ``home`` lies on the disk in question."""
    return any(_full(one, home) for one in _causes(error))


def disk_full(home: Path, standing: Standing = "as_before") -> DataProblem:
    """The sentence for people, with how things stand."""
    return DataProblem(f"db.disk.{standing}", home=home)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, one.orig if isinstance(one, DBAPIError) else None]


def _full(error: BaseException, home: Path) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code == sqlite3.SQLITE_FULL or (code in _SQLITE_BROKEN and _free(home) < _LITTLE)
    return getattr(error, "sqlstate", None) == _POSTGRES_FULL


def _free(home: Path) -> int:
    try:
        return shutil.disk_usage(home).free
    except OSError:
        return _LITTLE
