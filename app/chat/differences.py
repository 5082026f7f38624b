"""Why drafts differ or were left out, in the reader's language; the agents exchange these notes in English."""

import re

from app.chat.labels import column_label
from app.chat.phrases import PHRASES, say
from db.catalog import Catalog
from db.errors import Language

_UNBORNE = re.compile(r"(?P<agent>\w+): (?P<what>.+) \(not in the Facts\)")
_ALONE = re.compile(r"(?P<agent>\w+): only this draft proposes (?P<what>.+)")
_EXCLUDED = re.compile(r"not in the Facts: (?P<what>.+)")
_LATE = "cancelled: the quorum was in or the layer's time was up"


def difference_words(note: str, catalog: Catalog | None, language: Language) -> str:
    """One difference between drafts, or the reason why one was left out."""
    if found := _UNBORNE.fullmatch(note):
        return f"{_agent(found['agent'], language)}: {say('not in the facts', language).lower()}: {found['what']}"
    if found := _ALONE.fullmatch(note):
        levers = ", ".join(_lever(lever, catalog, language) for lever in found["what"].split(", "))
        return f"{_agent(found['agent'], language)}: {say('alone proposes', language)} {levers}"
    if found := _EXCLUDED.fullmatch(note):
        return f"{say('not in the facts', language)}: {found['what']}"
    return say("cancelled", language) if note == _LATE else note


def _agent(name: str, language: Language) -> str:
    return say(name, language) if name in PHRASES else name


def is_lone_proposal(note: str) -> bool:
    """Whether a note says what one draft alone proposes, which contradicts nobody."""
    return _ALONE.fullmatch(note) is not None


def _lever(name: str, catalog: Catalog | None, language: Language) -> str:
    if name == "contact":
        return say("contact", language)
    return column_label(catalog, name, language).lower() if catalog is not None else name
