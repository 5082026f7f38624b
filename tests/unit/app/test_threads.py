import asyncio
import unicodedata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import pytest
from chainlit.context import context_var
from chainlit.element import Text
from chainlit.types import Feedback, Pagination, ThreadFilter
from chainlit.user import User
from markdown_it import MarkdownIt
from sqlalchemy import insert, select, update

from app.server.data_layer import Threads
from db.engines import state_engine
from db.errors import AccessProblem
from db.places import Places
from db.state import feedbacks, steps
from db.state.migrate import upgrade


class Session:
    """What the data layer asks of Chainlit's session: a person, who has spoken."""

    has_first_interaction = True
    user = User(identifier="ana")


class Context:
    session = Session()


def acts(name: str | None) -> None:
    """From now on this person acts."""
    context = Context()
    context.session = Session()
    context.session.user = User(identifier=name) if name else None  # type: ignore[assignment]
    context_var.set(context)  # type: ignore[arg-type]


@pytest.fixture
def threads(tmp_path: Path) -> Threads:
    places = Places(
        home=tmp_path,
        bank_url=f"sqlite:///{tmp_path / 'bank.db'}",
        state_url=f"sqlite:///{tmp_path / 'state.db'}",
        catalog=tmp_path / "none.yaml",
        mlflow_uri="",
    )
    upgrade(places)
    acts("ana")
    return Threads(state_engine(places))


def step(id_: str, **more: Any) -> Any:
    return {
        "id": id_,
        "threadId": "t1",
        "name": "x",
        "type": "assistant_message",
        "output": f"words of {id_}",
        "createdAt": f"2026-01-01T00:00:0{id_[-1]}Z",
        "autoCollapse": True,
        "defaultOpen": False,
        "tags": ["one", "two"],
        "modes": {"a": "b"},
        "metadata": {"k": 1},
        "showInput": "json",
        **more,
    }


async def conversation(threads: Threads, user: str = "ana", thread: str = "t1") -> None:
    acts(user)
    person = await threads.create_user(User(identifier=user))
    assert person is not None
    await threads.update_thread(thread, name="First question", user_id=person.id, metadata={"chat_profile": "moa"})


async def test_a_conversation_comes_back_with_its_steps_tags_and_thumb(threads: Threads) -> None:
    await conversation(threads)
    await threads.create_step(step("s1", parentId="p"))
    await threads.upsert_feedback(Feedback(forId="s1", value=1, threadId="t1", comment="good"))
    thread = await threads.get_thread("t1")
    assert thread is not None
    assert thread["userIdentifier"] == "ana"
    (shown,) = thread["steps"]
    assert shown["tags"] == ["one", "two"]
    assert shown["metadata"] == {"k": 1}
    assert shown["feedback"]["value"] == 1  # type: ignore[index]


async def test_a_traces_steps_come_when_they_are_asked_for_and_to_their_author_alone(threads: Threads) -> None:
    await threads.create_step(step("root", type="run"))
    await threads.create_step(step("agent", type="llm", parentId="root", createdAt="2026-01-01T00:00:01Z"))
    await threads.create_step(step("tool", type="tool", parentId="agent", createdAt="2026-01-01T00:00:02Z"))
    await threads.create_step(step("other", type="run"))
    await threads.create_step(step("others", type="llm", parentId="other"))
    thread = await threads.get_thread("t1")
    assert thread is not None
    assert {part["id"] for part in thread["steps"]} == {"root", "other"}
    assert [part["id"] for part in await threads.below("root")] == ["agent", "tool"]
    assert await threads.below("none") == []
    acts("luis")
    assert await threads.below("root") == []


async def test_the_last_change_of_a_step_stands_whatever_order_the_tasks_finish_in(threads: Threads) -> None:
    await conversation(threads)
    tasks = [asyncio.create_task(threads.create_step(step("s1", output="first")))]
    tasks += [asyncio.create_task(threads.update_step(step("s1", output=f"change {n}"))) for n in range(20)]
    await asyncio.gather(*tasks)
    thread = await threads.get_thread("t1")
    assert thread is not None
    assert thread["steps"][0]["output"] == "change 19"


