"""What abbreviations in headers stand for, as far as it can be guessed: words of the dictionary that begin so."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from db import lemmas
from db.catalog.drafting.glossary import glossary
from db.errors import Language
from db.text import fold

_SHORTEST, _CUT = 3, 2
_SURE: Mapping[Language, int] = {"es": 4, "en": 3}
"""Letters an abbreviation has at least, that are cut off at least, and from which a word of the language is no such."""
_MOST = 400
"""So many ways to read a header are looked at."""
_SMALL = frozenset({"sin"})
"""Small words that stand for another one only at either end: ``sin_36m``, ``imp_sin``."""
_VOWELS = re.compile(r"[aeiou]")
_BEHIND = re.compile(r"\d+[a-z]?|pct")
_LAST = frozenset({"ultimo", "ultima", "primer", "primera"})
_ENDING = frozenset({"ultimo", "ultima"})


def written_out(said: Sequence[str], language: Language) -> list[str]:
    """The words of a header with abbreviations in full.

    Where several words fit, those that make a known name together, else the usual or only one; else as written.
    """
    full = _read(said, language)
    if language == "en":
        return full
    full = [_fitting(word, full[at - 1]) if at and word != said[at] else word for at, word in enumerate(full)]
    return [_leading(word, full[at + 1 : at + 2]) if word != said[at] else word for at, word in enumerate(full)]


def sure(said: Sequence[str], language: Language) -> bool:
    """Whether what a header's abbreviations stand for is no mere guess: usual ones, or a known name."""
    usual = glossary().spanish_words.short if language == "es" else glossary().short_english
    read = zip(said, _read(said, language), strict=True)
    return _whole(said, language) is not None or all(full == word or fold(word) in usual for word, full in read)


def _read(said: Sequence[str], language: Language) -> list[str]:
    whole = _whole(said, language)
    readings = _readings(said, language)
    return whole or [_first(word, r, language) for word, r in zip(said, readings, strict=True)]


def _whole(said: Sequence[str], language: Language) -> list[str] | None:
    """The readings that make a known name, with the unit or the time that may stand behind it."""
    tail = next((at for at in range(len(said), 1, -1) if not _BEHIND.fullmatch(said[at - 1])), len(said))
    known = next(_known(_readings(said[:tail], language), language), None)
    behind = [next(iter(found)) for found in _readings(said, language)[tail:]]
    return None if known is None else [*known, *behind]


def _readings(said: Sequence[str], language: Language) -> list[list[str]]:
    """Each word's readings, as written where it has none."""
    if language == "en":
        return [list(_english(word)) or [word] for word in said]
    inner = range(1, len(said) - 1)
    return [
        [word] if at in inner and fold(word) in _SMALL else list(_spanish(fold(word))) or [word]
        for at, word in enumerate(said)
    ]


def _leading(word: str, after: Sequence[str]) -> str:
    """``último`` as it stands before a noun: ``última visita``, ``último pago``."""
    if fold(word) not in _ENDING or not after:
        return word
    return f"{word[:-1]}{'a' if fold(after[0]) in glossary().spanish_words.feminine else 'o'}"


def _first(word: str, readings: Sequence[str], language: Language) -> str:
    """The usual reading or the only one; of several, none can be told."""
    usual = fold(word) in (glossary().spanish_words.short if language == "es" else glossary().short_english)
    return readings[0] if usual or len(readings) == 1 else word


def _known(readings: Sequence[Sequence[str]], language: Language) -> Iterator[Sequence[str]]:
    """The combinations that are the name of a column."""
    size = 1
    for one in readings:
        size *= len(one)
    names = glossary().spanish if language == "es" else glossary().columns
    for words in product(*readings) if size <= _MOST else ():
        if language == "en":
            yield from [words] if len(words) > 1 and " ".join(words) in names else []
            continue
        forms = [[word, _fitting(word, words[at - 1], surely=True)] if at else [word] for at, word in enumerate(words)]
        yield from (kept for kept in product(*forms) if len(words) > 1 and fold(" ".join(kept)) in names)


@lru_cache(maxsize=1024)
def _spanish(word: str) -> tuple[str, ...]:
    """The words that a Spanish abbreviation may stand for, the usual one first; none for a word."""
    vocabulary = glossary().spanish_words
    usual = tuple(filter(None, vocabulary.short.get(word, "").split("/")))  # ``cte``: cliente, but cuenta corriente
    known = vocabulary.noun(word) is not None or vocabulary.adjective(word) is not None
    if word in _SMALL and usual:
        return usual
    if not usual and (known or _is_word(word, "es") or glossary().words.known(word) or not word.isalpha()):
        return ()
    found = list(usual)
    if len(word) >= _SHORTEST:
        entries = {**vocabulary.adjectives, **vocabulary.nouns}
        found += [said for folded, (said, _) in entries.items() if _begins(folded, word)]
        if not found:
            found += [said for folded, (said, _) in entries.items() if _contracts(folded, word)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _english(word: str) -> tuple[str, ...]:
    """The words that an English abbreviation may stand for, the usual one first; none for a word, and of
    words of the dictionary only the one that fits alone.
    """
    words = glossary().words
    usual = glossary().short_english.get(word)
    if usual is not None:
        return tuple(usual.split("/"))
    if words.known(word) or _is_word(word, "en") or not word.isalpha() or len(word) < _SHORTEST:
        return ()
    entries = {**words.adjectives, **words.masculine, **words.feminine}
    found = {spanish: said for said, spanish in reversed(entries.items()) if _begins(said, word)}
    found = found or {spanish: said for said, spanish in reversed(entries.items()) if _without_vowels(said, word)}
    return tuple(found.values()) if len(found) == 1 else ()


def _without_vowels(said: str, word: str) -> bool:
    """Whether only consonants of a word are left, all but one, first and last among them: ``pkg``, ``mthd``."""
    bones = said[:1] + _VOWELS.sub("", said[1:])
    letters = iter(bones)
    kept = " " not in said and not _VOWELS.search(word[1:]) and len(word) >= len(bones) - 1
    return kept and (word[0], word[-1]) == (bones[0], bones[-1]) and all(letter in letters for letter in word)


def _begins(said: str, word: str) -> bool:
    return said.startswith(word) and len(said) >= len(word) + _CUT and " " not in said


def _contracts(said: str, word: str) -> bool:
    """Whether a word is cut in its middle: ``efto`` for ``efecto``, ``cdad`` for ``ciudad``."""
    longer = len(word) > _SHORTEST and len(said) >= len(word) + _CUT and " " not in said
    return longer and any(said.startswith(word[:at]) and said.endswith(word[at:]) for at in range(1, len(word) - 1))


def _is_word(word: str, language: Language) -> bool:
    return len(word) >= _SURE[language] and lemmas.known(word, language)


def _fitting(word: str, before: str, *, surely: bool = False) -> str:
    """A word as it stands behind another: ``factura electrónica``, ``última visita``."""
    vocabulary = glossary().spanish_words
    if fold(before) in _LAST and vocabulary.noun(fold(word)) is not None:
        return word.removesuffix("s")
    noun = not surely and vocabulary.noun(fold(word)) is not None
    plain = not noun and vocabulary.adjective(fold(word)) is not None
    several = before.endswith("s") and vocabulary.noun(fold(before)[:-1]) is not None
    feminine = fold(before)[: -1 if several else None] in vocabulary.feminine
    if not plain or not word.endswith("o") or not (feminine or several):
        return word
    return f"{word[:-1]}{'a' if feminine else 'o'}{'s' * several}"
