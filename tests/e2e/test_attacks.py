"""Somebody who is logged in, knows Chainlit's protocol and means harm: ids that are paths, other people's ids."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import socketio
import socketio.exceptions

from tests.e2e.running import Chat
from tests.e2e.socket_client import Client, said
from tests.e2e.test_socket import PASSWORD, a_customer, client

UNUSUAL = [
    "",
    ".",
    "..",
    "../victim",
    "../../victim",
    "%2e%2e%2fvictim",
    "victim/../../victim",
    "a" * 36,
    "{id}\n",
    " {id}",
    "{id}/..",
    "{id}\x00",
    "urn:uuid:{id}",
    "{{{id}}}",
    "𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟎-0000-4000-8000-000000000000",
]


def unusual() -> list[str]:
    return [text.replace("{id}", str(uuid4())) for text in UNUSUAL]


async def connect(chat: Chat, http: httpx.AsyncClient, auth: Any) -> socketio.AsyncClient:
    made = socketio.AsyncClient(reconnection=False)
    cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    headers = {"Cookie": cookie, "Origin": chat.url}
    await made.connect(chat.url, socketio_path="/ws/socket.io", auth=auth, headers=headers, transports=["websocket"])
    return made


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if ".db" not in path.name}


async def test_no_session_id_but_a_uuid_opens_a_session_or_touches_a_folder(running: Chat) -> None:
    victim = running.home / "chainlit" / "victim"
    victim.mkdir(exist_ok=True)
    (victim / "precious").write_text("kept")
    ids: list[Any] = [*unusual(), str(victim), f"../../chainlit/{victim.name}", 7, None, ["x"], {"a": 1}, True]
    before = tree(running.home)
    async with Client(running.url) as sofia:
        await sofia.log_in("sofia", PASSWORD["sofia"])
        for session_id in ids:
            with pytest.raises(socketio.exceptions.ConnectionError):
                opened = await connect(
                    running, sofia.http, {"sessionId": session_id, "clientType": "webapp", "userEnv": "{}"}
                )
                await opened.emit("connection_successful")
                await opened.emit("clear_session")
                await asyncio.sleep(0.2)
                await opened.disconnect()
        for auth in ([], "x", 7, {}, {"clientType": "webapp"}):  # type: ignore[var-annotated]
            with pytest.raises(socketio.exceptions.ConnectionError):
                await connect(running, sofia.http, auth)
    assert (victim / "precious").read_text() == "kept"
    assert tree(running.home) == before


async def test_an_ended_session_takes_its_own_folder_and_nothing_else(running: Chat) -> None:
    files = running.home / "chainlit" / ".files"
    async with await client(running, "luis") as other:
        await other.ask("Card of customer 15")
        own = {path.name for path in files.iterdir()} if files.is_dir() else set()
        async with await client(running) as sofia:
            await sofia.sio.emit("clear_session")
            await asyncio.sleep(0.2)
        await asyncio.sleep(0.5)
        assert ({path.name for path in files.iterdir()} if files.is_dir() else set()) == own


async def test_every_route_answers_an_unusual_id_as_one_that_does_not_exist(running: Chat) -> None:
    async with await client(running) as sofia:
        for bad in [*unusual(), str(uuid4())]:
            fine = sofia.session
            requests: list[tuple[str, str, Any]] = [
                ("PUT", "/project/thread", {"threadId": bad, "name": "x"}),
                ("DELETE", "/project/thread", {"threadId": bad}),
                ("PUT", "/feedback", {"feedback": {"forId": bad, "value": 1}, "sessionId": fine}),
                ("PUT", "/feedback", {"feedback": {"forId": str(uuid4()), "value": 1}, "sessionId": bad}),
                ("DELETE", "/feedback", {"feedbackId": bad}),
                ("POST", "/project/action", {"action": {"name": "outcome", "payload": {}}, "sessionId": bad}),
                ("PUT", "/project/element", {"element": {"type": "custom", "id": bad}, "sessionId": fine}),
                ("DELETE", "/project/element", {"element": {"type": "custom", "id": bad}, "sessionId": fine}),
            ]
            answers = [(await sofia.http.request(m, path, json=body), path) for m, path, body in requests]
            quoted = httpx.URL("/").copy_with(raw_path=b"/").join("/") and bad.replace("%", "%25").replace("\n", "%0A")
            if bad not in {"", ".", ".."} and "/" not in bad and "\x00" not in bad:
                for path in (f"/project/thread/{quoted}", f"/project/thread/{uuid4()}/element/{quoted}"):
                    answers.append((await sofia.http.get(path), path))
                answers.append((await sofia.http.get(f"/elements/{uuid4()}/{quoted}"), "/elements"))
            answers.append((await sofia.http.get(f"/project/file/{uuid4()}", params={"session_id": bad}), "file"))
            upload = {"file": ("a.txt", b"x", "text/plain")}
            answers.append((await sofia.http.post("/project/file", params={"session_id": bad}, files=upload), "upload"))
            assert {answer.status_code for answer, _ in answers} == {404}, [(a.status_code, p, bad) for a, p in answers]


async def test_what_is_taken_back_and_is_not_there_or_not_ones_own_answers_404_alike(running: Chat) -> None:
    theirs = a_customer(running, "Luis Romero")
    async with await client(running, "ana") as ana, await client(running, "luis") as luis:
        note = {"customer": theirs, "text": "a note", "confirmed": "yes"}
        assert (await luis.http.post("/moa/record", data=note)).headers["X-Moa-Changed"] == "true"
        with sqlite3.connect(running.home / "state.db") as state:
            (known,) = state.execute("SELECT max(id) FROM notes").fetchone()
        for number in (known, known + 1, 0, -1, 2**63, 10**30):
            for path in (f"/moa/notes/{number}/undo", f"/moa/promises/{number}/done"):
                answer = await ana.http.post(path)
                assert (answer.status_code, answer.text.count(str(number))) == (404, 1), (path, answer.text)
        for about in (theirs, "1", "../x", "", "9" * 400):
            assert (await ana.http.post("/moa/outcomes/undo", params={"customer": about})).status_code == 404, about
        assert (await luis.http.post(f"/moa/notes/{known}/undo")).status_code == 204
        assert (await luis.http.post(f"/moa/notes/{known}/undo")).status_code == 404


async def test_requests_that_are_no_requests_get_a_sentence(running: Chat) -> None:
    async with await client(running) as sofia:
        for body in (b"", b"{", b"[]", b"null", b"7", b"[" * 5000):
            for path in ("/project/action", "/project/thread", "/feedback", "/set-session-cookie"):
                method = "POST" if path in {"/project/action", "/set-session-cookie"} else "PUT"
                answer = await sofia.http.request(
                    method, path, content=body, headers={"Content-Type": "application/json"}
                )
                assert 400 <= answer.status_code < 500, (path, body[:20], answer.text)
        long = await sofia.http.post("/project/action", content=b"x" * 2_000_000)
        assert long.status_code == 413
        odd = {"action": {"name": "outcome", "surprise": 1}, "sessionId": sofia.session}
        assert (await sofia.http.post("/project/action", json=odd)).status_code < 500


async def test_other_peoples_conversations_cannot_be_written_and_answer_like_unknown_ones(running: Chat) -> None:
    async with await client(running) as sofia, await client(running, "luis") as luis:
        reply = await sofia.ask("churn rate by country")
        thread, step = reply["threadId"], reply["id"]
        await asyncio.sleep(0.5)
        feedback = {"forId": step, "threadId": thread, "value": 1}
        kept = await sofia.http.put("/feedback", json={"feedback": feedback, "sessionId": sofia.session})
        thumb = kept.json()["feedbackId"]
        before = rows(running, thread)
        own = await luis.ask("churn rate by gender")
        for target_thread, target_step, target_thumb in (
            (thread, step, thumb),
            (str(uuid4()), str(uuid4()), str(uuid4())),
        ):
            tries = [
                ("PUT", "/project/thread", {"threadId": target_thread, "name": "mine"}),
                ("DELETE", "/project/thread", {"threadId": target_thread}),
                ("PUT", "/feedback", {"feedback": {**feedback, "forId": target_step}, "sessionId": luis.session}),
                ("PUT", "/feedback", {"feedback": feedback | {"value": 0}, "sessionId": sofia.session}),
                ("DELETE", "/feedback", {"feedbackId": target_thumb}),
            ]
            answers = [(await luis.http.request(m, path, json=body)) for m, path, body in tries]
            answers.append(await luis.http.get(f"/project/thread/{target_thread}"))
            answers.append(await luis.http.get(f"/project/thread/{target_thread}/element/{uuid4()}"))
            assert {(a.status_code, a.text) for a in answers} == {(404, '{"detail":"Not found"}')}
        stolen = {**feedback, "forId": own["id"], "id": thumb, "value": 0}
        answer = await luis.http.put("/feedback", json={"feedback": stolen, "sessionId": luis.session})
        assert answer.status_code == 404
        await luis.sio.emit("client_message", {"message": {**said("mine now"), "id": step}, "fileReferences": []})
        forged = {**said("forged"), "threadId": thread, "type": "assistant_message", "name": "MOA Churn"}
        await luis.sio.emit("client_message", {"message": forged, "fileReferences": []})
        await asyncio.sleep(2)
        assert rows(running, thread) == before
        with sqlite3.connect(running.home / "state.db") as state:
            kind = state.execute("SELECT type, name, threadId FROM steps WHERE id = ?", (forged["id"],)).fetchone()
        assert kind == ("user_message", "luis", own["threadId"])


def rows(chat: Chat, thread: str) -> list[Any]:
    with sqlite3.connect(chat.home / "state.db") as state:
        found = [state.execute(f"SELECT * FROM {table} WHERE threadId = ?", (thread,)).fetchall() for table in TABLES]
        found.append(state.execute("SELECT * FROM threads WHERE id = ?", (thread,)).fetchall())
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


TABLES = ("steps", "elements", "feedbacks")


async def test_a_live_session_is_its_persons_only(running: Chat) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask("churn rate by country")
        async with Client(running.url) as luis:
            await luis.log_in("luis", PASSWORD["luis"])
            for auth in (
                {"sessionId": sofia.session, "clientType": "webapp"},
                {"sessionId": str(uuid4()), "clientType": "webapp", "threadId": reply["threadId"]},
                {"sessionId": str(uuid4()), "clientType": "webapp", "threadId": str(uuid4())},
                {"sessionId": str(uuid4()), "clientType": "webapp", "threadId": "../x"},
            ):
                with pytest.raises(socketio.exceptions.ConnectionError):
                    await connect(running, luis.http, auth)
            action = {"action": {"name": "correct", "payload": {}}, "sessionId": sofia.session}
            assert (await luis.http.post("/project/action", json=action)).status_code == 404
        assert (await sofia.ask("churn rate by gender"))["output"]


async def test_only_the_events_of_this_page_are_heard(running: Chat) -> None:
    async with await client(running) as sofia:
        reply = await sofia.ask("churn rate by country")
        edited = {"message": {**said("edited"), "id": reply["id"]}}
        for event in ("edit_message", "message_favorite", "audio_start", "audio_end", "window_message", "nonsense"):
            await sofia.sio.emit(event, edited)
        for odd in (None, 7, "x", [], {}, {"message": None}, {"message": {"id": "x", "output": "y"}}):  # type: ignore[var-annotated]
            await sofia.sio.emit("client_message", odd)
            await sofia.sio.emit("chat_settings_change", odd)
        await asyncio.sleep(1)
        with sqlite3.connect(running.home / "state.db") as state:
            kept = state.execute("SELECT output FROM steps WHERE id = ?", (reply["id"],)).fetchone()
        assert kept == (reply["output"],)
        assert (await sofia.ask("churn rate by gender"))["output"]


async def test_payloads_that_are_none_of_ours_do_nothing_and_leave_no_traceback(running: Chat) -> None:
    """Odd outcomes, lone surrogates, names that are no plain text, somebody else's step id: refused."""
    async with await client(running) as sofia, await client(running, "luis") as luis:
        reply = await sofia.ask("churn rate by country")
        own = await luis.ask("churn rate by gender")
        log = running.home / "logs" / "moa.log"
        before = log.read_text().count("Traceback") + log.read_text().count("File ") if log.exists() else 0
        for payload in (
            {"customer": "15", "left": "maybe"},
            {"customer": 15, "left": True},
            {"customer": "\ud800", "left": True},
        ):
            action = {"action": {"name": "outcome", "payload": payload}, "sessionId": luis.session}
            answer = await luis.http.post(
                "/project/action", content=json.dumps(action), headers={"Content-Type": "application/json"}
            )
            assert answer.status_code in {400, 404}, (payload, answer.text)
        for name in ("a\nb", "\u202ex", "x" * 500, "", 7, None, ["x"], "\ud800"):
            body = json.dumps({"threadId": own["threadId"], "name": name})
            answer = await luis.http.put("/project/thread", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code in {400, 422}, (name, answer.text)
        fine = {"threadId": own["threadId"], "name": "My own name"}
        assert (await luis.http.put("/project/thread", json=fine)).status_code == 200
        await luis.sio.emit(
            "client_message", {"message": {**said("mine now"), "id": reply["id"]}, "fileReferences": []}
        )
        await asyncio.sleep(1)
        for action in (  # type: ignore[assignment]
            {"customer": "15", "left": "maybe", "confirmed": "yes"},
            {"customer": "15", "left": "true", "confirmed": "perhaps"},
        ):
            assert (await luis.http.post("/moa/outcome", data=action)).status_code == 422
        assert (await luis.ask("churn rate by gender"))["output"]
        after = log.read_text().count("Traceback") + log.read_text().count("File ") if log.exists() else 0
        with sqlite3.connect(running.home / "state.db") as state:
            assert state.execute("SELECT output FROM steps WHERE id = ?", (reply["id"],)).fetchone() == (
                reply["output"],
            )
            assert state.execute("SELECT count(*) FROM outcomes WHERE customer_id = '15'").fetchone() == (0,)
    assert after == before


async def test_a_conversation_that_was_deleted_says_so_and_stays_deleted(running: Chat) -> None:
    """Going on in it, from a page that is still open, neither answers nor brings it back."""
    async with await client(running) as sofia:
        reply = await sofia.ask("churn rate by country")
        await asyncio.sleep(0.5)
        gone = {"threadId": reply["threadId"]}
        assert (await sofia.http.request("DELETE", "/project/thread", json=gone)).status_code == 200
        assert (await sofia.http.request("DELETE", "/project/thread", json=gone)).status_code == 404
        for _ in range(2):
            await sofia.send("churn rate by gender")
            await asyncio.sleep(1.5)
            assert "deleted" in sofia.replies()[-1]["output"]
        with sqlite3.connect(running.home / "state.db") as state:
            kept = state.execute("SELECT count(*) FROM threads WHERE id = ?", (reply["threadId"],)).fetchone()
            assert kept == (0,)
            assert state.execute("SELECT count(*) FROM steps WHERE threadId = ?", (reply["threadId"],)).fetchone() == (
                0,
            )
