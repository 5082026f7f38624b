"""Times of day, which no customer of the table has: the hours of who asks, set aside before a message is read."""

import re
from functools import lru_cache

from agents.understanding.words import word_file


def without_hours(message: str) -> str:
    """The message with its times of day, and what leads to them, as blanks; as written where nothing else is said."""
    left = _hours().sub(lambda match: " " * len(match.group()), message)
    return left if re.search(r"\w", left) else message


@lru_cache(maxsize=1)
def _hours() -> re.Pattern[str]:
    raw = word_file("clock")
    marked = "|".join(pattern.replace("{hour}", raw["hour"]) for pattern in raw["marked"])
    return re.compile(rf"(?<!\w)(?:{raw['before']}\s+)?{raw['of']}(?:{marked})", re.IGNORECASE)
