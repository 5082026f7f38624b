"""A sentence that was said in one language, said again in another: found by its text in the catalogue."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from string import Formatter

from db.texts import Language, entry, text


def again(group: str, said: str, language: Language, **words: Callable[[str], str]) -> str:
    """The text of a group that was said in English, in a language; as it is where no text of the group reads so.

    ``words``: how what fills a place is called in the language, by the place's name.
    """
    for key, pattern in _patterns(group):
        if found := pattern.fullmatch(said):
            filled = {name: words[name](part) if name in words else part for name, part in found.groupdict().items()}
            return text(language, f"{group}.{key}", **filled)
    return said


def parts(key: str, said: str) -> Mapping[str, str] | None:
    """What fills the places of the English text under a key, where ``said`` reads so."""
    found = _pattern(text("en", key)).fullmatch(said)
    return found.groupdict() if found else None


@cache
def _patterns(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, _pattern(template)) for key, template in entry("en", group).items())


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pieces = Formatter().parse(template)
    return re.compile("".join(re.escape(before) + (f"(?P<{name}>.+)" if name else "") for before, name, _, _ in pieces))
