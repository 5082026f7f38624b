"""What each tool takes: pydantic models that read a model's call through the catalog's vocabulary.

Validation mends what is plainly meant (case, language, spelling, numbers as text, swapped ranges) and notes it; what it
cannot mend becomes one sentence for the model. `tools.schemas` writes the JSON schemas with the catalog's enums.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator, ValidationError
from pydantic import ValidationInfo, WithJsonSchema, model_validator  # noqa: I001

from db.query_where import Node
from tools.mend import Mend, listed, nearest
from tools.reading import Reading, read_bands, unknown_key
from tools.numbers import number

Population = Literal["all", "current", "left"]
MeasureName = Literal[
    "customers", "churn_rate", "sum", "mean", "median", "min", "max", "share", "value_at_risk", "high_risk_share", "mean_risk"
]  # fmt: skip
OF_COLUMN = frozenset({"sum", "mean", "median", "min", "max"})
_MEASURES = {
    "count": "customers", "n": "customers", "number": "customers", "clientes": "customers", "customer_count": "customers",
    "avg": "mean", "average": "mean", "promedio": "mean", "media": "mean", "mediana": "median", "total": "sum", "suma": "sum",
    "minimum": "min", "maximum": "max", "churn": "churn_rate", "attrition_rate": "churn_rate", "tasa_de_abandono": "churn_rate",
    "percentage": "share", "percent": "share", "proportion": "share", "risk": "mean_risk", "mean_probability": "mean_risk",
    "average_risk": "mean_risk", "at_risk_value": "value_at_risk", "high_risk": "high_risk_share",
}  # fmt: skip
_POPULATIONS = {
    "everyone": "all", "todos": "all", "any": "all", "stayed": "current", "retained": "current", "actuales": "current",
    "not_left": "current", "churned": "left", "exited": "left", "lost": "left", "former": "left", "perdidos": "left",
}  # fmt: skip
MAX_ROWS = 200
MAX_IDS = 50


def _reading(info: ValidationInfo) -> Reading:
    return cast(Reading, info.context)


def _where(raw: Any, info: ValidationInfo) -> Node | None:
    return None if raw in (None, {}, [], "", "{}") else _reading(info).node(raw)


def _column(raw: Any, info: ValidationInfo) -> str:
    return _reading(info).vocabulary.column(raw, _reading(info).notes)


def _id(raw: Any) -> str:
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
    wanted = int(number(raw))
    kept = min(max(wanted, 1), MAX_ROWS)
    if kept != wanted:
        _reading(info).notes.append(f"{info.field_name} {wanted} read as {kept}")
    return kept


def _word(names: Mapping[str, str]) -> Any:
    return BeforeValidator(lambda raw: names.get(_slug(raw), _slug(raw)) if isinstance(raw, str) else raw)


def _slug(raw: str) -> str:
    return raw.strip().casefold().replace(" ", "_").replace("-", "_")


def _values(raw: Any, info: ValidationInfo) -> dict[str, Any]:
    """``{column: value}`` with stored values; relative changes stay ``{"add": n}`` or ``{"percent": p}``."""
    if isinstance(raw, str):
        raw = _parsed(raw)
    if isinstance(raw, list):
        raw = {item["column"]: item.get("value") for item in raw if isinstance(item, dict) and "column" in item}
    if not isinstance(raw, Mapping) or not raw:
        raise Mend("Give an object of {column: value}.")
    reading = _reading(info)
    return {name: _change(name, value, reading) for key, value in raw.items() if (name := _own(key, reading))}


def _own(key: Any, reading: Reading) -> str:
    name = reading.vocabulary.column(key, reading.notes)
    if name not in reading.vocabulary.catalog.columns:
        raise Mend(f"{name} is predicted and cannot be given; give columns of the bank.")
    return name


def _change(column: str, value: Any, reading: Reading) -> Any:
    numeric = reading.vocabulary.catalog.columns[column].numeric
    if numeric and isinstance(value, str) and value.strip()[:1] in "+-" and len(value.strip()) > 1:
        relative = value.strip()
        value = {"percent": relative.rstrip("% ")} if relative.endswith("%") else {"add": relative}
    if isinstance(value, Mapping):
        known = {"add": "add", "subtract": "add", "percent": "percent", "multiply": "percent"}
        key = next(iter(value), "")
        if len(value) != 1 or key not in known or not numeric:
            raise Mend(f'{column}: give a value, or for a number {{"add": n}} or {{"percent": p}}.')
        amount = number(value[key])
        amount = {"subtract": -amount, "multiply": (amount - 1) * 100}.get(key, amount)
        return {known[key]: amount}
    return None if value is None else reading.vocabulary.value(column, value, reading.notes)


def _parsed(raw: str) -> Any:
    import json

    try:
        return json.loads(raw)
    except ValueError:
        return raw


Where = Annotated[
    Any, PlainValidator(_where), PlainSerializer(lambda n: n.as_json() if n else None), WithJsonSchema({"moa": "where"})
]
ColumnName = Annotated[str, BeforeValidator(_column), WithJsonSchema({"moa": "column"})]
CustomerId = Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string"})]
CustomerIds = Annotated[
    list[str], BeforeValidator(_ids), WithJsonSchema({"type": "array", "items": {"type": "string"}})
]
Limit = Annotated[int, BeforeValidator(_limit), WithJsonSchema({"type": "integer"})]
Values = Annotated[dict[str, Any], PlainValidator(_values), WithJsonSchema({"moa": "values"})]
Direction = Annotated[
    Literal["asc", "desc"], _word({"ascending": "asc", "descending": "desc", "lowest": "asc", "highest": "desc"})
]
InPopulation = Annotated[Population, _word(_POPULATIONS)]


class Arguments(BaseModel):
    """What every tool's arguments have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def normal(self) -> dict[str, Any]:
        """The call in its one normal form, for the Fact: two ways of saying the same become the same."""
        return self.model_dump(exclude_none=True, mode="json")


