import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.chromium import installed
from tests.e2e.running import Chat

PATIENCE_MS = 60_000
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = installed()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="es-ES", color_scheme="dark")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def log_in(page: Page, chat: Chat, name: str, password: str) -> None:
    page.goto(chat.url)
    page.fill("#email", name)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def ask(page: Page, question: str) -> None:
    """Write and send; again until the page, which refuses while its socket is not open, has taken it."""
    asked = page.locator('[data-step-type="user_message"]')
    before = asked.count()
    page.click("#chat-input")
    page.keyboard.type(question)
    for _ in range(PATIENCE_MS // 500):
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        if asked.count() > before:
            return
    raise AssertionError("the page never took the question")


def test_somebody_logs_in_asks_and_reads_reply_and_trace(running: Chat, page: Page) -> None:
    hosts: set[str] = set()
    blocked: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    with sqlite3.connect(running.home / "bank.db") as bank:
        customer = bank.execute("SELECT CustomerId FROM customers WHERE Exited = '0' LIMIT 1").fetchone()[0]

    log_in(page, running, "sofia", "sofia-demo")
    expect(page.get_by_text("Sin modelo de lenguaje").first).to_be_visible(timeout=PATIENCE_MS)
    ask(page, f"¿Cuál es el riesgo del cliente {customer} y por qué?")

    reply = page.locator(".message-content", has_text=str(customer)).last
    expect(reply).to_contain_text(re.compile(r"\d,\d\s%"), timeout=PATIENCE_MS)
    heading = page.get_by_role("button", name=re.compile("Cómo se llegó a esta respuesta"))
    expect(heading).to_contain_text(" s", timeout=PATIENCE_MS)
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name=re.compile(str(customer))).first).to_be_visible(timeout=PATIENCE_MS)

    heading.click()
    for name in ("Orquestador", "Borrador", "Comprobación de cifras"):
        expect(page.get_by_role("button", name=re.compile(name)).first).to_be_visible(timeout=PATIENCE_MS)
    assert {host.split(":")[0] for host in hosts if host} == {"127.0.0.1"}
    assert blocked == []


def test_what_fails_behind_the_page_is_told_in_its_language(running: Chat, page: Page) -> None:
    log_in(page, running, "pablo", "pablo-demo")
    page.wait_for_selector("#chat-input")
    page.route("**/project/threads", lambda route: route.fulfill(status=404, json={"detail": "Not found"}))
    broken = {"detail": "Algo ha fallado (ref. 1)."}
    page.route("**/project/settings", lambda route: route.fulfill(status=500, json=broken))
    ask(page, "Tasa de abandono por país")  # a new conversation has the list of conversations read anew
    toast = page.locator("[data-sonner-toast]").first
    expect(toast).to_have_text("Esto no existe o ya no está.", timeout=PATIENCE_MS)
    fetched = (
        "async () => { const a = await fetch('/project/settings'); return [a.statusText, (await a.json()).detail] }"
    )
    assert page.evaluate(fetched) == ["No se ha podido hacer", "Algo ha fallado (ref. 1)."]
