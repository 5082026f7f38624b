"""What a model reads about the tools: JSON schemas small enough for any model and any number of columns.

Flat on purpose: no ``$ref``, no recursion (several providers refuse both). What many tools take (columns, filters,
measures) is described once, in the orchestrator's prompt, and not again in each schema; arguments are read forgivingly
all the same.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from db.bank.filters import PREDICTED
from db.catalog import Column
from tools.vocabulary import Vocabulary

_MANY_COLUMNS = 60
_MANY_VALUES = 12
_PIECES: Mapping[str, dict[str, Any]] = {
    "column": {"type": "string"},
    "where": {"type": "object"},
    "changes": {"type": "object", "description": 'column: value, or for a number {"add": n} or {"percent": p}'},
    "profile": {"type": "object", "description": "column: value"},
}
_EITHER: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "object"}]}
_OBJECT: dict[str, Any] = {"type": "object"}
_SAID_ONCE: Mapping[str, dict[str, Any]] = {
    **dict.fromkeys(("Measure", "PlainMeasure", "Group"), _EITHER),
    **dict.fromkeys(("Having", "LabelledGroup"), _OBJECT),
}
"""Arguments whose form the orchestrator's prompt describes."""
_DROPPED = (
    *("title", "default", "additionalProperties", "maxItems", "minItems", "maxLength", "minLength"),
    *("gt", "ge", "lt", "le"),
)


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a tool's arguments."""
    raw = model.model_json_schema()
    found = _inlined(raw, raw.get("$defs", {}))
    found.pop("description", None)
    return {"type": "object", "properties": {}, **found}


def guide(words: Vocabulary) -> str:
    """The columns in one short line each: stored name, what people call it, values (but of ids and names) or unit."""
    columns = list(words.catalog.columns.values())
    lines = [_line(column, words) for column in columns[:_MANY_COLUMNS]]
    if len(columns) > _MANY_COLUMNS:
        lines.append(f"And {len(columns) - _MANY_COLUMNS} more; name them as the person does, the nearest is taken.")
    predicted = ", ".join(name for name in words.columns() if name in PREDICTED)
    return "\n".join((*lines, f"Predicted, usable like columns: {predicted}."))


def _line(column: Column, words: Vocabulary) -> str:
    roles = {name: role for role, name in words.catalog.roles()}
    names = "/".join(dict.fromkeys(n for n in (column.names.shown("en"), column.names.shown("es")) if n))
    told = [roles[column.name]] if column.name in roles else []
    told.append(column.kind if column.kind != "flag" else "flag")
    if column.values and column.name not in words.catalog.identities:
        told.append(", ".join(_value(column, v) for v in list(column.values)[:_MANY_VALUES]))
    elif column.unit.en:
        told.append(column.unit.en[0])
    return f"{column.name} ({names}): {'; '.join(told)}"


def _value(column: Column, stored: str) -> str:
    name = column.values[stored].shown("en")
    return stored if not name or name.casefold() == stored.casefold() else f"{stored}={name}"


def _inlined(node: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        return _SAID_ONCE.get(name) or _inlined(definitions[name], definitions)
    if "moa" in node:
        return _PIECES.get(node["moa"], {"type": "object"})
    return _short(node, definitions)


def _short(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    """A schema without what no model needs: titles, defaults, limits that the reading keeps anyway, nulls."""
    kept = {key: value for key, value in node.items() if key not in _DROPPED and key != "$defs"}
    choices = [choice for choice in kept.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        return _inlined(choices[0], definitions)
    if "properties" in kept:
        kept["properties"] = {name: _inlined(part, definitions) for name, part in kept["properties"].items()}
        kept.pop("description", None)
        return kept
    return {key: _inlined(value, definitions) for key, value in kept.items()}
