"""What a model reads about the tools: JSON schemas small enough for any of them.

Flat on purpose: no ``$ref``, no recursion (several providers refuse both). What a filter and a measure are is told
once, in `portfolio`; the columns and their values are in the prompt.
"""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from db.bank.figures import MeasureName
from db.bank.filters import OPERATORS, PREDICTED
from db.catalog import Column
from tools.vocabulary import Vocabulary

_FILTER = (
    "{column, op, value}, or {all: [...]}, {any: [...]}, {not: ...}. op: "
    + " ".join(OPERATORS)
    + ". value: scalar; [low, high] for between; list for in; another column {column, times}; a statistic "
    "{stat: mean|median|min|max|p1...p99, of: all|filtered}; {customer: id}; of a date 2024, 2024-03, 2024-Q1, or with "
    "part: year|quarter|month|weekday a number; column in {groups: {measure, op, value}}"
)
_MANY_VALUES = 12
_DROPPED = ("title", "default", "additionalProperties", "maxItems", "minItems", "maxLength", "minLength")


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a tool's arguments: the same for every bank, since the prompt lists columns and values."""
    raw = model.model_json_schema()
    found = _inlined(raw, raw.get("$defs", {}))
    found.pop("description", None)
    return {"type": "object", "properties": {}, **found}


def guide(words: Vocabulary) -> str:
    """The columns in one short line each: stored name, what people call it, values or unit."""
    lines = [_line(column, words) for column in words.catalog.columns.values()]
    predicted = ", ".join(name for name in words.columns() if name in PREDICTED)
    return "\n".join((*lines, f"Predicted, usable like columns: {predicted}."))


def _line(column: Column, words: Vocabulary) -> str:
    roles = {name: role for role, name in words.catalog.roles()}
    names = "/".join(dict.fromkeys(n for n in (column.names.shown("en"), column.names.shown("es")) if n))
    told = [roles[column.name]] if column.name in roles else []
    told.append(column.kind if column.kind != "flag" else "flag")
    if column.values:
        told.append(", ".join(_value(column, v) for v in list(column.values)[:_MANY_VALUES]))
    elif column.unit.en:
        told.append(column.unit.en[0])
    return f"{column.name} ({names}): {'; '.join(told)}"


def _value(column: Column, stored: str) -> str:
    name = column.values[stored].shown("en")
    return stored if not name or name.casefold() == stored.casefold() else f"{stored}={name}"


def _inlined(node: Any, definitions: Mapping[str, Any]) -> Any:  # noqa: PLR0911
    if isinstance(node, list):
        return [_inlined(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions)
    if "moa" in node:
        return _piece(node["moa"])
    kept = {k: v for k, v in node.items() if k not in _DROPPED and k != "$defs"}
    if "anyOf" in kept:
        choices = [c for c in kept["anyOf"] if c != {"type": "null"}]
        if len(choices) == 1:
            return _inlined(choices[0], definitions)
    if "properties" in kept:
        kept["properties"] = {k: _inlined(v, definitions) for k, v in kept["properties"].items()}
        kept.pop("description", None)
        return kept
    return {k: _inlined(v, definitions) for k, v in kept.items()}


def _piece(kind: str) -> dict[str, Any]:
    """A kind of argument that would be long or the same each time; the prompt lists the columns and their values."""
    return _PIECES.get(kind, _PIECES["where"])


_ONE_MEASURE: dict[str, Any] = {
    "measure": {"type": "string", "enum": [*get_args(MeasureName), "ratio", "growth"]},
    "column": {"type": "string"},
    "where": {"type": "object"},
    "q": {"type": "number"},
    "of": {"type": "object"},
    "to": {"type": "object"},
}
_PIECES: dict[str, dict[str, Any]] = {
    "column": {"type": "string"},
    "values": {"type": "object", "description": "{column: value}"},
    "measures": {"type": "array", "items": {"type": "object", "properties": _ONE_MEASURE}},
    "like measures": {"type": "array", "items": {"type": "object"}, "description": "as in portfolio"},
    "having": {
        "type": "array",
        "items": {"type": "object"},
        "description": "groups kept: {measure, column, op, value}",
    },
    "filter": {"type": "object", "description": _FILTER},
    "where": {"type": "object", "description": "filter as in portfolio"},
}
