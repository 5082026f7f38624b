"""What could not be written to the state waits here, one file each, and is written later.

The files lie in the home beside the state, readable by the program's user only; they survive a restart, and any process
of the installation may write them. A name stands for one thing: kept twice it is one file, written twice it is one row.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.logs import note_failure

LOGGER = logging.getLogger(__name__)
Write = Callable[[Mapping[str, Any]], None]


class Spool:
    """A folder of waiting rows; ``write`` puts one of them into the state."""

    def __init__(self, folder: Path, write: Write) -> None:
        self.folder, self._write = folder, write

    def put(self, name: str, row: Mapping[str, Any]) -> None:
        """Keep a row on disk, whole or not at all.

        Raises:
            OSError: the disk cannot be written either.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self.folder / f"{name}.{os.getpid()}.part"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(row, out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.folder / f"{name}.json")

    def waiting(self) -> list[Path]:
        """The files, the oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(self.folder.glob("*.json"), key=_age)

    def drain(self) -> int:
        """Write what waits; returns how many were written. What fails again stays."""
        written = 0
        for path in self.waiting():
            try:
                self._write(json.loads(path.read_text(encoding="utf-8")))
            except FileNotFoundError:
                continue  # another process was first
            except Exception as error:  # noqa: BLE001 - a row that fails must not keep the others waiting
                note_failure("writing what waited", error)
                continue
            path.unlink(missing_ok=True)
            written += 1
        if written:
            LOGGER.info("%d waiting rows were written", written)
        return written


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
