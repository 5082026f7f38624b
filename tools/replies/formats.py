"""Numbers, money, percentages and dates as the reader's region writes them (CLDR, through Babel), and the way back.

All that people read is written here. The region is that of whoever is answered (``use_region``), so that one reply
keeps to one; without one, Spanish is written as in Spain and English as in Britain.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_currency_symbol

from db.errors import Language

REGIONS = ("es-ES", "es-MX", "es-AR", "en-GB", "en-US")
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
_LANGUAGES: tuple[Language, ...] = ("es", "en")
_DEFAULT: dict[Language, str] = {"es": "es-ES", "en": "en-GB"}
_region: ContextVar[str | None] = ContextVar("region", default=None)


@dataclass(frozen=True)
class _Format:
    """What a region does: separators, where the percent sign and the currency stand."""

    locale: Locale
    group: str
    point: str
    percent: str
    money: str


@lru_cache(maxsize=32)
def _format(tag: str) -> _Format:
    locale = Locale.parse(tag, sep="-")
    symbols = locale.number_symbols["latn"]
    percent, money = locale.percent_formats[None].pattern, locale.currency_formats["standard"].pattern
    figure = re.compile(r"[#0][#0.,]*")
    return _Format(
        locale,
        str(symbols["group"]),
        str(symbols["decimal"]),
        figure.sub("{}", percent.split(";")[0], count=1),
        figure.sub("{0}", money.split(";")[0], count=1).replace("\N{CURRENCY SIGN}", "{1}"),
    )


def use_region(tag: str | None) -> None:
    """From here on, in this task, write as this region does; a language alone, or None, means its usual one."""
    _region.set(tag)


def region(language: Language) -> str:
    """The region in force for a language."""
    tag = _region.get()
    return tag if tag is not None and tag.split("-")[0] == language else _DEFAULT[language]


def regional_sample(language: Language) -> str | None:
    """How numbers look where that is not the language's usual way; for models that write."""
    here, usual = _format(region(language)), _format(_DEFAULT[language])
    same = (here.group, here.point, here.percent) == (usual.group, usual.point, usual.percent)
    return None if same else f"{number(1234.5, language, 1)}, {share(0.204, language)}"


def months(language: Language) -> tuple[str, ...]:
    """The months' names from January."""
    names = Locale(language).months["format"]["wide"]
    return tuple(str(names[number]) for number in range(1, 13))


MONTHS: dict[Language, tuple[str, ...]] = {language: months(language) for language in _LANGUAGES}


def number(value: float, language: Language, decimals: int = 0) -> str:
    """``1.234,5`` in Spain, ``1,234.5`` in Mexico and in English; rounded half to even as Python rounds."""
    text = f"{value:,.{decimals}f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    here = _format(region(language))
    return text.translate({ord(","): here.group, ord("."): here.point})


def ordinal(value: float, language: Language) -> str:
    """A percentile's number: ``90`` in Spanish, ``90th`` in English."""
    shown = number(value, language, 0 if value == int(value) else 1)
    if language == "es":
        return shown
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(shown[-1], "th")
    return f"{shown}{'th' if shown in {'11', '12', '13'} or '.' in shown else ending}"


def share(value: float, language: Language, decimals: int = 1) -> str:
    """A share from 0 to 1 as ``32,4 %`` (with a no-break space) or ``32.4%``, as the region has it."""
    return _format(region(language)).percent.format(number(value * 100, language, decimals))


def points(value: float, language: Language, decimals: int = 1) -> str:
    """A difference of two shares, in percentage points and with its sign."""
    sign = "+" if value > 0 else ""
    unit = "puntos" if language == "es" else "points"
    return f"{sign}{number(value * 100, language, decimals)} {unit}"


def money(value: float, language: Language, currency: str = "EUR", decimals: int = 2) -> str:
    """``1.234,50 €`` in Spain, ``€1,234.50`` in English, ``$1,234.50`` for pesos in Mexico."""
    text = number(abs(value), language, decimals)
    sign = "-" if value < 0 and text.strip("0.,") else ""
    here = _format(region(language))
    symbol = _symbol(currency, region(language) if _region.get() is not None else None)
    apart = "\u00a0" if symbol[-1].isalpha() and "{1}{0}" in here.money else ""
    return sign + here.money.format(text, symbol + apart)


@lru_cache(maxsize=64)
def _symbol(currency: str, tag: str | None) -> str:
    """The currency's sign in a region; a sign that no other currency has stands everywhere."""
    known = SYMBOLS.get(currency)
    if tag is None or known in {"€", "£"}:
        return known or currency
    return str(get_currency_symbol(currency, Locale.parse(tag, sep="-")))


def day(value: str | date, language: Language) -> str:
    """``23 de noviembre de 2026``, ``23 November 2026``, ``November 23, 2026``; text that is no ISO date stays."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return str(format_date(moment, "long", locale=_format(region(language)).locale))


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
