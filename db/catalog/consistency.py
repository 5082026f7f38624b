"""What can be wrong with a catalog although each part of it is well formed; ``db.catalog.check`` adds the lines.

Works on the raw YAML and passes over whatever is malformed, so that one mistake does not hide another.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from db.bank.table import fold
from db.catalog import NUMERIC
from db.catalog.drafting.draft import RESERVED
from db.loading.header import key

Found = tuple[tuple[str | int, ...], str]
_ROLE_KINDS: dict[str, set[str]] = {
    "id": {"integer", "text"},
    "name": {"text"},
    "owner": {"category", "text"},
    "value": {*NUMERIC},
}
_LABEL_KINDS = {"category", "flag", "integer", "text"}


def confusions(raw: Mapping[str, Any]) -> Iterator[Found]:
    """Each problem with the path of the key it is at."""
    columns = {
        name: spec
        for name, spec in _mapping(raw.get("columns")).items()
        if isinstance(name, str) and isinstance(spec, dict)
    }
    if not columns:
        yield ("columns",), "columns: none are described"
        return
    yield from _roles(raw, columns)
    yield from _label(raw, columns)
    yield from _risk(raw)
    yield from _same_header(raw, columns)
    for language in ("es", "en"):
        yield from _same_name(columns, language)
    for name, spec in columns.items():
        yield from _numbers(name, spec)
        yield from _values(name, spec)
        if name.lower() in RESERVED:
            yield ("columns", name), f"{name}: the program uses this name itself; choose another and list it as source"
    outside = {raw.get("id"), raw.get("name"), raw.get("owner"), _mapping(raw.get("label")).get("column")}
    if not any(n not in outside and s.get("kind") != "text" and s.get("feature", True) for n, s in columns.items()):
        yield ("columns",), "columns: none is left for the ensemble to learn from"


def _roles(raw: Mapping[str, Any], columns: Mapping[str, dict[str, Any]]) -> Iterator[Found]:
    filled: dict[str, str] = {}
    for role, kinds in _ROLE_KINDS.items():
        name = raw.get(role)
        if not isinstance(name, str):
            continue
        if name not in columns:
            yield (role,), f"{role}: {name!r} is not among the columns"
        elif columns[name].get("kind") not in kinds:
            listed = ", ".join(sorted(kinds))
            yield (role,), f"{role}: {name!r} is of kind {columns[name].get('kind')}; it must be one of {listed}"
        if role != "value" and name in filled:
            yield (role,), f"{role}: {name!r} is already the {filled[name]}"
        filled.setdefault(name, role)


def _label(raw: Mapping[str, Any], columns: Mapping[str, dict[str, Any]]) -> Iterator[Found]:
    label = _mapping(raw.get("label"))
    name = label.get("column")
    if not isinstance(name, str):
        return
    if name not in columns:
        yield ("label", "column"), f"label: {name!r} is not among the columns"
        return
    if columns[name].get("kind") not in _LABEL_KINDS:
        yield ("label", "column"), f"label: {name!r} is of kind {columns[name].get('kind')}; use flag or category"
    for role in ("id", "name", "owner", "value"):
        if raw.get(role) == name:
            yield ("label", "column"), f"label: {name!r} is already the {role}"
    if label.get("positive") == label.get("negative"):
        yield ("label", "positive"), "label: positive and negative are the same value"
    values = _mapping(columns[name].get("values"))
    for side in ("positive", "negative"):
        if values and isinstance(label.get(side), str) and label[side] not in values:
            listed = ", ".join(repr(value) for value in values)
            yield ("label", side), f"label.{side}: {label[side]!r} is not among the values of {name} ({listed})"


def _risk(raw: Mapping[str, Any]) -> Iterator[Found]:
    bands = _mapping(raw.get("risk_bands"))
    medium, high = bands.get("medium", 0.25), bands.get("high", 0.5)
    if isinstance(medium, float) and isinstance(high, float) and medium >= high:
        yield ("risk_bands",), f"risk_bands: medium ({medium}) must be below high ({high})"


def _same_header(raw: Mapping[str, Any], columns: Mapping[str, dict[str, Any]]) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for name, spec in columns.items():
        if key(name) in seen:
            yield (
                ("columns", name),
                f"{name}: files cannot tell it from {seen[key(name)]!r} (case, spaces, underscores)",
            )
        seen.setdefault(key(name), name)
        for position, source in enumerate(_texts(spec.get("source"))):
            other = seen.get(key(source), name)
            if other != name:
                yield ("columns", name, "source", position), f"{name}.source: {source!r} also means {other!r}"
            seen.setdefault(key(source), name)
    for position, header in enumerate(_texts(raw.get("ignore"))):
        if key(header) in seen:
            yield ("ignore", position), f"ignore: {header!r} is the column {seen[key(header)]!r}"


def _same_name(columns: Mapping[str, dict[str, Any]], language: str) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for name, spec in columns.items():
        for position, said in enumerate(_texts(_mapping(spec.get("names")).get(language))):
            if seen.setdefault(fold(said), name) != name:
                at = ("columns", name, "names", language, position)
                yield at, f"{name}.names.{language}: {said!r} also means {seen[fold(said)]!r}"


def _numbers(name: str, spec: Mapping[str, Any]) -> Iterator[Found]:
    here = ("columns", name)
    numeric = spec.get("kind") in NUMERIC
    bands = [b for b in _items(spec.get("bands")) if isinstance(b, int | float)]
    if any(low >= high for low, high in pairwise(bands)):
        yield (*here, "bands"), f"{name}.bands: {bands} do not increase"
    limits = _items(spec.get("range"))
    if len(limits) == 2 and all(isinstance(x, int | float) for x in limits) and limits[0] > limits[1]:
        yield (*here, "range"), f"{name}.range: {limits[0]} is above {limits[1]}"
    for field in ("bands", "range", "unit", "decimals", "more", "less"):
        if spec.get("kind") is not None and not numeric and spec.get(field):
            yield (*here, field), f"{name}.{field}: only numbers have it, and this is of kind {spec['kind']}"


def _values(name: str, spec: Mapping[str, Any]) -> Iterator[Found]:
    values = {v: said for v, said in _mapping(spec.get("values")).items() if isinstance(v, str)}
    kind, here = spec.get("kind"), ("columns", name, "values")
    if values and kind is not None and kind not in {"category", "flag"}:
        yield here, f"{name}.values: only a category or a flag has values, and this is of kind {kind}"
    if values and kind == "flag" and len(values) != 2:
        yield here, f"{name}.values: a flag has two values, not {len(values)}"
    meant = {fold(value): value for value in values if fold(value)}
    for value, said in values.items():
        for language in ("es", "en"):
            for position, spoken in enumerate(_texts(_mapping(said).get(language))):
                other = meant.setdefault(fold(spoken), value)
                if other != value:
                    yield (
                        (*here, value, language, position),
                        f"{name}.values: {spoken!r} means both {other!r} and {value!r}",
                    )


def _mapping(found: Any) -> dict[Any, Any]:
    return found if isinstance(found, dict) else {}


def _items(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _texts(found: Any) -> Iterable[str]:
    return [item for item in _items(found) if isinstance(item, str)]
