"""A person without a browser: logs in, opens Chainlit's socket, asks, and remembers what the page would show."""

import asyncio
import uuid
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx
import socketio

PATIENCE_S = 90


def said(text: str) -> dict[str, str]:
    """A message as the page sends it."""
    created = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {"id": str(uuid.uuid4()), "name": "user", "type": "user_message", "output": text, "createdAt": created}


class Client:
    """One session: ``steps`` holds the newest form of each message and step, ``tokens`` what was streamed into it."""

    def __init__(
        self, url: str, *, profile: str | None = None, thread_id: str | None = None, language: str = "en-US"
    ) -> None:
        self.url, self.profile, self.thread_id, self.language = url, profile, thread_id, language
        self.http = httpx.AsyncClient(base_url=url, headers={"Origin": url})
        self.sio = socketio.AsyncClient()
        self.session = str(uuid.uuid4())
        self.steps: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, list[str]] = {}
        self.elements: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self.answer = ""
        """What to say when the page asks: the label of a button, or words."""
        self.events: list[str] = []
        self.others: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        """Events that are not kept elsewhere, as they come."""
        self.resumed: dict[str, Any] | None = None
        self._idle = asyncio.Event()
        self._at_work = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.sio.connected:
            await self.sio.disconnect()
        await self.http.aclose()

    async def log_in(self, name: str, password: str) -> httpx.Response:
        return await self.http.post("/login", data={"username": name, "password": password})

    async def open(self, origin: str | None = None) -> None:
        await self.connect(origin)
        await asyncio.wait_for(self._idle.wait(), PATIENCE_S)  # the page's own beginning is a task too

    async def connect(self, origin: str | None = None) -> None:
        """Open the socket, or open it again after it broke: the session is the same one."""
        for name in ("new_message", "update_message", "stream_start"):
            self.sio.on(name, self._keep(name))
        self.sio.on("stream_token", self._token)
        self.sio.on("element", self._element)
        self.sio.on("task_start", self._began)
        self.sio.on("task_end", self._ended)
        self.sio.on("resume_thread", self._resume)
        self.sio.on("action", self._action)
        self.sio.on("remove_action", self._removed)
        self.sio.on("ask", self._asked)
        self.sio.on("*", self._other)
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        auth = {"sessionId": self.session, "clientType": "webapp", "userEnv": "{}"}
        auth |= {"chatProfile": self.profile} if self.profile else {}
        auth |= {"threadId": self.thread_id} if self.thread_id else {}
        await self.sio.connect(
            self.url,
            socketio_path="/ws/socket.io",
            auth=auth,
            headers={"Cookie": cookie, "Origin": origin or self.url, "Accept-Language": self.language},
            transports=["websocket"],
        )
        await self.sio.emit("connection_successful")

    async def ask(self, question: str) -> dict[str, Any]:
        """Send a message and wait for the turn's end; returns the reply."""
        await self.send(question)
        return await self.reply()

    async def send(self, question: str) -> None:
        self._idle.clear()
        self._at_work = False
        await self.sio.emit("client_message", {"message": said(question), "fileReferences": []})

    async def reply(self) -> dict[str, Any]:
        await asyncio.wait_for(self._idle.wait(), PATIENCE_S)
        return self.replies()[-1]

    async def look_into(self, heading: str) -> None:
        """Open a trace, as a page does; its steps are stored some moments after the turn."""
        for _ in range(100):
            answer = await self.http.post(f"/moa/steps/{heading}", json={"opened": True, "whole": True})
            if answer.raise_for_status().json()["steps"]:
                break
            await asyncio.sleep(0.1)
        self.steps |= {step["id"]: step for step in answer.json()["steps"]}

    async def press(self, label: str) -> httpx.Response:
        """Press the last button of this label."""
        action = next(action for action in reversed(self.actions) if action["label"] == label)
        return await self.http.post("/project/action", json={"action": action, "sessionId": self.session})

    async def stop(self) -> None:
        await self.sio.emit("stop")

    def replies(self) -> list[dict[str, Any]]:
        return [step for step in self.steps.values() if step["type"] == "assistant_message"]

    def names(self) -> list[str]:
        return [step["name"] for step in self.steps.values()]

    def heading(self) -> str:
        """The id of the last trace's heading."""
        runs = [step for step in self.steps.values() if step["type"] == "run" and step["name"] != "on_message"]
        return str(runs[-1]["id"])

    def under(self, parent: str) -> list[dict[str, Any]]:
        return [step for step in self.steps.values() if step.get("parentId") == parent]

    def _keep(self, event: str) -> Any:
        async def keep(step: dict[str, Any]) -> None:
            self.events.append(event)
            self.steps[step["id"]] = {**self.steps.get(step["id"], {}), **step}

        return keep

    async def _token(self, token: dict[str, Any]) -> None:
        self.events.append("stream_token")
        self.tokens.setdefault(token["id"], []).append(token["token"])

    async def _element(self, element: dict[str, Any]) -> None:
        self.elements.append(element)

    async def _began(self, *_: Any) -> None:
        self._at_work = True

    async def _action(self, action: dict[str, Any]) -> None:
        self.actions.append(action)

    async def _removed(self, action: dict[str, Any]) -> None:
        self.actions = [known for known in self.actions if known["id"] != action["id"]]

    async def _other(self, event: str, *given: Any) -> None:
        await self.others.put((event, given[0] if given else None))

    async def told(self, event: str) -> Any:
        """What the next event of this name carries; others before it are passed over."""
        while True:
            name, given = await asyncio.wait_for(self.others.get(), PATIENCE_S)
            if name == event:
                return given

    async def _asked(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["spec"]["type"] == "action":
            return next(action for action in reversed(self.actions) if action["label"] == self.answer)
        return said(self.answer)

    async def _ended(self, *_: Any) -> None:
        if self._at_work:  # Chainlit also says "ended" when a session opens
            self._idle.set()

    async def _resume(self, thread: dict[str, Any]) -> None:
        self.resumed = thread
