"""Measures and groups as calls hold them: written short or in full, read into one form."""

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from db.bank.figures import MeasureName
from db.bank.filters import Condition, Statistic, columns_of
from db.bank.groupings import Period
from db.catalog import Catalog
from tools.argument_numbers import number
from tools.fields import (
    MEASURES,
    OF_COLUMN,
    Arguments,
    Bands,
    ColumnName,
    Where,
    as_list,
    reading_of,
    slug,
    worded,
)
from tools.invalid_call import Mend
from tools.query.references import limit

_PERIODS = {"monthly": "month", "quarterly": "quarter", "yearly": "year", "mes": "month", "trimestre": "quarter"}


class PlainMeasure(Arguments):
    """One figure computed of customers; ``where``: of those alone who fit it (a share: who make it)."""

    measure: Annotated[MeasureName, worded(MEASURES)]
    column: ColumnName | None = None
    where: Where = None
    q: Annotated[float, BeforeValidator(number), Field(gt=0, lt=100)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, raw: Any) -> Any:
        return in_full(raw)

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
    repeated = (spec is not None and not spec.numeric) or _repeated(asked)
    if asked.measure == "share" and asked.where is not None and repeated:
        # A share of customers: the column only repeats what the filter is about.
        return asked.model_copy(update={"column": None})
    needs_number = asked.measure in (OF_COLUMN - {"distinct"}) | {"share"}
    if needs_number and not _measurable(asked.measure, asked.column, catalog):
        raise Mend(f"{asked.column} is not a number; use share with a where, or group by {asked.column}.")
    return asked


def _repeated(asked: PlainMeasure) -> bool:
    """Whether the filter is about the measure's own column, and not about who has most of it."""
    ranked = isinstance(asked.where, Condition) and isinstance(asked.where.value, Statistic)
    return asked.column in columns_of(asked.where) and not ranked


def _measurable(measure: str, column: str, catalog: Catalog) -> bool:
    """Whether there is such a figure of the column: of numbers any, of dates the first and the last."""
    spec = catalog.columns.get(column)
    if spec is None:
        return column != "risk_band"
    return (spec.numeric and column != catalog.id) or (spec.kind == "date" and measure in ("min", "max"))


def in_full(raw: Any) -> Any:
    """``"churn_rate"``, ``"mean(Balance)"`` or ``"p90(Balance)"`` as the object, alone or as its ``measure``."""
    if isinstance(raw, str):
        return _called(raw)
    inner = raw.get("measure") if isinstance(raw, dict) else None
    if isinstance(inner, dict):  # {"measure": {"measure": "mean", …}, "op": …}
        return in_full({**inner, **{key: value for key, value in raw.items() if key != "measure"}})
    return {**raw, **_called(inner)} if isinstance(inner, str) else raw


def _called(raw: str) -> dict[str, Any]:
    """A measure by its name: ``mean(Balance)``, ``p90`` as the percentile of 90."""
    name, _, column = raw.strip().rstrip(")").partition("(")
    of = {"column": column} if column else {}
    if slug(name)[:1] == "p" and slug(name)[1:].replace(".", "", 1).isdigit():
        return {"measure": "percentile", "q": float(slug(name)[1:]), **of}
    return {"measure": name, **of}


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


def place_of(raw: Any, info: ValidationInfo) -> int:
    """Which of the call's measures: by its place from 0, or named again; -1 where that is none of them."""
    if not isinstance(raw, dict) and not (isinstance(raw, str) and slug(raw)[:1].isalpha()):
        return int(number(raw))
    said = in_full(raw)
    name = slug(str(said.get("measure")))
    meant = (MEASURES.get(name, name), said.get("column"))
    fits = [
        i for i, m in enumerate(info.data.get("measures", ())) if meant in ((m.measure, None), (m.measure, m.column))
    ]
    return fits[0] if len(fits) == 1 else -1
