"""Each audience's main path in a real browser, in both languages: a manager's, the support desk's and a presenter's."""

import re
import sqlite3
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages import DESK, PHONE, REPLY, Opened, choose, customer, open_page, settled
from tests.e2e.running import Chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the page says in one language, as far as the paths need it."""

    what_if: str
    note: str
    undo: str
    left: str
    has_left: str
    points: str
    in_form: str
    correct: str
    value_at_risk: str
    risk_column: str
    download: str
    owner: str
    risk: str
    stage: str
    proof: str
    total: str
    choose: str


WORDS = {
    "es-ES": Words(
        what_if="¿Y si…?", note="Anotar", undo="Deshacer", left="Dejó el banco", has_left="dejó el banco",
        points="puntos", in_form="Probar otros valores", correct="Proponer una corrección", risk="riesgo de abandono",
        value_at_risk="Los 10 clientes con más valor en riesgo", risk_column="Riesgo de abandono", owner="Gestor",
        download="Descargar CSV", stage="Vista de escenario", proof="Pruébelo con esta pregunta", total="en total",
        choose="¿Cuál busca?",
    ),
    "en-GB": Words(
        what_if="What if…?", note="Add a note", undo="Undo", left="Has left", has_left="left the bank", points="points",
        in_form="Try other values", correct="Propose a correction", risk="churn",
        value_at_risk="Top 10 customers by value at risk", risk_column="Churn risk", owner="Manager",
        download="Download CSV", stage="Stage view", proof="Prove it on this question", total="in total",
        choose="Which",
    ),
}  # fmt: skip
BOTH = pytest.mark.parametrize("locale", WORDS)


@BOTH
def test_a_managers_day(open_page: Opened, running: Chat, locale: str) -> None:
    """Start page, a row of the list, its card, what-if, a note, an outcome, both taken back, the list as a table."""
    words, page = WORDS[locale], open_page("ana", locale=locale)
    first = page.locator(".moa-today ol button").first
    about = first.locator("small").first.inner_text()
    first.click()
    settled(page)
    card = page.locator(".moa-card")
    expect(card).to_contain_text(about)
    expect(card).to_contain_text(words.points)
    expect(card).not_to_contain_text("log-odds")
    _notes(page, card, words)
    _tells_an_outcome(page, card, words)
    _supposes(page, card, words, about)
    _reads_a_table(page, words)


def _notes(page: Page, card: Locator, words: Words) -> None:
    """A note is confirmed, seen on the card at once, and taken back."""
    card.get_by_role("button", name=words.note).click()
    page.fill(".moa-dialog textarea", "=hipoteca")
    page.click(".moa-dialog .moa-primary")
    expect(page.locator(".moa-dialog")).to_contain_text("hipoteca")
    page.click(".moa-dialog .moa-primary")
    expect(card).to_contain_text("=hipoteca")
    card.get_by_role("button", name=words.undo).click()
    expect(card).not_to_contain_text("hipoteca")


def _tells_an_outcome(page: Page, card: Locator, words: Words) -> None:
    """It is confirmed, there again with all buttons after a reload, and taken back."""
    card.get_by_role("button", name=words.left).click()
    page.click(".moa-dialog .moa-primary")
    expect(card).to_contain_text(words.has_left)
    page.wait_for_url(re.compile("/thread/"))
    page.reload()
    expect(card).to_contain_text(words.has_left, timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name=words.correct)).to_be_visible()
    card.get_by_role("button", name=words.undo).click()
    expect(card.get_by_role("button", name=words.left)).to_be_visible()


def _supposes(page: Page, card: Locator, words: Words, about: str) -> None:
    """The form's risk follows number and slider; its question is a turn; the turn fills the form again."""
    card.get_by_role("button", name=words.what_if).click()
    number = page.locator(".moa-dialog [name=NumOfProducts]")
    was = number.input_value()
    number.fill("1" if was != "1" else "2")
    then = page.locator(".moa-dialog [data-then]")
    expect(then).to_contain_text("%")
    told, other = then.inner_text(), "4" if was == "3" else "3"
    page.locator(".moa-dialog label", has=page.locator("[name=NumOfProducts]")).locator("[data-moa-slides]").fill(other)
    expect(number).to_have_value(other)
    expect(then).not_to_have_text(told)
    page.click(".moa-dialog .moa-primary")
    expect(page.locator('[data-step-type="user_message"]').last).to_contain_text(about)
    settled(page)
    page.get_by_role("button", name=words.in_form).last.click()
    expect(number).to_have_value(other)
    page.keyboard.press("Escape")
    expect(page.locator(".moa-dialog")).to_be_hidden()


