"""Ids that a browser sends: only UUIDs in their usual writing reach Chainlit, which turns some of them into paths.

``IdGate`` is ASGI middleware in front of Chainlit's routes. It reads every id in a path, a query or a JSON body,
refuses what is no UUID, and refuses sessions of other people. Whatever is refused answers like an id that does not
exist.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from chainlit.session import WebsocketSession
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.identity import acting

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ID_PATHS = ("/project/thread/", "/project/file/", "/project/share/", "/elements/")
_WORDS_IN_PATHS = frozenset({"element", "share"})
_COOKIE_PATH = "/set-session-cookie"
_BODY_PATHS = ("/project/", "/feedback", _COOKIE_PATH)
_ID_NAMES = frozenset(
    {"id", "forId", "parentId", "ask_parent_id", "userId", "cursor", "feedbackId", "stepId", "step_id"}
    | {f"{of}{end}" for of in ("session", "thread", "element") for end in ("Id", "_id")}
)
_SESSION_NAMES = frozenset({"sessionId", "session_id"})
_OPAQUE = frozenset({"payload", "props", "metadata"})
"""Parts of a body whose names are not Chainlit's."""
LONGEST_BODY = 256 * 1024
"""Bytes; questions, corrections and forms are far shorter, and uploads are switched off."""
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def is_id(value: object) -> bool:
    """Whether this is a UUID as Chainlit writes them: lower case, with hyphens, nothing around it."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


class IdGate:
    """Lets requests through whose ids are ids, and whose session belongs to whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the ids of one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, query = scope["path"], parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        found = [*_in_path(path), *((name, value) for name, value in query if path.startswith(_BODY_PATHS))]
        if scope["method"] in _CHANGES:
            try:
                body = await _whole_body(receive)
            except _TooLong:
                await JSONResponse({"detail": "The request is too long."}, 413)(scope, receive, send)
                return
            receive = _again(body, receive)
            if path.startswith(_BODY_PATHS) and path != "/project/file":
                try:
                    sent = json.loads(body or b"{}")
                    json.dumps(sent, ensure_ascii=False).encode()  # a lone surrogate is no text
                    found += _in_body(sent)
                except (ValueError, RecursionError):
                    await JSONResponse({"detail": "The request is not JSON."}, 400)(scope, receive, send)
                    return
        if _acceptable(path, found):
            await self.app(scope, receive, send)
        else:
            await JSONResponse({"detail": "Not found"}, 404)(scope, receive, send)


def _in_path(path: str) -> Iterator[tuple[str, object]]:
    start = next((start for start in _ID_PATHS if path.startswith(start)), None)
    if start is not None:
        for part in path.removeprefix(start).split("/"):
            if part not in _WORDS_IN_PATHS:
                yield "id", part


def _in_body(value: Any) -> list[tuple[str, object]]:
    """Every id in a JSON body with its name."""
    if isinstance(value, list):
        return [pair for item in value for pair in _in_body(item)]
    if not isinstance(value, dict):
        return []
    found: list[tuple[str, object]] = []
    for name, item in value.items():
        if name in _ID_NAMES:
            found.append((name, item))
        elif name not in _OPAQUE:
            found += _in_body(item)
    return found


def _acceptable(path: str, found: list[tuple[str, object]]) -> bool:
    for name, value in found:
        optional = value in (None, "") and name not in _SESSION_NAMES and name != "threadId"
        if name in _ID_NAMES and not optional and not is_id(value):
            return False
    if path == _COOKIE_PATH:  # asked before the socket opens the session
        return bool(found)
    return all(_own_session(str(value)) for name, value in found if name in _SESSION_NAMES)


def _own_session(session_id: str) -> bool:
    session = WebsocketSession.get_by_id(session_id)
    user = session.user if session else None
    return user is not None and user.identifier == acting()


class _TooLong(Exception):  # noqa: N818 - never leaves this file
    """A body over the limit."""


async def _whole_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST_BODY:
            raise _TooLong
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A receiver that gives the body once more, then whatever comes (a disconnect)."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
