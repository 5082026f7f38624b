"""Second step: unknown words are taken for the known one that is a letter or two off, or for words run together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agents.understanding.lexicon.entry import sound
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_word
from agents.understanding.lexicon.normalise import Token
from agents.understanding.lexicon.numbers import is_number_word

_PRONOUN = re.compile(r"(?<=[aeor])(?:me|te|se|le|les|nos|lo|la|los|las)$")
_OF_ONE = frozenset(["tiene", "has", "is", "es", "esta", "se", "does", "gana", "cobra", "sigue"])
_MISSPELT = 40
"""Different words of one question that are looked for among ours; a text with more is no question with slips."""
_VOWELS = frozenset("aeiou")
_SHORT = frozenset(
    [
        "de",
        "en",
        "la",
        "el",
        "los",
        "las",
        "por",
        "con",
        "sin",
        "y",
        "a",
        "o",
        "of",
        "in",
        "by",
        "at",
        "to",
        "is",
        "que",
        "no",
        "my",
        "me",
        "mi",
        "un",
        "mas",
    ]
)

_APOSTROPHE = re.compile(r"^[^\W\d_]{1,2}['’][^\W\d_]{3,}$")
"""``t'ien``, ``o'brien``: one or two letters before an apostrophe and a name after it."""


def corrected(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The same tokens with misspelt words put right; what nothing comes near stays as it is."""
    shouting = sum(t.text.isupper() and len(t.text) > 1 for t in tokens) > len(tokens) / 2
    found: list[Token] = []
    strange: set[str] = set()
    for index, token in enumerate(tokens):
        if (
            token.kind == "word"
            and len(token.word) > 2
            and not lexicon.known(token.word)
            and not set(token.word) & _VOWELS
        ):
            found.append(replace(token, word=lexicon.skeletons.get(token.word, token.word)))
            continue
        if " " in token.word or "-" in token.word:  # a name of several words
            found.append(token)
            continue
        if _APOSTROPHE.match(token.text) and (token.word,) not in lexicon.exact and not is_word(token.word):
            found.append(replace(token, word=token.text.casefold()))  # no form of the word without its apostrophe
            continue
        if token.kind != "word" or len(token.word) < 4 or lexicon.known(token.word) or is_number_word(token.word):
            found.append(token)
            continue
        if is_word(token.word) or (token.word not in strange and len(strange) >= _MISSPELT):
            found.append(token)
            continue
        strange.add(token.word)
        starts = index == 0 or tokens[index - 1].text in {"¿", "¡", ".", "?", "!"}
        subject = index + 1 < len(tokens) and tokens[index + 1].word in _OF_ONE
        proper = token.capital and not shouting and (not starts or subject)
        words = lexicon.once_of_word(_mended, token.word, proper)
        found.extend([token] if words == (token.word,) else [replace(token, word=word) for word in words])
    return found


def _mended(lexicon: Lexicon, word: str, proper: bool) -> tuple[str, ...]:
    """The known word or words that a strange one stands for; itself where it stands for none."""
    if (verb := _without_pronoun(word, lexicon)) is not None:
        return (verb,)
    near = _nearest(word, lexicon.proper_words if proper else lexicon.bank_words, 1)
    if near is None and not proper:
        near = _nearest(word, lexicon.vocabulary, 1)
    if near is not None:
        return (near,)
    if not proper and len(word) == 4:
        near = _nearest(word, lexicon.stops, 1)
        if near is not None:
            return (near,)
    near = None if proper else _clipped(word, lexicon) or lexicon.sounds.get(sound(word))
    if near is not None:
        return (near,)
    parts = [] if proper or len(word) < 6 else split_words(word, lexicon)
    if parts:
        return tuple(parts)
    if len(word) >= 8:
        near = _nearest(word, lexicon.proper_words if proper else lexicon.bank_words, 2)
        if near is None and not proper and len(word) >= 11:
            near = _nearest(word, lexicon.vocabulary, 2)
    return (word if near is None else near,)


def _without_pronoun(word: str, lexicon: Lexicon) -> str | None:
    """``quitale``, ``ponselo``: a Spanish verb of ours with pronouns joined to its end."""
    verb = word
    for _ in range(2):
        verb = _PRONOUN.sub("", verb)
        entry = lexicon.look_up((verb,)) if len(verb) > 2 and verb != word else None
        if entry is not None and entry.cues and not entry.of_the_bank:
            return verb
    return None


def _clipped(word: str, lexicon: Lexicon) -> str | None:
    """``alemns``, ``custmrs``: a word of the bank whose vowels are partly left out."""
    bare = "".join(c for c in word if c not in _VOWELS)
    long = [w for w in lexicon.clipped.get(bare, ()) if w[0] == word[0] and len(w) > len(word)] if len(bare) > 2 else []
    return min(long, key=len) if long else None


@lru_cache(maxsize=64)
def _by_length(words: frozenset[str]) -> dict[int, list[str]]:
    """The words by their number of letters."""
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found


def _nearest(word: str, words: frozenset[str], limit: int) -> str | None:
    """The one known word within ``limit`` slips (a transposition is one); short words must share the first letter."""
    lengths = _by_length(words)
    candidates = [w for n in (-1, 0, 1) for w in lengths.get(len(word) + n, ()) if len(w) > 3]
    best = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=limit, limit=6)
    ranked = sorted(best, key=lambda hit: (hit[1], hit[0][0] != word[0], hit[0][-1] != word[-1], hit[0]))
    for near, _, _ in ranked:
        if len(word) > 6 or near[0] == word[0] or sorted(near) == sorted(word):
            return near
    return None


def split_words(word: str, lexicon: Lexicon) -> list[str]:
    """The fewest known words that ``word`` consists of, or none: saldomedio -> saldo medio."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 16), end):
            head, piece = best[start], word[start:end]
            if head is None or not (
                piece in _SHORT or (len(piece) > 2 and (piece in lexicon.vocabulary or is_number_word(piece)))
            ):
                continue
            rival = best[end]
            if rival is None or len(head) + 1 < len(rival):
                best[end] = [*head, piece]
    parts = best[-1] or []
    whole = [part for part in parts if len(part) > 3]
    told = any(lexicon.exact.get((part,)) and lexicon.exact[(part,)].tells for part in parts)
    return parts if told and 1 < len(parts) <= 5 and len(whole) >= 1 and sum(map(len, whole)) * 2 > len(word) else []
