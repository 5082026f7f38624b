"""An id of which a message has only the end or the beginning: ``the one ending in 4225/7``, ``cuyo id empieza por AU``.

Such a part stands for the id, with a sign for what is not said (``…4225/7``); the tools look up whose it is.
"""

import re
from collections.abc import Iterator
from functools import cache

from agents.understanding.words import word_file
from db.bank.table import PART
from db.text import unaccented

_PART = r"[\s:.…*]*(?P<part>(?=[\w/.-]*\d)\w[\w/.-]*\w)(?![%€$£]|\s*(?:%|€|euros?\b|pesos?\b))"


_WRITTEN = re.compile(rf"(?<![\w{PART}]){PART}(?=[\w/.-]*\d)\w[\w/.-]*\w(?!\w)")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    said = word_file("part_of_id")
    lead = rf"(?:\b(?P<whom>{said['whom']})\s+)?(?P<of>\b{said['of_whom']})?(?:\b{said['that']})?"
    return tuple(
        (side, re.compile(rf"{lead}\b(?:{said[side]})\b{_PART}", re.IGNORECASE)) for side in ("ends", "begins")
    )


def parts_in(message: str, called: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Where a message tells a part of an id (start, end, the part); ``called``: nouns of customers and their ids."""
    yield from ((found.start(), found.end(), found[0]) for found in _WRITTEN.finditer(message))
    for side, pattern in _patterns():
        for found in pattern.finditer(message):
            before = unaccented(message[: found.start()])
            if found["whom"] or found["of"] or found["digits"] or called.search(before):
                part = found["part"]
                yield found.start(), found.end(), f"{PART}{part}" if side == "ends" else f"{part}{PART}"