class CustomerArguments(Arguments):
    """One customer."""

    customer_id: CustomerId


class FindArguments(Arguments):
    """A name to look for."""

    name: Annotated[str, BeforeValidator(str), Field(min_length=1, max_length=200)]
    limit: Limit = 10


class PredictArguments(Arguments):
    """Customers by id, or one described customer."""

    customer_ids: CustomerIds | None = None
    profile: Values | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.customer_ids is None) == (self.profile is None):
            raise Mend("Give either customer_ids or profile.")
        return self


class WhatIfArguments(Arguments):
    """A customer (or a described one) with some columns changed."""

    customer_id: CustomerId | None = None
    profile: Values | None = None
    changes: Values

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.customer_id is None) == (self.profile is None):
            raise Mend("Give either customer_id or profile, and changes.")
        return self


class WatchArguments(Arguments):
    """Whom to call first."""

    where: Where = None
    limit: Limit = 10
    order_by: Annotated[Literal["value_at_risk", "probability"] | None, _word({"risk": "probability"})] = None


class Measure(Arguments):
    """One figure to compute."""

    measure: Annotated[MeasureName, _word(_MEASURES)]
    column: ColumnName | None = None
    where: Where = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        """``"churn_rate"`` or ``"mean(Balance)"`` for the object."""
        if not isinstance(raw, str):
            return raw
        name, _, column = raw.strip().rstrip(")").partition("(")
        return {"measure": name, "column": column} if column else {"measure": name}

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        catalog = _reading(info).vocabulary.catalog
        if self.measure in OF_COLUMN and self.column is None:
            raise Mend(f'{self.measure} needs a column: {{"measure": "{self.measure}", "column": …}}.')
        if self.measure == "value_at_risk" and catalog.value is None:
            raise Mend("This bank names no value at stake; use mean_risk or high_risk_share.")
        if self.measure in OF_COLUMN and self.column is not None:
            spec = catalog.columns.get(self.column)
            dated = spec is not None and spec.kind == "date" and self.measure in ("min", "max")
            numeric = self.column != "risk_band" if spec is None else spec.numeric and self.column != catalog.id
            if not (numeric or dated):
                raise Mend(f"{self.column} is not a number; use share with a where, or group by {self.column}.")
        return self


class Group(Arguments):
    """What to split by; ``bands`` are the cut points of a number (``[]``: every value on its own)."""

    column: ColumnName
    bands: Annotated[tuple[float, ...], BeforeValidator(read_bands), WithJsonSchema({"type": "array", "items": {"type": "number"}})] | None = None  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        return {"column": raw} if isinstance(raw, str) else raw


def _as_list(raw: Any) -> Any:
    if isinstance(raw, str):
        raw = _parsed(raw)
    return raw if isinstance(raw, list | tuple) else [raw]


