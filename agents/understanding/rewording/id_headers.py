"""``the record for CUPS ES0021…``: what the bank calls its ids, right before one, as the customer it is of."""

import re
from functools import cached_property

from agents.understanding.lexicon.entry import header_words, phrase
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.words import word_file
from db.errors import Language

_TOLD = ("customer", "customers", "with")
"""What says by itself that an id comes: the customer with id …"""


class IdHeaders:
    """Rewrites them in messages about one catalog."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._whom: dict[Language, str] = word_file("ids")

    def plain(self, message: str, language: Language) -> str:
        """The message with each such word as whom the id is of."""

        def said(found: re.Match[str]) -> str:
            before = self._lexicon.look_up(phrase(message[: found.start()])[-1:])
            told = before is not None and not before.cues.isdisjoint(_TOLD)
            return found[0] if told else self._whom[language]

        return self._pattern.sub(said, message)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """A name of the ids before what has two digits at least."""
        catalog = self._lexicon.catalog
        names = catalog.columns[catalog.id].names
        said = {name for name in (header_words(catalog.id), *names.es, *names.en) if len(name) > 1}
        longest_first = sorted(said, key=lambda name: (-len(name), name))
        either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first) or "(?!)"
        return re.compile(rf"(?<!\w)(?:{either})(?=\s+(?=[^\s?!.,]*\d{{2}})[^\s?!,]{{4,}})", re.IGNORECASE)
