"""Conditions on dates: ``founded before 1990``, ``desde marzo de 2015``, ``by 31 October 2025``.

A time is a year, a month of one, or a day; where several dates share the word for them, the verb says which is meant.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.condition import Condition
from agents.understanding.rules.items import Item, items
from agents.understanding.words import word_file
from db.catalog import Column
from db.months import months
from db.text import unaccented

_MONTHS = 12
_YEARS = range(1800, 2101)
_JOINT = r"(?:\s+(?:of|de|del|de el))?\s+"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|ro)?"
_FORMS = (
    r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?![\d/-])",
    r"(?<![\d/.-])(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<year>\d{4})(?![\d/-])",
    rf"(?<!\d){_DAY}{_JOINT}(?P<name>[^\W\d_]+)\.?,?{_JOINT}(?P<year>\d{{4}})(?!\d)",
    rf"(?P<name>[^\W\d_]+)\.?\s+{_DAY},?\s+(?P<year>\d{{4}})(?!\d)",
    rf"(?P<name>[^\W\d_]+)\.?,?{_JOINT}(?P<year>\d{{4}})(?!\d)",
    r"(?<![\d/.-])(?P<month>\d{1,2})/(?P<year>\d{4})(?![\d/-])",
)


@dataclass(frozen=True)
class Time:
    """The first and the last day of what is said, and the items that say it."""

    low: date
    high: date
    start: int
    end: int


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    raw = word_file("dates")
    return {name: tuple(words.split()) for name, words in raw.items()}


def says_a_date(message: str, lexicon: Lexicon, *, english: bool) -> bool:
    """Whether a message restricts a date column."""
    return bool(date_conditions(items(message, lexicon, english=english), lexicon, set()))


def date_conditions(row: Sequence[Item], lexicon: Lexicon, taken: set[int]) -> list[Condition]:
    """The times said of a date column that is named; their items are taken."""
    times = [time for time in _times(row, lexicon) if taken.isdisjoint(range(time.start, time.end))]
    if not times:
        return []
    first = times[0]
    named = _named(row, first, lexicon, taken)
    of_year = _year_named(row, first, lexicon)
    if of_year is not None:
        named = of_year
    if named is None:
        return []
    at, column = named
    between = row[first.end : times[1].start] if len(times) > 1 else ()
    second = times[1] if between and all(item.words[-1] in _words()["to"] for item in between) else None
    start = max((j for j in range(max(0, first.start - 4), first.start) if not _leads(row[j])), default=first.start - 5)
    start = max(start + 1, 0)
    op, value = _bounds(row[start : first.start], first, second)
    last = (second or first).end
    taken.update({at, *range(start, last)})
    return [Condition(column, *((op, value) if of_year is None else _in_years(op, value)), start, last)]


def _year_named(row: Sequence[Item], time: Time, lexicon: Lexicon) -> tuple[int, str] | None:
    """The column of years (``vehicle year``) that stands right before a bare year, but for what bounds it."""
    before = next((i for i in range(time.start - 1, -1, -1) if row[i].entry.columns or not _leads(row[i])), None)
    if before is None or _year(row[time.end - 1]) is None or time.end - time.start > 1:
        return None
    columns = (lexicon.catalog.columns[column] for column in row[before].entry.columns)
    return next(((before, column.name) for column in columns if of_years(column)), None)


def of_years(column: Column) -> bool:
    """Whether a column holds the number of a year, by which it is called: ``vehicle year``."""
    said = unaccented(" ".join((column.name, *column.names.en, *column.names.es)))
    return column.kind == "integer" and not set(re.findall(r"[^\W\d_]+", said)).isdisjoint(_words()["leads"][:2])


def _in_years(op: str, value: Any) -> tuple[str, Any]:
    """The bounds of days as those of their years."""
    years = [int(day[:4]) for day in (value if isinstance(value, list) else [value])]
    return ("eq", years[0]) if len(set(years)) == 1 and op == "between" else (op, years if len(years) > 1 else years[0])


def _named(row: Sequence[Item], time: Time, lexicon: Lexicon, taken: set[int]) -> tuple[int, str] | None:
    """The date column a time is of: the nearest named one; of several with one name, the one its verb is about."""
    free = [(i, item) for i, item in enumerate(row) if i not in taken]
    found = [(abs(i - time.start), i, c) for i, item in free for c in _dates(item, lexicon)]
    near = [pair for pair in found if pair[0] == min(found)[0]]
    columns = list(dict.fromkeys(column for _, _, column in near))
    if len(columns) == 1:
        return near[0][1], columns[0]
    return next((named for i, item in free if (named := _by_verb(i, item, columns, lexicon))), None)


def _by_verb(i: int, item: Item, columns: Sequence[str], lexicon: Lexicon) -> tuple[int, str] | None:
    """The one date of these (of all, where none is named) that begins or ends as a word says."""
    way = _way(item.words, ends_too=True)
    dates = [column for column in lexicon.catalog.columns.values() if column.kind == "date"] if way else []
    named = [date for date in dates if date.name in columns] if columns else dates
    meant = [date.name for date in named if _way_of(date.names, date.name) == way]
    return (i, meant[0]) if len(meant) == 1 else None


def _way_of(names: Any, header: str) -> str:
    said = " ".join((header, *names.en, *names.es))
    return _way(tuple(re.findall(r"[^\W\d_]+", unaccented(said))))


def _way(words: Sequence[str], *, ends_too: bool = False) -> str:
    """Whether words are of a beginning or of an end; empty for neither."""
    for way in ("end", "start"):
        if any(word.startswith(begins) for word in words for begins in _words()[way]):
            return way
    return "end" if ends_too and not set(words).isdisjoint(_words()["small_ends"]) else ""


def _dates(item: Item, lexicon: Lexicon) -> list[str]:
    return [c for c in (*item.entry.columns, *item.entry.weak) if lexicon.catalog.columns[c].kind == "date"]


def _times(row: Sequence[Item], lexicon: Lexicon) -> list[Time]:
    """The times in the order in which they are said, those that say more before bare years."""
    found: list[Time] = []
    years = (Time(date(y, 1, 1), date(y, 12, 31), i, i + 1) for i, item in enumerate(row) if (y := _year(item)))
    for time in (*_whole(row, lexicon), *years):
        if not any(other.start < time.end and time.start < other.end for other in found):
            found.append(time)
    return sorted(found, key=lambda time: time.start)


def _whole(row: Sequence[Item], lexicon: Lexicon) -> Iterator[Time]:
    """The days and months that are said in full."""
    month_first = any(c.kind == "date" and c.written.dates == "mdy" for c in lexicon.catalog.columns.values())
    text, offset = _text(row), row[0].at if row else 0
    for match in (match for form in _FORMS for match in re.finditer(form, text)):
        low, high = (end + offset for end in match.span())
        where = [i for i, item in enumerate(row) if low < item.end and item.at < high]
        told = _told(match.groupdict(), month_first=month_first)
        if told and where:
            yield Time(*told, where[0], where[-1] + 1)


def _text(row: Sequence[Item]) -> str:
    """The items with what stands between them as blanks."""
    starts = [*(item.at for item in row[1:]), row[-1].end] if row else []
    widths = ((item, after - item.at) for item, after in zip(row, starts, strict=True))
    return "".join(unaccented(item.text).ljust(width)[:width] for item, width in widths)


def _told(said: dict[str, str | None], *, month_first: bool) -> tuple[date, date] | None:
    """The first and the last day of what a form says; none where there is no such day."""
    year, (month, day) = int(said["year"] or 0), _month_and_day(said, month_first=month_first)
    if month not in range(1, 13) or year not in _YEARS:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day), date(year, month, day)) if 0 < day <= last else None


def _month_and_day(said: dict[str, str | None], *, month_first: bool) -> tuple[int, int | None]:
    if "first" in said:
        one, two = int(said["first"] or 0), int(said["second"] or 0)
        return (one, two) if (month_first and one <= _MONTHS) or two > _MONTHS else (two, one)
    day = said.get("day")
    month = months("es", "en").get(said["name"] or "", 0) if "name" in said else int(said.get("month") or 0)
    return month, int(day) if day else None


def _year(item: Item) -> int | None:
    number = item.number
    plain = number is not None and number.bare and len(number.digits) == 4 and int(number.value) in _YEARS
    return int(number.value) if number is not None and plain else None


def _leads(item: Item) -> bool:
    """Whether it belongs to the time: a comparison, a small word, ``the year``."""
    compared = item.has("gt", "ge", "lt", "le", "between", "in") and item.plain
    words = _words()
    bounding = (*words["before"], *words["until"], *words["after"], *words["since"], *words["leads"])
    return compared or item.stop or item.words[-1] in bounding


def _bounds(before: Sequence[Item], first: Time, second: Time | None) -> tuple[str, Any]:
    said = {word for item in before for word in item.words}
    cues = {cue for item in before if item.plain for cue in item.entry.cues}
    words = _words()
    if second is not None:
        low, high = sorted((first, second), key=lambda time: time.low)
        return "between", [low.low.isoformat(), high.high.isoformat()]
    for cue, name, op, day in (
        ("le", "until", "le", first.high),
        ("lt", "before", "lt", first.low),
        ("gt", "after", "gt", first.high),
        ("ge", "since", "ge", first.low),
    ):
        if said & set(words[name]) or cue in cues:
            return op, day.isoformat()
    return "between", [first.low.isoformat(), first.high.isoformat()]
