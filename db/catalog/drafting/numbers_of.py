"""What a draft says of a column of numbers: its unit, bands, range and decimals."""

import math
import re

from db.catalog import Names
from db.catalog.drafting.guess import hinted, kind
from db.catalog.drafting.naming import words
from db.catalog.drafting.profile import Profile
from db.catalog.drafting.spanish import without_span
from db.text import fold

_UNITS = {
    "months": ("meses", "mes", "month", "months"),
    "years": ("años", "año", "year", "years"),
    "days": ("días", "día", "day", "days"),
    "hours": ("horas", "hora", "hour", "hours"),
    "minutes": ("minutos", "minuto", "minute", "minutes"),
    "miles": ("millas", "milla", "mile", "miles"),
    "km": ("km", "kilómetros", "kilometres", "km"),
    "gb": ("GB", "gigas", "gigabytes", "GB"),
    "mb": ("MB", "megas", "megabytes", "MB"),
    "kwh": ("kWh", "kilovatios hora", "kilowatt hours", "kWh"),
    "kg": ("kg", "kilos", "kilos", "kg"),
}
"""Of each unit: Spanish as shown and otherwise, English otherwise and as shown."""

_SPANNED = re.compile(r"\ben (?:las |los )?(?:últim[ao]s )?\d+ \w+$")
_MOST_YEARS = 45
"""A tenure above it must be in months."""
_MARKS = {
    **dict.fromkeys(("months", "mon", "mths", "meses"), "months"),
    **dict.fromkeys(("years", "yrs", "anos", "age", "edad"), "years"),
    **dict.fromkeys(("days", "dias"), "days"),
    **dict.fromkeys(("hours", "hrs", "hr", "horas"), "hours"),
    **dict.fromkeys(("minutes", "mins", "minutos"), "minutes"),
    **dict.fromkeys(("mi", "miles", "millas"), "miles"),
    **dict.fromkeys(("km", "kms"), "km"),
    **{unit: unit for unit in ("gb", "mb", "kwh", "kg")},
}


def numeric(profile: Profile, names: Names) -> list[str]:
    """The lines on its numbers."""
    lines = []
    unit = _unit(profile, names)
    if unit is not None and not hinted(profile, "money"):
        es, es_one, en_one, en = unit
        lines.append(f"    unit: {{es: [{es}, {es_one}], en: [{en}, {en_one}]}}")
    bands = _bands(profile)
    if bands:
        lines.append(f"    bands: [{', '.join(f'{b:g}' if abs(b) < 1e6 else str(int(b)) for b in bands)}]")
    if profile.low >= 0 and kind(profile) in {"money", "integer"}:
        lines.append("    range: [0, null]  # guessed: nothing below zero")
    if 0 < profile.decimals <= 4 and kind(profile) == "number":
        lines.append(f"    decimals: {profile.decimals}")
    return lines


def _unit(profile: Profile, names: Names) -> tuple[str, str, str, str] | None:
    """What is counted: said at either end of the header, or meant by its name; ``12 months`` at the end is a span."""
    kept, span = without_span(words(names.shown("en")) or words(profile.header))
    if any(_SPANNED.search(name) and fold(name.split()[0]) not in _MARKS for name in names.es[:1]):
        return None  # counted within a time: complaints in 12 months are no months
    said = [fold(word) for word in words(profile.header)]
    ends = [*kept[:1], *kept[-1:], *(said[-1:] if not span else [])]
    marked = next((_MARKS[word] for word in ends if word in _MARKS), None)
    if marked is None and kept == ["tenure"]:
        marked = "years" if profile.high <= _MOST_YEARS else "months"
    return _UNITS[marked] if marked else None


def _bands(profile: Profile) -> list[float]:
    """The quintiles of the data, rounded to two digits."""
    if profile.distinct <= 8 or len(profile.sample) < 20:
        return []
    ordered = sorted(profile.sample)
    cuts = [_rounded(ordered[len(ordered) * i // 5]) for i in range(1, 5)]
    return sorted({cut for cut in cuts if profile.low < cut < profile.high})


def _rounded(value: float) -> float:
    if value == 0:
        return 0.0
    digits = 1 - math.floor(math.log10(abs(value)))
    return round(value, digits)
