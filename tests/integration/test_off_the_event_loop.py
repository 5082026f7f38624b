"""What reads a question, the Facts or a text runs in threads: the event loop of all conversations only passes it on."""

import random
import threading
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from agents import engine
from agents.events import Degraded, ReplyToken
from agents.grounding import checker
from agents.moa import aggregator, committee, layers
from agents.offline import model as offline
from bench import engine_lab as lab

FACT = lab.watch_list(random.Random(7))
REPLY = lab.honest(FACT)
WATCHED: tuple[tuple[Any, str], ...] = (
    (engine, "wanted"),
    (engine, "compose"),
    (checker.Reading, "check"),
    (checker.Checker, "__init__"),
    (layers, "judged"),
    (committee, "compare"),
    (committee, "points_of"),
    (committee, "shares"),
    (aggregator, "read_all"),
    (offline.OfflineChatModel, "_answer"),
)


def threads_of(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[bool]]:
    """Of each watched function, whether it ran on the event loop's thread."""
    seen: dict[str, set[bool]] = defaultdict(set)
    main = threading.get_ident()

    def watch(holder: Any, name: str) -> None:
        whole: Callable[..., Any] = getattr(holder, name)

        def watched(*args: Any, **kwargs: Any) -> Any:
            seen[name].add(threading.get_ident() == main)
            return whole(*args, **kwargs)

        monkeypatch.setattr(holder, name, watched)

    for holder, name in WATCHED:
        watch(holder, name)
    return seen


@pytest.mark.parametrize("profile", ["fast", "moa", "deep"])
@pytest.mark.parametrize("reply", [REPLY, f"{REPLY} Call Nobodyatall first.", "Nothing to say."])
async def test_no_reading_runs_on_the_event_loop(monkeypatch: pytest.MonkeyPatch, profile: str, reply: str) -> None:
    async with lab.laboratory(
        lab.scripted(lambda _model, _body: reply), fact=FACT, of=lab.roster(deadline=60, timeout=20)
    ) as made:
        seen = threads_of(monkeypatch)
        outcome = await made.ask(profile=profile)
    assert outcome.status == "answered"
    assert {"wanted", "check", "__init__", "points_of", "compose"} <= set(seen)
    assert {name for name, on_loop in seen.items() if True in on_loop} == set()
    assert outcome.shown == outcome.reply
    assert outcome.of(ReplyToken)


async def test_a_question_of_any_size_is_read_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    async with lab.laboratory(lab.scripted(lambda _model, _body: REPLY), fact=FACT) as made:
        seen = threads_of(monkeypatch)
        for question in ("entre 1 y " * 390, "x" * 500_000, "(" * 3_000, "15634602 " * 190):
            outcome = await made.ask(question)
            assert outcome.of(Degraded) == [] or outcome.status
    assert seen["wanted"] == {False}
