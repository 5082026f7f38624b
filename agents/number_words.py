"""Numbers written in letters, English and Spanish, from zero to the hundreds; "one", "un" and "una" are articles, not figures."""

from collections.abc import Sequence

_UNITS = {
    **{
        w: n
        for n, w in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
        )
    },
    **{w: n for n, w in enumerate("fifteen sixteen seventeen eighteen nineteen".split(), start=15)},
    **{
        w: n
        for n, w in enumerate(
            "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince".split()
        )
    },
    **{
        w: n
        for n, w in enumerate(
            "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés".split(), start=16
        )
    },
    **{
        w: n
        for n, w in enumerate(
            "veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve".split(), start=24
        )
    },
    **{
        "dieciseis": 16,
        "veintiun": 21,
        "veintiún": 21,
        "veintiuna": 21,
        "veintidos": 22,
        "veintitres": 23,
        "veintiseis": 26,
    },
}
_TENS = {
    **{w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)},
    **{w: 10 * n for n, w in enumerate("treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(), start=3)},
}
_HUNDREDS = {
    **{
        w: 100 * n
        for n, w in enumerate(
            "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos".split(), start=1
        )
    },
    **{"ciento": 100, "ochocientos": 800, "novecientos": 900, "doscientas": 200, "trescientas": 300, "quinientas": 500},
}
_LONE = frozenset({"one", "uno"})
_LARGE = {"hundred": 100.0, "thousand": 1_000.0, "mil": 1_000.0, "million": 1_000_000.0, "millones": 1_000_000.0}

FRACTIONS = {"half": 0.5, "mitad": 0.5, "third": 1 / 3, "tercio": 1 / 3, "tercios": 2 / 3, "quarter": 0.25}
"""Shares; read with a tolerance, as people use them."""
MULTIPLES = {"double": 2.0, "twice": 2.0, "doble": 2.0, "triple": 3.0, "thrice": 3.0, "doubles": 2.0, "duplica": 2.0}
DOZENS = {"dozen": 12.0, "docena": 12.0}


def value_of(words: Sequence[str]) -> tuple[float | None, int]:
    """The number that begins at the first word, and how many words it takes; ``(None, 0)`` where none begins."""
    total, used = _below_thousand(words)
    if used == 0:
        return None, 0
    if used < len(words) and words[used] in _LARGE:
        total, used = total * _LARGE[words[used]], used + 1
    elif words[0] in _LONE:
        return None, 0
    return float(total), used


def _below_thousand(words: Sequence[str]) -> tuple[float, int]:
    first = words[0] if words else ""
    if first in _HUNDREDS:
        rest, used = _below_hundred(words[1:])
        return _HUNDREDS[first] + rest, 1 + used
    return _below_hundred(words)


def _below_hundred(words: Sequence[str]) -> tuple[float, int]:
    first = words[0] if words else ""
    if "-" in first:
        tens, _, unit = first.partition("-")
        if tens in _TENS and unit in _UNITS:
            return _TENS[tens] + _UNITS[unit], 1
        return 0, 0
    if first in _TENS:
        if len(words) > 2 and words[1] == "y" and 0 < _UNITS.get(words[2], 0) < 10:
            return _TENS[first] + _UNITS[words[2]], 3
        if len(words) > 1 and 0 < _UNITS.get(words[1], 0) < 10 and words[1] not in _LONE:
            return _TENS[first] + _UNITS[words[1]], 2
        return _TENS[first], 1
    if first in _UNITS:
        return _UNITS[first], 1
    return 0, 0
