"""Numbers and dates as models and people write them inside tool arguments."""

import math
import re
from datetime import date, datetime
from typing import Any

from tools.invalid_call import Mend

_SCALE = {
    "k": 1e3, "mil": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6,
    "millon": 1e6, "millón": 1e6, "millones": 1e6, "bn": 1e9, "billion": 1e9, "%": 1e-2,
}  # fmt: skip
_NUMBER = re.compile(r"^([-+]?)\s*(\d[\d.,' \u00a0\u202f]*)\s*(%|[a-zó]+)?\.?$")
_CURRENCY = re.compile(r"[€$£¥]|\b(?:eur|euros?|usd|dollars?|d[oó]lares|gbp|pen|soles?|years?|a[nñ]os?)\b")
_DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")


def number(raw: Any) -> float:
    """A finite number from JSON or from text: ``"100k"``, ``"1.234,5"``, ``"1,234.5"``, ``"€ 2 millones"``, ``"50%"``.

    Raises:
        Mend: it is none.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Mend(f"{raw!r} is not a number; give a plain JSON number such as 1500.5.")
    value = raw if not isinstance(raw, str) else _from_text(raw)
    if not math.isfinite(value) or abs(value) > 1e15:
        raise Mend(f"{raw!r} is not a usable number.")
    return int(value) if float(value).is_integer() else float(value)


def portion(raw: Any) -> float:
    """A share from 0 to 1, also given as a percentage: ``50`` and ``"50%"`` are a half."""
    value = float(number(raw))
    return value / 100 if value > 1 else value


def percent(raw: Any) -> float:
    """A percentage from 0 to 100: ``10``, ``"10%"``."""
    return float(number(raw.strip().rstrip("% ") if isinstance(raw, str) else raw))


def _from_text(raw: str) -> float:
    text = _CURRENCY.sub("", raw.casefold()).strip().lstrip("<>=~ ")
    match = _NUMBER.match(text)
    scale = _SCALE.get(match[3] or "", 1.0 if not (match and match[3]) else None) if match else None
    if match is None or scale is None:
        try:
            return float(text)
        except ValueError:
            raise Mend(f"{raw!r} is not a number; give a plain JSON number such as 1500.5.") from None
    return float(match[1] + _plain(re.sub(r"[' \u00a0\u202f]", "", match[2]))) * scale


def _plain(digits: str) -> str:
    """Digits with at most one decimal point, whichever sign stands for it."""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    whole, _, rest = digits.rpartition(last)
    grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(\{last}\d{{3}})+", digits)
    if len(set(marks)) == 1 and grouped:
        return digits.replace(last, "")
    if len(set(marks)) == 1 and len(marks) > 1:
        return digits.replace(last, "")
    return re.sub(r"[.,]", "", whole) + "." + rest


def day(raw: Any) -> date:
    """A date from ISO text or from day/month/year.

    Raises:
        Mend: it is none.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Mend(f"{raw!r} is not a date; give it as YYYY-MM-DD.")
