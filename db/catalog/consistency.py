"""What can be wrong with a catalog although each part of it is well formed; ``db.catalog.check`` adds the lines.

Works on the raw YAML and passes over whatever is malformed, so that one mistake does not hide another.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from db.catalog import NUMERIC
from db.catalog.drafting.draft import RESERVED
from db.loading.header import key
from db.text import fold
from db.texts import Message, message

Found = tuple[tuple[str | int, ...], Message]
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
        yield ("columns",), _wrong("none_described")
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
            yield ("columns", name), _wrong("reserved", name=name)
    outside = {raw.get("id"), raw.get("name"), raw.get("owner"), _mapping(raw.get("label")).get("column")}
    if not any(n not in outside and s.get("kind") != "text" and s.get("feature", True) for n, s in columns.items()):
        yield ("columns",), _wrong("nothing_to_learn")


def _roles(raw: Mapping[str, Any], columns: Mapping[str, dict[str, Any]]) -> Iterator[Found]:
    filled: dict[str, str] = {}
    for role, kinds in _ROLE_KINDS.items():
        name = raw.get(role)
        if not isinstance(name, str):
            continue
        if name not in columns:
            yield (role,), _wrong("no_column", where=role, name=name)
        elif columns[name].get("kind") not in kinds:
            listed = ", ".join(sorted(kinds))
            yield (role,), _wrong("role_kind", where=role, name=name, kind=_kind(columns[name]), kinds=listed)
        if role != "value" and name in filled:
            yield (role,), _wrong("already", where=role, name=name, role=filled[name])
        filled.setdefault(name, role)


def _label(raw: Mapping[str, Any], columns: Mapping[str, dict[str, Any]]) -> Iterator[Found]:
    label = _mapping(raw.get("label"))
    name = label.get("column")
    if not isinstance(name, str):
        return
    if name not in columns:
        yield ("label", "column"), _wrong("no_column", where="label", name=name)
        return
    if columns[name].get("kind") not in _LABEL_KINDS:
        yield ("label", "column"), _wrong("label_kind", name=name, kind=_kind(columns[name]))
    for role in ("id", "name", "owner", "value"):
        if raw.get(role) == name:
            yield ("label", "column"), _wrong("already", where="label", name=name, role=role)
    if label.get("positive") == label.get("negative"):
        yield ("label", "positive"), _wrong("same_sides")
    values = _mapping(columns[name].get("values"))
    for side in ("positive", "negative"):
        if values and isinstance(label.get(side), str) and label[side] not in values:
            listed = ", ".join(repr(value) for value in values)
            yield ("label", side), _wrong("no_side", side=side, value=label[side], name=name, values=listed)


def _risk(raw: Mapping[str, Any]) -> Iterator[Found]:
    bands = _mapping(raw.get("risk_bands"))
    medium, high = bands.get("medium", 0.25), bands.get("high", 0.5)
    if isinstance(medium, float) and isinstance(high, float) and medium >= high:
        yield ("risk_bands",), _wrong("bands_order", medium=medium, high=high)


def _same_header(raw: Mapping[str, Any], columns: Mapping[str, dict[str, Any]]) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for name, spec in columns.items():
        if key(name) in seen:
            yield (
                ("columns", name),
                _wrong("same_header", name=name, other=seen[key(name)]),
            )
        seen.setdefault(key(name), name)
        for position, source in enumerate(_texts(spec.get("source"))):
            other = seen.get(key(source), name)
            if other != name:
                yield (
                    ("columns", name, "source", position),
                    _wrong("also_means", where=f"{name}.source", text=source, other=other),
                )
            seen.setdefault(key(source), name)
    for position, header in enumerate(_texts(raw.get("ignore"))):
        if key(header) in seen:
            yield ("ignore", position), _wrong("ignored_column", header=header, column=seen[key(header)])


def _same_name(columns: Mapping[str, dict[str, Any]], language: str) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for name, spec in columns.items():
        for position, said in enumerate(_texts(_mapping(spec.get("names")).get(language))):
            if seen.setdefault(fold(said), name) != name:
                at = ("columns", name, "names", language, position)
                yield at, _wrong("also_means", where=f"{name}.names.{language}", text=said, other=seen[fold(said)])


def _numbers(name: str, spec: Mapping[str, Any]) -> Iterator[Found]:
    here = ("columns", name)
    numeric = spec.get("kind") in NUMERIC
    bands = [b for b in _items(spec.get("bands")) if isinstance(b, int | float)]
    if any(low >= high for low, high in pairwise(bands)):
        yield (*here, "bands"), _wrong("bands_fall", name=name, bands=str(bands))
    limits = _items(spec.get("range"))
    if len(limits) == 2 and all(isinstance(x, int | float) for x in limits) and limits[0] > limits[1]:
        yield (*here, "range"), _wrong("range_order", name=name, low=limits[0], high=limits[1])
    for field in ("bands", "range", "unit", "decimals", "more", "less"):
        if spec.get("kind") is not None and not numeric and spec.get(field):
            yield (*here, field), _wrong("numbers_only", where=f"{name}.{field}", kind=_kind(spec))


def _values(name: str, spec: Mapping[str, Any]) -> Iterator[Found]:
    values = {v: said for v, said in _mapping(spec.get("values")).items() if isinstance(v, str)}
    kind, here = spec.get("kind"), ("columns", name, "values")
    if values and kind is not None and kind not in {"category", "flag"}:
        yield here, _wrong("no_values", name=name, kind=_kind(spec))
    if values and kind == "flag" and len(values) != 2:
        yield here, _wrong("flag_values", name=name, count=len(values))
    meant = {fold(value): value for value in values if fold(value)}
    for value, said in values.items():
        for language in ("es", "en"):
            for position, spoken in enumerate(_texts(_mapping(said).get(language))):
                other = meant.setdefault(fold(spoken), value)
                if other != value:
                    yield (
                        (*here, value, language, position),
                        _wrong("means_both", name=name, text=spoken, one=other, other=value),
                    )


def _wrong(key: str, /, **values: Any) -> Message:
    return message(f"db.catalog_check.{key}", **values)


def _kind(spec: Mapping[str, Any]) -> str:
    return str(spec.get("kind"))


def _mapping(found: Any) -> dict[Any, Any]:
    return found if isinstance(found, dict) else {}


def _items(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _texts(found: Any) -> Iterable[str]:
    return [item for item in _items(found) if isinstance(item, str)]
