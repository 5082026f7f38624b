"""What a turn costs the browser: page time of each profile beside the socket's time for the same turn.

Serves a copy of the prepared home (``MOA_HOME``) offline. For each profile a page and a socket stay open, as people
keep them, and are asked the same questions one after the other, either of them first in turn. Page time runs from the
Enter key until the reply is whole on the page and the next question can be sent; chart and card come after the reply
and are timed beside it. Renderer time is what the page's main thread computed until the reply was whole. The ratio is
taken turn by turn, so that a machine that is busy for a while disturbs both sides. The first turn of a page that was
just opened, whose code the browser has never run before, is printed for itself.

The peer in the same run is Chainlit alone: a bare application that says the same words and steps at the same pace
(``bench.page_peer``). What its page takes over its socket is the floor that no application on Chainlit goes below.
"""

import argparse
import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Coroutine, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from app.settings import read_settings
from bench.page_peer import bare_chainlit
from tests.e2e.chromium import installed
from tests.e2e.running import Chat, chat
from tests.e2e.socket_client import Client

PROFILES = ("fast", "moa", "self_moa", "scout", "deep")
PEER, PEER_PROFILE = "Chainlit alone", "moa"
LIMIT = 1.3
"""Page time over the socket's time for the same turn, in every profile."""
QUESTIONS = (
    "¿A quién debería llamar primero hoy, y qué le ofrezco?",
    "Who should I call first today, and what do I offer them?",
)
PATIENCE_MS = 120_000
Found = TypeVar("Found")
WATCH = """(BARE) => {
  const seen = (window.__turn = { enter: 0, first: 0, done: 0, drawn: 0, had: 0 });
  const replies = () => document.querySelectorAll('[data-step-type="assistant_message"] .message-content').length;
  const cards = () => document.querySelectorAll(".moa-card").length;
  const charts = () => document.querySelectorAll(".js-plotly-plot .main-svg").length;
  let before = 0;
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    before = charts();
    Object.assign(seen, { enter: performance.now(), first: 0, done: 0, drawn: 0, had: replies() });
  }, true);
  new MutationObserver(() => {
    if (!seen.enter || seen.drawn) return;
    const now = performance.now();
    if (!seen.first && replies() > seen.had) seen.first = now;
    const atWork = document.querySelector("#stop-button, .loading-cursor"); // drawn no later than the first words
    if (seen.first && !atWork && !seen.done) seen.done = now;
    if (seen.done && charts() > before && (cards() || BARE)) seen.drawn = now;
  }).observe(document.body, { childList: true, subtree: true });
}"""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Seconds of one turn; ``first``: until the reply's first words; ``drawn``: until chart and card stand under it;
    ``renderer``: what the page's main thread computed until the reply was whole."""

    socket: float
    page: float
    first: float
    drawn: float
    renderer: float
    frames: int


def main(argv: list[str] | None = None) -> int:
    """Print the times; 1 where a profile is over the limit."""
    parser = argparse.ArgumentParser(prog="bench page")
    parser.add_argument("--repeats", type=int, default=4)
    args = parser.parse_args(argv or [])
    path = installed()
    if path is None:
        print("page: no Chromium on this machine, nothing measured")
        return 0
    places = read_settings().places()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        bare = bare_chainlit(Path(folder, "peer"), places.home, QUESTIONS, PEER_PROFILE)
        peer = stack.enter_context(bare)
        ours = stack.enter_context(chat(places, Path(folder, "ours")))
        served = {**dict.fromkeys(PROFILES, ours), PEER: peer}
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        seen = _turns(browser, served, args.repeats)
        browser.close()
    return _report(seen)


def _turns(browser: Browser, served: Mapping[str, Chat], repeats: int) -> dict[str, list[Turn]]:
    """Turns by profile, the profiles taking turns so that a busy machine disturbs all alike."""
    seen: dict[str, list[Turn]] = {profile: [] for profile in served}
    with ExitStack() as stack:
        asked = stack.enter_context(Sockets(served))
        pages = {profile: OpenPage(browser, chat, profile) for profile, chat in served.items()}
        for number in range(repeats + 1):
            question = QUESTIONS[number % len(QUESTIONS)]
            for profile in served:
                if number % 2:
                    on_page, socket = pages[profile].ask(question), asked.ask(profile, question)
                else:
                    socket, on_page = asked.ask(profile, question), pages[profile].ask(question)
                seen[profile].append(Turn(socket=socket, **on_page))
    return seen


