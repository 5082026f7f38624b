"""Words in other forms than the dictionary's: diminutives, dropped letters, function words of regional varieties."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.language import detect
from agents.understanding.lexicon.entry import stop_words
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import base, is_word
from agents.understanding.words import word_file
from db.lemmas import DICTIONARY
from db.text import unaccented

_WORD = re.compile(r"(?<![/@\w])[^\W\d_]+(?:['’](?:[^\W\d_]+|(?=\s)))?(?![/@\w])")
_SMALLER = re.compile(r"(?:ec|c)?(?P<kind>it|ic|ill|ot|az|[ií]sim)(?P<end>[oa]s?)$")
_CLITICS = re.compile(r"(?<=[aen])(?:me|nos|se)?(?:l[aeo]s?)?$")
_INFINITIVES = ("ar", "er", "ir")
_SPELT = (("qu", "c"), ("gu", "g"), ("c", "z"), ("", ""))
"""How a stem is spelt before i and how before a or o: poqu-ito, poc-o."""
_SHORTEST, _LEAST = 4, 2
"""Letters of a word that can be a diminutive, and of its stem."""
_LONGEST = 2000
"""Characters of a message somebody wrote; a pasted text is read as it is."""
_DROPPED = "in"
_FOREIGN = frozenset("àèìòùçãõâêô")
"""Letters that no Spanish or English word has: més is not mes."""
_STARTS = frozenset(".?!¿¡:;\n")


@dataclass(frozen=True, eq=False)
class _Variety:
    into: str
    words: dict[str, str]
    endings: dict[str, str]
    auxiliaries: frozenset[str]


@lru_cache(maxsize=2)
def _varieties(language: str) -> tuple[_Variety, ...]:
    raw = word_file("regional")

    def pairs(text: str) -> dict[str, str]:
        return {said: plain.replace(".", " ") for said, plain in (pair.split("=") for pair in text.split())}

    return tuple(
        _Variety(v["into"], pairs(v["words"]), pairs(v.get("endings", "")), frozenset(v.get("auxiliaries", "").split()))
        for v in raw.values()
        if v["into"] == language
    )


class WordForms:
    """Rewrites a message's words into the forms that the lexicon and the dictionaries have."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.standard = lru_cache(maxsize=512)(self._standard)

    def _standard(self, message: str) -> str:
        """The message with each word in its standard form, all else as written."""
        if len(message) > _LONGEST:
            return message
        language = detect(message, "es")
        found = [word for word in _WORD.finditer(message) if not _named(message, word)]
        variety = self._variety([word[0].casefold() for word in found], language)
        for word in reversed(found):
            plain = self._regional(word[0], variety) or self._form(word[0], language)
            if plain is not None:
                message = f"{message[: word.start()]}{plain}{message[word.end() :]}"
        return message

    def _variety(self, words: Sequence[str], language: str) -> _Variety | None:
        """The variety that a word of neither language speaks for, or two rare words of the language."""
        told = {variety: sum(self._evidence(word, variety) for word in words) for variety in _varieties(language)}
        best = max(told, key=lambda variety: told[variety], default=None)
        return best if best is not None and told[best] >= 1 else None

    def _evidence(self, written: str, variety: _Variety) -> float:
        word = unaccented(written)
        if not set(written).isdisjoint(_FOREIGN):
            return 1 if word in variety.words else 0.5
        if word in variety.words and _misaccented(written, variety.into):
            return 0.5
        if word not in variety.words and self._ending(word, variety) is None:
            return 0
        if not _own(word, variety.into):
            return 1
        return 0 if word in self._lexicon.vocabulary else 0.5

    def _regional(self, word: str, variety: _Variety | None) -> str | None:
        """The standard word, where the language has no such word or uses it little."""
        plain = unaccented(word)
        if variety is None:
            return None
        if plain in variety.words:
            foreign = _misaccented(word.casefold(), variety.into)
            known = _own(plain, variety.into) and plain in self._lexicon.vocabulary
            return None if known and not foreign else variety.words[plain]
        return None if _own(plain, variety.into) else self._ending(plain, variety)

    @staticmethod
    def _ending(word: str, variety: _Variety) -> str | None:
        """``hasnae``: an auxiliary with the negation joined to it."""
        for ending, plain in variety.endings.items():
            stem = word.removesuffix(ending)
            if stem != word and stem in variety.auxiliaries:
                return f"{stem} {plain}"
        return None

    def _form(self, word: str, language: str) -> str | None:
        plain = unaccented(word)
        if plain in self._lexicon.vocabulary or len(plain) < _SHORTEST:
            return None
        if language == "en":
            return self._undropped(plain)
        smaller = next((form for form in _larger(word.casefold()) if self._known(plain, unaccented(form))), None)
        return smaller or _unjoined(plain)

    def _known(self, word: str, form: str) -> bool:
        """Whether a form is a word that is meant: of a word of the dictionary only one of ours can be."""
        return form in self._lexicon.vocabulary or (not is_word(word) and is_word(form))

    def _undropped(self, word: str) -> str | None:
        """``leavin``: the g of an English -ing left out."""
        whole = f"{word}g"
        said = word.endswith(_DROPPED) and not is_word(word)
        return whole if said and (whole in self._lexicon.vocabulary or is_word(whole)) else None


def _unjoined(word: str) -> str | None:
    """``ordénelos``, ``póngame``: a verb's form without the pronouns that are joined to it."""
    match = None if is_word(word) else _CLITICS.search(word)
    lemma = base(word[: match.start()], "es") if match is not None else None
    return word[: match.start()] if match is not None and lemma is not None and lemma.endswith(_INFINITIVES) else None


def _own(word: str, language: str) -> bool:
    """Whether the language itself has the word; of letters only those it uses as one."""
    return word in stop_words()[language] or (len(word) > 1 and base(word, language) is not None)


def _misaccented(written: str, language: str) -> bool:
    """``més``: an accent where the language's own word has none."""
    return unaccented(written) != written and not DICTIONARY.is_dictionary_member(written, language)


def _named(message: str, word: re.Match[str]) -> bool:
    """Whether a word may be a name: a capital that no sentence's beginning explains."""
    before = message[: word.start()].rstrip(" \"'«“")
    return word[0][:1].isupper() and bool(before) and before[-1] not in _STARTS


def _larger(word: str) -> Iterator[str]:
    """What a Spanish word may be a diminutive or an augmentative of, the likeliest first."""
    match = _SMALLER.search(word)
    known = is_word(unaccented(word))
    if match is None or match.start() < _LEAST or (known and match["kind"] == "ic"):
        return
    stem, end = word[: match.start()], match["end"]
    plural = "s" if end.endswith("s") else ""
    for said, spelt in _SPELT:
        if not stem.endswith(said):
            continue
        root = stem.removesuffix(said) + spelt if said else stem
        yield root + end
        yield root + "e" + plural
        if not known:
            yield root + ("es" if plural else "")
            yield root + ("o" if end.startswith("a") else "a") + plural
