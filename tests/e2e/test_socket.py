import asyncio
import re
import sqlite3

import httpx
import pytest
import socketio.exceptions

from tests.e2e.running import Chat
from tests.e2e.socket_client import Client

PASSWORD = {name: f"{name}-demo" for name in ("ana", "luis", "sofia", "pablo", "admin")}


def a_customer(chat: Chat, owner: str | None = None) -> str:
    """The id of a current customer (of this owner)."""
    where = "Exited = '0'" + (" AND RelationshipManager = ?" if owner else "")
    with sqlite3.connect(chat.home / "bank.db") as bank:
        return str(
            bank.execute(
                f"SELECT CustomerId FROM customers WHERE {where} LIMIT 1", (owner,) if owner else ()
            ).fetchone()[0]
        )


async def client(chat: Chat, name: str = "sofia", **more: str) -> Client:
    made = Client(chat.url, **more)
    assert (await made.log_in(name, PASSWORD[name])).status_code == 200
    await made.open()
    return made


async def test_a_question_gets_a_streamed_reply_and_a_nested_trace(running: Chat) -> None:
    customer = a_customer(running)
    async with await client(running, profile="moa") as sofia:
        reply = await sofia.ask(f"What is the churn risk of customer {customer}, and why?")
        assert customer in reply["output"]
        assert "%" in reply["output"]
        assert "".join(sofia.tokens[reply["id"]]) in reply["output"]
        root = next(step for step in sofia.steps.values() if step["name"].startswith("How this answer was reached"))
        assert re.fullmatch(r"How this answer was reached · Committee · [\d.]+\s?s", root["name"])
        assert not sofia.under(root["id"]), "nobody has opened the trace"
        await sofia.look_into(root["id"])
        names = [step["name"] for step in sofia.under(root["id"])]
        assert any("Orchestrator" in name for name in names)
        assert sum("Draft" in name for name in names) == 3
        assert any("Aggregator" in name for name in names)
        assert any("Grounding check" in name for name in names)
        orchestrator = next(s for s in sofia.under(root["id"]) if "Orchestrator" in s["name"])
        tools = [step for step in sofia.under(orchestrator["id"]) if "→ F1" in step["name"]]
        assert len(tools) == 1
        assert customer in tools[0]["input"]
        assert '"probability"' in tools[0]["output"]


async def test_a_turn_of_any_profile_sends_the_page_few_frames_and_streams_only_the_reply(running: Chat) -> None:
    frames = {}
    for profile in ("fast", "moa", "deep"):
        async with await client(running, profile=profile) as sofia:
            before = len(sofia.events)
            reply = await sofia.ask("Whom should I call first today, and what do I offer them?")
            assert set(sofia.tokens) <= {reply["id"]}
            frames[profile] = len(sofia.events) - before
    assert max(frames.values()) <= 16, frames


async def test_the_browsers_language_decides_where_the_message_has_none(running: Chat) -> None:
    customer = a_customer(running)
    for browser, language in (("en-GB", "en"), ("es-MX", "es")):
        async with await client(running, language=browser) as sofia:
            reply = await sofia.ask(customer)
            assert ("churn" in reply["output"]) == (language == "en"), reply["output"]


async def test_a_conversation_keeps_its_language_where_a_later_message_has_none(running: Chat) -> None:
    async with await client(running, language="en-GB") as sofia:
        await sofia.ask("¿Cuántos clientes hay?")
        assert "abandono" in (await sofia.ask(a_customer(running)))["output"]


async def test_a_chart_stands_under_the_reply_and_outlives_the_session(running: Chat) -> None:
    customer = a_customer(running)
    async with await client(running) as sofia:
        await sofia.ask(f"What is the churn risk of customer {customer}, and why?")
        kinds = {element["type"] for element in sofia.elements}
        assert kinds == {"plotly"}
        thread = next(element["threadId"] for element in sofia.elements if element["type"] == "plotly")
        stored = await wait_for_elements(sofia.http, thread, 1)
        content = await sofia.http.get(stored[0]["url"])
        assert content.status_code == 200
        async with await client(running, "luis") as luis:
            assert (await luis.http.get(stored[0]["url"])).status_code == 404
        async with httpx.AsyncClient(base_url=running.url) as stranger:
            assert (await stranger.get(stored[0]["url"])).status_code in {401, 404}


async def wait_for_elements(http: httpx.AsyncClient, thread: str, number: int) -> list[dict[str, str]]:
    for _ in range(50):
        elements: list[dict[str, str]] = (await http.get(f"/project/thread/{thread}")).json()["elements"]
        if len(elements) == number:
            return elements
        await asyncio.sleep(0.1)
    raise AssertionError("the elements were not kept")


async def test_the_reply_is_in_the_language_of_the_question_and_so_is_the_trace(running: Chat) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask("tasa de abandono por país")
        assert "Alemania" in reply["output"]
        assert re.search(r"\d,\d", reply["output"])
        assert any(name.startswith("Cómo se llegó a esta respuesta") for name in sofia.names())


async def test_a_relationship_manager_is_not_told_of_others_customers(running: Chat) -> None:
    theirs = a_customer(running, "Luis Romero")
    async with await client(running, "ana") as ana:
        reply = await ana.ask(f"Ficha del cliente {theirs}")
        assert "Luis" not in reply["output"]
        assert not ana.elements


