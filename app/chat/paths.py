"""Where in a Fact a figure stands, in words: ``options[0].probability`` → "opción 1 · Probabilidad de abandono"."""

import re

from app.chat.labels import column_label
from db.catalog import Catalog
from db.errors import Language

_PART = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")
_LISTS: dict[str, dict[Language, str]] = {
    "rows": {"es": "fila", "en": "row"},
    "options": {"es": "opción", "en": "option"},
    "attributions": {"es": "motivo", "en": "reason"},
    "votes": {"es": "modelo", "en": "model"},
    "bins": {"es": "tramo", "en": "range"},
    "values": {"es": "valor", "en": "value"},
    "groups": {"es": "grupo", "en": "group"},
}
_NAMES: dict[str, dict[Language, str]] = {
    "rank": {"es": "puesto", "en": "rank"},
    "baseline": {"es": "riesgo actual", "en": "current risk"},
    "total": {"es": "total", "en": "total"},
    "customer_id": {"es": "identificador", "en": "id"},
    "name": {"es": "nombre", "en": "name"},
    "interval": {"es": "intervalo", "en": "interval"},
    "value": {"es": "valor", "en": "value"},
    "changes": {"es": "cambio", "en": "change"},
    "columns": {"es": "dato", "en": "field"},
    "shown": {"es": "mostrados", "en": "shown"},
}


def path_words(path: str, catalog: Catalog | None, language: Language) -> str:
    """The path as a person reads it."""
    return " · ".join(_part(name, index, catalog, language) for name, index in _PART.findall(path))


def _part(name: str, index: str, catalog: Catalog | None, language: Language) -> str:
    known = _LISTS.get(name) or _NAMES.get(name)
    word = known[language] if known else _label(name, catalog, language)
    return f"{word} {int(index) + 1}" if index else word


def _label(name: str, catalog: Catalog | None, language: Language) -> str:
    if catalog is not None:
        return column_label(catalog, name, language).lower()
    return name.replace("_", " ")
