"""Where in a Fact a figure stands, in words: ``options[0].probability`` → "opción 1 · Probabilidad de abandono"."""

import re

from app.chat.labels import column_label, measure_label
from db.catalog import Catalog
from db.errors import Language
from db.texts import has, text

_PART = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")
_OF_A_COLUMN = re.compile(r"(?P<measure>mean|median|sum|min|max|distinct|share)_(?P<column>.+)")


def path_words(path: str, catalog: Catalog | None, language: Language) -> str:
    """The path as a person reads it."""
    return " · ".join(_part(name, index, catalog, language) for name, index in _PART.findall(path))


def _part(name: str, index: str, catalog: Catalog | None, language: Language) -> str:
    key = f"page.path.{name}"
    word = text(language, key) if has(language, key) else _label(name, catalog, language)
    return f"{word} {int(index) + 1}" if index else word


def _label(name: str, catalog: Catalog | None, language: Language) -> str:
    """A column's or a measure's own name; what the data call by a name of its own (a model's) stays."""
    if catalog is None:
        return name.replace("_", " ")
    made = _OF_A_COLUMN.fullmatch(name)
    if made and made["column"] in catalog.columns:
        return measure_label(catalog, made.groupdict(), language).lower()
    return column_label(catalog, name, language).lower()