async def test_metadata_is_merged_and_none_takes_a_key_away(threads: Threads) -> None:
    await conversation(threads)
    await threads.update_thread("t1", metadata={"chat_profile": None, "more": 2})
    thread = await threads.get_thread("t1")
    assert thread is not None
    assert thread["metadata"] == {"more": 2}
    assert thread["name"] == "First question"


async def test_people_see_their_own_conversations_only_newest_first(threads: Threads) -> None:
    await conversation(threads, "ana", "t1")
    await conversation(threads, "luis", "t2")
    await conversation(threads, "ana", "t3")
    await threads.create_step(step("s9", threadId="t1"))
    ana = await threads.get_user("ana")
    assert ana is not None
    page = await threads.list_threads(Pagination(first=10), ThreadFilter(userId=ana.id))
    assert {thread["id"] for thread in page.data} == {"t1", "t3"}
    found = await threads.list_threads(Pagination(first=10), ThreadFilter(userId=ana.id, search="words of s9"))
    assert [thread["id"] for thread in found.data] == ["t1"]
    first = await threads.list_threads(Pagination(first=1), ThreadFilter(userId=ana.id))
    rest = await threads.list_threads(Pagination(first=5, cursor=first.pageInfo.endCursor), ThreadFilter(userId=ana.id))
    assert first.pageInfo.hasNextPage
    assert len(rest.data) == 1


async def test_a_thread_id_full_of_sql_is_only_an_id(threads: Threads) -> None:
    nasty = "x'); DROP TABLE steps; --"
    await conversation(threads, "ana", nasty)
    await threads.create_step(step("s1", threadId=nasty))
    thread = await threads.get_thread(nasty)
    assert thread is not None
    assert len(thread["steps"]) == 1


async def test_a_deleted_conversation_leaves_nothing(threads: Threads) -> None:
    await conversation(threads)
    await threads.create_step(step("s1"))
    await threads.upsert_feedback(Feedback(forId="s1", value=0, threadId="t1"))
    await threads.delete_thread("t1")
    assert await threads.get_thread("t1") is None
    with pytest.raises(AccessProblem):
        await threads.get_thread_author("t1")


async def test_somebody_who_logs_in_twice_is_one_person(threads: Threads) -> None:
    first = await threads.create_user(User(identifier="ana", metadata={"role": "rm"}))
    second = await threads.create_user(User(identifier="ana", metadata={"role": "support"}))
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert second.metadata == {"role": "support"}


THUMB = str(uuid5(NAMESPACE_OID, "s1"))
"""The id of the one thumb on ``s1``."""
WRITES = {
    "step": lambda threads: threads.create_step(step("s1", output="theirs")),
    "step under a known id": lambda threads: threads.create_step(step("s1", threadId="t2")),
    "change": lambda threads: threads.update_step(step("s1", output="theirs")),
    "thumb": lambda threads: threads.upsert_feedback(Feedback(forId="s1", value=0, threadId="t2")),
    "thumb under a known id": lambda threads: threads.upsert_feedback(Feedback(id=THUMB, forId="s2", value=0)),
    "no thumb": lambda threads: threads.delete_feedback(THUMB),
    "name": lambda threads: threads.update_thread("t1", name="theirs"),
    "deletion": lambda threads: threads.delete_thread("t1"),
    "element": lambda threads: threads.create_element(chart("e1", "t1", "s1")),
    "element under a known id": lambda threads: threads.create_element(chart("e1", "t2", "s2")),
}
SILENT = {
    "settings": lambda threads: threads.update_thread("t1", metadata={"is_shared": True}),
    "no step": lambda threads: threads.delete_step("s1"),
    "no element": lambda threads: threads.delete_element("e1", "t2"),
}


def chart(id_: str, thread: str, step_id: str) -> Text:
    return Text(id=id_, thread_id=thread, for_id=step_id, name="x", content="drawn", mime="text/plain")


@pytest.mark.parametrize("who", ["luis", None])
@pytest.mark.parametrize("write", [*WRITES, *SILENT])
async def test_nobody_else_writes_into_a_conversation_by_whatever_id(
    threads: Threads, write: str, who: str | None
) -> None:
    await conversation(threads, "ana", "t1")
    await threads.create_step(step("s1"))
    await threads.create_element(chart("e1", "t1", "s1"))
    await threads.upsert_feedback(Feedback(forId="s1", value=1))
    before = await threads.get_thread("t1")
    await conversation(threads, "luis", "t2")
    await threads.create_step(step("s2", threadId="t2"))
    acts(who)
    if write in SILENT:
        await SILENT[write](threads)
    else:
        with pytest.raises(AccessProblem):
            await WRITES[write](threads)
    assert await threads.get_thread("t1") is None
    acts("ana")
    assert await threads.get_thread("t1") == before


