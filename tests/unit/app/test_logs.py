import asyncio
import logging
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.logs import keep_logs, note_failure, note_lost_tasks
from db.engines import state_engine
from db.errors import AccessProblem
from tests.conftest import places_at

SECRET = "García Márquez 15634602"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return keep_logs(tmp_path, "INFO")


def raised(error: Exception) -> Exception:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as inner:
            raise error from inner
    except Exception as caught:  # noqa: BLE001
        return caught


@pytest.mark.parametrize(
    "error",
    [
        ValueError(SECRET),
        AccessProblem("app.bootstrap.no_user", name=SECRET),
        OSError(28, "No space left on device", f"/tmp/{SECRET}"),
        UnicodeEncodeError("utf-8", SECRET, 0, 1, "surrogates"),
        RuntimeError({"row": SECRET}),
    ],
)
def test_the_log_quotes_nobody(log: Path, error: Exception) -> None:
    reference = note_failure("a turn", raised(error))
    logging.getLogger("chainlit").error("it failed: %s", error)
    told = log.read_text()
    assert reference in told
    assert type(error).__name__ in told
    assert "raise error from inner" in told
    assert "García" not in told
    assert "15634602" not in told


def test_a_statement_that_fails_is_told_without_its_values(log: Path, tmp_path: Path) -> None:
    engine = state_engine(places_at(tmp_path))
    with pytest.raises(SQLAlchemyError) as failed, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": SECRET})
    assert SECRET not in str(failed.value)
    note_failure("keeping a turn", failed.value)
    assert "no such table: nowhere" in log.read_text()
    assert SECRET not in log.read_text()
    with pytest.raises(SQLAlchemyError) as failed, create_engine("sqlite://").begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": SECRET})
    note_failure("another engine", failed.value)
    assert SECRET not in log.read_text()


async def test_a_lost_task_is_told_without_its_words(log: Path) -> None:
    note_lost_tasks()

    async def fails() -> None:
        raise ValueError(SECRET)

    task = asyncio.create_task(fails())
    await asyncio.sleep(0)
    del task
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_exception_handler({"message": "x", "exception": ValueError(SECRET)})
    asyncio.get_running_loop().set_exception_handler(None)
    told = await asyncio.to_thread(log.read_text)
    assert "ValueError" in told
    assert SECRET not in told
