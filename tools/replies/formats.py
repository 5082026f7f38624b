"""Numbers, money, shares and dates as the reader's region writes them: CLDR by way of Babel, used by every room.

`db.texts.regions` says which region that is. `parse_number` is the way back.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

from db.texts import Language, text
from db.texts.regions import REFERENCE, in_region, is_set, locale

_NARROW = {"EUR": "€", "GBP": "£", "USD": "$"}


def regional_sample(language: Language) -> str | None:
    """How figures look here, where that is not the language's usual way; for models that write."""

    def written() -> str:
        return f"{number(1234.5, language, 1)}, {share(0.204, language)}"

    with in_region(REFERENCE[language]):
        usual = written()
    return None if written() == usual else written()


def number(value: float, language: Language, decimals: int = 0) -> str:
    """``1.234,5`` in Spanish, ``1,234.5`` in English; the value itself is rounded, half to even, and never to -0."""
    rounded = Decimal(f"{value:.{decimals}f}")
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded if rounded else abs(rounded), format=pattern, locale=locale(language))


def separators(language: Language) -> str:
    """What stands before decimals and between thousands, one after the other."""
    symbols = locale(language).number_symbols["latn"]
    return f"{symbols['decimal']}{symbols['group']}"


def ordinal(value: float, language: Language) -> str:
    """A percentile's number: ``90`` in Spanish, ``90th`` in English."""
    shown = number(value, language, 0 if value == int(value) else 1)
    if language == "es":
        return shown
    form = locale(language).ordinal_form(int(value)) if value == int(value) else "other"
    return shown + {"one": "st", "two": "nd", "few": "rd"}.get(form, "th")


def share(value: float, language: Language, decimals: int = 1) -> str:
    """A share from 0 to 1 as ``32,4 %`` (with a no-break space) or ``32.4%``."""
    text = number(value * 100, language, decimals)
    return f"{text}\u00a0%" if "\u00a0" in locale(language).percent_formats[None].pattern else f"{text}%"


def points(value: float, language: Language, decimals: int = 1) -> str:
    """A difference of two shares, in percentage points and with its sign."""
    sign = "+" if value > 0 else ""
    return text(language, "formats.points", number=f"{sign}{number(value * 100, language, decimals)}")


def money(value: float, language: Language, currency: str = "EUR", decimals: int = 2) -> str:
    """``1.234,50 €`` in Spanish, ``€1,234.50`` in English, on the side where the region writes its currency.

    Babel's own `format_currency` has no narrow symbols (es-MX: EUR1,234.50) and sets letters against digits.
    """
    symbol, text = currency_symbol(currency, language), number(abs(value), language, decimals)
    sign = "-" if value < 0 and text.strip("0.,") else ""
    if not locale(language).currency_formats["standard"].pattern.startswith("¤"):
        return f"{sign}{text}\u00a0{symbol}"
    return f"{sign}{symbol} {text}" if symbol[-1:].isalpha() else f"{sign}{symbol}{text}"


def currency_symbol(currency: str, language: Language) -> str:
    """A dollar sign alone is the dollar of the region, where one is set."""
    if currency == "USD" and is_set(language):
        return get_currency_symbol(currency, locale(language))
    own = locale(language).currency_symbols.get(currency, currency) if is_set(language) else currency
    return _NARROW.get(currency, own)


def day(value: str | date, language: Language) -> str:
    """``23 de noviembre de 2026`` or ``23 November 2026``; text that is no ISO date is returned as it is."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return format_date(moment, "long", locale(language))


def months(language: Language) -> tuple[str, ...]:
    """The names of the months, January first."""
    names = locale(language).months["format"]["wide"]
    return tuple(names[at] for at in range(1, 13))


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
