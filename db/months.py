"""The names of the months, whole and cut short, in the languages that files and messages are written in."""

from functools import lru_cache

from babel import Locale

from db.text import unaccented

_CUT = 3


@lru_cache(maxsize=4)
def months(*languages: str) -> dict[str, int]:
    """Lower-case name without accents and points -> number; what two languages mean otherwise is left out."""
    found: dict[str, set[int]] = {}
    for language in languages:
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                plain = unaccented(name.lower().rstrip("."))
                found.setdefault(plain, set()).add(int(number))
                found.setdefault(plain[:_CUT], set()).add(int(number))
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1} | {"setiembre": 9, "sept": 9}
