"""What each tool takes: pydantic models that read a model's call through the catalog's vocabulary.

Validation mends what is plainly meant (case, language, spelling, numbers as text, swapped ranges) and notes it; what it
cannot mend becomes one sentence for the model. `tools.schemas` writes the JSON schemas with the catalog's enums.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from db.state.customer_notes import Channel
from tools.argument_numbers import day as read_day
from tools.argument_numbers import number, percent, portion
from tools.fields import (
    LONGEST,
    Arguments,
    Bands,
    Changes,
    ColumnName,
    CustomerId,
    CustomerIds,
    Direction,
    InPopulation,
    Limit,
    Offset,
    Profile,
    Text,
    Where,
    as_list,
    clean,
    parsed,
    read_column,
    reading_of,
    slug,
    worded,
)
from tools.filter_reading import Reading, unknown_key
from tools.invalid_call import Mend, listed, nearest
from tools.measure_arguments import Group, Having, Measure, Measures, PlainMeasure, fitting, place_of
from tools.topics import TERMS, TOPIC_WORDS, Topic, Why

_WRAPPINGS = ("arguments", "parameters", "args", "input", "kwargs")
ASK_REASONS = ("no_customer", "two_readings", "which_column", "number", "threshold", "several", "unknown_word")
ASK_QUESTION = "what to ask the person, one sentence in their language, no figures"


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
    profile: Profile | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.customer_ids is None) == (self.profile is None):
            raise Mend("Give either customer_ids or profile.")
        return self


class WhatIfArguments(Arguments):
    """A customer (or a described one) with some columns changed."""

    customer_id: CustomerId | None = None
    profile: Profile | None = None
    changes: Changes

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


class PortfolioArguments(Arguments):
    """Figures by no, one or two groups."""

    measures: Measures = (Measure.model_construct(measure="customers"),)
    groups: Annotated[tuple[Group, ...], BeforeValidator(as_list), Field(max_length=2)] = ()
    where: Where = None
    having: Annotated[tuple[Having, ...], BeforeValidator(as_list), Field(max_length=4)] = ()
    population: InPopulation | None = None
    order: Direction | None = None
    order_by: (
        Annotated[
            int, BeforeValidator(place_of), WithJsonSchema({"type": "integer", "description": "0: the first measure"})
        ]
        | None
    ) = None
    limit: Limit | None = None
    offset: Offset = 0

    @model_validator(mode="after")
    def _order_exists(self) -> Self:
        if (self.having or any(m.measure == "growth" for m in self.measures)) and not self.groups:
            raise Mend("having and growth are of groups: say by what to split in groups.")
        if self.order_by is not None and not 0 <= self.order_by < len(self.measures):
            raise Mend(f"order_by is the place of one of the measures, 0 (the first) to {len(self.measures) - 1}.")
        return self


class ListArguments(Arguments):
    """Customers that fit, in an order; ``within``: the first ``limit`` of each value of a column."""

    where: Where = None
    columns: Columns = ()
    order_by: ColumnName | None = None
    within: ColumnName | None = None
    order: Direction = "desc"
    limit: Limit = 10
    offset: Offset = 0
    totals: Columns = ()
    population: InPopulation | None = None

    @model_validator(mode="after")
    def _numbers(self, info: ValidationInfo) -> Self:
        for name in self.totals:
            fitting(PlainMeasure.model_construct(measure="sum", column=name), reading_of(info).vocabulary.catalog)
        if self.within is not None and (self.order_by is None or self.order_by == self.within):
            raise Mend("within ranks customers of each value of one column by another: say by which in order_by.")
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

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, raw: Any) -> Any:
        """A filter alone is the group's."""
        if isinstance(raw, str):
            raise Mend('A group is {"label": …, "where": filter}.')
        return raw if not isinstance(raw, dict) or {"label", "where"} & raw.keys() else {"where": raw}


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
        wheres = [group.where for group in self.groups or ()]
        if any(where in wheres[:i] for i, where in enumerate(wheres)):
            raise Mend('Two groups are the same customers: give each its own "where".')
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
    choices: Annotated[
        list[Any],
        BeforeValidator(as_list),
        Field(max_length=20),
        WithJsonSchema({"type": "array", "items": {"type": "string"}}),
    ] = []  # noqa: RUF012 - pydantic copies it


class DeclineArguments(Arguments):
    """What the request is about and why it is outside; ``asked``: the word for what is not there."""

    topic: Annotated[
        Literal["outside", "write", "secret", "future", "unknown_column", "no_dates", "not_available"],
        BeforeValidator(lambda raw: slug(str(raw))),
    ]
    detail: Text = ""
    asked: Text = ""
    why: SkipJsonSchema[Annotated[Why, BeforeValidator(lambda raw: slug(str(raw)))] | None] = None


class RecordArguments(CustomerArguments):
    """What a person wants written down about a customer; ``left`` for an outcome, ``day``: when it was or is due."""

    kind: Annotated[Literal["note", "contact", "promise", "outcome"], BeforeValidator(lambda raw: slug(str(raw)))] = (
        "note"
    )
    text: Text = ""
    channel: Annotated[Channel, BeforeValidator(lambda raw: slug(str(raw)))] | None = None
    day: Annotated[date, BeforeValidator(read_day)] | None = None
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
    given = {key: value for key, value in _unwrapped(clean(raw), model).items() if value is not None}
    try:
        return model.model_validate(given, context=reading)
    except ValidationError as error:
        raise Mend(" ".join(_sentences(error, model, tool))) from error


def _unwrapped(raw: Mapping[str, Any], model: type[Arguments]) -> Mapping[str, Any]:
    """The arguments out of ``{"arguments": {…}}``, as some models wrap them."""
    key = next(iter(raw)) if len(raw) == 1 else ""
    inner = parsed(raw[key]) if isinstance(raw.get(key), str) else raw.get(key)
    wrapped = key in _WRAPPINGS and key not in model.model_fields
    return inner if wrapped and isinstance(inner, Mapping) else raw


def _sentences(error: ValidationError, model: type[Arguments], tool: str) -> list[str]:
    found = []
    for problem in error.errors()[:4]:
        place = ".".join(str(part) for part in problem["loc"] if not str(part).startswith("function-"))
        cause = problem.get("ctx", {}).get("error")
        if isinstance(cause, Mend):
            found.append(f"{place}: {cause}" if place else str(cause))
        elif problem["type"] == "extra_forbidden":
            known = list(model.model_fields) if len(problem["loc"]) == 1 else []
            found.append(unknown_key(str(problem["loc"][-1]), known, tool if known else place.rpartition(".")[0]))
        elif problem["type"] == "missing":
            found.append(f"{tool} needs {place}.")
        elif problem["type"] == "literal_error":
            known = [word.strip("' ") for word in problem["ctx"]["expected"].replace(" or ", ", ").split(",")]
            hint = listed(known if len(known) < 6 else nearest(str(problem["input"]), known, limit=6))
            found.append(f"{place}: {str(problem['input'])[:40]!r} is not one of {hint}.")
        else:
            found.append(f"{place}: {problem['msg']}.")
    return found
