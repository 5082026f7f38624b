"""Lists that are asked for as a file: the list is what is asked, the file is one click on its table."""

import re
from functools import lru_cache
from typing import Any

from agents.understanding.words import word_file
from db.errors import Language
from db.text import flat

_LONGEST = 600


@lru_cache(maxsize=1)
def _said() -> tuple[re.Pattern[str], re.Pattern[str], dict[Language, str]]:
    raw: dict[str, Any] = word_file("download")

    def either(name: str) -> str:
        return "|".join(f"(?:{line})" for line in raw[name]).replace(" ", r"\s+")

    return re.compile(rf"^\W*(?:{either('lead')})"), re.compile(rf"(?:{either('form')})(?!\w)"), raw["instead"]


def without_download(message: str, language: Language) -> str | None:
    """What is to be listed, where a message asks for a list as a file; None where it does not, or lists nothing."""
    if len(message) > _LONGEST:
        return None
    plain = flat(message)
    lead, form, instead = _said()
    led = lead.match(plain)
    start = led.end() if led else 0
    formed = form.search(plain, start)
    if led is None and formed is None:
        return None
    kept = message[start : formed.start()] + message[formed.end() :] if formed else message[start:]
    return f"{instead[language] if led else ''}{kept.strip()}" if len(kept.split()) > 2 else None
