"""What several workers share is made by one of them and waited for by the others."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest

from tests.made_once import made_once


class Factory:
    """A worker's temporary folders."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def getbasetemp(self) -> Path:
        self.base.mkdir(exist_ok=True)
        return self.base


@pytest.mark.parametrize("worker", [None, "gw1"])
def test_one_makes_it_and_all_read_it(worker: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "whole").touch()

    if worker is None:
        monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    else:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    bases = [tmp_path / name for name in ("gw0", "gw1", "gw2")] if worker else [tmp_path / "alone"] * 3
    factories = [cast(pytest.TempPathFactory, Factory(base)) for base in bases]
    with ThreadPoolExecutor(3) as pool:
        folders = list(pool.map(lambda factory: made_once(factory, "home", make), factories))
    assert len(made) == 1
    assert set(folders) == set(made)
    assert (folders[0] / "whole").exists()
    assert folders[0].parent == (tmp_path if worker else tmp_path / "alone")
