import asyncio
from pathlib import Path
from typing import Any

import pytest
from chainlit.context import context_var
from chainlit.types import Feedback, Pagination, ThreadFilter
from chainlit.user import User

from app.server.data_layer import Threads
from db.engines import state_engine
from db.errors import AccessProblem
from db.places import Places
from db.state.migrate import upgrade


class Session:
    """What the data layer asks of Chainlit's session: a person has spoken."""

    has_first_interaction = True


class Context:
    session = Session()


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
    context_var.set(Context())  # type: ignore[arg-type]
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
    assert shown["feedback"]["value"] == 1


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
