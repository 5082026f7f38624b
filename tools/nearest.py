"""What the bank has that comes nearest to something it does not have, so that a refusal can name it.

First by spelling (a column or a value a letter or two away), then by the family of the word (a branch is a place, and
so is a country), then by meaning where a measure of it is handed in; else the main columns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from rapidfuzz import fuzz, process

from db.catalog import Catalog, Column
from db.errors import Language
from db.text import fold
from db.yaml_files import read_yaml
from tools.replies.formats import months
from tools.vocabulary import Vocabulary

Similar = Callable[[str, str], float]
"""How alike two texts are in meaning, 0 to 1."""
_FAMILIES = Path(__file__).parent / "nearest.yaml"
_COUNTRIES = Path(__file__).parent / "countries.yaml"
_STEM = 4
"""Letters that a country's name has at least where a longer word is taken to be made of it."""
_SPELT = 86
_ALIKE = 0.6
_FEW = 3
_MOST_VALUES = 12


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """``family`` of the word (empty where none is known), the nearest columns, and of one of them the values."""

    asked: str
    family: str = ""
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    """Of the first column, where it is a category of few values."""


@cache
def _families() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    raw = read_yaml(_FAMILIES)
    return {name: {key: tuple(map(fold, said)) for key, said in parts.items()} for name, parts in raw.items()}


def nearest_available(word: str, vocabulary: Vocabulary, similar: Similar | None = None) -> Nearest:
    """What this bank has that is nearest to ``word``, for this caller."""
    catalog = vocabulary.catalog
    asked = fold(word)
    family = family_of(word)
    spelt = _spelt(asked, catalog)
    if spelt is not None:
        return _with_values(word, family, (spelt,), vocabulary)
    related = tuple(column.name for column in _of_family(family, catalog)) if family else ()
    if not related and similar is not None:
        related = _meant(word, catalog, similar)
    return _with_values(word, family, related[:_FEW], vocabulary)


def family_of(word: str) -> str:
    """The family a word belongs to, singular or plural; empty where none is known."""
    asked = fold(word)
    for name, parts in _families().items():
        if any(_says(asked, said) for said in parts["words"]):
            return name
    if any(_says(asked, fold(month)) for language in get_args(Language) for month in months(language)):
        return "time"
    return "place" if any(_of_country(part) for part in (asked, *asked.split())) else ""


def _says(text: str, word: str) -> bool:
    """Whether a word stands in a text, singular or plural."""
    return any(f" {word}{ending} " in f" {text} " for ending in ("", "s", "es"))


@cache
def _countries() -> frozenset[str]:
    raw = read_yaml(_COUNTRIES)
    return frozenset(fold(name) for names in raw.values() for name in names)


def _of_country(word: str) -> bool:
    """Whether a word is a country or made of one: ``Italia``, ``italianos``."""
    countries = _countries()
    stems = (word[:end] for end in range(_STEM, len(word)))
    return word in countries or any(stem in countries for stem in stems)


def _spelt(asked: str, catalog: Catalog) -> str | None:
    """The column whose name is a letter or two away."""
    names = {fold(name): column.name for column in _told(catalog) for name in _names(column)}
    if len(asked) < 4:
        return names.get(asked)
    found = process.extractOne(asked, list(names), scorer=fuzz.ratio, score_cutoff=_SPELT)
    return names[found[0]] if found else None


def _of_family(family: str, catalog: Catalog) -> Iterator[Column]:
    wanted = _families()[family]["columns"]
    dates = [column for column in _told(catalog) if family == "time" and column.kind == "date"]
    yield from dates
    for column in _told(catalog):
        if column in dates:
            continue
        said = {fold(name) for name in (column.name, *column.names.es[:_FEW], *column.names.en[:_FEW])}
        if any(_says(name, word) for name in said for word in wanted):
            yield column


def _meant(word: str, catalog: Catalog, similar: Similar) -> tuple[str, ...]:
    scored = [
        (max(similar(word, name) for name in names), column.name)
        for column in _told(catalog)
        if (names := _names(column)[:4])
    ]
    return tuple(name for score, name in sorted(scored, reverse=True) if score >= _ALIKE)


def _told(catalog: Catalog) -> Iterator[Column]:
    """The columns people may be pointed to: neither the id nor the label."""
    for column in catalog.columns.values():
        if column.name not in (catalog.id, catalog.label.column):
            yield column


def _names(column: Column) -> list[str]:
    return [column.name, *column.names.es, *column.names.en]


def _with_values(word: str, family: str, columns: Sequence[str], vocabulary: Vocabulary) -> Nearest:
    spec = vocabulary.catalog.columns.get(columns[0]) if columns else None
    values = vocabulary.values(spec.name) if spec is not None and spec.kind == "category" else None
    few = values if values and len(values) <= _MOST_VALUES else ()
    return Nearest(asked=word, family=family, columns=tuple(columns), values=tuple(few))
