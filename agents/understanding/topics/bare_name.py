"""A message that is a name and nothing else: "García", "müller", "O'Brien Smith"."""

import re

from agents.understanding.calls import Call
from agents.understanding.lexicon.morphology import is_word
from db.text import unaccented

_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST, _LEAST = 4, 3
"""Words of a name, and letters of its shortest word that is no particle."""


def bare_name(message: str) -> Call | None:
    """The search for it, or None where the message says anything else; a word of a dictionary must be a whole name."""
    words = message.strip(' \t\n.,;:!?¿¡"').split()
    if not 0 < len(words) <= _MOST or not all(_NAME.fullmatch(word) for word in words):
        return None
    if "?" in message and len(words) > 1 and is_word(unaccented(words[0])):
        return None
    long = [word for word in words if len(word) >= _LEAST]
    common = [word for word in long if not word[:1].isupper() and is_word(unaccented(word))]
    if not long or (common and len(words) > 1):
        return None
    return Call("find_customers", {"name": " ".join(words), **({"exact": True} if common else {})})
