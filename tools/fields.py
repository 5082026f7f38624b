"""The kinds of values in tool arguments, each read forgivingly through the call's ``Reading`` (pydantic's context)."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from db.bank.filters import Node
from db.bank.query import Population
from tools.argument_numbers import number
from tools.filter_reading import Reading, read_bands
from tools.invalid_call import Mend

OF_COLUMN = frozenset({"sum", "mean", "median", "min", "max", "percentile", "stdev", "distinct"})
MEASURES = {
    "count": "customers",
    "n": "customers",
    "number": "customers",
    "clientes": "customers",
    "customer_count": "customers",
    "avg": "mean",
    "average": "mean",
    "promedio": "mean",
    "media": "mean",
    "mediana": "median",
    "std": "stdev",
    "stddev": "stdev",
    "standard_deviation": "stdev",
    "desviacion_estandar": "stdev",
    "desviacion_tipica": "stdev",
    "count_distinct": "distinct",
    "unique": "distinct",
    "quantile": "percentile",
    "percentil": "percentile",
    "change": "growth",
    "crecimiento": "growth",
    "total": "sum",
    "suma": "sum",
    "minimum": "min",
    "maximum": "max",
    "churn": "churn_rate",
    "attrition_rate": "churn_rate",
    "tasa_de_abandono": "churn_rate",
    "percentage": "share",
    "percent": "share",
    "proportion": "share",
    "risk": "mean_risk",
    "mean_probability": "mean_risk",
    "average_risk": "mean_risk",
    "at_risk_value": "value_at_risk",
    "high_risk": "high_risk_share",
}
_POPULATIONS = {
    "everyone": "all",
    "todos": "all",
    "any": "all",
    "stayed": "current",
    "retained": "current",
    "actuales": "current",
    "not_left": "current",
    "churned": "left",
    "exited": "left",
    "lost": "left",
    "former": "left",
    "perdidos": "left",
}
MAX_ROWS = 200
MAX_IDS = 50
MAX_DEPTH = 24
LONGEST = 300


class Arguments(BaseModel):
    """What every tool's arguments have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def normal(self) -> dict[str, Any]:
        """The call in its one normal form, for the Fact: two ways of saying the same become the same."""
        return self.model_dump(exclude_none=True, mode="json")


def reading_of(info: ValidationInfo) -> Reading:
    """The reading this validation belongs to."""
    return cast(Reading, info.context)


def _where(raw: Any, info: ValidationInfo) -> Node | None:
    return None if raw in (None, {}, [], "", "{}") else reading_of(info).node(raw)


def read_column(raw: Any, info: ValidationInfo) -> str:
    """The catalog's column that a model named."""
    return reading_of(info).vocabulary.column(raw, reading_of(info).notes)


def _id(raw: Any) -> str:
    if isinstance(raw, list | tuple) and len(raw) == 1:
        raw = raw[0]
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Mend("customer_id is one id, for example as returned by find_customers.")
    return str(raw).strip().lstrip("#").strip()


def _ids(raw: Any) -> list[Any]:
    values = (
        raw.strip("[]").split(",") if isinstance(raw, str) else list(raw) if isinstance(raw, list | tuple) else [raw]
    )
    ids = list(dict.fromkeys(_id(v.strip(" \"'") if isinstance(v, str) else v) for v in values if v not in ("", None)))
    if not ids or len(ids) > MAX_IDS:
        raise Mend(f"Give 1 to {MAX_IDS} customer_ids.")
    return ids


def _limit(raw: Any, info: ValidationInfo) -> int:
    if isinstance(raw, str) and raw.strip().casefold() in ("all", "todos", "todas", "everybody"):
        return MAX_ROWS
    wanted = int(number(raw))
    kept = min(max(wanted, 1), MAX_ROWS)
    if kept != wanted:
        reading_of(info).notes.append(f"{info.field_name} {wanted} read as {kept}")
    return kept


def worded(names: Mapping[str, str]) -> Any:
    """Reads other words for a choice before the choice is checked."""
    return BeforeValidator(lambda raw: names.get(slug(raw), slug(raw)) if isinstance(raw, str) else raw)


def slug(raw: str) -> str:
    """Lower case with underscores."""
    return raw.strip().casefold().replace(" ", "_").replace("-", "_")


def _profile(raw: Any, info: ValidationInfo) -> dict[str, Any]:
    """``{column: value}`` of somebody described: there is nothing that a change could be relative to."""
    values = _changes(raw, info)
    relative = [name for name, value in values.items() if isinstance(value, Mapping)]
    if relative:
        raise Mend(f"{', '.join(relative)}: a profile takes values, not changes.")
    return values


