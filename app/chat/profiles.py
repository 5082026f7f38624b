"""The chat profiles: how much of a committee answers, and who stands behind it."""

import chainlit as cl

from agents.llm.providers import ProviderSettings
from agents.roster import read_roster
from app.chat.phrases import say
from app.chat.provider_words import provider_words
from db.errors import Language

ABOUT: dict[str, tuple[str, str]] = {
    "fast": (
        "Herramientas y un solo redactor, que sabe qué debe decir. Es el que menos cuesta.",
        "Tools and a single writer, who knows what is to be said. It costs least.",
    ),
    "scout": (
        "Primero redacta uno; el comité solo se reúne si a ese borrador le falta algo o la comprobación lo corrige. "
        "Medido con redactores simulados, es el que más dice; cuesta el doble que un solo redactor.",
        "One drafts first; the committee sits only where that draft lacks something or the check corrects it. Measured "
        "with simulated writers, it says most; it costs twice as much as a single writer.",
    ),
    "moa": (
        "Varios agentes redactan a la vez a partir de los mismos datos y un agregador une lo mejor. Medido con "
        "redactores simulados, por sí solo no compensa: no dice más que un solo redactor bien informado y cuesta el "
        "triple.",
        "Several agents draft at once from the same facts and an aggregator merges the best of them. Measured with "
        "simulated writers, it does not pay by itself: it says no more than one well-informed writer and costs three "
        "times as much.",
    ),
    "self_moa": (
        "Un mismo modelo redacta varias veces y un agregador une lo mejor. En la misma medición dice lo mismo que el "
        "comité y cuesta lo mismo, el triple que un solo redactor.",
        "One model drafts several times and an aggregator merges the best of it. By the same measurement it says what "
        "the committee says at the same cost, three times that of a single writer.",
    ),
    "deep": (
        "Varias capas: los agentes revisan los borradores de los demás hasta coincidir. En la misma medición las capas "
        "de más no añadieron nada; cuesta hasta nueve veces lo que un solo redactor.",
        "Several layers: the agents revise each other's drafts until they agree. By the same measurement further layers "
        "added nothing; it costs up to nine times as much as a single writer.",
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
