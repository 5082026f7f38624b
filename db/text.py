"""How texts are compared: every folding of letters there is.

All of them take case and accents away; they differ in what becomes of the rest: ``unaccented`` keeps signs for whoever
reads them, ``fold`` compares names, ``squeezed`` names as people type them, ``flat`` keeps every place.
"""

import re
import unicodedata

_APOSTROPHES = re.compile(r"['’´`]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def unaccented(text: str) -> str:
    """Lower case, no accents, plain apostrophes removed, signs as they are: ``O'Brién`` -> ``obrien``."""
    if text.isascii():  # nearly every word: nothing to take apart
        return _APOSTROPHES.sub("", text.casefold())
    plain = unicodedata.normalize("NFKD", text.replace("≠", "!=").casefold())  # else it folds to an equals sign
    return _APOSTROPHES.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def fold(text: str) -> str:
    """A name as searches compare it: lower case, no accents or apostrophes, other punctuation as one space."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    kept = ("" if unicodedata.combining(c) or c in "'’‘`´ʼ" else c if c.isalnum() else " " for c in plain)
    return " ".join("".join(kept).split())


def squeezed(text: object) -> str:
    """Letters and digits only, lower case, without accents: ``"Nº de Productos" -> "nodeproductos"``."""
    return fold(str(text)).replace(" ", "")


def flat(text: str) -> str:
    """Small letters without accents, character for character: places in it are places in ``text``."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return "".join(_one(letter) for letter in text)


def _one(letter: str) -> str:
    if letter in "’´`‘":
        return "'"
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if len(base) == 1 else letter
