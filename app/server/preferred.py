"""The language and region of whoever asks: their own choice, else the browser's; told to everything behind.

What was chosen takes the place of what the browser says (``Accept-Language`` and Chainlit's ``language``), so that
Chainlit's words, our own, numbers and dates agree, on every device.
"""

import time
from collections.abc import MutableMapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Engine

from app.chat.phrases import page_language
from db.state.preferences import Preferences, prefer, preferences
from db.texts.regions import in_region, known_region

KEPT_S = 15.0
"""Another process's change is seen after so long."""
MOST = 2_000
NOBODY = Preferences()
_LOCALE: ContextVar[str] = ContextVar("locale", default="en")
_CHOSEN: ContextVar[Preferences] = ContextVar("chosen", default=NOBODY)


def page_locale() -> str:
    """The language tag of the current request's page, for ``<html lang>``."""
    return _LOCALE.get()


def chosen() -> Preferences:
    """What whoever asks has chosen."""
    return _CHOSEN.get()


def page_mark() -> str:
    """Language, theme and density of the page as whoever asks should have it."""
    return "|".join((page_locale(), chosen().theme or "", chosen().density or ""))


class Choices:
    """Everybody's preferences, read once in a while."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._known: dict[str, tuple[float, Preferences]] = {}

    def of(self, user: str) -> Preferences:
        """What a person has chosen (blocking where it is not known)."""
        at, known = self._known.get(user, (0.0, NOBODY))
        if time.monotonic() - at > KEPT_S:
            known = preferences(self.engine, user)
            self._remember(user, known)
        return known

    def keep(self, user: str, **values: Any) -> Preferences:
        """Keep a choice; it counts at once (blocking)."""
        made = prefer(self.engine, user, **values)
        self._remember(user, made)
        return made

    def _remember(self, user: str, known: Preferences) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[user] = (time.monotonic(), known)


def tag_of(preferred: Preferences, accepted: str | None) -> str:
    """The page's language with its region: ``es-MX``; a region of another language says nothing of this one."""
    first = (accepted or "").split(",")[0].split(";")[0].strip()
    browser = first if known_region(first) else ""
    language = preferred.language or page_language(accepted)
    for tag in (preferred.region or "", browser):
        if tag.split("-")[0].lower() == language:
            return tag
    return language


def in_force(scope: MutableMapping[str, Any], preferred: Preferences, accepted: str | None) -> dict[str, Any]:
    """The request as if the browser preferred what the person does."""
    tag = tag_of(preferred, accepted)
    _LOCALE.set(tag)
    _CHOSEN.set(preferred)
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-language"]
    changed = {**scope, "headers": [*headers, (b"accept-language", tag.encode("ascii"))]}
    if preferred.language and b"language=" in scope.get("query_string", b""):
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        told = [(name, tag if name == "language" else value) for name, value in pairs]
        changed["query_string"] = urlencode(told).encode("ascii")
    return changed


def regional(tag: str | None) -> AbstractContextManager[None]:
    """Numbers and dates of this tag's region inside; a language without one is written in its usual way."""
    return in_region(tag) if tag and known_region(tag) else nullcontext()
