"""The log: one file in the home, rotated; people are shown reference ids, the details are here."""

import logging
import secrets
from logging.handlers import RotatingFileHandler
from pathlib import Path

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
    root.addHandler(file)
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
