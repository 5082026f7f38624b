"""Years, quarters and months as models and people write them, as their first and last day."""

import re
from calendar import monthrange
from datetime import date
from typing import Any

_YEAR = re.compile(r"(19|20)\d{2}")
_MONTH = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})|(\d{1,2})[-/.]((?:19|20)\d{2})")
_QUARTER = re.compile(r"((?:19|20)\d{2})[-/ ]?[qt]([1-4])|[qt]([1-4])[-/ ]?((?:19|20)\d{2})", re.IGNORECASE)

Days = tuple[date, date]


def period(raw: Any) -> Days | None:
    """The first and last day of ``2024``, ``2024-03``, ``03/2024``, ``2024-Q1`` or ``T1 2024``; None for all else."""
    text = str(raw).strip() if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    found = _MONTH.fullmatch(text)
    if found:
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        return _months(year, month, month) if 1 <= month <= 12 else None
    found = _QUARTER.fullmatch(text)
    if found:
        year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
        return _months(year, 3 * quarter - 2, 3 * quarter)
    return None


def _months(year: int, first: int, last: int) -> Days:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def named(first: date, last: date) -> str | None:
    """What ``period`` reads as just these days: ``2024-03``; None where they are no whole month, quarter or year."""
    candidates = (f"{first.year}", f"{first.year}-Q{(first.month + 2) // 3}", f"{first.year}-{first.month:02d}")
    return next((text for text in candidates if period(text) == (first, last)), None)
