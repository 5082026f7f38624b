"""What a socket may do: a session, a conversation and words of one's own, while the log-in stands.

Chainlit's handlers trust what a browser sends. ``SocketGate`` stands before each of them: it refuses sessions and
conversations that are no UUIDs or somebody else's, hears only the events this page uses, rewrites a message as its
author's own words, and closes sockets whose log-in has ended.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import socketio
from chainlit.session import WebsocketSession
from chainlit.utils import utc_now
from socketio.exceptions import ConnectionRefusedError as Refused

from app.chat.phrases import page_language, say
from app.chat.settings_panel import show_settings
from app.chat.underway import at_work, tell_when_over
from app.server.data_layer import Threads
from app.server.identity import Logins, token_of
from app.server.ids import is_id
from app.server.preferred import Choices
from db.state.login_store import Login
from db.storable import storable

Handler = Callable[..., Awaitable[Any]]
LOGGER = logging.getLogger(__name__)
HEARD = frozenset(
    {"connection_successful", "client_message", "stop", "chat_settings_change", "chat_settings_edit", "clear_session"}
)
"""Besides ``connect`` and ``disconnect``; Chainlit's other events (editing, audio, favourites…) are not this page's."""
ALWAYS = frozenset({"clear_session"})
"""What is heard without asking whether the log-in stands: it only ends things."""
SWEEP_S = 5.0
LONGEST_COMMAND = 100


class SocketGate:
    """Stands before Chainlit's socket handlers; ``install`` puts it there."""

    def __init__(self, sio: socketio.AsyncServer, *, logins: Logins, threads: Threads, choices: Choices) -> None:
        self.sio, self.logins, self.threads, self.choices = sio, logins, threads, choices
        self._handlers: dict[str, Handler] = dict(sio.handlers["/"])
        self._by_socket: dict[str, Login] = {}
        self._left: dict[str, asyncio.Event] = {}
        """Turns that were at work when their page's socket broke, by session."""
        self._sweeping: asyncio.Task[None] | None = None

    def install(self) -> None:
        """Take the place of Chainlit's handlers."""
        handlers = self.sio.handlers["/"]
        handlers.clear()
        handlers |= {"connect": self._connect, "disconnect": self._disconnect}
        handlers |= {name: self._guarded(name) for name in HEARD if name in self._handlers}

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object) -> Any:
        login = await self.logins.behind(_token(environ))
        if login is None or not isinstance(auth, Mapping):
            raise Refused("authentication failed")
        await self._check(auth, login.user)
        opened = await self._handlers["connect"](sid, environ, _asked_for(auth))
        self._by_socket[sid] = login
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep())
        return opened

    async def _check(self, auth: Mapping[str, Any], user: str) -> None:
        """Whether the session is new or theirs, and the conversation theirs or none."""
        session_id, thread_id = auth.get("sessionId"), auth.get("threadId") or None
        if not is_id(session_id) or not (thread_id is None or is_id(thread_id)):
            raise Refused("no such session")
        known = WebsocketSession.get_by_id(str(session_id))
        if known is not None:
            if known.user is None or known.user.identifier != user:
                raise Refused("no such session")
        elif thread_id is not None and await self.threads.owner(str(thread_id)) != user:
            raise Refused("no such conversation")

    async def _disconnect(self, sid: str, *_: object) -> None:
        self._by_socket.pop(sid, None)
        session = WebsocketSession.get(sid)
        if session is not None and not session.to_clear and (over := at_work(session.thread_id)):
            self._left = {gone: turn for gone, turn in self._left.items() if WebsocketSession.get_by_id(gone)}
            self._left[session.id] = over
        await self._handlers["disconnect"](sid)

    def _guarded(self, name: str) -> Handler:
        handler = self._handlers[name]

        async def guarded(sid: str, *given: Any) -> Any:
            login, session = self._by_socket.get(sid), WebsocketSession.get(sid)
            if login is None or session is None:
                return None
            if name not in ALWAYS and not await self.logins.stands(login):
                await self.close(sid)
                return None
            if name == "connection_successful":
                return await self._joined(handler, sid, session)
            if name == "client_message":
                return await self._message(handler, sid, session, own_words(given[0] if given else None, login.user))
            if name.startswith("chat_settings") and not (given and isinstance(given[0], dict)):
                return None
            return await handler(sid, *given)

        return guarded

    async def _joined(self, handler: Handler, sid: str, session: WebsocketSession) -> None:
        """A page is there. Chainlit sends settings once a session, and a turn only to the page that saw it begin."""
        before = self._left.pop(session.id, None)
        over = at_work(session.thread_id_to_resume) or before  # asked before the conversation is read
        known = session.restored and session.chat_started
        await handler(sid)
        if known:
            await show_settings(self.choices, page_language(getattr(session, "language", None)))
        if over is not None:
            tell_when_over(over)

    async def _message(
        self, handler: Handler, sid: str, session: WebsocketSession, words: dict[str, Any] | None
    ) -> Any:
        """Hear a message, unless it was heard before or its conversation was deleted meanwhile.

        Under the id of a step of another conversation it is heard as under any other: as a new one.
        """
        if words is None:
            return None
        known = await self.threads.step_thread(words["message"]["id"])
        if known == session.thread_id:
            LOGGER.warning("a message with the id of a step that is there was not heard")
            return None
        if known is not None:
            words["message"]["id"] = str(uuid4())
        task = session.current_task
        answered = session.has_first_interaction and isinstance(task, asyncio.Task) and task.done()
        if answered and await self.threads.owner(session.thread_id) is None:
            notice = deleted_notice(session.thread_id, getattr(session, "language", None))
            await self.sio.emit("new_message", notice, to=sid)
            await self.sio.emit("task_end", {}, to=sid)
            return None
        return await handler(sid, words)

    async def close_all(self, login: Login) -> None:
        """Close every socket of this log-in."""
        for sid in [sid for sid, known in self._by_socket.items() if known == login]:
            await self.close(sid)

    async def close(self, sid: str) -> None:
        """Stop what runs for this socket and close it."""
        session = WebsocketSession.get(sid)
        if session is not None and isinstance(session.current_task, asyncio.Task):
            session.current_task.cancel()
        await self.sio.disconnect(sid)

    async def _sweep(self) -> None:
        """Close sockets whose log-in ended elsewhere, some seconds later at most."""
        while self._by_socket:
            await asyncio.sleep(SWEEP_S)
            for login in set(self._by_socket.values()):
                if not await self.logins.stands(login):
                    await self.close_all(login)