def _reads_a_table(page: Page, words: Words) -> None:
    """It sorts, downloads, opens a customer, and has no column of the manager's own name."""
    ask(page, words.value_at_risk)
    settled(page)
    table = page.locator(".moa-table").last
    expect(table.locator("thead")).not_to_contain_text(words.owner)
    table.get_by_role("button", name=words.risk_column).click()
    cells = table.locator("tbody td:nth-child(3)")
    risks = [float(raw) for raw in cells.evaluate_all("all => all.map((cell) => cell.dataset.raw)")]
    assert risks == sorted(risks, reverse=True)
    with page.expect_download() as download:
        table.get_by_role("link", name=words.download).click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("\n") == 11
    before = page.locator(REPLY).count()
    table.locator("tbody button").first.click()
    expect(page.locator(REPLY)).to_have_count(before + 1)
    settled(page)
    expect(page.locator(REPLY).last.locator(".moa-card")).to_be_visible()


@BOTH
def test_a_support_call(open_page: Opened, running: Chat, locale: str) -> None:
    """By keyboard alone: an id in any spelling, namesakes narrowed down, one sentence first."""
    words, page, about = WORDS[locale], open_page("sofia", locale=locale), customer(running)
    page.wait_for_selector(".moa-today")
    spellings = (about, f" {about[:2]}-{about[2:5]} {about[5:]} ", f"nº {about}", f"#{about}?")
    for number, spelt in enumerate(spellings, start=1):
        ask(page, spelt)
        expect(page.locator(REPLY)).to_have_count(number)
        settled(page)
        answer = page.locator(f"{REPLY} .message-content").last.inner_text().strip()
        first = answer.split("\n", 1)[0]
        assert about in first, answer
        assert words.risk in first, answer
    ask(page, most_common_name(running))
    _chooses(page)
    assert page.evaluate("document.documentElement.lang") == locale


def _chooses(page: Page, *, opened: bool = True) -> None:
    """Namesakes: ten are shown, typing narrows them down, arrows go through them, Enter asks."""
    choices = page.locator(".moa-choices").last
    expect(choices.locator("li:visible")).to_have_count(10, timeout=PATIENCE_MS)
    assert choices.locator("li").count() > 10
    choices.locator("input").focus()
    digits = choices.locator("li button span b").last.inner_text()
    page.keyboard.type(digits)
    expect(choices.locator("li:visible").first).to_contain_text(digits)
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.dataset.moaAsk")
    page.keyboard.press("Enter")
    shown = page.locator(".moa-card").last if opened else page.locator(REPLY).last
    expect(shown).to_contain_text(chosen, timeout=PATIENCE_MS)


@BOTH
def test_a_presenters_stage(open_page: Opened, running: Chat, locale: str) -> None:
    """The stage of a turn: figures linked to Facts, a replay, the permalink again, the proof on this very question."""
    words, page, about = WORDS[locale], open_page("pablo", locale=locale), customer(running)
    choose(page, "moa")
    ask(page, f"¿Cuál es el riesgo del cliente {about} y por qué?" if locale == "es-ES" else f"Why is {about} at risk?")
    settled(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=words.stage).click()
    stage = opened.value
    expect(stage.locator(".draft")).to_have_count(3)
    stage.locator("#reply button").first.hover()
    expect(stage.locator("#facts li.lit")).to_have_count(1)
    expect(stage.locator("#where")).not_to_contain_text("[")
    stage.click("#replay")
    expect(stage.locator("#reply")).to_be_hidden()
    stage.click("#all")
    expect(stage.locator("#times")).to_contain_text(words.total)
    stage.get_by_role("button", name=words.proof).click()
    _is_proved(stage)
    stage.reload()  # the address keeps picture and proof
    expect(stage.locator(".draft")).to_have_count(3)
    _is_proved(stage)


