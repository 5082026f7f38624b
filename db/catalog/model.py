"""The catalog: one YAML file, one pydantic model, from which all else that knows the bank's columns follows."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from db.errors import CatalogProblem, Language
from db.texts import Each
from db.validation import refuse, wrong_values
from db.yaml_files import read_yaml

Kind = Literal["integer", "number", "money", "category", "flag", "date", "text"]
NUMERIC: frozenset[Kind] = frozenset({"integer", "number", "money"})
YES = frozenset({"1", "yes", "y", "true", "t", "si", "sí", "s"})
NO = frozenset({"0", "no", "n", "false", "f"})
DEFAULT = Path(__file__).parent / "default.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(_Strict):
    """How people call something; the first name of each language is the one shown."""

    es: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def shown(self, language: Language) -> str:
        """The display name, falling back to the other language."""
        names = self.es or self.en if language == "es" else self.en or self.es
        return names[0] if names else ""

    def called(self, otherwise: str) -> Each:
        """The display name in whichever language it is said, or what else it is called."""
        return Each(lambda language: self.shown(language) or otherwise)


class Written(_Strict):
    """How files write a column's cells, where that is not plain (numbers such as 1234.5, dates such as 2026-01-31)."""

    numbers: Literal["point", "comma"] | None = None
    """What stands before decimals; the other one, blanks or apostrophes may group thousands."""
    dates: Literal["ymd", "dmy", "mdy"] | None = None
    """The order of day, month and year."""
    missing: tuple[str, ...] = ()
    """What stands where nothing is known, such as ``-`` or ``s/d``."""


