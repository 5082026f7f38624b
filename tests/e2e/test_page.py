"""Each audience's main path in a real browser: what a manager, the support desk and a presenter do all day."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import DESK, PHONE, REPLY, choose, customer, open_page, settled
from tests.e2e.running import Chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_reader_sees_the_replys_first_line(open_page, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = open_page("sofia", size=size)
    ask(page, "¿A quién debería llamar primero hoy, y qué le ofrezco?")
    settled(page)
    page.wait_for_timeout(1500)
    top = page.locator(f"{REPLY} .message-content").first.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < size["height"] * 0.6


@pytest.mark.parametrize("locale", ["es-ES", "en-GB"])
def test_nothing_is_wider_than_a_phone(open_page, locale: str) -> None:  # type: ignore[no-untyped-def]
    page = open_page("sofia", locale=locale, size=PHONE)
    page.wait_for_selector(".moa-today")
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    ask(page, "Churn rate by country" if locale == "en-GB" else "Tasa de abandono por país")
    settled(page)
    page.wait_for_timeout(1000)
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert max(widths) <= PHONE["width"]


def test_a_managers_morning(open_page, running: Chat) -> None:  # type: ignore[no-untyped-def]
    page = open_page("ana")
    first = page.locator(".moa-today ol button").first
    expect(first).to_be_visible(timeout=PATIENCE_MS)
    about = first.locator("small").first.inner_text()
    first.click()
    settled(page)
    card = page.locator(".moa-card")
    expect(card).to_contain_text(about)
    expect(card).to_contain_text("puntos")
    expect(card).not_to_contain_text("log-odds")

    card.get_by_role("button", name="Anotar").click()
    page.fill(".moa-dialog textarea", "Quiere hablar de =su hipoteca")
    page.click(".moa-dialog .moa-primary")
    expect(page.locator(".moa-dialog")).to_contain_text("hipoteca")
    page.click(".moa-dialog .moa-primary")
    expect(card).to_contain_text("Quiere hablar de =su hipoteca")
    card.get_by_role("button", name="Deshacer").click()
    expect(card).not_to_contain_text("hipoteca")

    card.get_by_role("button", name="¿Y si…?").click()
    page.wait_for_selector(".moa-dialog form")
    was = page.locator(".moa-dialog [name=NumOfProducts]").input_value()
    page.fill(".moa-dialog [name=NumOfProducts]", "1" if was != "1" else "2")
    expect(page.locator(".moa-dialog [data-then]")).to_contain_text("%")
    slider = page.locator(".moa-dialog label", has=page.locator("[name=NumOfProducts]")).locator("[data-moa-slides]")
    other = "4" if was == "3" else "3"
    slider.fill(other)
    expect(page.locator(".moa-dialog [name=NumOfProducts]")).to_have_value(other)
    page.wait_for_timeout(600)
    expect(page.locator(".moa-dialog [data-then]")).to_contain_text("%")
    page.click(".moa-dialog .moa-primary")
    expect(page.locator('[data-step-type="user_message"]').last).to_contain_text(about)
    settled(page)
    page.get_by_role("button", name="Probar otros valores").last.click()
    expect(page.locator(".moa-dialog [name=NumOfProducts]")).to_have_value(other)


def test_an_outcome_is_told_seen_and_taken_back_and_all_is_there_after_a_reload(open_page, running: Chat) -> None:  # type: ignore[no-untyped-def]
    about = customer(running)
    page = open_page("ana")
    ask(page, f"Muéstrame la ficha del cliente {about}")
    settled(page)
    page.locator(".moa-card").get_by_role("button", name="Dejó el banco").click()
    page.click(".moa-dialog .moa-primary")
    expect(page.locator(".moa-card")).to_contain_text("dejó el banco")
    page.wait_for_url(re.compile("/thread/"))
    page.reload()
    card = page.locator(".moa-card")
    expect(card).to_contain_text(about, timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Proponer una corrección")).to_be_visible()
    card.get_by_role("button", name="Deshacer").click()
    expect(card.get_by_role("button", name="Dejó el banco")).to_be_visible()


NOTED = {
    "es-ES": ("anota que hoy he llamado al cliente {id} y quiere una hipoteca", "quiere una hipoteca", "Deshacer"),
    "en-GB": ("write down that I called customer {id} today and he wants a mortgage", "he wants a mortgage", "Undo"),
}


@pytest.mark.parametrize("locale", NOTED)
def test_what_is_to_be_noted_opens_the_filled_confirmation(open_page, running: Chat, locale: str) -> None:  # type: ignore[no-untyped-def]
    message, said, undo = NOTED[locale]
    page = open_page("ana", locale=locale)
    ask(page, message.format(id=customer(running)))
    dialog = page.locator(".moa-dialog")
    expect(dialog).to_contain_text(said, timeout=PATIENCE_MS)
    dialog.locator(".moa-primary").click()
    expect(page.locator(".moa-proposal")).to_contain_text("✓")
    card = page.locator(".moa-card")
    expect(card).to_contain_text(said)
    page.wait_for_url(re.compile("/thread/"))
    page.reload()
    expect(page.locator(".moa-proposal")).to_contain_text("✓", timeout=PATIENCE_MS)
    expect(dialog).to_have_count(0)
    card.get_by_role("button", name=undo).click()
    expect(card).not_to_contain_text(said)


@pytest.mark.parametrize(
    ("locale", "message"),
    [
        ("es-MX", "el cliente {id} se ha ido a otro banco"),
        ("en-US", "Customer {id} left the bank"),
    ],
)
def test_an_outcome_told_in_words_is_confirmed_and_taken_back(  # type: ignore[no-untyped-def]
    open_page, running: Chat, locale: str, message: str
) -> None:
    page = open_page("ana", locale=locale)
    before = outcomes(running)
    ask(page, message.format(id=customer(running)))
    dialog = page.locator(".moa-dialog")
    expect(dialog).to_contain_text(customer(running), timeout=PATIENCE_MS)
    dialog.locator("[data-moa-close]").click()
    assert outcomes(running) == before
    page.locator(".moa-proposal button").click()
    dialog.locator(".moa-primary").click()
    card = page.locator(".moa-card")
    taken = card.get_by_role("button", name=re.compile("Deshacer|Undo"))
    taken.click()
    expect(card.get_by_role("button", name=re.compile("Dejó el banco|Has left"))).to_be_visible()


def outcomes(chat: Chat) -> int:
    with sqlite3.connect(chat.home / "state.db") as state:
        return int(state.execute("SELECT count(*) FROM outcomes").fetchone()[0])


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_name_gives_a_short_list_chosen_from_by_keyboard(open_page, running: Chat, size: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    page = open_page("sofia", size=size)
    ask(page, most_common_name(running))
    choices = page.locator(".moa-choices")
    expect(choices.locator("li:visible")).to_have_count(10, timeout=PATIENCE_MS)
    assert choices.locator("li").count() > 10
    field = choices.locator("input")
    field.focus()
    digits = choices.locator("li button span b").last.inner_text()
    page.keyboard.type(digits)
    expect(choices.locator("li:visible").first).to_contain_text(digits)
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.dataset.moaAsk")
    page.keyboard.press("Enter")
    expect(page.locator(".moa-card").last if size == DESK else page.locator(REPLY).last).to_contain_text(
        chosen, timeout=PATIENCE_MS
    )


def most_common_name(chat: Chat) -> str:
    query = "SELECT Surname FROM customers GROUP BY Surname ORDER BY COUNT(*) DESC LIMIT 1"
    with sqlite3.connect(chat.home / "bank.db") as bank:
        return str(bank.execute(query).fetchone()[0])


def test_a_table_is_sorted_opened_and_downloaded(open_page, running: Chat) -> None:  # type: ignore[no-untyped-def]
    page = open_page("ana")
    ask(page, "Los 10 clientes con más valor en riesgo")
    settled(page)
    table = page.locator(".moa-table").first
    expect(table.locator("thead")).not_to_contain_text("Gestor")
    table.get_by_role("button", name="Riesgo de abandono").click()
    cells = table.locator("tbody td:nth-child(3)")
    risks = [float(raw) for raw in cells.evaluate_all("all => all.map((cell) => cell.dataset.raw)")]
    assert risks == sorted(risks, reverse=True)
    with page.expect_download() as download:
        table.get_by_role("link", name="Descargar CSV").click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("\n") == 11
    opened = table.locator("tbody button").first
    opened.click()
    settled(page)
    expect(page.locator(".moa-card").last).to_be_visible()


def test_a_card_is_never_about_somebody_else_than_its_reply(open_page, running: Chat) -> None:  # type: ignore[no-untyped-def]
    page = open_page("sofia", locale="en-GB")
    ask(page, f"Show me customer {customer(running)}")
    settled(page)
    ask(page, "Churn rate by country")
    page.wait_for_selector("#stop-button", state="detached")
    expect(page.locator(".moa-parts")).to_have_count(2)
    last = page.locator(REPLY).last
    expect(last.locator(".moa-card, [data-moa-card]")).to_have_count(0)


def test_support_answers_from_an_id_with_the_keyboard_alone(open_page, running: Chat) -> None:  # type: ignore[no-untyped-def]
    page = open_page("sofia", locale="en-US")
    page.wait_for_selector(".moa-today")
    page.focus("#chat-input")
    page.keyboard.type(customer(running))
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(f"{REPLY} .message-content").last).to_contain_text("churn")
    assert page.evaluate("document.documentElement.lang").startswith("en")


def test_a_presenter_shows_and_replays_a_turn_on_the_stage(open_page, running: Chat) -> None:  # type: ignore[no-untyped-def]
    page = open_page("pablo", locale="en-GB")
    choose(page, "moa")
    ask(page, f"What is the churn risk of customer {customer(running)}, and why?")
    settled(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Stage view").click()
    stage = opened.value
    expect(stage.locator(".draft")).to_have_count(3)
    figure = stage.locator("#reply button").first
    figure.click()
    expect(stage.locator("#facts li.lit")).to_have_count(1)
    expect(stage.locator("#where")).not_to_contain_text("[")
    stage.click("#replay")
    expect(stage.locator("#reply")).to_be_hidden()
    stage.click("#all")
    expect(stage.locator("#times")).to_contain_text("in total")
    stage.reload()
    expect(stage.locator(".draft")).to_have_count(3)