def _token(environ: Mapping[str, Any]) -> str | None:
    cookie = str(environ.get("HTTP_COOKIE", "")).encode("latin-1", "replace")
    return token_of([(b"cookie", cookie)])


def _asked_for(auth: Mapping[str, Any]) -> dict[str, Any]:
    """What Chainlit reads of an authentication, and nothing else."""
    profile = auth.get("chatProfile")
    return {
        "sessionId": auth["sessionId"],
        "threadId": auth.get("threadId") or None,
        "clientType": "webapp",
        "userEnv": "{}",
        "chatProfile": profile if isinstance(profile, str) else None,
    }


def deleted_notice(thread_id: str, language: str | None) -> dict[str, Any]:
    """What is said, and not kept, to somebody who goes on in a conversation that was deleted."""
    step = {"id": str(uuid4()), "threadId": thread_id, "parentId": None, "name": "MOA Churn", "input": ""}
    step |= {"type": "assistant_message", "output": say("deleted", page_language(language)), "createdAt": utc_now()}
    return {**step, "metadata": {}, "streaming": False, "isError": False, "waitForAnswer": False}


def own_words(payload: object, user: str) -> dict[str, Any] | None:
    """A message as its author's own words: no other author, kind, parent or conversation; None where it is none."""
    message = payload.get("message") if isinstance(payload, Mapping) else None
    if not isinstance(message, Mapping) or not is_id(message.get("id")) or not isinstance(message.get("output"), str):
        return None
    command = message.get("command")
    words = {"id": message["id"], "name": user, "type": "user_message", "output": storable(message["output"])}
    words |= {"createdAt": utc_now(), "metadata": {}}
    if isinstance(command, str):
        words["command"] = command[:LONGEST_COMMAND]
    return {"message": words, "fileReferences": []}
