"""Numbers in letters are read as the digits they are; small ones, articles and idioms stay as written."""

import random

import pytest

from agents.grounding.in_digits import in_digits

UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis "
    "veintisiete veintiocho veintinueve",
}
TENS = {
    "en": "_ _ twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "_ _ veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
HUNDREDS = "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"


def spelt(n: int, language: str) -> str:
    """A number below a million in letters."""
    if n >= 1000:
        head, rest = divmod(n, 1000)
        thousand = {"en": "thousand", "es": "mil"}[language]
        lead = "" if language == "es" and head == 1 else f"{spelt(head, language)} "
        joint = " and " if language == "en" and 0 < rest < 100 else " "
        return f"{lead}{thousand}{joint + spelt(rest, language) if rest else ''}"
    if n >= 100:
        head, rest = divmod(n, 100)
        if language == "es":
            return "cien" if n == 100 else f"{HUNDREDS.split()[head]}{' ' + spelt(rest, language) if rest else ''}"
        return f"{spelt(head, language)} hundred{' and ' + spelt(rest, language) if rest else ''}"
    units = UNITS[language].split()
    if n < len(units):
        return units[n]
    head, rest = divmod(n, 10)
    joint = "-" if language == "en" else " y "
    return f"{TENS[language].split()[head]}{joint + units[rest] if rest else ''}"


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_in_letters_are_their_digits(language):
    drawn = [*random.Random(7).sample(range(13, 1_000_000), 300), *range(13, 100), 101, 110, 999, 1001, 1100]
    around = {"en": "some {} customers left", "es": "unos {} clientes se fueron"}[language]
    for n in drawn:
        if language == "es" and n % 1000 == 100:
            continue  # "cien" by itself is read with what stands around it
        assert in_digits(around.format(spelt(n, language))) == around.format(n)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("eight percent", "8 %"),
        ("ocho por ciento", "8 %"),
        ("eleven point nine per cent", "11.9 %"),
        ("once coma nueve por ciento", "11,9 %"),
        ("four and a half thousand euros", "4500 euros"),
        ("three and a half points", "3.5 points"),
        ("from about three to just under ten percent", "from about 3 % to just under 10 %"),
        ("del veintitrés al cuarenta y dos por ciento", "del 23 % al 42 %"),
    ],
)
def test_shares_and_halves(said, shown):
    assert in_digits(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "three of the five and one in seven",
        "uno de cada siete, tres de cinco",
        "half a million, un millón y medio, a thousand and one nights",
        "once more, at once",
        "de 1 a 2 productos",
        "men and women and one of the two",
    ],
)
def test_small_numbers_and_idioms_stay(said):
    assert in_digits(said) == said
