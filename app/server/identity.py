"""Who is asking: the log-in behind a request's token, looked up in the state each time.

A signed token alone is not enough: the log-in it names must still stand. It ends on log-out, with the person's account,
and with a changed password, in every process that shares the state. ``Identity`` is ASGI middleware: it takes tokens
whose log-in has ended off the request, so that Chainlit sees nobody.
"""

import asyncio
from contextvars import ContextVar
from datetime import timedelta
from uuid import uuid4

import chainlit as cl
import jwt
from chainlit.auth import get_token_from_cookies
from chainlit.auth.jwt import get_jwt_secret
from chainlit.config import config
from chainlit.context import context_var
from sqlalchemy import Engine
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.chat.phrases import page_language
from app.server.preferred import NOBODY, Choices, in_force, page_locale, regional
from app.server.trusted_header import vouched_name
from db.caller import Caller
from db.errors import Language
from db.state import login_store
from db.state.login_store import Login

LOGIN = "login"
"""The key of the log-in's id in a token's metadata."""
_STATIC = ("/assets/", "/public/", "/favicon", "/logo", "/avatars/", "/health")
_ASKING: ContextVar[Login | None] = ContextVar("asking", default=None)
_ADDRESS: ContextVar[str] = ContextVar("address", default="")
_LANGUAGE: ContextVar[Language] = ContextVar("language", default="en")


def acting() -> str | None:
    """The name of whoever acts now: of the HTTP request, of the chat session, or of both where they agree."""
    login, session = _ASKING.get(), context_var.get(None)
    user = session.session.user if session is not None else None
    names = {known for known in (login.user if login else None, user.identifier if user else None) if known}
    return names.pop() if len(names) == 1 else None


def client_address() -> str:
    """The network address the current request came from."""
    return _ADDRESS.get()


def client_language() -> Language:
    """The language the current request's browser prefers."""
    return _LANGUAGE.get()


class Logins:
    """The log-ins of this installation, for code on the event loop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def begin(self, caller: Caller) -> cl.User:
        """A new log-in as the user whose token will carry it."""
        login = Login(id=str(uuid4()), user=caller.name)
        lifetime = timedelta(seconds=config.project.user_session_timeout)
        await asyncio.to_thread(login_store.begin, self.engine, login, lifetime=lifetime, address=client_address())
        return cl.User(identifier=caller.name, metadata={"role": caller.role, LOGIN: login.id})

    async def behind(self, token: str | None) -> Login | None:
        """The log-in a token stands for, or None where it is not ours, has run out or has ended."""
        login = _signed(token) if token else None
        return login if login is not None and await self.stands(login) else None

    async def stands(self, login: Login) -> bool:
        """Whether this log-in is still in force."""
        return await asyncio.to_thread(login_store.stands, self.engine, login)

    async def end(self, token: str | None) -> Login | None:
        """End the log-in of this token; returns it."""
        login = _signed(token) if token else None
        if login is not None:
            await asyncio.to_thread(login_store.end, self.engine, login)
        return login


def _signed(token: str) -> Login | None:
    """What a token says, where we signed it and it has not run out."""
    try:
        said = jwt.decode(token, get_jwt_secret() or "", algorithms=["HS256"], options={"require": ["exp"]})
    except jwt.PyJWTError:
        return None
    metadata = said.get("metadata")
    login = metadata.get(LOGIN) if isinstance(metadata, dict) else None
    user = said.get("identifier")
    return Login(id=login, user=user) if isinstance(login, str) and isinstance(user, str) else None


def token_of(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The token of a request as Chainlit reads it: the cookie's, else the bearer's."""
    cookies: dict[str, str] = {}
    bearer = None
    for name, value in headers:
        text = value.decode("latin-1")
        if name == b"cookie":
            cookies |= cookie_parser(text)
        elif name == b"authorization" and text.lower().startswith("bearer "):
            bearer = text[len("bearer ") :].strip()
    return get_token_from_cookies(cookies) or bearer


class Identity:
    """The middleware."""

    def __init__(self, app: ASGIApp, *, logins: Logins, choices: Choices) -> None:
        self.app, self.logins, self.choices = app, logins, choices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put whoever asks beside the request; a token that no longer counts is taken off."""
        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith(_STATIC):
            await self.app(scope, receive, send)
            return
        token = token_of(scope["headers"])
        login = await self.logins.behind(token)
        if login is not None and vouched_name() not in {None, login.user}:
            login = None  # the proxy says that somebody else sits there now
        if login is None and token is not None:
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _CREDENTIALS]}
        accepted = Headers(scope=scope).get("accept-language")
        preferred = await asyncio.to_thread(self.choices.of, login.user) if login is not None else NOBODY
        scope = in_force(scope, preferred, accepted)
        asking = _ASKING.set(login)
        address = _ADDRESS.set(scope["client"][0] if scope.get("client") else "")
        language = _LANGUAGE.set(page_language(Headers(scope=scope).get("accept-language")))
        try:
            with regional(page_locale()):
                await self.app(scope, receive, send)
        finally:
            _ASKING.reset(asking)
            _ADDRESS.reset(address)
            _LANGUAGE.reset(language)


_CREDENTIALS = frozenset({b"cookie", b"authorization"})
