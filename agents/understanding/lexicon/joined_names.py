"""A surname of several words as one: ``de la Cruz``, ``van der Berg``, ``Al-Sayed``, ``St. John``.

Its small words would be read as grammar or numbers (*dos Santos*, *ten Boom*), and its last one be put right as a slip.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.normalise import Token
from agents.understanding.words import word_file
from db.text import unaccented

_LONGEST = 3
"""Tokens before the last word of a name."""
_STARTS = frozenset({".", "?", "!", "¿", "¡", ":"})


@lru_cache(maxsize=1)
def _particles() -> dict[str, frozenset[str]]:
    raw = word_file("name_particles")
    return {kind: frozenset(str(word) for word in words) for kind, words in raw.items()}


def joined_names(row: Sequence[Token], message: str, lexicon: Lexicon) -> list[Token]:
    """The same tokens with each surname of several words as one token."""
    text = unicodedata.normalize("NFC", message)
    small = any(_doubled(row, i) for i in range(len(row)))
    written = any(c.isupper() for c in text) and not text.isupper()
    return list(_joined(row, text, lexicon)) if written or small else list(row)


def _doubled(row: Sequence[Token], i: int) -> bool:
    """``riesgo de de la cruz``, ``la señora de la cruz``: small letters that only a name explains."""
    return i > 0 and row[i].word == "de" and (row[i - 1].word == "de" or row[i - 1].word in _particles()["titles"])


def _joined(row: Sequence[Token], text: str, lexicon: Lexicon) -> Iterator[Token]:
    i = 0
    while i < len(row):
        if size := _of_the_bank(row, i, lexicon):
            yield from row[i : i + size]
            i += size
            continue
        last = next((i + n for n in range(_LONGEST, 0, -1) if _is_name(row, i, i + n, text, lexicon)), i)
        yield row[i] if last == i else _one(row[i], row[last], text)
        i = last + 1


def _one(first: Token, last: Token, text: str) -> Token:
    written = text[first.start : last.end]
    return Token(written, unaccented(written), first.start, last.end)


def _is_name(row: Sequence[Token], i: int, last: int, text: str, lexicon: Lexicon) -> bool:
    """Whether the tokens from ``i`` to ``last`` are particles and the word with a capital that they belong to."""
    if last >= len(row) or not _is_word(row[last]) or row[last].text.isupper():
        return False
    lead = _lead(row, i, last)
    named = row[last].capital or (_doubled(row, i) and len(lead) > 1)
    between = text[row[last - 1].end : row[last].start]
    if not named or not lead or between not in {"-", " "}:
        return False
    words = unaccented(" ".join(token.text for token in lead))
    if between == "-":
        return len(lead) == 1 and (words in _particles()["hyphen"] or _foreign(row[i], row[last], lexicon))
    known = lexicon.look_up((row[last].word,))
    if (known is not None and known.of_the_bank) or (row[last - 1].text == "." and not words.startswith("st")):
        return False
    starts = i == 0 or row[i - 1].text in _STARTS
    return _belongs(lead, words, lexicon, starts=starts)


def _of_the_bank(row: Sequence[Token], i: int, lexicon: Lexicon) -> int:
    """How many tokens from ``i`` are what the bank calls so (*San Carlos*, *San Juan de los Lagos*); 0 for none."""
    words = [token.word for token in row[i : i + lexicon.longest]]
    return next((length for length, entry in lexicon.matches(words) if length > 1 and entry.of_the_bank), 0)


def _lead(row: Sequence[Token], i: int, last: int) -> list[Token]:
    """The words before the last one, each once as written; none where they begin inside a contraction (*del*)."""
    if i and row[i - 1].start == row[i].start:
        return []
    lead = [token for n, token in enumerate(row[i:last], i) if token.text != "." and row[n - 1].start != token.start]
    return lead if all(_is_word(token) or token.kind == "number" for token in lead) else []


def _belongs(lead: Sequence[Token], words: str, lexicon: Lexicon, *, starts: bool) -> bool:
    """Whether these small words belong to a name, not to the sentence; alone at its start they may be either."""
    alone = len(lead) == 1
    own = alone and words in _particles()["capital"] and lead[0].capital and not starts
    return own or (words in _particles()["chains"] and not (starts and alone and lexicon.known(words)))


def _foreign(first: Token, last: Token, lexicon: Lexicon) -> bool:
    """``Núñez-Ortiz``: two words with capitals, neither of them ours."""
    return first.capital and not lexicon.known(first.word) and not lexicon.known(last.word)


def _is_word(token: Token) -> bool:
    return token.kind == "word" and token.text.isalpha()
