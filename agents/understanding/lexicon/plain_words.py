"""Kinds of ordinary words (times, errands, degrees, the speaker) by their dictionary forms."""

from functools import lru_cache

from agents.understanding.lexicon.entry import stem
from agents.understanding.lexicon.morphology import lemmas
from agents.understanding.words import word_file
from db.text import unaccented

_INFLECTED = frozenset(["person", "errand"])
"""Kinds that any form of a word belongs to; of times only what is written counts: marche is not March."""


@lru_cache(maxsize=1)
def _kinds() -> dict[str, frozenset[str]]:
    raw = word_file("plain")
    return {kind: frozenset(unaccented(" ".join(languages.values())).split()) for kind, languages in raw.items()}


@lru_cache(maxsize=8192)
def is_kind(word: str, kind: str) -> bool:
    """Whether a folded word, in whatever form, is of a kind of ``plain.yaml``."""
    known = _kinds()[kind]
    if word in known or kind not in _INFLECTED:
        return word in known
    return any(form in known for form in lemmas(word)) or (len(word) > 5 and stem(word) in known)
