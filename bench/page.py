"""What a turn costs the browser: page time of each profile beside the socket's time for the same turn.

Serves a copy of the prepared home (``MOA_HOME``) offline and asks the same questions on the page and on the socket, one
after the other. Page time runs from the Enter key until the reply is whole and the page is idle; renderer time is what
the page's main thread worked meanwhile. The ratio is taken turn by turn, so that a machine that is busy for a while
disturbs both sides.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from app.settings import read_settings
from tests.e2e.chromium import installed
from tests.e2e.running import Chat, chat
from tests.e2e.socket_client import Client

PROFILES = ("fast", "moa", "self_moa", "scout", "deep")
LIMIT = 1.3
"""Page time over the socket's time for the same turn, in every profile."""
QUESTIONS = (
    "¿A quién debería llamar primero hoy, y qué le ofrezco?",
    "Who should I call first today, and what do I offer them?",
)
PATIENCE_MS = 120_000
WATCH = """() => {
  const seen = (window.__turn = { enter: 0, first: 0, done: 0, before: 0 });
  const replies = () => document.querySelectorAll('[data-step-type="assistant_message"] .message-content');
  addEventListener("keydown", (event) => {
    if (event.key === "Enter") Object.assign(seen, { enter: performance.now(), first: 0, done: 0, working: false });
  }, true);
  new MutationObserver(() => {
    if (!seen.enter || seen.done) return;
    const now = performance.now();
    if (!seen.first && replies().length) seen.first = now;
    if (document.querySelector("#stop-button")) seen.working = true;
    else if (seen.working && seen.first) seen.done = now;
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
}"""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Seconds of one turn; ``first``: until the reply's first words; ``renderer``: the page's main thread at work."""

    socket: float
    page: float
    first: float
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
    with tempfile.TemporaryDirectory() as folder, chat(places, Path(folder)) as served, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        seen = _turns(browser, served, args.repeats)
        browser.close()
    return _report(seen)


def _turns(browser: Browser, served: Chat, repeats: int) -> dict[str, list[Turn]]:
    """Turns by profile, the profiles taking turns so that a busy machine disturbs all alike; the first round warms."""
    seen: dict[str, list[Turn]] = {profile: [] for profile in PROFILES}
    for number in range(repeats + 1):
        for profile in PROFILES:
            turn = _turn(browser, served, profile, QUESTIONS[number % len(QUESTIONS)])
            if number:
                seen[profile].append(turn)
    return seen


def _turn(browser: Browser, served: Chat, profile: str, question: str) -> Turn:
    socket = _in_new_loop(served, profile, question)
    context = browser.new_context(locale="es-ES", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    frames = [0]
    page.on("websocket", lambda ws: ws.on("framereceived", lambda _: frames.__setitem__(0, frames[0] + 1)))
    _log_in(page, served, profile)
    chrome = context.new_cdp_session(page)
    chrome.send("Performance.enable")
    page.evaluate(WATCH)
    page.click("#chat-input")
    page.keyboard.insert_text(question)
    before, frames[0] = _task_seconds(chrome), 0
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.__turn.done", polling=100)
    after = _task_seconds(chrome)
    seen = page.evaluate("() => window.__turn")
    context.close()
    return Turn(
        socket=socket,
        page=(seen["done"] - seen["enter"]) / 1000,
        first=(seen["first"] - seen["enter"]) / 1000,
        renderer=after - before,
        frames=frames[0],
    )


def _log_in(page: Page, served: Chat, profile: str) -> None:
    page.goto(served.url)
    page.fill("#email", "sofia")
    page.fill("#password", "sofia-demo")
    page.keyboard.press("Enter")
    page.click("#chat-profiles")
    page.click(f'[data-test="select-item:{profile}"]')
    page.wait_for_timeout(1000)


def _task_seconds(chrome: CDPSession) -> float:
    metrics = chrome.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


async def _socket(served: Chat, profile: str, question: str) -> float:
    async with Client(served.url, profile=profile, language="es-ES") as client:
        await client.log_in("sofia", "sofia-demo")
        await client.open()
        begun = time.perf_counter()
        await client.ask(question)
        return time.perf_counter() - begun


def _in_new_loop(served: Chat, profile: str, question: str) -> float:
    """The socket's turn; Playwright's own loop already runs in this thread."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1) as one:
        return one.submit(lambda: asyncio.run(_socket(served, profile, question))).result()


def _report(seen: dict[str, list[Turn]]) -> int:
    print("page (medians, seconds)  socket    page  first words  renderer CPU  frames  page / socket")
    worst = 0.0
    for profile, turns in seen.items():
        socket, page, first, renderer, frames = (
            statistics.median(getattr(turn, name) for turn in turns)
            for name in ("socket", "page", "first", "renderer", "frames")
        )
        ratio = statistics.median(turn.page / turn.socket for turn in turns)
        worst = max(worst, ratio)
        print(f"{profile:<24}{socket:7.2f} {page:7.2f} {first:12.2f} {renderer:13.2f} {frames:7.0f} {ratio:14.2f}")
    print(f"limit {LIMIT}: {'held' if worst <= LIMIT else 'NOT held'}")
    return int(worst > LIMIT)
