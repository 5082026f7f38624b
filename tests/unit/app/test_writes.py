"""Writes that wait for each other: one transaction, in order, and nobody's error is another's."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, text

from app.server.writes import Writes


@pytest.fixture
def writes(tmp_path: Path) -> Writes:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (word TEXT UNIQUE)"))
    return Writes(engine)


def kept(writes: Writes) -> list[str]:
    with writes.engine.connect() as connection:
        return list(connection.execute(text("SELECT word FROM kept ORDER BY rowid")).scalars())


def word(said: str):  # type: ignore[no-untyped-def]
    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO kept VALUES (:said)"), {"said": said})
        return said

    return work


async def test_what_waits_is_written_in_one_transaction_and_in_order(writes: Writes) -> None:
    commits: list[object] = []
    event.listen(writes.engine, "commit", commits.append)
    words = [f"w{number}" for number in range(20)]
    assert await asyncio.gather(*(writes.add(word(one)) for one in words)) == words
    assert kept(writes) == words
    assert len(commits) <= 2


async def test_one_that_fails_takes_no_other_with_it(writes: Writes) -> None:
    outcomes = await asyncio.gather(*(writes.add(word(one)) for one in ("a", "b", "a", "c")), return_exceptions=True)
    assert kept(writes) == ["a", "b", "c"]
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, False, True, False]


async def test_whoever_is_stopped_meanwhile_stops_nobody_else(writes: Writes) -> None:
    tasks = [asyncio.create_task(writes.add(word(one))) for one in ("a", "b", "c")]
    await asyncio.sleep(0)
    tasks[0].cancel()
    assert await asyncio.wait_for(asyncio.gather(*tasks[1:]), 10) == ["b", "c"]
    assert await asyncio.wait_for(writes.add(word("d")), 10) == "d"


async def test_a_check_is_made_once_in_a_transaction_and_again_in_the_next(writes: Writes) -> None:
    checked: list[str] = []

    def work(connection: Connection) -> None:
        writes.once("who", lambda: checked.append("who"))

    await asyncio.gather(*(writes.add(work) for _ in range(5)))
    assert len(checked) == 1
    await writes.add(work)
    assert len(checked) == 2
