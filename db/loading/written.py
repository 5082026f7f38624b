"""How cells write numbers and dates: each text's possible readings, and the one that a column was found to have."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from db.currencies import CURRENCIES
from db.months import months
from db.text import unaccented

Style = Literal["point", "comma"]
"""Which of the two stands before decimals; the other one, blanks or apostrophes group thousands."""
DateOrder = Literal["ymd", "dmy", "mdy"]
STYLES: tuple[Style, ...] = ("point", "comma")
ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy")

PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_MARKED = re.compile(
    r"(?P<sign>[+-]?)\s?(?P<before>[€$£¥₡₲₹₱%]|US\$|R\$|S/\.?|[A-Z]{3}\b)?\s?(?P<body>[+-]?\.?\d[\d.,'’\s]*?)\s?"
    r"(?P<after>[€$£¥%]|[A-Z]{3}|euros?|pesos?)?",
    re.ASCII,
)
_BODIES = {
    "point": re.compile(
        r"[+-]?(?:[1-9]\d{0,2}(?:(?P<group>[,'’\s])\d{3})(?:(?P=group)\d{3})*|\d*)(?:\.\d*)?", re.ASCII
    ),
    "comma": re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:(?P<group>[.'’\s])\d{3})(?:(?P=group)\d{3})*|\d*)(?:,\d*)?", re.ASCII),
}
_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{2,4})(?:[T ]\d.*)?", re.ASCII)
_MONTH = r"(?P<month>[^\W\d_]{3,})\.?"
_OF_MONTH, _YEAR = r"(?P<day>\d\d?)(?:st|nd|rd|th)?", r"(?P<year>\d{4}|\d\d)"
_FORMS: dict[DateOrder, str] = {
    "ymd": rf"(?P<year>\d{{4}})[-/. ]?{_MONTH}[-/. ]?(?P<day>\d\d?)",
    "dmy": rf"{_OF_MONTH}\.?(?:[-/ ]|\sde\s)?{_MONTH}(?:[-/ ]|,\s|\sdel?\s)?{_YEAR}",
    "mdy": rf"{_MONTH}[-/ ]?{_OF_MONTH}(?:[-/ ]|,\s?){_YEAR}",
}
_NAMED = {order: re.compile(rf"{form}(?:[T, ]\s?\d\d?:.*)?") for order, form in _FORMS.items()}
"""Dates with their month in words."""
_LANGUAGES = ("es", "en", "pt", "fr", "de", "it")
_LONGEST = 40


def without_marks(text: str) -> tuple[str, str]:
    """(digits and their signs, the currency or per cent sign written beside them); letters before are a currency's."""
    found = _MARKED.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or ((found["before"] or "€").isalpha() and found["before"] not in CURRENCIES):
        return text, ""
    return f"{found['sign']}{found['body']}", found["before"] or found["after"] or ""


def number(text: str, style: Style) -> float | None:
    """The number a text writes in one style; None where it is none."""
    body, _ = without_marks(text)
    if not _BODIES[style].fullmatch(body) or not any(map(str.isdigit, body)):
        return None
    digits = re.sub(r"['’\s]", "", body)
    digits = digits.replace(",", "") if style == "point" else digits.replace(".", "").replace(",", ".")
    return float(digits)


@lru_cache(maxsize=20_000)
def day(text: str, order: DateOrder) -> date | None:
    """The day a text writes in one order of day, month and year; None where it is none."""
    if text[4:5] == "-" and text[5:6].isdigit() and len(text) >= 10:
        return _iso(text) if order == "ymd" else None
    found = _DATE.fullmatch(text)
    if found is None:
        return _named(text, order)
    first, second, last = int(found[1]), int(found[3]), int(found[4])
    long_first, long_last = len(found[1]) == 4, len(found[4]) == 4
    if long_first != (order == "ymd") or (long_first and long_last) or len(found[1]) == 3 or len(found[4]) == 3:
        return None
    year, month, of_month = {"ymd": (first, second, last), "dmy": (last, second, first), "mdy": (last, first, second)}[
        order
    ]
    return _date(year if long_first or long_last else _century(year), month, of_month)


def _named(text: str, order: DateOrder) -> date | None:
    """The day of a text that has the month in words: ``22-Mar-1981``, ``3 de mayo de 2020``, ``Jan 5, 2021``."""
    found = _NAMED[order].fullmatch(text)
    month = months(*_LANGUAGES).get(unaccented(found["month"])) if found else None
    if found is None or month is None:
        return None
    year = int(found["year"])
    return _date(year if len(found["year"]) > 2 else _century(year), month, int(found["day"]))


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _century(year: int) -> int:
    """Two digits of a year as spreadsheets read them."""
    return year + (1900 if year >= 70 else 2000)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
    except ValueError:
        return None