class OpenPage:
    """A page that stays open, in one profile."""

    def __init__(self, browser: Browser, served: Chat, profile: str) -> None:
        context = browser.new_context(locale="es-ES", viewport={"width": 1440, "height": 900})
        self.page, self.frames = context.new_page(), 0
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("websocket", lambda ws: ws.on("framereceived", self._frame))
        _log_in(self.page, served, profile)
        self.page.wait_for_timeout(3000)
        self.chrome = context.new_cdp_session(self.page)
        self.chrome.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.evaluate(WATCH, profile == PEER)

    def ask(self, question: str) -> dict[str, Any]:
        """One turn, and a pause until all of it is drawn."""
        self.page.click("#chat-input")
        self.page.keyboard.insert_text(question)
        self.page.wait_for_timeout(300)
        before, self.frames = _task_seconds(self.chrome), 0
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("() => window.__turn.done", polling=100)
        renderer, frames = _task_seconds(self.chrome) - before, self.frames
        self.page.wait_for_function("() => window.__turn.drawn", polling=100)
        self.page.wait_for_timeout(500)
        seen = self.page.evaluate("() => window.__turn")
        told = {"page": "done", "first": "first", "drawn": "drawn"}
        times = {name: (seen[mark] - seen["enter"]) / 1000 for name, mark in told.items()}
        return {**times, "renderer": renderer, "frames": frames}

    def _frame(self, _: object) -> None:
        self.frames += 1


def _log_in(page: Page, served: Chat, profile: str) -> None:
    page.goto(served.url)
    if profile == PEER:
        page.wait_for_selector("#chat-input")
        return
    page.fill("#email", "sofia")
    page.fill("#password", "sofia-demo")
    page.keyboard.press("Enter")
    page.click("#chat-profiles")
    page.click(f'[data-test="select-item:{profile}"]')


def _task_seconds(chrome: CDPSession) -> float:
    metrics = chrome.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


class Sockets:
    """A socket that stays open for each profile, in a loop of their own: Playwright's runs in this thread."""

    def __init__(self, served: Mapping[str, Chat]) -> None:
        self.served = served
        self._clients: dict[str, Client] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        for profile in self.served:
            self._clients[profile] = self._run(self._open(profile))
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            self._run(client.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def ask(self, profile: str, question: str) -> float:
        """Seconds of one turn."""
        return self._run(self._ask(self._clients[profile], question))

    def _run(self, work: Coroutine[Any, Any, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self, profile: str) -> Client:
        bare = profile == PEER
        client = Client(self.served[profile].url, profile=None if bare else profile, language="es-ES")
        if not bare:
            await client.log_in("sofia", "sofia-demo")
        await client.open()
        return client

    async def _ask(self, client: Client, question: str) -> float:
        begun = time.perf_counter()
        await client.ask(question)
        return time.perf_counter() - begun


def _report(seen: dict[str, list[Turn]]) -> int:
    print("page (medians, seconds)  socket    page  first words  chart and card  renderer CPU  frames  page / socket")
    for profile, turns in seen.items():
        print(_line(f"{profile}, first turn", turns[:1]))
    for profile, turns in seen.items():
        print(_line(profile, turns[1:]))
    ratios = {profile: _ratio(turns[1:]) for profile, turns in seen.items()}
    worst = max(ratios[profile] for profile in PROFILES)
    beside = ", ".join(f"{profile} {ratios[profile] / ratios[PEER]:.2f}" for profile in PROFILES)
    print(f"page / socket of ours over that of {PEER}: {beside}")
    print(f"limit {LIMIT}: {'held' if worst <= LIMIT else 'NOT held'}")
    return int(worst > LIMIT)


def _ratio(turns: list[Turn]) -> float:
    return statistics.median(turn.page / turn.socket for turn in turns)


def _line(name: str, turns: list[Turn]) -> str:
    socket, page, first, drawn, renderer, frames = (
        statistics.median(getattr(turn, column) for turn in turns)
        for column in ("socket", "page", "first", "drawn", "renderer", "frames")
    )
    return (
        f"{name:<24}{socket:7.2f} {page:7.2f} {first:12.2f} {drawn:15.2f} {renderer:13.2f} {frames:7.0f} "
        f"{_ratio(turns):14.2f}"
    )
