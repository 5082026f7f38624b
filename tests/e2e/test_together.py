import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from agents.roster import read_roster
from app import ask
from app.settings import Settings
from bench.together_answers import offline_answers
from bench.together_server import TogetherServer
from db.catalog import Catalog
from db.places import Places
from tests.e2e.running import ROOT, Chat, chat
from tests.e2e.socket_client import Client

SLOW = "0.4"


@pytest.fixture(scope="module")
def together() -> Iterator[str]:
    """The local Together server in its own process, slow enough to be stopped; its address."""
    command = [sys.executable, "-m", "bench.together_server", "--port", "0", "--latency", SLOW]
    served = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    line = served.stdout.readline()
    yield line.split()[2]
    served.terminate()
    served.wait(10)
    served.stdout.close()


@pytest.fixture(scope="module")
def talking(together: str, small_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """The chat with the whole Together path behind it."""
    with chat(
        small_home, tmp_path_factory.mktemp("together"), {"LLM_BASE_URL": together, "LLM_API_KEY": "k"}
    ) as served:
        yield served


async def opened(talking: Chat) -> Client:
    client = Client(talking.url, profile="moa")
    await client.log_in("sofia", "sofia-demo")
    await client.open()
    return client


async def test_the_page_shows_models_tokens_and_cost(talking: Chat, together: str) -> None:
    async with await opened(talking) as sofia:
        reply = await sofia.ask("churn rate by country")
        assert "Germany" in reply["output"]
        assert len(sofia.tokens[reply["id"]]) > 1
        await sofia.look_into(sofia.heading())
        assert together.removesuffix("/") not in " ".join(sofia.names())  # who answers stands under the message box
        drafts = [name for name in sofia.names() if name.startswith("✓ Draft")]
        assert {"generalist", "sceptic"} == {name.split(" · ")[1] for name in drafts}, (
            "plain figures need no strategist"
        )
        assert all("tokens" in name and "$" in name for name in drafts)


async def until(client: Client, part: str) -> None:
    """Wait until a step of this name stands on the page."""
    for _ in range(400):
        if any(part in name for name in client.names()):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"no step {part!r} among {client.names()}")


async def test_stop_ends_the_turn_and_says_so(talking: Chat) -> None:
    async with await opened(talking) as sofia:
        await sofia.send("Which 10 customers have the highest value at risk?")
        await until(sofia, "How this answer")
        await sofia.http.post(f"/moa/steps/{sofia.heading()}", json={"opened": True})
        await until(sofia, "Draft")  # an opened trace is sent as it grows
        await sofia.stop()
        reply = await sofia.reply()
        assert "Stopped." in reply["output"]
        assert not any("Germany" in step["output"] for step in sofia.replies())
        again = await sofia.ask("churn rate by country")
        assert "Germany" in again["output"]


@contextmanager
def guarded(catalog: Catalog) -> Iterator[str]:
    """A Together server that wants the key 'right', in a thread of its own."""
    loop = asyncio.new_event_loop()
    roster = read_roster()
    server = TogetherServer(offline_answers(catalog, roster), models=roster.models(), key="right")
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def answered(places: Places, capsys: pytest.CaptureFixture[str], question: str) -> dict[str, Any]:
    assert ask.main(["--json", question], places) == 0
    turn: dict[str, Any] = json.loads(capsys.readouterr().out)
    return turn


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, small_home: Places) -> pytest.MonkeyPatch:
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("MOA_HOME", str(small_home.home))
    return monkeypatch


def degradations(turn: dict[str, Any]) -> list[str]:
    return [event["line"] for event in turn["trace"] if event["event"] == "Degraded"]


def test_the_right_key_is_answered_by_models_with_usage(
    settings: pytest.MonkeyPatch, small_home: Places, capsys: pytest.CaptureFixture[str], catalog: Catalog
) -> None:
    with guarded(catalog) as url:
        settings.setenv("LLM_BASE_URL", url)
        settings.setenv("LLM_API_KEY", "right")
        turn = answered(small_home, capsys, "tasa de abandono por país")
    assert "Alemania" in turn["reply"]
    assert degradations(turn) == []
    assert turn["usage"]["input_tokens"] > 0
    assert turn["usage"]["cost"] > 0


def test_a_wrong_key_still_gets_the_facts_and_an_honest_line(
    settings: pytest.MonkeyPatch, small_home: Places, capsys: pytest.CaptureFixture[str], catalog: Catalog
) -> None:
    with guarded(catalog) as url:
        settings.setenv("LLM_BASE_URL", url)
        settings.setenv("LLM_API_KEY", "wrong")
        turn = answered(small_home, capsys, "tasa de abandono por país")
    assert turn["status"] == "answered"
    assert "Alemania" in turn["reply"]
    assert degradations(turn)
    assert all(line in turn["reply"] for line in degradations(turn)[-1:])


def test_an_unreachable_server_still_gets_the_facts_and_an_honest_line(
    settings: pytest.MonkeyPatch, small_home: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("LLM_BASE_URL", "http://127.0.0.1:9/v1")
    turn = answered(small_home, capsys, "churn rate by country")
    assert turn["status"] == "answered"
    assert "Germany" in turn["reply"]
    assert degradations(turn)