Measures = Annotated[tuple[Measure, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=6)]


class PortfolioArguments(Arguments):
    """Figures by no, one or two groups."""

    measures: Measures = (Measure.model_construct(measure="customers"),)
    groups: Annotated[tuple[Group, ...], BeforeValidator(_as_list), Field(max_length=2)] = ()
    where: Where = None
    population: InPopulation | None = None
    order: Direction | None = None
    order_by: Annotated[int, BeforeValidator(lambda raw: int(number(raw)))] | None = None
    limit: Limit | None = None

    @model_validator(mode="after")
    def _order_exists(self) -> Self:
        if self.order_by is not None and not 0 <= self.order_by < len(self.measures):
            raise Mend(f"order_by is the index of a measure, 0 to {len(self.measures) - 1}.")
        return self


class ListArguments(Arguments):
    """Customers that fit, in an order."""

    where: Where = None
    columns: Annotated[tuple[ColumnName, ...], BeforeValidator(_as_list), Field(max_length=20)] = ()
    order_by: ColumnName | None = None
    order: Direction = "desc"
    limit: Limit = 10
    population: InPopulation | None = None


class DistributionArguments(Arguments):
    """How one column is spread."""

    column: ColumnName
    where: Where = None
    bins: Annotated[tuple[float, ...], BeforeValidator(read_bands), WithJsonSchema({"type": "array", "items": {"type": "number"}})] | None = None  # fmt: skip
    population: InPopulation | None = None


class LabelledGroup(Arguments):
    """One side of a comparison."""

    label: Annotated[str, BeforeValidator(str), Field(max_length=80)] = ""
    where: Where = None


class CompareArguments(Arguments):
    """Customers side by side, or groups side by side."""

    customer_ids: CustomerIds | None = None
    groups: (
        Annotated[tuple[LabelledGroup, ...], BeforeValidator(_as_list), Field(min_length=2, max_length=6)] | None
    ) = None
    measures: Measures | None = None
    population: InPopulation | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.customer_ids is None) == (self.groups is None):
            raise Mend("Give either customer_ids (2 or more) or groups (2 or more).")
        return self


class SimilarArguments(CustomerArguments):
    """A customer and how many neighbours."""

    k: Limit = 5


class NoArguments(Arguments):
    """Nothing to say."""


class AskBackArguments(Arguments):
    """Why the person must be asked, and what they may choose from."""

    reason: Annotated[str, BeforeValidator(str), Field(max_length=200)]
    choices: Annotated[list[Any], BeforeValidator(_as_list), Field(max_length=20)] = []


class DeclineArguments(Arguments):
    """What the request is about and why it is outside."""

    topic: Annotated[
        Literal["outside", "write", "secret", "future", "unknown_column"], BeforeValidator(lambda raw: _slug(str(raw)))
    ]
    detail: Annotated[str, BeforeValidator(str), Field(max_length=300)] = ""


A = TypeVar("A", bound=Arguments)


def read_arguments(model: type[A], raw: Mapping[str, Any], reading: Reading, tool: str) -> A:
    """The call's arguments, mended where the meaning is plain.

    Raises:
        Mend: one sentence naming all that is wrong.
    """
    given = {key: value for key, value in raw.items() if value is not None}
    try:
        return model.model_validate(given, context=reading)
    except ValidationError as error:
        raise Mend(" ".join(_sentences(error, model, tool))) from error


def _sentences(error: ValidationError, model: type[Arguments], tool: str) -> list[str]:
    found = []
    for problem in error.errors()[:4]:
        place = ".".join(str(part) for part in problem["loc"] if not str(part).startswith("function-"))
        cause = problem.get("ctx", {}).get("error")
        if isinstance(cause, Mend):
            found.append(f"{place}: {cause}" if place else str(cause))
        elif problem["type"] == "extra_forbidden":
            found.append(unknown_key(str(problem["loc"][-1]), list(model.model_fields), tool))
        elif problem["type"] == "missing":
            found.append(f"{tool} needs {place}.")
        elif problem["type"] == "literal_error":
            known = [word.strip("' ") for word in problem["ctx"]["expected"].replace(" or ", ", ").split(",")]
            hint = listed(known if len(known) < 6 else nearest(str(problem["input"]), known, limit=6))
            found.append(f"{place}: {str(problem['input'])[:40]!r} is not one of {hint}.")
        else:
            found.append(f"{place}: {problem['msg']}.")
    return found
