"""Chainlit's settings panel: language, number format, density and theme; what is chosen stays with the account."""

import asyncio
from collections.abc import Mapping
from typing import Any

import chainlit as cl
from chainlit.input_widget import Select

from app.chat.phrases import say
from app.server.preferred import Choices
from db.errors import Language
from db.state.preferences import Preferences
from db.texts.regions import REGIONS, in_region
from tools.replies.formats import day, money, number

AUTO = "auto"
LANGUAGES = {"es": "Español", "en": "English"}
DENSITIES = ("comfortable", "compact")
THEMES = ("light", "dark")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "language": tuple(LANGUAGES),
    "region": REGIONS,
    "density": DENSITIES,
    "theme": THEMES,
}
CHANGED = "moa-preferences"


async def show_settings(choices: Choices, language: Language) -> None:
    """Send the panel with what this person has chosen; the profile chosen at the top of the page is kept too."""
    user, session = cl.context.session.user, cl.context.session
    if user is None:
        return
    known = await asyncio.to_thread(choices.of, user.identifier)
    if session.chat_profile and session.chat_profile != known.profile:
        known = await asyncio.to_thread(lambda: choices.keep(user.identifier, profile=session.chat_profile))
    await cl.ChatSettings(panel(known, language)).send()


async def keep_settings(choices: Choices, values: Mapping[str, object]) -> None:
    """Keep what was chosen and tell the page, which shows it at once."""
    user = cl.context.session.user
    if user is None:
        return
    told = {name: _allowed(name, value) for name, value in values.items() if name in ALLOWED}
    await asyncio.to_thread(lambda: choices.keep(user.identifier, **told))
    await cl.send_window_message({"kind": CHANGED, **told})


def _allowed(name: str, value: object) -> str | None:
    """A value that can be chosen; None for "as the browser says"."""
    return value if isinstance(value, str) and value in ALLOWED[name] else None


def panel(known: Preferences, language: Language) -> list[Any]:
    """The fields, each with "as the browser says" first."""
    words = {
        "language": LANGUAGES,
        "region": {tag: f"{tag} · {_sample(tag)}" for tag in REGIONS},
        "density": {name: say(name, language) for name in DENSITIES},
        "theme": {name: say(f"theme {name}", language) for name in THEMES},
    }
    return [
        Select(
            id=name,
            label=say(f"setting {name}", language),
            items={say("auto", language): AUTO, **{shown: value for value, shown in words[name].items()}},
            initial_value=getattr(known, name) or AUTO,
        )
        for name in ALLOWED
    ]


def _sample(tag: str) -> str:
    """How a region writes a number, an amount and a day."""
    language: Language = "es" if tag.startswith("es") else "en"

    with in_region(tag):
        return f"{number(1234.5, language, 1)} · {money(1234.5, language)} · {day('2026-11-28', language)}"
