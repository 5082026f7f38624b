"""The language in which the command line speaks, set where a command starts (`app.command`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from db.texts import text, written
from db.texts.again import again
from db.texts.language import Language

_LANGUAGE: ContextVar[Language] = ContextVar("terminal", default="en")


def language() -> Language:
    """The language of the person at the terminal."""
    return _LANGUAGE.get()


@contextmanager
def speaking(wanted: Language) -> Iterator[None]:
    """Speak this language inside."""
    token = _LANGUAGE.set(wanted)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def said(key: str, /, **values: Any) -> str:
    """A text of the commands (``commands.<key>``) in the language of the terminal."""
    return text(language(), f"commands.{key}", **values)


def figure(value: float, spec: str) -> str:
    """A number by its format, as the region of the terminal's language writes it."""
    return written(value, spec, language())


def note_to_keep(key: str, /, **values: Any) -> str:
    """A note of ``commands.notes`` as it is kept with a model or a file: in English, for `note` to say."""
    return text("en", f"commands.notes.{key}", **values)


def note(stored: str) -> str:
    """A note that was kept in English with a model or a file, in the language of the terminal."""
    return again("commands.notes", stored, language())
