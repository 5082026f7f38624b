"""A support call by keyboard alone, from the log-in to an outcome taken back: the focus is never lost."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import DESK, REPLY, Opened, customer, open_page, settled
from tests.e2e.running import Chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser
from tests.e2e.test_page import WORDS, most_common_name

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser
MOST = 40
"""So many steps by Tab at most from one control to the next that is needed."""
NAME = "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
FOCUSED = ":focus"


def go(page: Page, name: str, key: str = "Tab") -> None:
    """To the control of this name."""
    for _ in range(MOST):
        page.keyboard.press(key)
        if str(page.evaluate(NAME)).startswith(name):
            expect(page.locator(FOCUSED)).to_be_in_viewport()
            return
    raise AssertionError(f"{name!r} is not reached by {key}")


def write(page: Page, text: str, *keys: str) -> None:
    page.keyboard.type(text)
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("locale", WORDS)
def test_a_support_call_by_keyboard_alone(browser: Browser, running: Chat, locale: str) -> None:
    words = WORDS[locale]
    context = browser.new_context(locale=locale, viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(running.url)
    expect(page.locator("#email")).to_be_focused()
    write(page, "sofia", "Tab")
    write(page, "sofia-demo", "Enter")
    expect(page.locator("#chat-input")).to_be_focused()
    page.wait_for_selector(".moa-today")
    write(page, most_common_name(running), "Enter")
    _chooses(page)
    card = page.locator(".moa-card").last
    expect(card).to_be_visible()
    go(page, words.note)
    page.keyboard.press("Enter")
    expect(page.locator(".moa-dialog select").first).to_be_focused()
    while not page.evaluate("document.activeElement.matches('textarea')"):
        page.keyboard.press("Tab")
    write(page, "=hipoteca", "Tab", "Enter")
    _confirms(page)
    expect(card).to_contain_text("=hipoteca")
    go(page, words.left)
    page.keyboard.press("Enter")
    _confirms(page)
    expect(card).to_contain_text(words.has_left)
    for gone in (words.has_left, "=hipoteca"):  # the outcome stands first on the card
        go(page, words.undo)
        page.keyboard.press("Enter")
        expect(card).not_to_contain_text(gone)
        expect(card).to_be_focused()
    context.close()


def _chooses(page: Page) -> None:
    """Whoever typed the name types on in the list; its second namesake; the keyboard goes on with what comes of it."""
    expect(page.locator(".moa-choices input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(REPLY)).to_have_count(2)
    expect(page.locator(".moa-card-holder > summary")).to_be_focused()


def _confirms(page: Page) -> None:
    """The dialog's second step has the keyboard on its first answer."""
    yes = page.locator(".moa-dialog .moa-primary[autofocus]")
    expect(yes).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".moa-dialog")).to_be_hidden()


@pytest.mark.parametrize("locale", WORDS)
def test_what_fits_nobody_on_the_list_is_asked_in_the_conversation(
    open_page: Opened, running: Chat, locale: str
) -> None:
    page = open_page("sofia", locale=locale)
    ask(page, most_common_name(running))
    expect(page.locator(".moa-choices input")).to_be_focused()
    write(page, customer(running)[::-1] + "?")
    expect(page.locator(".moa-choices li:visible")).to_have_count(0)
    expect(page.locator(".moa-choices [role=status]")).not_to_be_empty()
    page.keyboard.press("Enter")
    expect(page.locator(REPLY)).to_have_count(2)


def test_a_question_asked_by_mouse_leaves_the_keyboard_where_it_was(open_page: Opened, running: Chat) -> None:
    page = open_page("sofia", locale="en-GB")
    ask(page, f"Show me customer {customer(running)}")
    settled(page)
    page.get_by_role("button", name="Similar customers").click()
    expect(page.locator(".moa-under")).to_have_count(2)
    expect(page.locator(".moa-under").last.locator(FOCUSED)).to_have_count(0)
