"""A conversation's title from its first message, such that titles in a narrow list differ."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile

from db.storable import storable

LONGEST = 120
SEEN = 20
"""Letters of a title that the list of conversations has room for."""
_ID = re.compile(r"\b[A-Z]{0,4}-?\d{4,}\b")
_AGAIN = re.compile(r"^\(\d+\) ")


def plain_title(text: str) -> str:
    """The text on one line, without control and formatting characters (bidirectional marks among them)."""
    return " ".join("".join(c if not unicodedata.category(c).startswith("C") else " " for c in storable(text)).split())


def thread_title(message: str, others: Sequence[str] = ()) -> str:
    """What tells it apart from the person's ``others`` comes first: the id in it, where it begins to differ, or how
    many times the same was asked."""
    words = " ".join(message.split())
    found = _ID.search(words)
    if found is not None and found.start() > 0:
        words = f"{found.group()} · {words}"
    known = [_AGAIN.sub("", other) for other in others]
    title = _cut(words)
    if title not in known and (shared := max((_shared(words, other) for other in known), default=0)) >= SEEN:
        title = _cut(f"…{words[shared:]} · {words}")
    times = known.count(title)
    return _cut(f"({times + 1}) {title}") if times else title


def _shared(words: str, other: str) -> int:
    """Letters that both begin with, to the end of a word."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, other, strict=False)))
    return words[:same].rfind(" ") + 1


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
