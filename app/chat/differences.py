"""Why drafts differ, were left out or replaced, in the reader's language; the agents note it in English."""

from app.chat.labels import column_label
from app.chat.phrases import known, say
from db.catalog import Catalog
from db.texts import Language, has, text
from db.texts.again import again, parts

_LONE = "trace.note.alone"


def difference_words(note: str, catalog: Catalog | None, language: Language) -> str:
    """One note of the agents: a difference between drafts, a fault, or the reason why one was left out."""
    kind, _, detail = note.partition(": ")
    if has(language, f"trace.fault.{kind}"):
        fault = text(language, f"trace.fault.{kind}")
        return f"{fault}: {again('trace.detail', detail, language)}" if detail else fault
    if lone := parts(_LONE, note):
        levers = ", ".join(_lever(lever, catalog, language) for lever in lone["levers"].split(", "))
        return text(language, "trace.alone", agent=_agent(lone["agent"], language), levers=levers)
    detail = again("trace.detail", note, language)
    return detail if detail != note else again("trace.note", note, language, agent=lambda name: _agent(name, language))


def is_lone_proposal(note: str) -> bool:
    """Whether a note says what one draft alone proposes, which contradicts nobody."""
    return parts(_LONE, note) is not None


def _agent(name: str, language: Language) -> str:
    return say(name, language) if known(name) else name


def _lever(name: str, catalog: Catalog | None, language: Language) -> str:
    if name == "contact":
        return say("contact", language)
    return column_label(catalog, name, language).lower() if catalog is not None else name
