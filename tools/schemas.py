"""What a model reads about the tools: JSON schemas with the catalog's columns and values, small enough anywhere.

Flat on purpose: no ``$ref``, no recursion (several providers refuse both). A filter shows one level; deeper ones are
read all the same.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from db.bank.filters import OPERATORS, PREDICTED
from db.catalog import Column
from tools.vocabulary import Vocabulary

_MANY_COLUMNS = 40
_MANY_VALUES = 12
_DROPPED = ("title", "default", "additionalProperties", "maxItems", "minItems", "maxLength", "minLength")


def schema_of(model: type[BaseModel], words: Vocabulary) -> dict[str, Any]:
    """The JSON schema of a tool's arguments with the catalog's enums in it."""
    raw = model.model_json_schema()
    found = _inlined(raw, raw.get("$defs", {}), words)
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


def _inlined(  # noqa: PLR0911
    node: Any, definitions: Mapping[str, Any], words: Vocabulary
) -> Any:
    if isinstance(node, list):
        return [_inlined(part, definitions, words) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions, words)
    if "moa" in node:
        return _piece(node["moa"], words)
    kept = {k: v for k, v in node.items() if k not in _DROPPED and k != "$defs"}
    if "anyOf" in kept:
        choices = [c for c in kept["anyOf"] if c != {"type": "null"}]
        if len(choices) == 1:
            return _inlined(choices[0], definitions, words)
    if "properties" in kept:
        kept["properties"] = {k: _inlined(v, definitions, words) for k, v in kept["properties"].items()}
        kept.pop("description", None)
        return kept
    return {k: _inlined(v, definitions, words) for k, v in kept.items()}


def _piece(kind: str, words: Vocabulary) -> dict[str, Any]:
    match kind:
        case "column":
            return _columns(words)
        case "values":
            learned = words.catalog.features[:_MANY_COLUMNS]
            return {"type": "object", "properties": {c.name: _typed(c, words) for c in learned}}
        case _:
            return {
                "type": "object",
                "description": f"A condition, or all/any/not of nested filters. {_values_told(words)}",
                "properties": {
                    "column": _columns(words),
                    "op": {"enum": list(OPERATORS)},
                    "value": {"description": "scalar; [low, high] for between; list for in"},
                    "all": {"type": "array", "items": {"type": "object"}},
                    "any": {"type": "array", "items": {"type": "object"}},
                    "not": {"type": "object"},
                },
            }


def _columns(words: Vocabulary) -> dict[str, Any]:
    names = words.columns()
    if len(names) > _MANY_COLUMNS:
        return {"type": "string", "description": f"a column of the bank, e.g. {', '.join(names[:_MANY_COLUMNS])}"}
    return {"type": "string", "enum": list(names)}


def _typed(column: Column, words: Vocabulary) -> dict[str, Any]:
    if column.numeric:
        return {"type": "number"}
    values = words.values(column.name) if column.kind in ("category", "flag") else None
    return {"enum": list(values)} if values and len(values) <= _MANY_VALUES else {"type": "string"}


def _values_told(words: Vocabulary) -> str:
    told: list[str] = []
    for column in words.catalog.columns.values():
        if column.values and len(column.values) <= _MANY_VALUES and len(told) < _MANY_COLUMNS:
            told.append(f"{column.name}: {'|'.join(_value(column, v) for v in column.values)}")
    return "; ".join(told)
