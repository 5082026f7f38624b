"""Numbers in letters, English and Spanish, zero to the hundreds; "one", "un" and "una" are articles, not figures."""

import re
import unicodedata
from collections.abc import Sequence

from agents.grounding.plain_words import WORDS

_UNITS: dict[str, int] = WORDS["units"]
_TENS: dict[str, int] = WORDS["tens"]
_HUNDREDS: dict[str, int] = WORDS["hundreds"]
LONE = frozenset(WORDS["lone"])
_LARGE: dict[str, float] = WORDS["large"]

DENOMINATORS: dict[str, int] = WORDS["denominators"]
"""What a share's lower number is called; "the third" and "la tercera" alone are places."""
WHOLE_SHARES = frozenset(WORDS["whole_shares"])
"""Shares by themselves, whatever stands before them: half, a quarter."""
PART = frozenset(WORDS["part"])
"""What follows a Spanish denominator that is a share: "la tercera parte"."""
ARTICLES = frozenset(WORDS["a"])
MULTIPLES: dict[str, float] = WORDS["multiples"]
DOZENS: dict[str, float] = WORDS["dozens"]
HALF = frozenset(WORDS["half"])
THOUSANDS: dict[str, float] = WORDS["thousands"]


CURRENCIES: dict[str, list[str]] = WORDS["currencies"]
CODES = frozenset(code for codes in CURRENCIES.values() for code in codes) | {
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "TRY",
    "ZAR",
}
AMOUNT_VALUES: dict[str, int] = WORDS["amounts"]


def plain(text: str) -> str:
    """Lower case, without accents, single spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


AMOUNTS = re.compile(
    r"\b(?:" + "|".join(sorted(AMOUNT_VALUES, key=len, reverse=True)).replace("millon|", "mill[oó]n|") + r")\b",
    re.IGNORECASE,
)


def value_of(words: Sequence[str]) -> tuple[float | None, int]:
    """The number that begins at the first word, and how many words it takes; ``(None, 0)`` where none begins."""
    total, used = _below_thousand(words)
    if used == 0:
        return None, 0
    if used < len(words) and words[used] in _LARGE:
        total, used = total * _LARGE[words[used]], used + 1
    elif words[0] in LONE:
        return None, 0
    return float(total), used


def _below_thousand(words: Sequence[str]) -> tuple[float, int]:
    first = words[0] if words else ""
    if first in _HUNDREDS:
        rest, used = _below_hundred(words[1:])
        return _HUNDREDS[first] + rest, 1 + used
    return _below_hundred(words)


def _below_hundred(words: Sequence[str]) -> tuple[float, int]:
    first, rest = (words[0] if words else ""), list(words[1:])
    tens, hyphen, unit = first.partition("-")
    if hyphen:
        if unit.startswith("and-") and tens in _UNITS and unit[4:] in _TENS:
            return _TENS[unit[4:]] + _UNITS[tens], 1
        return (_TENS[tens] + _UNITS[unit], 1) if tens in _TENS and unit in _UNITS else (0, 0)
    if first not in _TENS:
        return (_UNITS[first], 1) if first in _UNITS else (0, 0)
    linked = rest[1:2] if rest[:1] == ["y"] else rest[:1]
    if linked and linked[0] not in LONE and 0 < _UNITS.get(linked[0], 0) < 10:
        return _TENS[first] + _UNITS[linked[0]], 3 if rest[0] == "y" else 2
    return _TENS[first], 1
