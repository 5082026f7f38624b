"""Numbers as people write them: digits in either language's way, words, multipliers, percentages and currencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from text_to_num import text2num

from agents.understanding.lexicon.normalise import Token
from db.errors import Language
from tools.replies.formats import parse_number

_NOT_ALONE = frozenset(
    ["un", "una", "uno", "unos", "unas", "one", "a", "and", "y", "second", "seconds", "no", "es", "o", "oh", "ones"]
)
_ACCENTS = {"dieciseis": "dieciséis", "veintidos": "veintidós", "veintitres": "veintitrés", "veintiseis": "veintiséis",
            "veintiun": "veintiún", "millon": "millón"}  # fmt: skip
_FRACTIONS = {"medio": 0.5, "media": 0.5, "half": 0.5, "cuarto": 0.25, "quarter": 0.25}
_DOZEN = {"docena": 12, "dozen": 12, "decena": 10, "veintena": 20, "centenar": 100}
_SCALES = {"thousand": 1_000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000, "billion": 1_000_000_000}
"""What the multipliers of ``words.yaml`` stand for."""
_LONGEST = 7
_GREATEST = 1e15
"""A number that no multiplier is read after: nothing a bank counts is greater."""


@dataclass(frozen=True)
class Number:
    """A number's value and what is written beside it; ``end``: the token after it; ``bare``: plain digits."""

    value: float
    end: int
    percent: bool = False
    currency: bool = False
    bare: bool = False
    plural: bool = False
    digits: str = ""
    times: float = 1.0
    """The multiplier written after it: a thousand, a million."""

    @property
    def plain(self) -> float | int:
        """The value, whole where it is."""
        return int(self.value) if self.value == int(self.value) else self.value


@lru_cache(maxsize=4096)
def _words(text: str) -> float | None:
    languages: tuple[Language, ...] = ("es", "en")
    for language in languages:
        try:
            return float(text2num(text, language))
        except ValueError:
            continue
    return None


def number_at(tokens: Sequence[Token], i: int, units: dict[str, str]) -> Number | None:
    """The number that starts at token ``i``; ``units`` maps a folded word to thousand, million, percent or currency."""
    token = tokens[i]
    if units.get(token.word) == "currency" and token.kind == "sign" and i + 1 < len(tokens):
        found = number_at(tokens, i + 1, units)
        return None if found is None else Number(found.value, found.end, found.percent, True)
    if token.kind == "number":
        value, end, bare = parse_number(token.text), i + 1, token.text.isdigit()
        if value is None or not isfinite(value):
            return None
        return _with_suffix(tokens, value, end, units, token.text if bare else "")
    return _from_words(tokens, i, units)


def _dozens(tokens: Sequence[Token], i: int) -> Number | None:
    """``docena``, ``media docena``, ``half a dozen``."""
    if tokens[i].word in _DOZEN:
        return Number(_DOZEN[tokens[i].word], i + 1)
    rest = i + 2 if i + 1 < len(tokens) and tokens[i + 1].word == "a" else i + 1
    half = tokens[i].word in {"media", "half"} and rest < len(tokens) and tokens[rest].word in {"docena", "dozen"}
    return Number(6, rest + 1) if half else None


def _from_words(  # noqa: PLR0911
    tokens: Sequence[Token], i: int, units: dict[str, str]
) -> Number | None:
    word = tokens[i].word
    following = tokens[i + 1].word if i + 1 < len(tokens) else ""
    if word in {"un", "a"} and following in _FRACTIONS:
        return _from_words(tokens, i + 1, units)
    if word in _FRACTIONS and following in {"de", "of"} and i + 2 < len(tokens):
        rest = i + 3 if tokens[i + 2].word == "a" else i + 2
        if rest < len(tokens) and units.get(tokens[rest].word) == "million":
            return _with_suffix(tokens, _FRACTIONS[word], rest, units, "")
    if word in _FRACTIONS and units.get(following) == "million":
        return _with_suffix(tokens, _FRACTIONS[word], i + 1, units, "")
    if word == "half" and following == "a" and i + 2 < len(tokens) and units.get(tokens[i + 2].word) == "million":
        return _with_suffix(tokens, 0.5, i + 2, units, "")
    dozen = _dozens(tokens, i)
    if dozen is not None:
        return dozen
    if word in {"a", "un", "una", "one"} and following in {
        "hundred",
        "thousand",
        "million",
        "millon",
        "dozen",
        "docena",
        "centenar",
    }:
        return number_at(tokens, i + 1, units)
    best: Number | None = None
    if tokens[i].kind != "word" or word in _NOT_ALONE or _words(_ACCENTS.get(word, word)) is None:
        return None
    parts: list[str] = []
    for j in range(i, min(i + _LONGEST, len(tokens))):
        if tokens[j].kind == "sign" and tokens[j].text in {"-", "–"} and parts:
            continue
        if tokens[j].kind != "word":
            break
        parts.append(_ACCENTS.get(tokens[j].word, tokens[j].word))
        value = _words(" ".join(parts))
        if value is not None and tokens[j].word not in {"and", "y"}:
            best = Number(value, j + 1)
    return None if best is None else _with_suffix(tokens, best.value, best.end, units, "")


def _with_suffix(tokens: Sequence[Token], value: float, end: int, units: dict[str, str], digits: str) -> Number:
    """Apply what follows the number: k, mil, millones, %, €."""
    percent = currency = False
    times = 1.0
    while end < len(tokens):
        token = tokens[end]
        unit = units.get(token.word)
        short = len(token.word) == 1 and token.kind == "word"
        if unit is None and token.word == "por" and end + 1 < len(tokens) and tokens[end + 1].word == "ciento":
            percent, end, digits = True, end + 2, ""
            break
        if unit is None and token.word == "per" and end + 1 < len(tokens) and tokens[end + 1].word == "cent":
            percent, end, digits = True, end + 2, ""
            break
        if unit is None or (short and not token.glued and token.text not in {"k", "K", "M", "€", "$", "£", "%"}):
            break
        if unit in _SCALES and value > _GREATEST:
            break
        if unit in _SCALES:
            value, times = value * _SCALES[unit], times * _SCALES[unit]
        elif unit == "percent":
            percent = True
        else:
            currency = True
        digits = ""
        end += 1
        if unit in {"percent", "currency"}:
            break
    if end + 1 < len(tokens) and tokens[end].word in {"de", "of"} and units.get(tokens[end + 1].word) == "currency":
        currency, end, digits = True, end + 2, ""
    plural = end < len(tokens) and tokens[end].word == "s" and tokens[end].glued
    return Number(round(value, 6), end + plural, percent, currency, bool(digits) and not plural, plural, digits, times)


def is_number_word(word: str) -> bool:
    """Whether the folded word is a number in words."""
    return word in _DOZEN or _words(_ACCENTS.get(word, word)) is not None
