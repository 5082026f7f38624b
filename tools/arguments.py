"""What each tool takes: pydantic models that read a model's call through the catalog's vocabulary.

Validation mends what is plainly meant (case, language, spelling, numbers as text, swapped ranges) and notes it; what it
cannot mend becomes one sentence for the model. `tools.schemas` writes the JSON schemas with the catalog's enums.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

from db.bank.figures import MeasureName
from db.bank.filters import columns_of
from tools.argument_numbers import number
from tools.fields import (
    MEASURES,
    OF_COLUMN,
    Bands,
    ColumnName,
    CustomerId,
    CustomerIds,
    Direction,
    InPopulation,
    Limit,
    Text,
    Values,
    Where,
    as_list,
    clean,
    reading_of,
    slug,
    worded,
)
from tools.filter_reading import Reading, unknown_key
from tools.invalid_call import Mend, listed, nearest


class Arguments(BaseModel):
    """What every tool's arguments have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def normal(self) -> dict[str, Any]:
        """The call in its one normal form, for the Fact: two ways of saying the same become the same."""
        return self.model_dump(exclude_none=True, mode="json")


Columns = Annotated[tuple[ColumnName, ...], BeforeValidator(as_list), Field(max_length=20)]


class CustomerArguments(Arguments):
    """One customer."""

    customer_id: CustomerId


class CardArguments(CustomerArguments):
    """One customer, and which of their columns the person asked about (none: all of them)."""

    columns: Columns | None = None


class FindArguments(Arguments):
    """A name to look for, and which columns of that customer the person asked about."""

    name: Annotated[Text, Field(min_length=1)]
    limit: Limit = 10
    columns: Columns | None = None


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
    order_by: Annotated[Literal["value_at_risk", "probability"] | None, worded({"risk": "probability"})] = None


class Measure(Arguments):
    """One figure to compute."""

    measure: Annotated[MeasureName, worded(MEASURES)]
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
        catalog = reading_of(info).vocabulary.catalog
        if self.measure in OF_COLUMN and self.column is None:
            raise Mend(f'{self.measure} needs a column: {{"measure": "{self.measure}", "column": …}}.')
        if self.measure == "value_at_risk" and catalog.value is None:
            raise Mend("This bank names no value at stake; use mean_risk or high_risk_share.")
        if self.measure == "share" and self.column is not None and self.where is not None:
            spec = catalog.columns.get(self.column)
            if (spec is not None and not spec.numeric) or self.column in columns_of(self.where):
                # A share of customers: the column only repeats what the filter is about.
                return self.model_copy(update={"column": None})
        if self.measure in OF_COLUMN | {"share"} and self.column is not None:
            spec = catalog.columns.get(self.column)
            dated = spec is not None and spec.kind == "date" and self.measure in ("min", "max")
            numeric = self.column != "risk_band" if spec is None else spec.numeric and self.column != catalog.id
            if not (numeric or dated):
                raise Mend(f"{self.column} is not a number; use share with a where, or group by {self.column}.")
        return self


class Group(Arguments):
    """What to split by; ``bands`` are the cut points of a number (``[]``: every value on its own)."""

    column: ColumnName
    bands: Bands | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        return {"column": raw} if isinstance(raw, str) else raw


Measures = Annotated[tuple[Measure, ...], BeforeValidator(as_list), Field(min_length=1, max_length=6)]


class PortfolioArguments(Arguments):
    """Figures by no, one or two groups."""

    measures: Measures = (Measure.model_construct(measure="customers"),)
    groups: Annotated[tuple[Group, ...], BeforeValidator(as_list), Field(max_length=2)] = ()
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
    columns: Columns = ()
    order_by: ColumnName | None = None
    order: Direction = "desc"
    limit: Limit = 10
    population: InPopulation | None = None


class DistributionArguments(Arguments):
    """How one column is spread."""

    column: ColumnName
    where: Where = None
    bins: Bands | None = None
    population: InPopulation | None = None


class LabelledGroup(Arguments):
    """One side of a comparison."""

    label: Text = ""
    where: Where = None


class CompareArguments(Arguments):
    """Customers side by side, or groups side by side."""

    customer_ids: CustomerIds | None = None
    groups: Annotated[tuple[LabelledGroup, ...], BeforeValidator(as_list), Field(min_length=2, max_length=6)] | None = (
        None
    )
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

    reason: Text
    choices: Annotated[list[Any], BeforeValidator(as_list), Field(max_length=20)] = []


class DeclineArguments(Arguments):
    """What the request is about and why it is outside."""

    topic: Annotated[
        Literal["outside", "write", "secret", "future", "unknown_column", "no_dates"],
        BeforeValidator(lambda raw: slug(str(raw))),
    ]
    detail: Text = ""


A = TypeVar("A", bound=Arguments)


def read_arguments(model: type[A], raw: Mapping[str, Any], reading: Reading, tool: str) -> A:
    """The call's arguments, mended where the meaning is plain.

    Raises:
        Mend: one sentence naming all that is wrong.
    """
    given = {key: value for key, value in clean(raw).items() if value is not None}
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
