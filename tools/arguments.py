"""What each tool takes: pydantic models that read a model's call through the catalog's vocabulary.

Validation mends what is plainly meant (case, language, spelling, numbers as text, swapped ranges) and notes it; what it
cannot mend becomes one sentence for the model. `tools.schemas` writes the JSON schemas with the catalog's enums.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from db.bank.figures import MeasureName
from db.bank.filters import columns_of
from db.bank.groupings import Period
from db.catalog import Catalog
from db.state.customer_notes import Channel
from tools.argument_numbers import number, percent, portion
from tools.fields import (
    LONGEST,
    MEASURES,
    OF_COLUMN,
    Bands,
    ColumnName,
    CustomerId,
    CustomerIds,
    Direction,
    InPopulation,
    Limit,
    Offset,
    Text,
    Values,
    Where,
    as_list,
    clean,
    read_column,
    reading_of,
    slug,
    worded,
)
from tools.filter_reading import Reading, unknown_key
from tools.invalid_call import Mend, listed, nearest
from tools.query.references import limit
from tools.topics import TERMS, TOPIC_WORDS, Topic, Why

_PERIODS = {"monthly": "month", "quarterly": "quarter", "yearly": "year", "mes": "month", "trimestre": "quarter"}

ASK_REASONS = ("no_customer", "two_readings", "which_column", "number", "threshold", "several", "unknown_word")
ASK_QUESTION = "what to ask the person, one sentence in their language, no figures"


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
    """A name to look for, and which columns of that customer the person asked about.

    ``exact``: nobody of a name that is only like it is offered; for the program's own calls.
    """

    name: Annotated[Text, Field(min_length=1)]
    limit: Limit = 10
    columns: Columns | None = None
    exact: SkipJsonSchema[bool] = False

    def normal(self) -> dict[str, Any]:
        """Without ``exact`` where it changes nothing."""
        return {key: value for key, value in super().normal().items() if key != "exact" or value}


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
    offset: Offset = 0
    order_by: Annotated[Literal["value_at_risk", "probability"] | None, worded({"risk": "probability"})] = None


class PlainMeasure(Arguments):
    """One figure computed of customers; ``where``: of those alone who fit it (a share: who make it)."""

    measure: Annotated[MeasureName, worded(MEASURES)]
    column: ColumnName | None = None
    where: Where = None
    q: Annotated[float, BeforeValidator(number), Field(gt=0, lt=100)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        """``"churn_rate"``, ``"mean(Balance)"`` or ``"p90(Balance)"`` for the object."""
        if isinstance(raw, dict) and isinstance(raw.get("measure"), str):
            return _percentile(raw)
        if not isinstance(raw, str):
            return raw
        name, _, column = raw.strip().rstrip(")").partition("(")
        return _percentile({"measure": name, "column": column} if column else {"measure": name})

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        if self.measure in OF_COLUMN and self.column is None:
            raise Mend(f'{self.measure} needs a column: {{"measure": "{self.measure}", "column": …}}.')
        if self.measure == "percentile" and self.q is None:
            raise Mend('percentile needs q, for example {"measure": "percentile", "column": …, "q": 90}.')
        return fitting(self, reading_of(info).vocabulary.catalog)


P = TypeVar("P", bound=PlainMeasure)


def fitting(asked: P, catalog: Catalog) -> P:
    """The measure where its column bears it; Mend where it does not."""
    if asked.measure == "value_at_risk" and catalog.value is None:
        raise Mend("This bank names no value at stake; use mean_risk or high_risk_share.")
    if asked.column is None:
        return asked
    spec = catalog.columns.get(asked.column)
    repeated = (spec is not None and not spec.numeric) or asked.column in columns_of(asked.where)
    if asked.measure == "share" and asked.where is not None and repeated:
        # A share of customers: the column only repeats what the filter is about.
        return asked.model_copy(update={"column": None})
    needs_number = asked.measure in (OF_COLUMN - {"distinct"}) | {"share"}
    if needs_number and not _measurable(asked.measure, asked.column, catalog):
        raise Mend(f"{asked.column} is not a number; use share with a where, or group by {asked.column}.")
    return asked


def _measurable(measure: str, column: str, catalog: Catalog) -> bool:
    """Whether there is such a figure of the column: of numbers any, of dates the first and the last."""
    spec = catalog.columns.get(column)
    if spec is None:
        return column != "risk_band"
    return (spec.numeric and column != catalog.id) or (spec.kind == "date" and measure in ("min", "max"))


def _percentile(raw: dict[str, Any]) -> dict[str, Any]:
    """``p90`` as the percentile of 90."""
    name = slug(raw["measure"])
    if name[:1] == "p" and name[1:].replace(".", "", 1).isdigit():
        return {**raw, "measure": "percentile", "q": float(name[1:])}
    return raw


class Measure(PlainMeasure):
    """A figure of customers, a ``ratio`` of two of them, or the ``growth`` of one from each group to the next."""

    measure: Annotated[MeasureName | Literal["ratio", "growth"], worded(MEASURES)]  # type: ignore[assignment]
    of: PlainMeasure | None = None
    to: PlainMeasure | None = None

    @model_validator(mode="after")
    def _made_of(self) -> Self:
        if self.measure == "ratio" and (self.of is None or self.to is None):
            raise Mend('ratio needs two measures: {"measure": "ratio", "of": {…}, "to": {…}}.')
        if self.measure == "growth" and self.of is None:
            raise Mend('growth needs the measure that grows: {"measure": "growth", "of": {…}}.')
        return self


class Having(PlainMeasure):
    """Which groups are kept: those whose measure fits a comparison."""

    op: str = "gt"
    value: Any

    @model_validator(mode="after")
    def _compared(self, info: ValidationInfo) -> Self:
        op, value = limit(reading_of(info), {"op": self.op, "value": self.value})
        return self.model_copy(update={"op": op, "value": value})


class Group(Arguments):
    """What to split by; ``bands`` are the cut points of a number (``[]``: every value on its own).

    ``part``: how a date is split, by year where nothing is said.
    """

    column: ColumnName
    bands: Bands | None = None
    part: Annotated[Period, worded(_PERIODS)] | None = None

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
    having: Annotated[tuple[Having, ...], BeforeValidator(as_list), Field(max_length=4)] = ()
    population: InPopulation | None = None
    order: Direction | None = None
    order_by: Annotated[int, BeforeValidator(lambda raw: int(number(raw)))] | None = None
    limit: Limit | None = None
    offset: Offset = 0

    @model_validator(mode="after")
    def _order_exists(self) -> Self:
        if (self.having or any(m.measure == "growth" for m in self.measures)) and not self.groups:
            raise Mend("having and growth are of groups: say by what to split in groups.")
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
    offset: Offset = 0
    totals: Columns = ()
    population: InPopulation | None = None

    @model_validator(mode="after")
    def _numbers(self, info: ValidationInfo) -> Self:
        for name in self.totals:
            fitting(PlainMeasure.model_construct(measure="sum", column=name), reading_of(info).vocabulary.catalog)
        return self


class RankArguments(CustomerArguments):
    """A customer, and by which columns to say where they stand among whom."""

    columns: Columns = ()
    where: Where = None
    population: InPopulation | None = None


class ConcentrationArguments(Arguments):
    """How much of a column's sum few customers hold: a share of the sum, or the largest so many (or per cent)."""

    column: ColumnName | None = None
    where: Where = None
    population: InPopulation | None = None
    share: Annotated[float, BeforeValidator(portion), Field(gt=0, le=1)] | None = None
    top: Annotated[int, BeforeValidator(lambda raw: int(number(raw))), Field(gt=0)] | None = None
    top_percent: Annotated[float, BeforeValidator(percent), Field(gt=0, le=100)] | None = None

    @model_validator(mode="after")
    def _of_what(self, info: ValidationInfo) -> Self:
        catalog = reading_of(info).vocabulary.catalog
        column = self.column or catalog.value
        if column is None:
            raise Mend('This bank names no value at stake; say which column: {"column": …}.')
        if sum(part is not None for part in (self.share, self.top, self.top_percent)) > 1:
            raise Mend("Give one of share, top and top_percent.")
        fitting(PlainMeasure.model_construct(measure="sum", column=column), catalog)
        return self.model_copy(update={"column": column})


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