@pytest.mark.parametrize("question", ["", "   ", "x" * 20_000])
async def test_what_is_no_question_gets_one_sentence(running: Chat, question: str) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask(question)
        assert 0 < len(reply["output"]) < 200


async def test_text_cannot_become_markup(running: Chat) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask("Who is customer <img src=x onerror=alert(1)> [click](http://evil.example)?")
        assert "](http" not in reply["output"]


async def test_a_conversation_is_taken_up_again_with_its_facts(running: Chat) -> None:
    customer = a_customer(running)
    async with await client(running) as before:
        first = await before.ask(f"What is the churn risk of customer {customer}?")
        thread = first["threadId"]
        await asyncio.sleep(1)
    async with await client(running, thread_id=thread) as after:
        await asyncio.sleep(1)
        assert after.resumed is not None
        assert any(customer in step["output"] for step in after.resumed["steps"])
        reply = await after.ask("Why?")
        assert customer in reply["output"]


async def test_a_page_whose_socket_broke_in_the_middle_of_a_turn_is_told_when_it_is_over(running: Chat) -> None:
    async with await client(running, profile="deep") as sofia:
        await sofia.send("Whom should I call first today, and what do I offer them?")
        await sofia.told("first_interaction")
        await sofia.sio.disconnect()
        await sofia.connect()
        assert await sofia.told("window_message") == {"kind": "moa-turn-over"}


async def test_a_page_that_connects_again_is_sent_its_settings_again(running: Chat) -> None:
    async with await client(running) as sofia:
        await sofia.told("chat_settings")
        await sofia.sio.disconnect()
        await sofia.connect()
        assert [setting["id"] for setting in await sofia.told("chat_settings")]


async def test_a_page_that_connects_twice_has_each_button_once(running: Chat) -> None:
    async with await client(running) as before:
        thread = (await before.ask("churn rate by country"))["threadId"]
        await asyncio.sleep(1)
    async with await client(running, thread_id=thread) as after:
        await asyncio.sleep(1)
        assert len(after.actions) == 1
        await after.sio.disconnect()
        await after.connect()
        await asyncio.sleep(1)
        assert len(after.actions) == 1


async def test_another_person_cannot_take_it_up(running: Chat) -> None:
    async with await client(running) as sofia:
        thread = (await sofia.ask("churn rate by country"))["threadId"]
    other = Client(running.url, thread_id=thread)
    async with other:
        await other.log_in("luis", PASSWORD["luis"])
        with pytest.raises(socketio.exceptions.ConnectionError):
            await other.open()
        assert (await other.http.get(f"/project/thread/{thread}")).status_code != 200


async def test_a_thumb_is_kept_and_reaches_the_weights(running: Chat) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask("Who should I call first today, and what do I offer them?")
        feedback = {"forId": reply["id"], "threadId": reply["threadId"], "value": 1, "comment": "clear"}
        answer = await sofia.http.put("/feedback", json={"feedback": feedback, "sessionId": sofia.session})
        assert answer.status_code == 200
    with sqlite3.connect(running.home / "state.db") as state:
        assert state.execute("SELECT value FROM feedbacks WHERE forId = ?", (reply["id"],)).fetchall() == [(1,)]
        assert state.execute("SELECT count(*) FROM agent_feedback WHERE turn_id = ?", (reply["id"],)).fetchone() == (1,)


async def test_what_became_of_a_customer_is_kept_once_confirmed(running: Chat) -> None:
    customer = a_customer(running)
    async with await client(running) as sofia:
        reply = await sofia.ask(f"Customer {customer} has decided to stay")
        assert "kept only once you confirm it" in reply["output"]
        form = {"customer": customer, "left": "false"}
        for confirmed, kept in (("", 0), ("yes", 1)):
            answer = await sofia.http.post("/moa/outcome", data={**form, "confirmed": confirmed})
            assert answer.status_code == (204 if kept else 200)
            with sqlite3.connect(running.home / "state.db") as state:
                known = state.execute("SELECT count(*) FROM outcomes WHERE customer_id = ?", (customer,)).fetchone()
            assert known == (kept,)


async def test_a_correction_waits_for_an_administrator(running: Chat) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask("churn rate by country")
        sofia.answer = "Say the total first."
        assert (await sofia.press("Propose a correction")).status_code == 200
    with sqlite3.connect(running.home / "state.db") as state:
        found = state.execute("SELECT author, status FROM corrections WHERE turn_id = ?", (reply["id"],)).fetchall()
    assert found == [("sofia", "proposed")]


async def test_nobody_enters_without_logging_in(running: Chat) -> None:
    stranger = Client(running.url)
    async with stranger:
        with pytest.raises(socketio.exceptions.ConnectionError):
            await stranger.open()
        assert (await stranger.log_in("sofia", "wrong")).status_code == 401


async def test_another_site_cannot_open_the_socket(running: Chat) -> None:
    sofia = Client(running.url)
    async with sofia:
        await sofia.log_in("sofia", PASSWORD["sofia"])
        with pytest.raises(socketio.exceptions.ConnectionError):
            await sofia.open(origin="https://evil.example")


def test_the_page_asks_nothing_of_other_hosts(running: Chat) -> None:
    page = httpx.get(running.url).text
    assert "googleapis" not in page
    assert "jsdelivr" not in page
    assert "frame-ancestors 'none'" in httpx.get(running.url).headers["content-security-policy"]
