"""What keeps the page quick: frames drawn together, the charts' library read before the first chart."""

import pytest
from playwright.sync_api import Page

from tests.e2e.pages import PHONE, Opened, customer, open_page
from tests.e2e.running import Chat
from tests.e2e.test_browser import PATIENCE_MS, ask, browser

__all__ = ["browser", "open_page"]
pytestmark = pytest.mark.browser

HAND_ON = """async (frames) => {
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws/none");
  const handed = [];
  let task = 0;
  socket.onmessage = (event) => {
    handed.push([event.data, task]);
    if (event.data.includes("broken")) throw new Error("a frame that cannot be drawn");
  };
  for (const data of frames) socket.dispatchEvent(new MessageEvent("message", { data }));
  const tick = setInterval(() => task++, 1);
  await new Promise((over) => setTimeout(over, 1200));
  clearInterval(tick);
  socket.close();
  return handed;
}"""
"""Frames as a socket gets them; returns each as it was handed on, with the task it was handed on in (0: at once)."""


def handed_on(page: Page, *frames: str) -> list[tuple[str, int]]:
    return [(data, task) for data, task in page.evaluate(HAND_ON, list(frames))]


def event(name: str) -> str:
    return f'42["{name}",{{}}]'


def test_frames_that_come_together_are_handed_on_together(open_page: Opened) -> None:
    page = open_page("sofia")
    steps = [event(name) for name in ("new_message", "update_message", "stream_start", "element", "action")]
    handed = handed_on(page, *steps)
    assert [data for data, _ in handed] == steps
    [task] = {task for _, task in handed}
    assert task > 0


def test_the_end_of_a_turn_takes_along_what_waits(open_page: Opened) -> None:
    page = open_page("sofia")
    for urgent in ("task_end", "ask", "resume_thread"):
        assert handed_on(page, event("new_message"), event(urgent)) == [(event("new_message"), 0), (event(urgent), 0)]
    acknowledged = '427["ask",{}]'
    assert handed_on(page, acknowledged) == [(acknowledged, 0)]


def test_words_wait_less_than_that_a_turn_is_at_work(open_page: Opened) -> None:
    page = open_page("sofia")
    [(_, work)] = handed_on(page, event("task_start"))
    [(_, words), _] = handed_on(page, event("stream_token"), event("task_start"))
    assert 0 < words < work


@pytest.mark.parametrize("late", ["element", "first_interaction"])
def test_what_can_wait_comes_after_the_reply(open_page: Opened, late: str) -> None:
    page = open_page("sofia")
    handed = handed_on(page, event(late), event("new_message"), event("task_end"))
    assert [data for data, _ in handed] == [event(name) for name in ("new_message", "task_end", late)]
    assert [task > 0 for _, task in handed] == [False, False, True]


def test_what_keeps_the_connection_alive_never_waits(open_page: Opened) -> None:
    page = open_page("sofia")
    assert [data for data, _ in handed_on(page, event("new_message"), "2")] == ["2", event("new_message")]


def test_a_frame_that_breaks_takes_no_other_with_it(open_page: Opened) -> None:
    page = open_page("sofia")
    assert [data for data, _ in handed_on(page, event("broken"), event("new_message"), event("task_end"))] == [
        event(name) for name in ("broken", "new_message", "task_end")
    ]


HEADING = """() => {
  const [title, picture] = [".gtitle", ".main-svg"].map((part) => document.querySelector(part).getBoundingClientRect());
  return [title.top - picture.top, title.bottom - title.top];
}"""


def test_a_charts_heading_of_two_lines_is_drawn_whole(open_page: Opened, running: Chat) -> None:
    page = open_page("sofia", locale="en-GB", size=PHONE)
    ask(page, f"What if customer {customer(running)} had an age of 30 years?")
    page.wait_for_selector(".gtitle")
    above, height = page.evaluate(HEADING)
    assert height > 30, "two lines"
    assert above >= 0


READ = "() => performance.getEntriesByType('resource').some((one) => one.name.includes('react-plotly'))"


def test_the_charts_library_is_there_before_the_first_chart(open_page: Opened) -> None:
    page = open_page("sofia")
    for _ in range(PATIENCE_MS // 100):  # a wait in the page would evaluate text there, which its policy forbids
        if page.evaluate(READ):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(READ)
    assert page.locator(".js-plotly-plot").count() == 0
