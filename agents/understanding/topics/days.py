"""The day a message speaks of: today, last Monday, 3 December, in two weeks; numerals by the language's own order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale

from agents.understanding.words import word_file
from db.errors import Language
from db.text import flat

_ISO = re.compile(r"(?<![\d/.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d/-])")
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?![\d/%-])")
_WEEK = 7


@dataclass(frozen=True)
class SaidDay:
    """A day with the characters of the message that say it."""

    day: date
    start: int
    end: int


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    said: dict[str, dict[str, Any]] = word_file("days")
    return said


@lru_cache(maxsize=8)
def _names(language: Language, what: str) -> dict[str, int]:
    """Weekdays from Monday 0, months from January 1; abbreviations of three letters and more as well."""
    locale = Locale(language)
    wide = locale.days["format"]["wide"] if what == "days" else locale.months["format"]["wide"]
    return {flat(name): int(number) for number, name in wide.items()}


def said_day(text: str, language: Language, today: date, *, forward: bool) -> SaidDay | None:
    """The first day that is said; a weekday without more is the next one where ``forward``, else the last one."""
    found = sorted(_found(text, language, today, forward=forward), key=lambda said: (said.start, -said.end))
    return found[0] if found else None


def _found(text: str, language: Language, today: date, *, forward: bool) -> Iterator[SaidDay]:
    words = _words()[language]
    for pattern, offset in words["offset"]:
        for match in re.finditer(pattern, text):
            yield SaidDay(today + timedelta(days=int(offset)), *match.span())
    for key, sign in (("ago", -1), ("ahead", 1)):
        for match in re.finditer(words[key], text):
            many = int(match[1]) if match[1].isdigit() else int(words["numbers"][match[1]])
            times = _WEEK if match[2].startswith(words["week"]) else 1
            yield SaidDay(today + timedelta(days=sign * min(many, 999) * times), *match.span())
    yield from _weekdays(text, language, today, forward=forward)
    yield from _dates(text, language, today, forward=forward)


def _weekdays(text: str, language: Language, today: date, *, forward: bool) -> Iterator[SaidDay]:
    words, names = _words()[language], _names(language, "days")
    for match in re.finditer(words["weekday"].format(names="|".join(names)), text):
        ahead = (names[match[1]] - today.weekday()) % _WEEK or _WEEK
        later = forward or re.search(words["weekday_next"], match[0]) is not None
        later = later and words["weekday_past"] not in match[0].split()
        yield SaidDay(today + timedelta(days=ahead if later else ahead - _WEEK), *match.span())


def _dates(text: str, language: Language, today: date, *, forward: bool) -> Iterator[SaidDay]:
    names = _names(language, "months")
    for match in re.finditer(_words()[language]["named"].format(names="|".join(names)), text):
        groups = [part for part in match.groups() if part is not None]
        month = next(names[part] for part in groups if part in names)
        numbers = [int(part) for part in groups if part not in names]
        yield from _made(match, numbers[0], month, numbers[1] if len(numbers) > 1 else None, today, forward=forward)
    for match in _ISO.finditer(text):
        yield from _made(match, int(match[3]), int(match[2]), int(match[1]), today, forward=forward)
    for match in _SHORT.finditer(text):
        year = int(match[3]) if match[3] else None
        full = year + 2000 if year is not None and len(match[3]) == 2 else year
        yield from _made(match, int(match[1]), int(match[2]), full, today, forward=forward)


def _made(
    match: re.Match[str], day: int, month: int, year: int | None, today: date, *, forward: bool
) -> Iterator[SaidDay]:
    """The day, in the year that fits where none is said; nothing where there is no such day."""
    try:
        made = date(year or today.year, month, day)
        if year is None and forward and made < today:
            made = date(today.year + 1, month, day)
        elif year is None and not forward and made > today:
            made = date(today.year - 1, month, day)
    except ValueError:
        return
    yield SaidDay(made, *match.span())
