"""Which language a question is in: the first thing asked of it, since the reply must be in the same one."""

import re
from functools import lru_cache

from agents.understanding.lexicon.entry import general_words, phrase, stop_words
from agents.understanding.lexicon.morphology import LANGUAGES, base
from agents.understanding.lexicon.normalise import tokens
from db.errors import Language
from db.text import unaccented

_TELLING = 1000
"""Characters that tell the language; it is asked on the event loop, where a pasted page must cost no more."""
_MARK = re.compile(r"[¿¡]|(?<!\w)[^\W\d_A-ZÁÉÍÓÚÜÑ][^\W\d_]*[ñáéíóúü]|(?<!\w)[ñáéíóúü]")
"""A Spanish mark; not in a word with a capital, which may be a name: García is asked for in English too."""


@lru_cache(maxsize=1)
def _evidence() -> dict[str, dict[str, float]]:
    """Folded word -> how much it speaks for each language; small words weigh most, for nouns are borrowed."""
    weights: dict[str, dict[str, float]] = {}
    for language, words in stop_words().items():
        for word in words:
            weights.setdefault(word, {})[language] = 2.0
    groups = general_words()
    tables = [*groups["cues"].values(), *groups["outside"].values(), groups["months"], *groups["ordinals"].values()]
    for table in tables:
        for language, texts in table.items():
            for text in texts.split(","):
                for word in phrase(text):
                    weights.setdefault(word, {}).setdefault(language, 1.0)
    return weights


def known_words() -> frozenset[str]:
    """Words that speak for Spanish or for English, folded."""
    return frozenset(_evidence())


def _dictionary(word: str) -> dict[str, float]:
    """What the dictionaries say of a word that is no evidence of ours: a word of one language only speaks for it."""
    known = [language for language in LANGUAGES if base(word, language) is not None]
    return {known[0]: 0.6} if len(known) == 1 else {}


def detect(text: str, fallback: Language = "es") -> Language:
    """The language of ``text``: Spanish or English; ``fallback`` where nothing in it tells."""
    return _told(text[:_TELLING]) or fallback


@lru_cache(maxsize=256)
def _told(text: str) -> Language | None:
    """The language of a text, which every reader of a message asks for; None where nothing in it tells."""
    score = {"es": 0.0, "en": 0.0}
    evidence = _evidence()
    for token in tokens(re.sub(r"\d+", " ", text)):
        if token.kind == "word" and "º" not in token.text:  # nº before an id is copied with it
            found = evidence.get(token.word) or evidence.get(unaccented(token.text)) or {}
            if len(found) == 1:
                for language, weight in found.items():
                    score[language] += weight
            elif not found and not token.capital:  # a capital may be a name's, which is of no language
                for language, weight in _dictionary(token.word).items():
                    score[language] += weight
    score["es"] += 2.0 * (_MARK.search(text) is not None)
    if score["es"] == score["en"]:
        return None
    return "es" if score["es"] > score["en"] else "en"