class Column(_Strict):
    """One column of the customer table."""

    name: str = ""
    kind: Kind
    names: Names = Names()
    source: tuple[str, ...] = ()
    """Other headers under which a file may bring this column (compared without case, spaces and underscores)."""
    unit: Names = Names()
    """For example ``{es: [años, año], en: [years, year]}``; money columns use the catalog's currency."""
    values: dict[str, Names] = {}
    """For category and flag: the stored value (as text) and how people call it, adjectives and plurals included."""
    bands: tuple[float, ...] = ()
    """Sensible cut points for grouping a number."""
    more: Names = Names()
    """Adjectives of whoever has much of it (older, oldest, richer), for a number."""
    less: Names = Names()
    """Adjectives of whoever has little of it (younger, youngest, poorer), for a number."""
    range: tuple[float | None, float | None] = (None, None)
    """What is possible; a row outside is rejected at loading and a what-if outside is refused."""
    actionable: Literal[True, False, "up", "down"] = False
    """Whether a bank can act on it (what-ifs are open to all columns; proposals only to these), and which way.

    ``up``, ``down``: proposals only raise or only lower it (a flag: from no to yes, or back). A bank can win back
    activity, but it cannot take years off a relationship.
    """
    feature: bool = True
    """Whether the ensemble may learn from it."""
    required: bool = True
    """Whether a file must bring it."""
    written: Written = Written()
    """How a file writes it."""
    decimals: int | None = None
    guessed: bool = False
    """Set by ``infer``: somebody should look."""

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers that can be averaged and compared."""
        return self.kind in NUMERIC

    @field_validator("actionable")
    @classmethod
    def _one_way_needs_an_order(cls, value: Any, said: ValidationInfo) -> Any:
        kind, values = said.data.get("kind"), {v.casefold() for v in said.data.get("values", {})}
        ordered = kind in NUMERIC or (kind == "flag" and values <= YES | NO)
        if kind is not None and value in {"up", "down"} and not ordered:
            refuse("no_direction", value=value, kind=kind)
        return value

    @property
    def yes(self) -> str:
        """The stored value of a flag that means yes, the first where none is known to."""
        return next((value for value in self.values if value.casefold() in YES), next(iter(self.values)))

    def other(self, value: Any) -> str | None:
        """The other one of two values; ``None`` where there is not just one."""
        others = [stored for stored in self.values if stored != value]
        return others[0] if len(others) == 1 else None

    def lacks(self, stored: str) -> bool:
        """Whether a value of a flag says that something is not had."""
        return self.kind == "flag" and stored != self.yes

    def permits(self, before: Any, after: Any) -> bool:
        """Whether a bank may propose this change of a stored value: within the range, and the way it can act."""
        if self.numeric:
            low, high = self.range
            if (low is not None and after < low) or (high is not None and after > high):
                return False
        if self.actionable in {True, False}:
            return bool(self.actionable)
        if before is None or after is None:
            return False
        old, new = (v if self.numeric else str(v).casefold() in YES for v in (before, after))
        return bool(new > old if self.actionable == "up" else new < old)


class Label(_Strict):
    """The column that says who left. Values are compared as text; anything else than these two means not known."""

    column: str
    positive: str
    negative: str


class RiskBands(_Strict):
    """Probability from which a customer is in the band; below ``medium`` the band is ``low``."""

    medium: Annotated[float, Field(gt=0, lt=1)] = 0.25
    high: Annotated[float, Field(gt=0, lt=1)] = 0.5

    def of(self, probability: float) -> Literal["low", "medium", "high"]:
        """The band of a probability."""
        return "high" if probability >= self.high else "medium" if probability >= self.medium else "low"


class Catalog(_Strict):
    """The customer table. ``columns`` keeps the order in which people should see them."""

    version: str = "1"
    title: Names = Names()
    table: str = "customers"
    currency: str = "EUR"
    id: str
    number_rows: bool = False
    """Whether the id is the number of the row in the file, because no column of it identifies a customer."""
    name: str | None = None
    owner: str | None = None
    value: str | None = None
    label: Label
    risk_bands: RiskBands = RiskBands()
    people: Names = Names()
    """What this bank's customers are called besides: policies, students, members."""
    columns: dict[str, Column]
    ignore: tuple[str, ...] = ()
    """Headers a file may bring that are left out."""

    @model_validator(mode="before")
    @classmethod
    def _name_the_columns(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("columns"), dict):
            columns = {
                key: {**spec, "name": key} if isinstance(spec, dict) else spec for key, spec in raw["columns"].items()
            }
            return {**raw, "columns": columns}
        return raw

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        for role, column in self.roles():
            if column not in self.columns:
                refuse("role_without_column", role=role, column=column)
        if self.value is not None and not self.columns[self.value].numeric:
            refuse("value_is_no_number", column=self.value)
        return self

    def roles(self) -> Iterator[tuple[str, str]]:
        """The roles that are filled and the columns that fill them."""
        named = {"id": self.id, "name": self.name, "owner": self.owner, "value": self.value}
        yield from ((role, column) for role, column in named.items() if column is not None)
        yield "label", self.label.column

    @cached_property
    def identities(self) -> frozenset[str]:
        """The columns whose values say who somebody is; who may see which of them depends on who asks."""
        return frozenset(column for column in (self.id, self.name, self.owner) if column is not None)

    @cached_property
    def features(self) -> tuple[Column, ...]:
        """The columns the ensemble learns from, in catalog order."""
        outside = {self.id, self.name, self.owner, self.label.column}
        return tuple(c for c in self.columns.values() if c.feature and c.kind != "text" and c.name not in outside)

    def column(self, name: str) -> Column:
        """The column of exactly this name; KeyError if there is none."""
        return self.columns[name]


def read_catalog(path: Path = DEFAULT) -> Catalog:
    """Read and validate a catalog file.

    Raises:
        CatalogProblem: the file is missing, is not YAML, or does not describe a customer table.
    """
    try:
        raw = read_yaml(path)
        return Catalog.model_validate(raw)
    except OSError as error:
        raise CatalogProblem("db.model.unreadable", path=path, reason=error.strerror) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogProblem("db.model.not_yaml", path=path, reason=str(error).replace("\n", " ")) from error
    except ValidationError as error:
        problems = wrong_values(error, of_all="catalog")
        raise CatalogProblem("db.model.wrong", path=path, count=error.error_count(), problems=problems) from error