async def test_an_unknown_conversation_answers_like_a_foreign_one(threads: Threads) -> None:
    await conversation(threads, "ana", "t1")
    acts("luis")
    said = set()
    for thread in ("t1", "nowhere"):
        with pytest.raises(AccessProblem) as refused:
            await threads.get_thread_author(thread)
        said.add(str(refused.value))
        with pytest.raises(AccessProblem) as refused:
            await threads.delete_thread(thread)
        said.add(str(refused.value))
    assert len(said) == 1


async def test_the_first_step_makes_the_conversation_its_authors_at_once(threads: Threads) -> None:
    acts("ana")
    await threads.create_step(step("s1", threadId="new"))
    acts("luis")
    with pytest.raises(AccessProblem):
        await threads.update_thread("new", name="claimed")


async def test_a_session_that_ends_does_not_bring_a_deleted_conversation_back(threads: Threads) -> None:
    await conversation(threads)
    await threads.delete_thread("t1")
    await threads.update_thread("t1", metadata={"chat_profile": "moa"})
    assert await threads.get_thread("t1") is None


async def test_a_message_has_one_thumb_however_often_and_under_whatever_id_it_is_given(threads: Threads) -> None:
    await conversation(threads)
    await threads.create_step(step("s1"))
    with threads.engine.begin() as state:  # as stored by a version that kept one for each id
        state.execute(insert(feedbacks).values(id=str(uuid4()), forId="s1", threadId="t1", value=1))
    given = [await threads.upsert_feedback(Feedback(id=i, forId="s1", value=v)) for i, v in  # type: ignore[arg-type]
             [(None, 1), (str(uuid4()), 0), (None, 0), (str(uuid4()), 1), (THUMB, 0)]]  # fmt: skip
    with threads.engine.connect() as state:
        rows = state.execute(select(feedbacks.c.id, feedbacks.c.value)).all()
    assert rows == [(THUMB, 0)]
    assert set(given) == {THUMB}


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "a\x00b", "\ud83d"])
async def test_text_that_no_database_holds_is_kept_without_what_it_cannot_hold(threads: Threads, text: str) -> None:
    await conversation(threads)
    await threads.create_step(step("s1", output=text, name=text, input=text))
    await threads.upsert_feedback(Feedback(forId="s1", value=1, comment=text))
    await threads.update_thread("t1", name=f"name {text}")
    thread = await threads.get_thread("t1")
    assert thread is not None
    assert "\x00" not in str(thread)
    str(thread).encode()


@pytest.mark.parametrize("name", ["two\nlines", "\u202ereversed", "a\x07b", "x" * 900, "\u200b"])
async def test_a_name_is_kept_as_plain_text_of_a_bounded_length(threads: Threads, name: str) -> None:
    await conversation(threads)
    await threads.update_thread("t1", name=name)
    thread = await threads.get_thread("t1")
    assert thread is not None
    assert len(thread["name"] or "") <= 200
    assert not any(unicodedata.category(c).startswith("C") for c in thread["name"] or "")


@pytest.mark.parametrize(
    "stored",
    [
        "see http://evil.example",
        "[x](http://evil.example)",
        "![p](//evil.example/p.png)",
        "<http://a.b>",
        "www.evil.io",
    ],
)
async def test_replies_stored_by_an_older_version_are_inert_when_shown_again(threads: Threads, stored: str) -> None:
    await conversation(threads)
    await threads.create_step(step("s1"))
    with threads.engine.begin() as state:  # as 0.1.0 stored it
        state.execute(update(steps).values(output=stored, metadata="{}"))
    thread = await threads.get_thread("t1")
    assert thread is not None
    shown = thread["steps"][0]["output"]
    links = [t for block in MarkdownIt("gfm-like").parse(shown) for t in block.children or [] if t.type == "link_open"]
    assert not links
    await threads.update_step(step("s1", output=shown))
    again = await threads.get_thread("t1")
    assert again is not None
    assert again["steps"][0]["output"] == shown
