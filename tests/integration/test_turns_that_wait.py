"""A turn that cannot be written: the person is told, nothing is lost, the log quotes nobody."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.events import Degraded, TraceEvent, TurnEnded
from app.bootstrap import House, open_house
from app.logs import keep_logs
from app.settings import Settings
from db.caller import WHOLE_BANK
from db.places import Places
from tests.made_once import copied

QUESTION = {"en": "churn rate by country", "es": "tasa de abandono por país"}
SAID = {"en": "could not be filed", "es": "no se pudo archivar"}


@pytest.fixture
def home(small_home: Places, tmp_path: Path) -> Path:
    return copied(small_home.home, tmp_path / "home", "logs")


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    settings = Settings(moa_home=home)
    opened = open_house(settings, settings.places())
    yield opened
    opened.state.dispose()


def refuse_turns(home: Path, *, refused: bool) -> None:
    with sqlite3.connect(home / "state.db") as state:
        state.execute(
            "CREATE TRIGGER no BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'disk image is malformed'); END"
            if refused
            else "DROP TRIGGER no"
        )


def stored(home: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(home / "state.db") as state:
        return state.execute("SELECT turn_id, reply FROM turns").fetchall()


async def asked(house: House, question: str) -> list[TraceEvent]:
    conversation = house.conversation(caller=WHOLE_BANK, profile="fast", thread_id=None)
    async with house.running():
        return [event async for event in conversation.ask(question)]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_person_is_told_and_a_restart_files_the_turn_once(home: Path, house: House, language: str) -> None:
    log = keep_logs(home, "INFO")
    before = len(stored(home))
    refuse_turns(home, refused=True)
    events = await asked(house, QUESTION[language])
    ended = events[-1]
    assert isinstance(ended, TurnEnded)
    assert SAID[language] in ended.reply.rsplit("\n", 1)[-1]
    assert [event.code for event in events if isinstance(event, Degraded)] == ["kept_later"]
    assert len(stored(home)) == before
    (waiting,) = (home / "waiting-turns").iterdir()
    assert waiting.stat().st_mode & 0o077 == 0
    assert json.loads(waiting.read_text())["question"] == QUESTION[language]

    await house.store.drain()
    assert waiting.exists()
    refuse_turns(home, refused=False)
    settings = Settings(moa_home=home)
    for _ in range(2):
        open_house(settings, settings.places())
    assert not waiting.exists()
    filed = dict(stored(home))
    assert len(filed) == before + 1
    assert SAID[language] not in filed[ended.turn_id]
    assert ended.reply.startswith(filed[ended.turn_id])
    for quoted in (QUESTION[language], "Germany", "Alemania"):
        assert quoted not in log.read_text()


@pytest.mark.parametrize("language", ["en", "es"])
async def test_while_somebody_else_writes_the_answer_comes_and_what_waits_is_written_later(
    home: Path, house: House, language: str
) -> None:
    def calls() -> int:
        return sum(row["calls"] for row in house.engine.accounts.of_day())

    free = calls()
    await asked(house, QUESTION[language])
    of_one, before = calls() - free, len(stored(home))
    other = sqlite3.connect(home / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ended = (await asked(house, QUESTION[language]))[-1]
    assert isinstance(ended, TurnEnded)
    assert ended.status == "answered"
    assert SAID[language] in ended.reply.rsplit("\n", 1)[-1]
    other.execute("ROLLBACK")
    other.close()
    await asked(house, QUESTION[language])
    await house.store.drain()
    assert len(stored(home)) == before + 2
    assert not list((home / "waiting-turns").iterdir())
    for _ in range(200):  # the thread that waited writes what is owed by now
        if calls() - free >= 3 * of_one:
            break
        await asyncio.sleep(0.05)
    assert calls() - free == 3 * of_one > 0


async def test_where_nothing_can_be_written_the_person_is_told_to_copy(home: Path, house: House) -> None:
    (home / "waiting-turns").write_text("a file where the folder should be")
    refuse_turns(home, refused=True)
    ended = (await asked(house, QUESTION["en"]))[-1]
    assert isinstance(ended, TurnEnded)
    assert "copy what you need" in ended.reply


async def test_a_reply_that_quotes_an_address_has_no_link_and_streams_to_its_end(home: Path, house: House) -> None:
    with sqlite3.connect(home / "bank.db") as bank:
        (customer,) = bank.execute("SELECT CustomerId FROM customers WHERE Exited = '0' LIMIT 1").fetchone()
        bank.execute("UPDATE customers SET Surname = 'Ana@evil.example' WHERE CustomerId = ?", (customer,))
    events = await asked(house, f"What is the churn risk of customer {customer}?")
    ended = events[-1]
    assert isinstance(ended, TurnEnded)
    assert "`Ana@evil.example`" in ended.reply
    assert "Ana@evil.example" not in ended.reply.replace("`Ana@evil.example`", "")
