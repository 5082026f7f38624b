"""Log-ins over HTTP and the socket: tokens that end at once, tries that are counted before they are checked."""

import asyncio
import sqlite3
import subprocess
import sys
from uuid import uuid4

import httpx
import pytest
import socketio.exceptions

from tests.e2e.running import ROOT, Chat
from tests.e2e.socket_client import Client
from tests.e2e.test_socket import PASSWORD, client


def users(chat: Chat, *arguments: str, password: str = "") -> None:
    subprocess.run(
        [sys.executable, "-m", "db.users", *arguments],
        input=f"{password}\n",
        text=True,
        check=True,
        cwd=ROOT,
        env={"MOA_HOME": str(chat.home), "PATH": "/usr/bin:/bin"},
    )


async def entered(chat: Chat, name: str, password: str) -> Client:
    made = Client(chat.url)
    assert (await made.log_in(name, password)).status_code == 200
    await made.open()
    return made


async def ended(person: Client) -> bool:
    """Whether the token is worth nothing any more: over HTTP, for a new socket, on the open one, in a header."""
    cookie = dict(person.http.cookies)
    other = Client(person.url)
    other.http.cookies.update(cookie)
    bearer = {"Authorization": f"Bearer {cookie['access_token']}"}
    async with httpx.AsyncClient(base_url=person.url) as plain, other:
        codes = {(await plain.get("/user", headers=bearer)).status_code, (await other.http.get("/user")).status_code}
        codes.add((await other.http.post("/auth/jwt", headers=bearer | {"Origin": person.url})).status_code)
        if not codes <= {401, 404}:
            return False
        with pytest.raises(socketio.exceptions.ConnectionError):
            await other.open()
    before = len(person.steps)
    if person.sio.connected:
        await person.sio.emit("client_message", {"message": {"output": "x"}})
    for _ in range(80):
        if not person.sio.connected:
            break
        await asyncio.sleep(0.1)
    return not person.sio.connected and len(person.steps) == before


async def test_log_out_ends_the_token_and_its_socket_and_no_other(running: Chat) -> None:
    async with await client(running) as sofia, await client(running) as elsewhere:
        kept = dict(sofia.http.cookies)
        assert (await sofia.http.post("/logout")).status_code == 200
        sofia.http.cookies.update(kept)
        assert await ended(sofia)
        assert (await elsewhere.http.get("/user")).status_code == 200
        assert elsewhere.sio.connected


@pytest.mark.parametrize("change", ["password", "removed"])
async def test_another_process_that_changes_an_account_ends_its_tokens(running: Chat, change: str) -> None:
    users(running, "add", f"eva-{change}", "--role", "support", password="long enough")
    async with await entered(running, f"eva-{change}", "long enough") as eva:
        if change == "removed":
            users(running, "remove", f"eva-{change}")
        else:
            users(running, "add", f"eva-{change}", "--role", "support", password="another one")
        assert await ended(eva)


async def test_sixty_tries_at_once_are_slowed_kept_and_lock_nobody_out(running: Chat) -> None:
    name = f"target-{uuid4()}"
    users(running, "add", name, "--role", "support", password="long enough")
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as stranger:
        tries = [
            stranger.post("/login", data={"username": name, "password": f"guess {n}"}, headers={"Origin": running.url})
            for n in range(60)
        ]
        answers = await asyncio.gather(*tries)
        codes = [answer.status_code for answer in answers]
        waits = {answer.headers["Retry-After"] for answer in answers if answer.status_code == 429}
        assert all(wait.isdigit() and 1 <= int(wait) <= 60 for wait in waits)
        assert all(
            f"{answer.headers['Retry-After']} " in answer.text for answer in answers if answer.status_code == 429
        )
        assert codes.count(401) <= 8
        assert codes.count(401) + codes.count(429) == 60
        colleague = await stranger.post("/login", data={"username": name, "password": "long enough"})
        assert colleague.status_code == 200
    with sqlite3.connect(running.home / "state.db") as state:
        kept = state.execute("SELECT count(*) FROM audit WHERE who = ? AND action <> 'log-in'", (name,)).fetchone()
    assert kept == (60,)


async def test_a_log_in_says_nothing_of_itself_to_the_page(running: Chat) -> None:
    async with Client(running.url) as sofia:
        await sofia.log_in("sofia", PASSWORD["sofia"])
        assert (await sofia.http.get("/user")).json()["metadata"] == {"role": "support"}
