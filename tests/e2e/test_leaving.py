"""Where an open page goes when its log-in ends elsewhere, and where a phone finds its conversations."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import PHONE, Opened, open_page, settled
from tests.e2e.running import Chat
from tests.e2e.test_browser import ask, browser
from tests.e2e.test_logins import users

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser
OVER = {"es-ES": "La sesión ha terminado", "en-GB": "Your session is over"}


@pytest.mark.parametrize(("locale", "change"), [("es-ES", "password"), ("en-GB", "removed")])
def test_an_open_page_says_that_its_log_in_has_ended(
    open_page: Opened, running: Chat, locale: str, change: str
) -> None:
    name = f"gone-{change}"
    users(running, "add", name, "--role", "support", password=f"{name}-demo")
    page = open_page(name, locale=locale)
    page.wait_for_selector(".moa-today")
    if change == "removed":
        users(running, "remove", name)
    else:
        users(running, "add", name, "--role", "support", password="another one")
    page.wait_for_selector("#email")
    expect(page.get_by_text(OVER[locale])).to_be_visible()


def test_logging_out_says_nothing_of_it(open_page: Opened) -> None:
    page = open_page("pablo")
    page.wait_for_selector(".moa-today")
    page.click("#user-nav-button")
    page.get_by_role("menuitem").last.click()
    page.wait_for_selector("#email")
    page.wait_for_timeout(2000)
    expect(page.get_by_text(OVER["es-ES"])).to_have_count(0)


def test_on_a_phone_the_first_tap_in_a_new_conversation_opens_the_list(open_page: Opened) -> None:
    page = open_page("pablo", size=PHONE)
    question = "¿Cuál es la tasa de abandono por país?"
    ask(page, question)
    settled(page)
    page.wait_for_url(re.compile("/thread/"))
    address = page.url
    page.click("#sidebar-trigger-button")
    listed = page.locator('[data-sidebar="sidebar"]').get_by_text(question)
    expect(listed).to_be_visible()
    page.wait_for_timeout(1500)  # it closed again when the page was drawn anew
    expect(listed).to_be_visible()
    page.reload()
    expect(page.locator('[data-step-type="user_message"]')).to_contain_text(question)
    assert page.url == address
