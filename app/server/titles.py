"""A conversation's title from its first message, such that titles in a narrow list differ."""

import re
import unicodedata

from db.storable import storable

LONGEST = 120
_ID = re.compile(r"\b[A-Z]{0,4}-?\d{4,}\b")


def plain_title(text: str) -> str:
    """The text on one line, without control and formatting characters (bidirectional marks among them)."""
    return " ".join("".join(c if not unicodedata.category(c).startswith("C") else " " for c in storable(text)).split())


def thread_title(message: str) -> str:
    """What tells it apart comes first: the id in it, then the words."""
    words = " ".join(message.split())
    found = _ID.search(words)
    if found is not None and found.start() > 0:
        rest = f"{words[: found.start()].rstrip()} {words[found.end() :].lstrip()}".strip()
        words = f"{found.group()} · {rest}"
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
