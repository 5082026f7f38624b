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
        "Varios agentes redactan a la vez a partir de los mismos datos y un agregador une lo mejor. Medido con "
        "redactores simulados, no dice más que un solo redactor bien informado y cuesta el triple.",
        "Several agents draft at once from the same facts and an aggregator merges the best of them. Measured with "
        "simulated writers, it says no more than one well-informed writer and costs three times as much.",
    ),
    "self_moa": (
        "Un mismo modelo redacta varias veces y un agregador une lo mejor.",
        "One model drafts several times and an aggregator merges the best of it.",
    ),
    "scout": (
        "Primero redactan uno o dos; el comité solo se reúne si les falta algo o la comprobación los corrige.",
        "One or two draft first; the committee sits only where they lack something or the check corrects them.",
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
