"""What is seen while a turn is being written: drafts side by side on the stage, an opened trace that grows."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from db.places import Places
from tests.e2e.pages import Opened, choose, open_page, settled
from tests.e2e.running import ROOT, Chat, chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser
SLOW = "0.8"
"""Seconds to a writer's first word; between two words a tenth of it."""
QUESTION = {
    "es-ES": "¿A quién debería llamar primero hoy, y qué le ofrezco?",
    "en-GB": "Who should I call first today, and what do I offer them?",
}
TRACE = {"es-ES": "Cómo se llegó a esta respuesta", "en-GB": "How this answer was reached"}
DRAFT = {"es-ES": "Borrador ·", "en-GB": "Draft ·"}
BOTH = pytest.mark.parametrize("locale", sorted(QUESTION))


@pytest.fixture(scope="module")
def slow(small_home: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """The chat with models that write word by word."""
    command = [sys.executable, "-m", "bench.together_server", "--port", "0", "--latency", SLOW]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as models:
        assert models.stdout is not None
        settings = {"LLM_BASE_URL": models.stdout.readline().split()[2], "LLM_API_KEY": "k"}
        with chat(small_home, tmp_path_factory.mktemp("slow"), settings) as served:
            yield served
        models.terminate()


def grows(page: Page, text: Locator) -> tuple[str, str]:
    """What stands there and what stands there later, when there is more of it."""
    before = text.inner_text()
    for _ in range(PATIENCE_MS // 100):
        if len(later := text.inner_text()) > len(before):
            return before, later
        page.wait_for_timeout(100)
    raise AssertionError(f"nothing came after {before!r}")


LOOK = """() => {
  window.seen = [];
  setInterval(() => {
    const panels = [...document.querySelectorAll(".draft")];
    panels.forEach((panel, number) => (panel.dataset.number ??= String(number + 10 * window.seen.length)));
    window.seen.push({
      numbers: panels.map((panel) => panel.dataset.number),
      lengths: panels.map((panel) => panel.querySelector("div").textContent.length),
      tops: panels.map((panel) => panel.getBoundingClientRect().top),
      merging: !document.querySelector("#reply").hidden,
    });
  }, 100);
}"""
"""Looks at the stage ten times a second: the test itself may be slower than the writers."""


@BOTH
def test_drafts_stand_side_by_side_while_they_are_written(open_page: Opened, slow: Chat, locale: str) -> None:
    page = open_page("pablo", locale=locale, chat=slow)
    choose(page, "moa")
    stage = page.context.new_page()
    stage.goto(f"{slow.url}/moa/stage")
    stage.evaluate(LOOK)
    ask(page, QUESTION[locale])
    expect(stage.locator("#times")).to_be_visible(timeout=PATIENCE_MS)
    expect(stage.locator(".draft")).to_have_count(3)
    before_merging = [one for one in stage.evaluate("() => window.seen") if not one["merging"] and one["lengths"]]
    written = sorted({tuple(one["lengths"]) for one in before_merging if sum(map(bool, one["lengths"])) > 1})
    assert any(
        sum(0 < early < late for early, late in zip(one, other, strict=True)) > 1
        for one in written
        for other in written
        if len(one) == len(other)
    ), f"two drafts grew beside each other before anything was merged: {written}"
    assert all(len({round(top) for top in one["tops"]}) == 1 for one in before_merging)
    assert len({one["numbers"][0] for one in before_merging}) == 1, "a panel stays the same while its text grows"


@BOTH
def test_a_trace_that_is_opened_while_the_turn_is_at_work_grows(open_page: Opened, slow: Chat, locale: str) -> None:
    page = open_page("pablo", locale=locale, chat=slow)
    choose(page, "moa")
    ask(page, QUESTION[locale])
    page.get_by_role("button", name=TRACE[locale]).click()
    draft = page.get_by_role("button", name=DRAFT[locale]).first
    draft.click()
    step = page.locator('[data-step-type="llm"]', has=draft).last
    grows(page, step)
    expect(page.locator("#stop-button")).to_be_visible()
    settled(page)
    expect(page.get_by_role("button", name=DRAFT[locale])).to_have_count(3)


@BOTH
def test_a_trace_is_fetched_when_it_is_opened_and_after_a_reload_too(
    open_page: Opened, running: Chat, locale: str
) -> None:
    page = open_page("pablo", locale=locale)
    choose(page, "moa")
    ask(page, QUESTION[locale])
    settled(page)
    for _ in range(2):
        heading = page.get_by_role("button", name=TRACE[locale])
        assert page.get_by_role("button", name=DRAFT[locale]).count() == 0
        heading.click()
        expect(page.get_by_role("button", name=DRAFT[locale])).to_have_count(3, timeout=PATIENCE_MS)
        page.reload()
        page.wait_for_selector(".moa-parts")
