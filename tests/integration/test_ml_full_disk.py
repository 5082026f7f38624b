"""Training and scoring on a disk that fills up: one sentence, and the champion and the scores of before."""

import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import OperationalError

from db.catalog import Catalog
from db.disk import out_of_space
from db.engines import state_engine
from db.errors import DataProblem
from db.places import Places
from db.state import scores
from ml.answers.champion import ChurnModel
from ml.score import score_bank
from ml.training import registry
from ml.training.tracking import log
from tests.made_once import copied


@pytest.fixture
def home(small_home: Places, tmp_path: Path) -> Places:
    """A copy of the small home that a test may change."""
    copy = tmp_path / "copy"
    copied(small_home.home, copy, "mlflow-artifacts")
    return small_home.below(copy)


def _stored(places: Places) -> tuple[int, str]:
    engine = state_engine(places)
    with engine.connect() as connection:
        found = connection.execute(select(func.count(), func.max(scores.c.model_version))).one()
    engine.dispose()
    return int(found[0]), str(found[1])


def _changed_everywhere(places: Places) -> None:
    """Every customer a year older, so that every score is written again."""
    file = places.bank_url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE customers SET Age = Age + 1")
    connection.close()


def _full(statement: str) -> OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError(statement, None, error)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_scores_on_a_full_disk_stay_as_they_were(
    home: Places, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    before = _stored(home)
    _changed_everywhere(home)
    written = 0

    def fills(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        nonlocal written
        written += "scores" in statement.lower() and statement.lstrip().upper().startswith(("INSERT", "UPDATE"))
        if written >= at:
            raise _full(statement)

    event.listen(Engine, "before_cursor_execute", fills)
    try:
        with pytest.raises((DataProblem, OperationalError)) as told:
            score_bank(home, catalog, size=400, progress=False)
    finally:
        event.remove(Engine, "before_cursor_execute", fills)
    assert isinstance(told.value, DataProblem) or out_of_space(told.value, home.home)
    assert _stored(home) == before
    assert score_bank(home, catalog, size=400, progress=False).customers == before[0]


def test_a_file_of_scores_on_a_full_disk_is_not_left_half(
    small_home: Places, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: ChurnModel, batch: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ChurnModel, "probabilities", fails)
    with pytest.raises((DataProblem, OSError)) as told:
        score_bank(small_home, catalog, output=tmp_path / "scores.csv", progress=False, state=False)
    assert isinstance(told.value, DataProblem) or out_of_space(told.value, small_home.home)
    assert list(tmp_path.iterdir()) == []


def test_a_model_on_a_full_disk_is_not_registered(
    home: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import mlflow

    before = registry.champion(home)

    def fails(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(mlflow, "start_run", fails)
    with pytest.raises(DataProblem) as told:
        log(home, name="churn", folder=tmp_path, artifact=None, params={}, manifest=_manifest())  # type: ignore[arg-type]
    for language, words in (("en", "no space left"), ("es", "No queda espacio")):
        assert words in told.value.say(language)  # type: ignore[arg-type]
        assert "\n" not in told.value.say(language)  # type: ignore[arg-type]
    assert registry.champion(home) == before


def _manifest() -> dict[str, str]:
    return dict.fromkeys(("sha256", "catalog_hash", "catalog_version", "data_hash"), "x")
