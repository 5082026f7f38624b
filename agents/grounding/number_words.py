"""Numbers in letters, English and Spanish, zero to the hundreds; "one", "un" and "una" are articles, not figures."""

import re
import unicodedata
from collections.abc import Sequence

from agents.grounding.plain_words import WORDS

_UNITS: dict[str, int] = WORDS["units"]
_TENS: dict[str, int] = WORDS["tens"]
HUNDREDS: dict[str, int] = WORDS["hundreds"]
LONE = frozenset(WORDS["lone"])
_LARGE: dict[str, float] = WORDS["large"]
_LINKED = {**_UNITS, "un": 1, "una": 1}
"""Units behind a ten: *treinta y un mil*."""
_MOST_HUNDREDS = 20
"""From which no English number of hundreds goes on: *nineteen hundred*."""

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
    total, used = below_thousand(words)
    if used == 0:
        return None, 0
    if used < len(words) and words[used] in _LARGE:
        return float(total * _LARGE[words[used]]), used + 1
    return (None, 0) if used == 1 and words[0] in LONE else (float(total), used)


def below_thousand(words: Sequence[str]) -> tuple[int, int]:
    """A number below a thousand, and how many words it takes: *eight hundred and six*, *ciento veinte*; else 0, 0."""
    first = words[0] if words else ""
    if first in HUNDREDS:
        rest, used = _below_hundred(words[1:])
        return HUNDREDS[first] + rest, 1 + used
    value, used = _below_hundred(words)
    if not (used and value < _MOST_HUNDREDS and list(words[used : used + 1]) == ["hundred"]):
        return value, used
    joint = 1 if list(words[used + 1 : used + 2]) == ["and"] else 0
    rest, more = _below_hundred(words[used + 1 + joint :])
    return value * 100 + rest, used + 1 + (joint + more if more else 0)


def _below_hundred(words: Sequence[str]) -> tuple[int, int]:
    first, rest = (words[0] if words else ""), list(words[1:])
    tens, hyphen, unit = first.partition("-")
    if hyphen:
        if unit.startswith("and-") and tens in _UNITS and unit[4:] in _TENS:
            return _TENS[unit[4:]] + _UNITS[tens], 1
        return (_TENS[tens] + _UNITS[unit], 1) if tens in _TENS and unit in _UNITS else (0, 0)
    if first not in _TENS:
        return (_UNITS[first], 1) if first in _UNITS else (0, 0)
    joint = rest[:1] == ["y"]
    linked = rest[joint : joint + 1]
    if linked and (joint or linked[0] in _UNITS.keys() - LONE) and 0 < _LINKED.get(linked[0], 0) < 10:
        return _TENS[first] + _LINKED[linked[0]], 2 + joint
    return _TENS[first], 1
