"""What a manager's turns leave in the state: nothing of another manager's customers, in SQL, values or prompts."""

import asyncio
import dataclasses
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from agents.refine import Refinement
from agents.roster import RefinementSpec
from db.caller import Caller
from db.engines import state_engine
from db.places import Places
from db.state import turns
from tests.conftest import places_at
from tests.e2e.running import Chat, chat
from tests.e2e.socket_client import Client
from tests.e2e.test_socket import PASSWORD
from tests.made_once import copied

QUESTIONS = (
    "customers similar to {own}",
    "clientes parecidos a {own} que se fueron",
    "why would {own} leave, and what should I offer?",
    "who should I call first today?",
    "compare {own} with {own2}",
    "card of {own}",
    "risk over time of {own}",
    "the 10 customers with the highest balance",
    "how many customers are there in the bank?",
    "find {foreign_name}",
    "customers with more balance than {own}",
)
IDS = re.compile(r"\d{6,}")


def customers(home: Path, owner: str, *, own: bool) -> dict[str, str]:
    """Id and surname of the current customers of this manager, or of all others."""
    sign = "=" if own else "<>"
    with sqlite3.connect(home / "bank.db") as bank:
        told = bank.execute(f"SELECT CustomerId, Surname FROM customers WHERE RelationshipManager {sign} ?", (owner,))
        return {str(number): name for number, name in told}


def owner_of(home: Path, user: str) -> str:
    with sqlite3.connect(home / "state.db") as state:
        return str(state.execute("SELECT owner FROM accounts WHERE name = ?", (user,)).fetchone()[0])


def stored(home: Path, thread: str) -> list[str]:
    """Every row that the thread left, as text."""
    with sqlite3.connect(home / "state.db") as state:
        rows = state.execute("SELECT * FROM turns WHERE thread_id = ?", (thread,)).fetchall()
        rows += state.execute("SELECT * FROM steps WHERE threadId = ?", (thread,)).fetchall()
        rows += state.execute("SELECT * FROM elements WHERE threadId = ?", (thread,)).fetchall()
    return [json.dumps(row, ensure_ascii=False, default=str) for row in rows]


async def test_a_stored_trace_holds_no_id_of_another_managers_customer(running: Chat) -> None:
    home, owner = running.home, owner_of(running.home, "ana")
    own, foreign = customers(home, owner, own=True), customers(home, owner, own=False)
    names = set(foreign.values()) - set(own.values())
    one, two = sorted(own)[:2]
    asked = {"own": one, "own2": two, "foreign_name": sorted(names)[0]}
    async with Client(running.url, profile="moa") as ana:
        assert (await ana.log_in("ana", "ana-demo")).status_code == 200
        await ana.open()
        for question in QUESTIONS:
            thread = (await ana.ask(question.format(**asked)))["threadId"]
        await asyncio.sleep(1)
    rows = stored(home, thread)
    assert len(rows) > len(QUESTIONS)
    assert any("SELECT" in row for row in rows)
    assert any(one in row for row in rows)
    for row in rows:
        assert not set(IDS.findall(row)) & set(foreign), row


MANNER = "Keep the answer short and say the risk first."
ASKED = "who should I call first, and why?"


@pytest.fixture(scope="module")
def corrected(small_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Chat, str]]:
    """A chat in which a correction by Ana, with a customer of hers in it, was accepted; and the customer's id."""
    home = copied(small_home.home, tmp_path_factory.mktemp("corrected") / "bank")
    number, name = sorted(customers(home, owner_of(home, "ana"), own=True).items())[3]
    facts = [{"id": "F1", "tool": "watch_list", "data": {"rows": [{"customer_id": number, "name": name}]}}]
    engine = state_engine(places_at(home))
    with engine.begin() as connection:
        connection.execute(
            insert(turns).values(
                turn_id="t1", user="ana", question=ASKED, language="en", profile="moa", facts=facts, trace=[]
            )
        )
    refinement = Refinement(engine, RefinementSpec())
    refinement.remember("t1", "watch_list", {}, ASKED, "en")
    text = f"{MANNER} Call {name} ({number}) about the divorce of Rosalinda."
    refinement.accept(refinement.correct(turn_id="t1", author="ana", text=text), by=Caller(name="admin", role="admin"))
    engine.dispose()
    with chat(dataclasses.replace(small_home, home=home), tmp_path_factory.mktemp("corrected home")) as served:
        yield served, number


@pytest.mark.parametrize(("who", "whole"), [("ana", True), ("luis", False)])
async def test_an_accepted_correction_takes_no_word_of_its_customer_into_anothers_prompt(
    corrected: tuple[Chat, str], who: str, whole: bool
) -> None:
    served, number = corrected
    async with Client(served.url, profile="moa") as asking:
        assert (await asking.log_in(who, PASSWORD[who])).status_code == 200
        await asking.open()
        thread = (await asking.ask(ASKED))["threadId"]
        await asyncio.sleep(1)
    rows = stored(served.home, thread)
    assert any("Keep the answer short" in row for row in rows), "the manner reaches the prompts"
    for word in ("Rosalinda", "divorce", *([] if whole else [number])):
        assert any(word in row for row in rows) == whole, word
