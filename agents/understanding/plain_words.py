"""Kinds of ordinary words (times, errands, degrees, the speaker) by their dictionary forms."""

from functools import lru_cache
from pathlib import Path

import yaml

from agents.offline.entry import stem
from agents.offline.morphology import lemmas
from db.text import unaccented

_INFLECTED = frozenset(["person", "errand"])
"""Kinds that any form of a word belongs to; of times only what is written counts: marche is not March."""
_FILE = Path(__file__).parent / "words" / "plain.yaml"


@lru_cache(maxsize=1)
def _kinds() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {kind: frozenset(unaccented(" ".join(languages.values())).split()) for kind, languages in raw.items()}


@lru_cache(maxsize=8192)
def is_kind(word: str, kind: str) -> bool:
    """Whether a folded word, in whatever form, is of a kind of ``plain.yaml``."""
    known = _kinds()[kind]
    if word in known or kind not in _INFLECTED:
        return word in known
    return any(form in known for form in lemmas(word)) or (len(word) > 5 and stem(word) in known)
