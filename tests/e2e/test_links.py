"""Names and questions full of addresses, in the page's own Markdown: nothing becomes a link, everything is read."""

import dataclasses
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.engines import state_engine
from db.places import Places
from db.state.generations import in_use
from tests.conftest import places_at
from tests.e2e.running import Chat, chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser, log_in, page
from tests.made_once import copied

__all__ = ["browser", "page"]
pytestmark = pytest.mark.browser
DONE = re.compile(r"\d\ss")
"""How long a turn took stands in the heading of its trace once it is over."""
NAMES = [
    "http://evil.example/a_b?c=d",
    "HTTPS://Evil.example.",
    "www.evil.example",
    "WWW.EVIL.EXAMPLE/x(y)",
    "Ana@evil.example",
    "A.b+c-d@mail.evil.example",
    "Mailto:x@evil.example",
    "evil.example",
    "[Click](http://evil.example)",
    "[Click](/logout)",
    "[Click][1]",
    "[1]: http://evil.example",
    "![Pic](http://evil.example/p.png)",
    "<http://evil.example>",
    "<a href='//evil.example'>Link</a>",
    "<img src=//evil.example/p.png>",
    "Http\\://evil.example",
    "Http&#58;//evil.example",
    "`http://evil.example",
    "**Http://evil.example**",
    "Bold http://evil.example | x",
    "~~www.evil.example~~",
]


@pytest.fixture(scope="module")
def hostile(small_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """A chat on a bank whose riskiest customers have these names."""
    home = copied(small_home.home, tmp_path_factory.mktemp("hostile") / "bank")
    spoil(home)
    places = dataclasses.replace(small_home, home=home)
    with chat(places, tmp_path_factory.mktemp("hostile home")) as served:
        yield served


def spoil(home: Path) -> None:
    """Give the customers at the head of the call list these names, in this order."""
    run = in_use(state_engine(places_at(home)))
    table = run.table.name if run else "scores"
    with sqlite3.connect(home / "bank.db") as bank, sqlite3.connect(home / "state.db") as state:
        left = {str(row[0]) for row in bank.execute("SELECT CustomerId FROM customers WHERE Exited = '1'")}
        ranked = state.execute(f"SELECT customer_id FROM {table} ORDER BY value_at_risk DESC").fetchall()
        riskiest = [customer for (customer,) in ranked if customer not in left][: len(NAMES)]
        for customer, name in zip(riskiest, NAMES, strict=True):
            bank.execute("UPDATE customers SET Surname = ? WHERE CustomerId = ?", (name, customer))


def links(page: Page) -> list[str]:
    """Where the links and pictures of messages, trace and card lead."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('a, img, iframe, video')].map(e => e.href?.baseVal ?? e.href ?? e.src)"""
    )
    return [str(link) for link in found if "evil" in str(link) or "logout" in str(link)]


def test_the_call_list_shows_every_name_and_links_none(hostile: Chat, page: Page) -> None:
    log_in(page, hostile, "sofia", "sofia-demo")
    ask(page, f"A quién debería llamar primero? Los {len(NAMES)} primeros")
    expect(page.get_by_role("button", name="Cómo se llegó")).to_contain_text(DONE, timeout=PATIENCE_MS)
    page.wait_for_selector(".moa-parts")
    shown = page.locator("body").inner_text()
    assert links(page) == []
    following = page.get_by_role("button", name="Siguiente")
    for _ in range(len(NAMES)):
        if not following.is_enabled():
            break
        following.click()
        shown += page.locator("body").inner_text()
        assert links(page) == []
    missing = [name for name in NAMES if " ".join(name.split()) not in shown]
    assert not missing, shown


@pytest.mark.parametrize("name", NAMES[:: len(NAMES) // 3])
def test_a_card_and_a_trace_link_nothing(hostile: Chat, page: Page, name: str) -> None:
    with sqlite3.connect(hostile.home / "bank.db") as bank:
        (customer,) = bank.execute("SELECT CustomerId FROM customers WHERE Surname = ?", (name,)).fetchone()
    log_in(page, hostile, "sofia", "sofia-demo")
    ask(page, f"Ficha y riesgo del cliente {customer}")
    heading = page.get_by_role("button", name="Cómo se llegó")
    expect(heading).to_contain_text(DONE, timeout=PATIENCE_MS)
    heading.click()
    for step in page.get_by_role("button", name="Orquestador").all():
        step.click()
    page.wait_for_timeout(1000)
    assert links(page) == []


def test_what_a_person_writes_links_nothing_in_any_answer(hostile: Chat, page: Page) -> None:
    log_in(page, hostile, "sofia", "sofia-demo")
    for question in ("¿Quién es [x](http://evil.example)?", "Who is www.evil.example?", "riesgo de ana@evil.example"):
        ask(page, question)
        page.wait_for_timeout(4000)
    assert links(page) == []
