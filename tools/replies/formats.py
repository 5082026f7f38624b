"""Numbers, money, percentages and dates as Spanish and English readers write them, and the way back.

The words of a reply are written with these; the grounding check reads the same reply with ``find_figures``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from db.errors import Language

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
MONTHS: dict[Language, tuple[str, ...]] = {
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_DIGITS = r"\d{1,3}(?:[.,\u00a0\u202f '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_FIGURE = re.compile(
    rf"(?<![\w.,])(?P<sign>[-−+–]?)(?P<money>[€$£]\s?)?(?P<digits>{_DIGITS})(?P<after>\s?(?:%|[€$£]))?"
)


def number(value: float, language: Language, decimals: int = 0) -> str:
    """``1.234,5`` in Spanish, ``1,234.5`` in English; rounded half to even as Python rounds."""
    text = f"{value:,.{decimals}f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.translate(str.maketrans(",.", ".,")) if language == "es" else text


def ordinal(value: float, language: Language) -> str:
    """A percentile's number: ``90`` in Spanish, ``90th`` in English."""
    shown = number(value, language, 0 if value == int(value) else 1)
    if language == "es":
        return shown
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(shown[-1], "th")
    return f"{shown}{'th' if shown in {'11', '12', '13'} or '.' in shown else ending}"


def share(value: float, language: Language, decimals: int = 1) -> str:
    """A share from 0 to 1 as ``32,4 %`` (with a no-break space) or ``32.4%``."""
    text = number(value * 100, language, decimals)
    return f"{text}\u00a0%" if language == "es" else f"{text}%"


def points(value: float, language: Language, decimals: int = 1) -> str:
    """A difference of two shares, in percentage points and with its sign."""
    sign = "+" if value > 0 else ""
    unit = "puntos" if language == "es" else "points"
    return f"{sign}{number(value * 100, language, decimals)} {unit}"


def money(value: float, language: Language, currency: str = "EUR", decimals: int = 2) -> str:
    """``1.234,50 €`` in Spanish, ``€1,234.50`` in English."""
    symbol = SYMBOLS.get(currency, currency)
    text = number(abs(value), language, decimals)
    sign = "-" if value < 0 and text.strip("0.,") else ""
    if language == "es":
        return f"{sign}{text}\u00a0{symbol}"
    return f"{sign}{symbol}{text}" if len(symbol) == 1 else f"{sign}{symbol} {text}"


def day(value: str | date, language: Language) -> str:
    """``23 de noviembre de 2026`` or ``23 November 2026``; text that is no ISO date is returned as it is."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    month = MONTHS[language][moment.month - 1]
    return f"{moment.day} de {month} de {moment.year}" if language == "es" else f"{moment.day} {month} {moment.year}"


def parse_number(text: str) -> float | None:
    """The value of a number written in either language's way, or ``None``.

    The last of two different separators is the decimal one; one separator followed by exactly three digits
    groups thousands (unless it follows a lone zero), and anything else is a decimal separator.
    """
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", digits):
        return None
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return float(digits)
    if len(set(marks)) == 2:
        if digits.count(marks[-1]) > 1:
            return None
        whole, _, rest = digits.rpartition(marks[-1])
        return float(re.sub(r"[.,]", "", whole) + "." + rest)
    groups = re.split(r"[.,]", digits)
    thousands = all(len(g) == 3 for g in groups[1:]) and len(groups[0]) <= 3 and groups[0].strip("0") != ""
    if thousands:
        return float("".join(groups))
    return float(".".join(groups)) if len(groups) == 2 else None


@dataclass(frozen=True)
class Figure:
    """A figure found in a text: its value (a percentage is divided by 100), how many decimals it shows, and where."""

    text: str
    value: float
    kind: Literal["number", "share", "money"]
    decimals: int
    start: int
    end: int


def find_figures(text: str, language: Language) -> Iterator[Figure]:
    """Every figure written with digits in ``text``, left to right; ``decimals`` counts those of the written form."""
    for match in _FIGURE.finditer(text):
        digits, after = match["digits"], (match["after"] or "").strip()
        value = _read(digits, language)
        if value is None:
            continue
        kind: Literal["number", "share", "money"] = "number"
        if after == "%":
            kind, value = "share", value / 100
        elif after or match["money"]:
            kind = "money"
        if match["sign"] in {"-", "−"}:
            value = -value
        yield Figure(match[0], value, kind, _decimals(digits, language), match.start(), match.end())


def _read(digits: str, language: Language) -> float | None:
    """The value as the language writes it, else as either may."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", digits)
    group, point = (".", ",") if language == "es" else (",", ".")
    if re.fullmatch(rf"(?:\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+)(?:{re.escape(point)}\d+)?", plain):
        return float(plain.replace(group, "").replace(point, "."))
    return parse_number(plain)


def _decimals(digits: str, language: Language) -> int:
    point = "," if language == "es" else "."
    other = "." if language == "es" else ","
    for mark in (point, other):
        _, found, rest = digits.rpartition(mark)
        if found and (mark == point or len(rest) != 3):
            return len(rest)
    return 0
