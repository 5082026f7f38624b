"""What people call a value that is a stretch of time: ``12m``, ``permanencia24``, ``2 years`` of a contract."""

import re
from collections.abc import Iterator, Sequence

from db.catalog import Names
from db.catalog.drafting.glossary import glossary
from db.text import fold

_VALUE = re.compile(r"(?P<before>[^\W\d_ ]*)[\s_-]*(?P<count>\d{1,2})[\s_-]*(?P<after>[^\W\d_]*)")
_YEARS = frozenset({"y", "yr", "yrs", "year", "years", "ano", "anos", "a"})
_MONTHS = frozenset({"m", "mo", "mth", "mths", "month", "months", "mes", "meses"})
_USUAL = frozenset({1, 3, 6, 12, 18, 24, 36, 48, 60})
"""Months that contracts are made for, where a number has no unit."""


def term_names(value: str, column: Names) -> Names:
    """``contrato de 12 meses``, ``12 month contract``, ``one year contract``; nothing where it is no such time."""
    found = _VALUE.fullmatch(fold(value).strip())
    if found is None:
        return Names()
    things = {language: _agreed(language, found["before"], column) for language in ("es", "en")}
    if not any(things.values()):
        return Names()
    count, unit = int(found["count"]), found["after"]
    if unit in _YEARS:
        count *= 12
    elif unit not in _MONTHS and (unit or count not in _USUAL):
        return Names()
    generic = {language: getattr(glossary().agreed, language)[:1] for language in things}
    es, en = (tuple(dict.fromkeys((*things[language], *generic[language]))) for language in ("es", "en"))
    return Names(es=tuple(_called("es", count, es)), en=tuple(_called("en", count, en)))


def _agreed(language: str, before: str, column: Names) -> list[str]:
    """The words for what is agreed that the value or its column has."""
    said = {before, *(fold(word) for name in (*column.es, *column.en) for word in name.split())}
    return [word for word in getattr(glossary().agreed, language) if fold(word) in said]


def _called(language: str, months: int, things: Sequence[str]) -> Iterator[str]:
    """Every way in which so many months of one of these things are said."""
    said = glossary().stretches[language]
    whole = "year" if months == 12 else "years" if months % 12 == 0 else ""
    forms = [*said["month" if months == 1 else "months"], *(said[whole] if whole else ())]
    for thing in things:
        yield from (form.format(thing=thing, months=months, years=months // 12) for form in forms)
