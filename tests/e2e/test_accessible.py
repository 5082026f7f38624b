"""axe-core on the pages people see: no critical and no serious violation, in both themes and on a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.pages import DESK, PHONE, Opened, customer, open_page, settled
from tests.e2e.running import Chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser
GRAVE = {"critical", "serious"}
SETTLE_MS = 1500


def violations(page: Page) -> list[tuple[str, str]]:
    """The grave ones: which rule, on which element."""
    page.wait_for_timeout(SETTLE_MS)
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [(one["id"], node["html"][:160]) for one in found if one["impact"] in GRAVE for node in one["nodes"]]


@pytest.mark.parametrize("locale", ["es-ES", "en-GB"])
def test_the_log_in_page(browser: Any, running: Chat, locale: str) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(running.url)
    page.wait_for_selector("#email")
    assert page.evaluate("document.documentElement.lang") == locale
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light")])
def test_the_empty_chat(open_page: Opened, size: dict[str, int], scheme: str) -> None:
    page = open_page("ana", size=size, scheme=scheme)
    page.wait_for_selector(".moa-today")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_long_chat_its_dialog_and_its_stage(open_page: Opened, running: Chat, scheme: str) -> None:
    page = open_page("sofia", locale="en-GB", scheme=scheme)
    about = customer(running)
    questions = (
        "Who should I call first today, and what do I offer them?",
        "Churn rate by country",
        "How good is the model?",
        "O'Connor",
        f"write down that I called customer {about}",
        f"What is the churn risk of customer {about}, and why?",
    )
    for number, question in enumerate(questions, start=1):
        ask(page, question)
        page.wait_for_selector("#stop-button", state="detached")
        page.wait_for_function("n => document.querySelectorAll('.moa-parts').length >= n", arg=number)
        page.wait_for_timeout(300)
        page.evaluate("document.querySelector('.moa-dialog')?.close()")
    assert violations(page) == []
    page.locator(".moa-card").last.get_by_role("button", name="What if…?").click()
    page.wait_for_selector(".moa-dialog form", timeout=PATIENCE_MS)
    assert violations(page) == []


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_stage_of_a_turn_and_its_proof(open_page: Opened, running: Chat, size: dict[str, int], scheme: str) -> None:
    page = open_page("pablo", locale="en-GB", size=size, scheme=scheme)
    ask(page, f"What is the churn risk of customer {customer(running)}, and why?")
    settled(page)
    page.goto(running.url + str(page.get_by_role("link", name="Stage view").get_attribute("href")) + "#proof")
    page.wait_for_selector(".moa-arm")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
