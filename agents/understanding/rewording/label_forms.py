"""Conditions on the label written as in a query (``Exited = 1``, ``avg(Exited)``) as words: who left, who stayed."""

import re
from functools import lru_cache

from agents.understanding.words import word_file
from db.catalog import Catalog

_EQUAL = frozenset(["=", "==", "is"])


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return dict(word_file("label"))


class LabelForms:
    """Rewrites what a message says of the label's column."""

    def __init__(self, catalog: Catalog) -> None:
        self._label = catalog.label
        name = re.escape(catalog.label.column)
        self._status = re.compile(rf"(?:\bwhere\s+)?\b{name}\s*(==?|<>|!=|≠|\bis\b)\s*['\"]?(\w+)['\"]?", re.IGNORECASE)
        self._group = re.compile(
            rf"(?:\b(?:group(?:ed)?|split|agrupad[oa]s?|desglosad[oa]s?)\s+)?\b(?:by|per|por|seg[uú]n)\s+{name}\b",
            re.IGNORECASE,
        )
        self._mean = re.compile(rf"\b(?:avg|mean|average)\s*\(\s*{name}\s*\)", re.IGNORECASE)

    def plain(self, message: str, language: str) -> str:
        """The message with the label's conditions in words; the message itself where it holds none."""
        said = {key: words["en" if language == "en" else "es"] for key, words in _words().items()}
        positive, negative = self._label.positive.casefold(), self._label.negative.casefold()

        def status(match: re.Match[str]) -> str:
            value = match[2].casefold()
            if value not in {positive, negative}:
                return match[0]
            return said["left" if (value == positive) == (match[1].casefold() in _EQUAL) else "stayed"]

        message = self._mean.sub(said["rate"], message)
        message = self._group.sub(said["both"], message) if said["rate"] not in message else message
        return self._status.sub(status, message)
