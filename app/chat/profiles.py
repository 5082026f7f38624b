"""The chat profiles: how much of a committee answers, and who stands behind it."""

import chainlit as cl

from agents.llm.providers import ProviderSettings
from agents.roster import read_roster
from app.chat.phrases import say
from app.chat.provider_words import provider_words
from db.texts import Language, text


def profiles(providers: ProviderSettings, language: Language, chosen: str | None = None) -> list[cl.ChatProfile]:
    """The roster's profiles in the person's language; the one they chose last comes first to hand."""
    roster = read_roster(providers.roster)
    usual = chosen if chosen in roster.profiles else roster.default_profile
    return [
        cl.ChatProfile(
            name=name,
            display_name=say(name, language),
            markdown_description=f"{text(language, f'page.profile.{name}')} {provider_words(providers, language)}",
            icon=f"/public/icons/{name}.svg",
            default=name == usual,
        )
        for name in roster.profiles
    ]
