"""Every write of the data layer with ids of another person's and ids of nothing: one answer, and nothing changes.

Writes are taken from the class itself, so that one added later is tried too. What makes something new under an id
that nobody has (``MAKES``) is the one thing that an unknown id may do; in somebody else's conversation it may not.
"""

import asyncio
import inspect
import itertools
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import pytest
from chainlit.types import Feedback
from sqlalchemy import select

from app.server.data_layer import Threads
from db.errors import AccessProblem
from db.state import elements, feedbacks, steps
from db.state import threads as thread_rows
from tests.unit.app.test_threads import acts, chart, conversation, step, threads  # noqa: F401 - the fixture

Ids = dict[str, str]
Write = Callable[[Threads, Ids], Coroutine[Any, Any, Any]]
ODD = [
    "",
    "x'); DROP TABLE steps; --",
    "../t-ana",
    "%",
    "_",
    "T-ANA",
    "t-ana ",
    "t-ana\n",
    "\u202et-ana",
    "a" * 5000,
    "*",
]
"""Ids of nothing, some of them near to one that there is."""
ANSWERS: dict[str, list[Write]] = {
    "upsert_feedback": [
        lambda t, i: t.upsert_feedback(Feedback(forId=i["step"], value=0)),
        lambda t, i: t.upsert_feedback(Feedback(forId=i["step"], value=0, threadId="t-luis", comment="theirs")),
        lambda t, i: t.upsert_feedback(Feedback(id=i["thumb"], forId=i["step"], value=0)),
    ],
    "delete_feedback": [lambda t, i: t.delete_feedback(i["thumb"])],
    "delete_element": [
        lambda t, i: t.delete_element(i["element"]),
        lambda t, i: t.delete_element(i["element"], i["thread"]),
        lambda t, i: t.delete_element(i["element"], "t-luis"),
    ],
    "delete_step": [lambda t, i: t.delete_step(i["step"])],
    "delete_thread": [lambda t, i: t.delete_thread(i["thread"])],
    "update_thread": [
        lambda t, i: t.update_thread(i["thread"], metadata={"chat_profile": "deep"}),
        lambda t, i: t.update_thread(i["thread"], tags=["theirs"]),
        lambda t, i: t.update_thread(i["thread"], user_id="someone"),
    ],
    "get_thread": [lambda t, i: t.get_thread(i["thread"])],
    "get_thread_author": [lambda t, i: t.get_thread_author(i["thread"])],
    "get_element": [lambda t, i: t.get_element(i["thread"], i["element"])],
    "element_content": [lambda t, i: t.element_content(i["thread"], i["element"])],
}
MAKES: dict[str, list[Write]] = {
    "create_step": [
        lambda t, i: t.create_step(step(i["step"] or "s0", threadId=i["thread"])),
        lambda t, i: t.create_step(step("s-ana-1", threadId="t-luis")),
    ],
    "update_step": [
        lambda t, i: t.update_step(step(i["step"] or "s0", threadId=i["thread"])),
        lambda t, i: t.update_step(step("s-ana-1", threadId="t-luis")),
    ],
    "create_element": [
        lambda t, i: t.create_element(chart(i["element"] or "e0", i["thread"], i["step"] or "s0")),
        lambda t, i: t.create_element(chart("e-ana", "t-luis", "s-luis-2")),
    ],
    "update_thread": [
        lambda t, i: t.update_thread(i["thread"], name="theirs"),
        lambda t, i: t.update_thread(i["thread"], name="theirs", user_id="someone", metadata={"a": 1}, tags=["b"]),
    ],
}
NOT_OF_A_CONVERSATION = {"create_user"}
FOREIGN: Ids = {"thread": "t-ana", "step": "s-ana-1", "element": "e-ana", "thumb": str(uuid5(NAMESPACE_OID, "s-ana-1"))}


async def two_people(made: Threads) -> None:
    for name in ("ana", "luis"):
        await conversation(made, name, f"t-{name}")
        await made.create_step(step(f"s-{name}-1", threadId=f"t-{name}"))
        await made.create_step(step(f"s-{name}-2", threadId=f"t-{name}"))
        await made.create_element(chart(f"e-{name}", f"t-{name}", f"s-{name}-1"))
        await made.upsert_feedback(Feedback(forId=f"s-{name}-1", value=1))


def kept(made: Threads) -> list[Any]:
    with made.engine.connect() as state:
        return [sorted(map(str, state.execute(select(t)).all())) for t in (thread_rows, steps, elements, feedbacks)]


async def answer(work: Coroutine[Any, Any, Any]) -> tuple[str, str]:
    try:
        return "answered", repr(await work)
    except AccessProblem as refused:
        return "refused", str(refused)


def unknown_ids() -> list[Ids]:
    made = [dict.fromkeys(FOREIGN, text) for text in ODD]
    return [*made, {kind: str(uuid4()) for kind in FOREIGN}, *({**FOREIGN, kind: str(uuid4())} for kind in FOREIGN)]


def test_every_write_of_the_data_layer_is_tried() -> None:
    written = {name for name, _ in inspect.getmembers(Threads, inspect.iscoroutinefunction)}
    written = {name for name in written if name.split("_")[0] in {"create", "update", "delete", "upsert"}}
    assert written == (ANSWERS.keys() | MAKES.keys() | NOT_OF_A_CONVERSATION) & written


@pytest.mark.parametrize("who", ["luis", None])
@pytest.mark.parametrize("name", ANSWERS)
async def test_a_foreign_id_and_an_unknown_one_answer_alike(threads: Threads, name: str, who: str | None) -> None:  # noqa: F811
    await two_people(threads)
    before = kept(threads)
    acts(who)
    for write in ANSWERS[name]:
        answers = {await answer(write(threads, ids)) for ids in (FOREIGN, *unknown_ids())}
        assert len(answers) == 1, answers
        assert kept(threads) == before


@pytest.mark.parametrize("name", MAKES)
async def test_nothing_is_made_in_somebody_elses_conversation(threads: Threads, name: str) -> None:  # noqa: F811
    await two_people(threads)
    before = kept(threads)
    for who, write in itertools.product(("luis", None), MAKES[name]):
        acts(who)
        assert (await answer(write(threads, FOREIGN)))[0] == "refused"
        assert kept(threads) == before


async def test_many_foreign_writes_at_once_change_nothing(threads: Threads) -> None:  # noqa: F811
    """Between asking whose it is and writing, nothing comes in between."""
    await two_people(threads)
    before = kept(threads)
    acts("luis")
    tries = [write(threads, FOREIGN) for writes in (*ANSWERS.values(), *MAKES.values()) for write in writes]
    await asyncio.gather(*(answer(work) for work in tries))
    assert kept(threads) == before