def _is_proved(stage: Page) -> None:
    ways = stage.locator(".moa-arm")
    expect(ways).to_have_count(4, timeout=PATIENCE_MS)
    points = stage.locator("#proof ol li").count()
    assert points > 1
    assert {ways.nth(way).locator(".moa-marks > span").count() for way in range(4)} == {points}
    expect(stage.locator("#proof .moa-says").first).to_contain_text("%")


WIDER = """[...document.querySelectorAll('.moa-table, .overflow-auto')]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent)"""


@pytest.mark.parametrize(("locale", "size"), [("es-ES", PHONE), ("en-GB", PHONE), ("en-GB", DESK)])
def test_a_reply_is_read_from_its_first_line_and_no_phone_scrolls_sideways(
    open_page: Opened, running: Chat, locale: str, size: dict[str, int]
) -> None:
    page = open_page("sofia", locale=locale, size=size)
    page.wait_for_selector(".moa-today")
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    ask(page, "Whom do I call first, and what do I offer?" if locale == "en-GB" else "¿A quién llamo y qué le ofrezco?")
    settled(page)
    page.wait_for_timeout(1500)
    top = page.locator(f"{REPLY} .message-content").first.bounding_box()
    assert top is not None
    assert 0 <= top["y"] < size["height"] * 0.6
    assert page.locator(".moa-card").count() == (0 if size == PHONE else 1), "on a phone the card waits to be asked for"
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    if size == PHONE:
        assert page.evaluate(WIDER) == [], "a table's figures are all seen, none by scrolling sideways in it"
        ask(page, most_common_name(running))
        _chooses(page, opened=False)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert max(widths) <= size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_what_a_reply_shows_stands_once_also_after_the_next_turns(
    open_page: Opened, running: Chat, size: dict[str, int]
) -> None:
    page = open_page("sofia", locale="en-GB", size=size)
    questions = ("Top 10 customers by value at risk", most_common_name(running), f"Show me {customer(running)}")
    for number, question in enumerate((*questions, "How good is the model?"), start=1):
        ask(page, question)
        expect(page.locator(REPLY)).to_have_count(number)
        page.wait_for_selector("#stop-button", state="detached")
        expect(page.locator(".moa-parts")).to_have_count(number)
        page.wait_for_timeout(1500)  # as long as it takes to read a line: chart and card come after the reply
    first, namesakes = page.locator(f"{REPLY} .message-content").nth(0), page.locator(REPLY).nth(1)
    assert first.locator("table:visible").count() == first.locator(".moa-table table").count() == 1
    assert namesakes.locator(".message-content ul:visible").count() == 0
    assert namesakes.locator(".moa-choices li:visible").count() == 10
    asked = page.locator('[data-step-type="user_message"]').last.bounding_box()
    assert asked is not None
    assert 0 <= asked["y"] < size["height"] * 0.2, "the reply is read from its question on"


@BOTH
def test_the_question_stays_at_the_top_while_another_card_of_the_customer_closes(
    open_page: Opened, running: Chat, locale: str
) -> None:
    page, about = open_page("sofia", locale=locale), customer(running)
    for number, question in enumerate((about, f"¿Y si {about} tuviera 30 años?", about), start=1):
        ask(page, question)
        expect(page.locator(REPLY)).to_have_count(number)
        settled(page)
        expect(page.locator(REPLY).last.locator(".moa-card")).to_be_visible()
        expect(page.locator("details[data-moa-card][open]")).to_have_count(1)
        asked = page.locator('[data-step-type="user_message"]').last
        assert 0 <= asked.evaluate("one => one.getBoundingClientRect().top") < DESK["height"] * 0.2


