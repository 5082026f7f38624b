"""What several workers of a run share on the disk."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that one worker of the run makes and all of them read; whoever comes meanwhile waits for it."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, made = root / name, root / f"{name}.made"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def copied(home: Path, to: Path, *without: str) -> Path:
    """A copy of a home, without files of these names; made anew where a database was being closed meanwhile.

    The last connection that closes takes a database's log away, also while it is copied.
    """
    for last in (False, False, False, True):
        try:
            return Path(shutil.copytree(home, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*without)))
        except shutil.Error:
            if last:
                raise
            for log in (*to.rglob("*-wal"), *to.rglob("*-shm")):
                log.unlink()
    raise AssertionError
