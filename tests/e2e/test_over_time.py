"""What lasts: a conversation after a restart, a turn left in its middle or on two devices, two tabs, settings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, TimeoutError, expect

from db.places import Places
from tests.conftest import places_at
from tests.e2e.pages import DESK, PHONE, REPLY, Opened, customer, open_page, settled
from tests.e2e.pages import choose as choose_profile
from tests.e2e.running import Chat, chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser, log_in
from tests.e2e.test_together import together

__all__ = ["browser", "open_page", "together"]
pytestmark = pytest.mark.browser
SAID = {
    "es-ES": ("¿Cuál es el riesgo del cliente {id} y por qué?", "Proponer una corrección"),
    "en-GB": ("What is the churn risk of customer {id}, and why?", "Propose a correction"),
}


@pytest.mark.parametrize("locale", SAID)
def test_a_conversation_is_taken_up_after_a_restart_with_card_and_buttons(
    browser: Browser,
    small_home: Places,
    tmp_path: Path,
    locale: str,
) -> None:
    home = tmp_path / "home"
    question, correct = SAID[locale]
    context = browser.new_context(locale=locale, viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    with chat(small_home, home) as first:
        about = customer(first)
        log_in(page, first, "ana", "ana-demo")
        page.wait_for_selector("#chat-input")
        ask(page, question.format(id=about))
        settled(page)
        page.wait_for_url(re.compile("/thread/"))
        address = page.url.removeprefix(first.url)
    with chat(places_at(home), tmp_path / "again") as second:
        page.goto(second.url + address)  # the log-in still stands
        expect(page.locator(".moa-card").last).to_contain_text(about)
        expect(page.get_by_role("button", name=correct)).to_be_visible()
        expect(page.locator(".js-plotly-plot")).to_have_count(1)
        ask(page, question.format(id=about))
        expect(page.locator(REPLY)).to_have_count(2)
    context.close()


LATE_FIRST = """(() => {
  const original = window.fetch;
  let late = 3000;
  window.fetch = async (...given) => {
    const answer = await original(...given);
    if (String(given[0]).endsWith("/set-session-cookie")) {
      await new Promise((over) => setTimeout(over, Math.max(late, 0), (late -= 1000)));
    }
    return answer;
  };
})();"""
"""Each request before a connection is answered sooner than the one before it."""


def test_a_conversation_is_opened_whatever_order_the_answers_come_in(open_page: Opened, running: Chat) -> None:
    page = open_page("sofia", locale="en-GB")
    ask(page, "Churn rate by country")
    settled(page)
    page.add_init_script(LATE_FIRST)
    page.reload()
    expect(page.locator(REPLY).last).to_contain_text("Germany")
    page.wait_for_timeout(4000)  # until the last of them has come
    expect(page.locator(REPLY).last).to_contain_text("Germany")
    ask(page, "Churn rate by gender")
    expect(page.locator(REPLY)).to_have_count(2)


@pytest.fixture(scope="module")
def slow(together: str, small_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """A chat whose models take their time, so that a turn can be left in its middle."""
    home = tmp_path_factory.mktemp("slow")
    with chat(small_home, home, {"LLM_BASE_URL": together, "LLM_API_KEY": "k"}) as served:
        yield served


def begun(page: Page, question: str) -> str:
    """Ask until a turn is at work (one may be over before it is seen); returns the conversation's address."""
    for last in (False, False, True):
        ask(page, question)
        try:
            page.wait_for_selector("#stop-button", timeout=PATIENCE_MS if last else PATIENCE_MS / 4)
            break
        except TimeoutError:
            if last:
                raise
    page.wait_for_url(re.compile("/thread/"))
    return page.url


def test_a_turn_is_stopped_and_says_so(open_page: Opened, slow: Chat) -> None:
    page = open_page("sofia", chat=slow)
    begun(page, "Los 10 clientes con más valor en riesgo")
    page.click("#stop-button")
    expect(page.locator(REPLY).last).to_contain_text("Detenido", timeout=PATIENCE_MS)
    ask(page, "Tasa de abandono por país")
    expect(page.locator(REPLY).last).to_contain_text("Alemania", timeout=PATIENCE_MS)


