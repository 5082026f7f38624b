"""What the browser tests share: a page opened as somebody, in a language and a size."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.running import Chat
from tests.e2e.test_browser import PATIENCE_MS, browser  # noqa: F401 - a fixture

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
REPLY = '[data-step-type="assistant_message"]'
expect.set_options(timeout=PATIENCE_MS)
Opened = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, running: Chat) -> Iterator[Opened]:  # noqa: F811
    """Opens the page logged in as somebody, in a language and a size."""
    contexts = []

    def opened(
        name: str, *, locale: str = "es-ES", size: dict[str, int] = DESK, scheme: str = "light", chat: Chat = running
    ) -> Page:
        context = browser.new_context(locale=locale, viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        let_in(context, chat, name)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(chat.url)
        page.wait_for_selector("#chat-input")
        return page

    yield opened
    for context in contexts:
        context.close()


def let_in(context: BrowserContext, chat: Chat, name: str) -> None:
    """Log in without the log-in page, which has its own tests: one request instead of a page."""
    form: dict[str, str | float | bool] = {"username": name, "password": f"{name}-demo"}
    answer = context.request.post(f"{chat.url}/login", form=form, headers={"Origin": chat.url})  # type: ignore[arg-type]
    assert answer.ok, answer.text()


def customer(chat: Chat, owner: str = "Ana Torres") -> str:
    """The first current customer of a manager."""
    query = "SELECT MIN(CustomerId) FROM customers WHERE Exited = '0' AND RelationshipManager = ?"
    with sqlite3.connect(chat.home / "bank.db") as bank:
        return str(bank.execute(query, (owner,)).fetchone()[0])


def choose(page: Page, profile: str) -> None:
    """Ask the committee instead of the scout, or any other profile."""
    page.click("#chat-profiles")
    page.click(f'[data-test="select-item:{profile}"]')
    page.wait_for_selector("#chat-input")
    page.wait_for_timeout(1000)


def settled(page: Page) -> None:
    """Wait until the turn is over and our own parts stand under it."""
    page.wait_for_selector("#stop-button", state="detached")
    page.wait_for_selector(".moa-parts")
