"""The chat profiles: how much of a committee answers, and who stands behind it."""

import chainlit as cl

from agents.llm.providers import ProviderSettings
from agents.roster import read_roster
from app.chat.phrases import say
from app.chat.provider_words import provider_words
from db.errors import Language

ABOUT: dict[str, tuple[str, str]] = {
    "fast": ("Herramientas y un solo redactor.", "Tools and a single writer."),
    "moa": (
        "Varios agentes redactan a la vez a partir de los mismos datos y un agregador une lo mejor.",
        "Several agents draft at once from the same facts and an aggregator merges the best of them.",
    ),
    "deep": (
        "Varias capas: los agentes revisan los borradores de los demás hasta coincidir.",
        "Several layers: the agents revise each other's drafts until they agree.",
    ),
}


def profiles(providers: ProviderSettings, language: Language, chosen: str | None = None) -> list[cl.ChatProfile]:
    """The roster's profiles in the person's language; the one they chose last comes first to hand."""
    roster = read_roster(providers.roster)
    usual = chosen if chosen in roster.profiles else roster.default_profile
    spanish = language == "es"
    return [
        cl.ChatProfile(
            name=name,
            display_name=say(name, language),
            markdown_description=f"{ABOUT[name][0 if spanish else 1]}\n\n{provider_words(providers, language)}",
            icon=f"/public/icons/{name}.svg",
            default=name == usual,
        )
        for name in roster.profiles
    ]
