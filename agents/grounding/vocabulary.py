"""What the catalog's columns and their values are called, and the adjectives of having much or little of one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.grounding.cues import WORD, Word, words_of
from agents.grounding.lexicon import as_written, fold
from agents.grounding.patterns import listed
from db.catalog import Catalog, Column


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A column named in a text: by its name, by one of its values, or by an adjective (``sign``: much or little)."""

    column: str
    start: int
    end: int
    value: str | None = None
    sign: int = 0


_DIGITS = re.compile(r"\d+")
_Meaning = tuple[str, str | None, int]


class Vocabulary:
    """Finds the columns of one catalog in a text."""

    def __init__(self, catalog: Catalog) -> None:
        self._phrases: dict[tuple[str, ...], set[_Meaning]] = {}
        for column in catalog.columns.values():
            for name, meaning in _names(column, catalog):
                phrase = tuple(fold(word) for word in WORD.findall(name))
                if phrase and " ".join(phrase) not in listed("relative"):
                    self._phrases.setdefault(phrase, set()).add(meaning)
        self._written = {
            phrase
            for phrase, meanings in self._phrases.items()
            if as_written(phrase) and all(value is not None for _, value, _ in meanings)
        }
        self._numbers = {
            (column.name, tuple(_DIGITS.findall(name)))
            for column in catalog.columns.values()
            for name, _ in _names(column, catalog)
            if _DIGITS.search(name) and WORD.search(name)
        }
        self._longest = max((len(phrase) for phrase in self._phrases), default=0)

    def find(self, words: Sequence[Word]) -> list[Feature]:
        """Every column, left to right; of overlapping names the longest."""
        found: list[Feature] = []
        index = 0
        while index < len(words):
            size = self._size_at(words, index)
            for column, value, sign in self._meanings(words, index, size):
                found.append(
                    Feature(
                        column=column, value=value, sign=sign, start=words[index].start, end=words[index + size - 1].end
                    )
                )
            index += max(size, 1)
        return found

    def numbered(self, text: str) -> list[tuple[int, int]]:
        """Where names stand that hold numbers of their own (``calls in 90 days``), each with just those numbers."""
        if not self._numbers or not _DIGITS.search(text):
            return []
        spans = ((f.column, f.start, f.end) for f in self.find(words_of(text)))
        told = ((start, end, (column, tuple(_DIGITS.findall(text[start:end])))) for column, start, end in spans)
        return [(start, end) for start, end, numbers in told if numbers in self._numbers]

    def _size_at(self, words: Sequence[Word], index: int) -> int:
        sizes = range(min(self._longest, len(words) - index), 0, -1)
        return next((size for size in sizes if self._meanings(words, index, size)), 0)

    def _meanings(self, words: Sequence[Word], index: int, size: int) -> set[_Meaning]:
        phrase = tuple(word.folded for word in words[index : index + size])
        capitals = index > 0 and all(word.text[0].isupper() for word in words[index : index + size])
        if not size or (phrase in self._written and not capitals):
            return set()
        return self._phrases.get(phrase, set())


def _names(column: Column, catalog: Catalog) -> Iterator[tuple[str, _Meaning]]:
    if column.name in {catalog.id, catalog.name, catalog.label.column}:
        return
    for name in (*column.names.es, *column.names.en, column.name):
        yield name, (column.name, None, 0)
    for value, names in column.values.items():
        for name in (*names.es, *names.en, *(() if value.isdigit() else (value,))):
            yield name, (column.name, value, 0)
    for sign, called in ((1, column.more), (-1, column.less)):
        for name in (*called.es, *called.en):
            yield name, (column.name, None, sign)


@lru_cache(maxsize=16)
def _cached(catalog_json: str) -> Vocabulary:
    return Vocabulary(Catalog.model_validate_json(catalog_json))


def vocabulary(catalog: Catalog) -> Vocabulary:
    """The vocabulary of a catalog; the same for every turn."""
    return _cached(catalog.model_dump_json())