def _changes(raw: Any, info: ValidationInfo) -> dict[str, Any]:
    """``{column: value}`` with stored values; relative changes stay ``{"add": n}`` or ``{"percent": p}``."""
    if isinstance(raw, str):
        raw = parsed(raw)
    if isinstance(raw, list):
        raw = {item["column"]: item.get("value") for item in raw if isinstance(item, dict) and "column" in item}
    if not isinstance(raw, Mapping) or not raw:
        raise Mend("Give an object of {column: value}.")
    reading = reading_of(info)
    return {name: _change(name, value, reading) for key, value in raw.items() if (name := _own(key, reading))}


def _own(key: Any, reading: Reading) -> str:
    name = reading.vocabulary.column(key, reading.notes)
    if name not in reading.vocabulary.catalog.columns:
        raise Mend(f"{name} is predicted and cannot be given; give columns of the bank.")
    return name


def _change(column: str, value: Any, reading: Reading) -> Any:
    spec = reading.vocabulary.catalog.columns[column]
    if spec.numeric and isinstance(value, str) and value.strip()[:1] in ("+", "-"):
        relative = value.strip()
        value = {"percent" if relative.endswith("%") else "add": relative}
    if isinstance(value, Mapping):
        return _relative(column, value, numeric=spec.numeric)
    if value is None:
        return None
    try:
        return reading.vocabulary.value(column, value, reading.notes)
    except Mend:
        if spec.kind in ("category", "flag") and isinstance(value, str):
            return value  # A person may well ask about a value that does not exist: the tool answers that.
        raise


def _relative(column: str, value: Mapping[Any, Any], *, numeric: bool) -> dict[str, float]:
    known = {"add": "add", "subtract": "add", "percent": "percent", "multiply": "percent"}
    key = next(iter(value), "")
    if len(value) != 1 or key not in known or not numeric:
        raise Mend(f'{column}: give a value, or for a number {{"add": n}} or {{"percent": p}}.')
    raw = value[key]
    amount = number(raw.strip().rstrip("%") if isinstance(raw, str) else raw)
    amount = {"subtract": -amount, "multiply": (amount - 1) * 100}.get(key, amount)
    return {known[key]: amount}


def parsed(raw: str) -> Any:
    """JSON text as its value; any other text as it is."""
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def as_list(raw: Any) -> Any:
    """One thing as a list of it; names with commas between them are several."""
    if isinstance(raw, str):
        raw = parsed(raw)
    if isinstance(raw, str) and not set(raw) & set("({["):
        raw = [part.strip() for part in raw.split(",") if part.strip()]
    return raw if isinstance(raw, list | tuple) else [raw]


Where = Annotated[
    Any, PlainValidator(_where), PlainSerializer(lambda n: n.as_json() if n else None), WithJsonSchema({"moa": "where"})
]
ColumnName = Annotated[str, BeforeValidator(read_column), WithJsonSchema({"moa": "column"})]
CustomerId = Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string"})]
CustomerIds = Annotated[
    list[str], BeforeValidator(_ids), WithJsonSchema({"type": "array", "items": {"type": "string"}})
]
Limit = Annotated[int, BeforeValidator(_limit), WithJsonSchema({"type": "integer"})]
Offset = Annotated[int, BeforeValidator(lambda raw: max(0, int(number(raw)))), WithJsonSchema({"type": "integer"})]
Changes = Annotated[dict[str, Any], PlainValidator(_changes), WithJsonSchema({"moa": "changes"})]
Profile = Annotated[dict[str, Any], PlainValidator(_profile), WithJsonSchema({"moa": "profile"})]
Direction = Annotated[
    Literal["asc", "desc"], worded({"ascending": "asc", "descending": "desc", "lowest": "asc", "highest": "desc"})
]
InPopulation = Annotated[Population, worded(_POPULATIONS)]
Bands = Annotated[
    tuple[float, ...],
    BeforeValidator(read_bands),
    WithJsonSchema({"type": "array", "items": {"type": "number"}}),
]
Text = Annotated[str, BeforeValidator(lambda raw: str(raw)[:LONGEST])]


def clean(raw: Any, depth: int = 0) -> Any:
    """JSON as a model sent it without what no database can hold (NUL, halves of characters); Mend where too deep."""
    if depth > MAX_DEPTH:
        raise Mend("The arguments are nested too deeply.")
    if isinstance(raw, str):
        return raw.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(raw, Mapping):
        return {clean(key, depth + 1): clean(value, depth + 1) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [clean(value, depth + 1) for value in raw]
    return raw
