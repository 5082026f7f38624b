"""The log: one file in the home, rotated; people are shown reference ids, the details are here.

What an exception says may quote a customer, a question or a row, so its words stay out: the log has its kind, where it
was raised and what the system or the database calls it.
"""

import asyncio
import logging
import secrets
import sqlite3
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from db.errors import Problem

LOGGER = logging.getLogger("moa")


def keep_logs(home: Path, level: str) -> Path:
    """Send the log to ``home/logs/moa.log`` (5 files of 2 MB) and quieten the libraries; returns the file."""
    folder = home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "moa.log"
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, RotatingFileHandler) and Path(handler.baseFilename) == path:
            return path
        root.removeHandler(handler)
    file = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=5, encoding="utf-8", delay=True)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    file.addFilter(without_words)
    logging.getLogger("uvicorn.error").addFilter(without_words)  # it has a handler of its own
    root.addHandler(file)
    logging.raiseExceptions = False  # a log that cannot be written (a full disk) must not print traces instead
    root.setLevel(logging.WARNING)
    logging.getLogger("chainlit").setLevel(logging.ERROR)  # it warns of every browser language without a file
    for room in ("moa", "app", "agents", "tools", "ml", "db"):
        logging.getLogger(room).setLevel(level)
    return path


def note_failure(where: str, error: BaseException) -> str:
    """Log an unexpected error with its traceback; returns the reference id a person can quote."""
    reference = secrets.token_hex(4)
    LOGGER.error("reference %s in %s", reference, where, exc_info=error)
    return reference


def without_words(record: logging.LogRecord) -> bool:
    """A log filter: exceptions in a record are told without their words."""
    if record.exc_info and isinstance(error := record.exc_info[1], BaseException):
        record.exc_text, record.exc_info = _trace(error), None
    if isinstance(record.args, tuple):
        record.args = tuple(safe_words(one) if isinstance(one, BaseException) else one for one in record.args)
    return True


def safe_words(error: BaseException) -> str:
    """What can be said of an exception without quoting anybody: its kind and the system's name for it."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    names: list[object] = []
    if isinstance(error, DBAPIError) and error.orig is not None:
        return f"{kind} ({safe_words(error.orig)})"
    if isinstance(error, OSError):
        names = [error.strerror]
    elif isinstance(error, sqlite3.Error):
        names = [getattr(error, "sqlite_errorname", None), *error.args]  # SQLite names tables and columns, never values
    else:
        names = [getattr(error, name, None) for name in ("sqlstate", "status_code")]
    known = ", ".join(str(name) for name in names if name)
    return f"{kind}: {known}" if known else kind


def _trace(error: BaseException) -> str:
    """Where it was raised, and what led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [_trace(before), "which led to:"] if before is not None else []
    frames = "".join(traceback.format_tb(error.__traceback__))
    return "\n".join([*lines, f"{frames}{safe_words(error)}"])


def note_lost_tasks() -> None:
    """Log what fails in a task nobody waits for, without its words; for the running event loop."""

    def note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Problem):
            LOGGER.warning("refused in a task: %s", error.say("en"))
        elif isinstance(error, BaseException):
            note_failure("a task", error)
        else:
            LOGGER.error("the event loop: %s", context.get("message", ""))

    asyncio.get_running_loop().set_exception_handler(note)