class EarlierArguments(Arguments):
    """Results of earlier turns, by name."""

    results: Annotated[tuple[str, ...], BeforeValidator(as_list), Field(max_length=12)]


class AskBackArguments(Arguments):
    """Why the person must be asked, how, and what they may choose from."""

    reason: Annotated[
        str,
        BeforeValidator(lambda raw: str(raw)[:LONGEST]),
        WithJsonSchema({"enum": list(ASK_REASONS), "type": "string"}),
    ] = "two_readings"
    question: Annotated[Text, WithJsonSchema({"type": "string", "description": ASK_QUESTION})] = ""
    choices: Annotated[list[Any], BeforeValidator(as_list), Field(max_length=20)] = []


class DeclineArguments(Arguments):
    """What the request is about and why it is outside; ``asked``: the word for what is not there."""

    topic: Annotated[
        Literal["outside", "write", "secret", "future", "unknown_column", "no_dates", "not_available"],
        BeforeValidator(lambda raw: slug(str(raw))),
    ]
    detail: Text = ""
    asked: Text = ""
    why: Annotated[Why, BeforeValidator(lambda raw: slug(str(raw)))] | None = None


class RecordArguments(CustomerArguments):
    """What a person wants written down about a customer; ``left`` for an outcome, ``day``: when it was or is due."""

    kind: Annotated[Literal["note", "contact", "promise", "outcome"], BeforeValidator(lambda raw: slug(str(raw)))] = (
        "note"
    )
    text: Text = ""
    channel: Annotated[Channel, BeforeValidator(lambda raw: slug(str(raw)))] | None = None
    day: date | None = None
    left: bool | None = None

    @model_validator(mode="after")
    def _says_what_became_of_them(self) -> Self:
        if self.kind == "outcome" and self.left is None:
            raise Mend("an outcome needs left: true or false.")
        return self