@BOTH
def test_a_correction_says_in_sight_which_reply_it_means(open_page: Opened, running: Chat, locale: str) -> None:
    words, page, about = WORDS[locale], open_page("sofia", locale=locale), customer(running)
    ask(page, about)
    settled(page)
    page.wait_for_timeout(1500)
    asked, named = page.locator(REPLY).last, f"«{about}»" if locale == "es-ES" else f"“{about}”"
    for _ in range(3):  # a reply that is drawn anew loses a click
        page.get_by_role("button", name=words.correct).click()
        page.wait_for_timeout(3000)
        if named in (asked.text_content() or ""):
            break
    expect(asked).to_contain_text(named)
    expect(asked.locator(".message-content")).to_be_in_viewport(ratio=1)
    ask(page, "=x")
    expect(page.locator(REPLY)).to_have_count(3)


NOTED = {
    "es-MX": ("anota que hoy he llamado al cliente {id} y quiere una hipoteca", "quiere una hipoteca", "Deshacer"),
    "en-US": ("write down that I called customer {id} today and he wants a mortgage", "he wants a mortgage", "Undo"),
}
GONE = {
    "es-MX": ("el cliente {id} se ha ido a otro banco", "Dejó el banco"),
    "en-US": ("Customer {id} left the bank", "Has left"),
}


@pytest.mark.parametrize("locale", NOTED)
def test_what_is_told_in_words_opens_the_filled_confirmation(open_page: Opened, running: Chat, locale: str) -> None:
    message, said, undo = NOTED[locale]
    page, about = open_page("ana", locale=locale), customer(running)
    dialog, card = page.locator(".moa-dialog"), page.locator(".moa-card")
    ask(page, message.format(id=about))
    expect(dialog).to_contain_text(said, timeout=PATIENCE_MS)
    dialog.locator(".moa-primary").click()
    expect(page.locator(".moa-proposal")).to_contain_text("✓")
    expect(card).to_contain_text(said)
    page.wait_for_url(re.compile("/thread/"))
    page.reload()
    expect(page.locator(".moa-proposal")).to_contain_text("✓", timeout=PATIENCE_MS)
    expect(dialog).to_have_count(0)
    card.get_by_role("button", name=undo).click()
    expect(card).not_to_contain_text(said)

    gone, tell = GONE[locale]
    before = outcomes(running)
    ask(page, gone.format(id=about))
    expect(dialog).to_contain_text(about, timeout=PATIENCE_MS)
    dialog.locator("[data-moa-close]").click()
    assert outcomes(running) == before
    page.locator(".moa-proposal button").last.click()
    dialog.locator(".moa-primary").click()
    card.last.get_by_role("button", name=undo).click()
    expect(card.last.get_by_role("button", name=tell)).to_be_visible()


def outcomes(chat: Chat) -> int:
    """How many outcomes count."""
    with sqlite3.connect(chat.home / "state.db") as state:
        return int(state.execute("SELECT count(*) FROM outcomes").fetchone()[0])


def most_common_name(chat: Chat) -> str:
    """The surname with the most namesakes."""
    query = "SELECT Surname FROM customers GROUP BY Surname ORDER BY COUNT(*) DESC LIMIT 1"
    with sqlite3.connect(chat.home / "bank.db") as bank:
        return str(bank.execute(query).fetchone()[0])


def test_a_card_is_never_about_somebody_else_than_its_reply(open_page: Opened, running: Chat) -> None:
    page = open_page("sofia", locale="en-GB")
    ask(page, f"Show me customer {customer(running)}")
    settled(page)
    for number, question in enumerate(("Churn rate by country", "risk of a 45 year old man from France"), start=2):
        ask(page, question)
        page.wait_for_selector("#stop-button", state="detached")
        expect(page.locator(".moa-parts")).to_have_count(number)
        expect(page.locator(REPLY).last.locator(".moa-card, [data-moa-card]")).to_have_count(0)