def test_a_reload_in_the_middle_of_a_turn_shows_its_reply(open_page: Opened, slow: Chat) -> None:
    page = open_page("sofia", locale="en-GB", chat=slow)
    begun(page, "Churn rate by country")
    page.reload()
    expect(page.locator(REPLY).last).to_contain_text("Germany", timeout=PATIENCE_MS)


def test_the_same_turn_is_seen_on_a_second_device(open_page: Opened, slow: Chat) -> None:
    page = open_page("sofia", chat=slow)
    address = begun(page, "Tasa de abandono por país")
    other = open_page("sofia", size=PHONE, chat=slow)
    other.goto(address)
    expect(page.locator(REPLY).last).to_contain_text("Alemania", timeout=PATIENCE_MS)
    expect(other.locator('[data-step-type="user_message"]').last).to_contain_text("Tasa de abandono")
    expect(other.locator(REPLY).last).to_contain_text("Alemania", timeout=PATIENCE_MS)


def test_two_tabs_are_two_conversations(open_page: Opened, running: Chat) -> None:
    first = open_page("sofia", locale="en-GB")
    second = first.context.new_page()
    second.set_default_timeout(PATIENCE_MS)
    second.goto(running.url)
    second.wait_for_selector("#chat-input")
    ask(first, "Churn rate by country")
    ask(second, "Churn rate by gender")
    settled(first)
    settled(second)
    expect(first.locator(REPLY)).to_have_count(1)
    expect(first.locator(REPLY).last).to_contain_text("Germany")
    expect(second.locator(REPLY).last).not_to_contain_text("Germany")


def choose(page: Page, field: int, shown: str) -> None:
    page.click("#chat-settings-open-modal")
    page.locator('[role="dialog"] [role="combobox"]').nth(field).click()
    page.get_by_role("option", name=re.compile(shown)).click()
    with page.expect_navigation():
        page.locator('[role="dialog"] button').filter(has_text=re.compile("Confirm")).click()
    page.wait_for_selector(".moa-today")


def test_settings_stay_on_every_device(open_page: Opened, running: Chat) -> None:
    page = open_page("luis", locale="en-GB")
    choose(page, 0, "Español")
    choose(page, 1, "es-MX")
    choose(page, 3, "Oscuro")
    other = open_page("luis", locale="en-US", size=PHONE)
    expect(other.locator(".moa-today")).to_contain_text("A quién llamar primero")
    expect(other.locator("html")).to_have_attribute("lang", "es-MX")
    expect(other.locator("html")).to_have_class(re.compile("dark"))
    expect(other.locator(".moa-today ol b").first).to_contain_text(re.compile(r"^\d+\.\d%$"))
    ask(other, "Tasa de abandono por país")
    expect(other.locator(REPLY).last).to_contain_text(re.compile(r"\d\.\d%"), timeout=PATIENCE_MS)
    expect(other.locator(REPLY).last).not_to_contain_text(re.compile(r"\d,\d\s?%"))


def test_the_stage_follows_what_is_asked_next_after_a_replay(open_page: Opened, slow: Chat) -> None:
    page = open_page("pablo", chat=slow)
    choose_profile(page, "moa")
    stage = page.context.new_page()
    stage.set_default_timeout(PATIENCE_MS)
    stage.goto(f"{slow.url}/moa/stage")
    begun(page, "Los 10 clientes con más valor en riesgo")
    expect(stage.locator("#times")).to_be_visible()
    expect(stage.locator(".draft")).to_have_count(3)
    page.wait_for_selector("#stop-button", state="detached")
    stage.click("#replay")
    expect(stage.locator("#reply")).to_be_hidden()
    begun(page, "Tasa de abandono por país")
    expect(stage.locator("#question p")).to_have_text("Tasa de abandono por país")
    expect(stage.locator("#reply")).to_contain_text("Alemania")


def test_todays_work_comes_once_the_bank_is_ready(open_page: Opened, running: Chat) -> None:
    page = open_page("ana")
    asked: list[str] = []

    def not_yet(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=204) if len(asked) == 1 else route.continue_()

    page.route("**/moa/today", not_yet)
    page.reload()
    expect(page.locator(".moa-today ol button").first).to_be_visible()
    assert len(asked) > 1
