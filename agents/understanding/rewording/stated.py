"""Conditions said with a header and a value as written: ``where Lapsed is Y``, ``with planName Total``.

They are put into the one form that nothing else has (`lexicon.vocabulary.stated`), whatever the column's role.
"""

import re
from collections.abc import Iterator
from functools import cached_property, partial

from agents.understanding.lexicon.entry import header_words
from agents.understanding.lexicon.vocabulary import stated
from agents.understanding.words import word_file
from db.catalog import NO, YES, Catalog, Column
from db.text import unaccented

_SIGN = r"\s*(?:(?P<unsign>!=|<>|≠)|={1,2}|:)\s*"


class Stated:
    """Finds them in messages about one catalog's columns."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        said = word_file("stated")
        self._instead: dict[str, str] = said.pop("instead")
        self._words = {key: _either(str(words).split(",")) for key, words in said.items()}

    def plain(self, message: str) -> str:
        """The message with each such condition in its one form."""
        for column, pattern in self._patterns:
            message = pattern.sub(partial(self._said, column), message)
        return message

    @cached_property
    def _patterns(self) -> tuple[tuple[Column, re.Pattern[str]], ...]:
        kinds = {"category", "flag"}
        listed = [c for c in self._catalog.columns.values() if c.kind in kinds and any(_written(c))]
        return tuple((column, self._pattern(column)) for column in listed)

    def _pattern(self, column: Column) -> re.Pattern[str]:
        headers = [column.name, *column.source, header_words(column.name)]
        names = [*headers, *column.names.es, *column.names.en]
        values = _either(dict(_written(column)))
        are, lead, joint = self._words["are"], self._words["lead"], self._words["not"]
        copula = rf"\s+{are}\s+(?:(?P<not>{joint})\s+)?"
        return re.compile(
            rf"(?<!\w)(?:(?P<lead>{lead})\s+)?(?:(?P<name>{_either(names)})(?:(?P<sign>{_SIGN})|{copula})"
            rf"|(?<=\s)(?P<header>{_either(headers)})\s+)['\"“]?(?P<value>{values})['\"”]?(?![\w'’])",
            re.IGNORECASE,
        )

    def _said(self, column: Column, found: re.Match[str]) -> str:
        meant, written = dict(_written(column))[found["value"].casefold()], found["value"]
        spoken = unaccented(written) in YES | NO and not found["sign"]
        if (found["header"] and not found["lead"]) or (spoken and written not in column.values):
            return found[0]
        denied = bool(found["not"] or found["unsign"])
        other = column.other(meant) if denied and len(column.values) == 2 else None
        said = stated(column, other or meant)
        lead = self._instead.get((found["lead"] or "").casefold(), found["lead"])
        return f"{lead or ''} {'not ' if denied and other is None else ''}{said}".lstrip()


def _either(texts: Iterator[str] | list[str] | dict[str, str]) -> str:
    """A pattern for any of these, the longest first; blanks, hyphens and underscores stand for each other."""
    parts = {re.sub(r"(?:\\?[ _-])+", r"[\\s_-]+", re.escape(text.strip())) for text in texts if text.strip()}
    return f"(?:{'|'.join(sorted(parts, key=lambda part: (-len(part), part)))})"


def _written(column: Column) -> Iterator[tuple[str, str]]:
    """How a value is written, folded in case, and the stored value it is: yes and no of a flag in any of their ways.

    Figures are read as numbers.
    """
    stored = [value for value in column.values if not value.isdigit()]
    for kind in (YES, NO) if column.kind == "flag" else ():
        own = [value for value in stored if unaccented(value) in kind]
        if len(own) == 1:
            yield from ((way, own[0]) for way in kind if not way.isdigit())
    yield from ((value.casefold(), value) for value in stored)
