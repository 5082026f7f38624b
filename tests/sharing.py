"""How several workers share the tests: whole files, and one worker for everything that drives the running page.

The page's tests share one chat and one browser; two of them at once would also slow each other down.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

PAGE = "tests/e2e"


class Sharing(LoadFileScheduling):  # type: ignore[misc]
    """One unit of work for each file and one for the page."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return PAGE if file.startswith(f"{PAGE}/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Sharing:
    """Asked for where ``-n`` is given."""
    return Sharing(config, log)


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