def _term(raw: Any, info: ValidationInfo) -> str:
    if isinstance(raw, str) and slug(raw) in TERMS:
        return slug(raw)
    column = read_column(raw, info)
    return {"probability": "risk", "risk_band": "band"}.get(column, column)


Term = Annotated[str, BeforeValidator(_term)]


class SystemArguments(Arguments):
    """A question about the program itself; ``customer_id`` for what concerns one prediction, ``term`` for a definition.

    A term is one of the program's own (`tools.topics.TERMS`) or a column.
    """

    topic: Annotated[Topic, worded(TOPIC_WORDS)]
    customer_id: CustomerId | None = None
    term: Term | None = None

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if self.topic == "agreement" and self.customer_id is None:
            raise Mend("agreement is about one customer: give customer_id.")
        if (self.topic == "term") != (self.term is not None):
            raise Mend("term goes with topic term: the word to explain.")
        return self


class UnusedItem(Arguments):
    """Words of the message that the answer does not use, and why."""

    text: Annotated[Text, Field(min_length=1)]
    why: Annotated[Why, BeforeValidator(lambda raw: slug(str(raw)))] = "not_understood"
    column: ColumnName | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        return {"text": raw} if isinstance(raw, str) else raw


class UnusedArguments(Arguments):
    """All of the message that the answer does not use."""

    items: Annotated[tuple[UnusedItem, ...], BeforeValidator(as_list), Field(min_length=1, max_length=10)]


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
