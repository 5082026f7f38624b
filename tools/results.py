"""What a tool found before it is numbered, and the few shapes that say that nothing could be found."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date
from math import isfinite
from typing import Any

from db.bank.filters import Node
from db.catalog import Catalog
from db.errors import Problem
from db.texts import Said, Spoken

UNITS: Mapping[str, str] = {
    "customer_id": "id",
    "name": "name",
    "owner": "name",
    "probability": "share",
    "baseline": "share",
    "difference": "share",
    "baseline_probability": "share",
    "interval": "share",
    "share": "share",
    "churn_rate": "share",
    "high_risk_share": "share",
    "mean_risk": "share",
    "risk_lowered": "share",
    "weight": "share",
    "value": "money",
    "value_at_risk": "money",
    "value_at_risk_before": "money",
    "value_at_risk_total": "money",
    "value_kept": "money",
    "rank": "rank",
    "total": "count",
    "shown": "count",
    "customers": "count",
    "known_customers": "count",
    "left_count": "count",
    "told_left": "count",
    "outcomes": "count",
    "predicted": "share",
    "observed": "share",
    "observed_at": "date",
    "at": "date",
    "high_risk": "count",
    "tied": "count",
    "unscored": "count",
    "missing": "count",
    "distinct": "count",
    "groups_total": "count",
    "k": "count",
    "scored_at": "date",
    "since": "date",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``data`` and ``source`` of a Fact to be; ``units`` of keys beyond the usual ones."""

    data: Mapping[str, Any]
    source: str = ""
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_many(self) -> bool:
        """Whether it speaks of customers as such: not of one, some by id, the model, the program or nobody."""
        if self.data.get("status") is not None:
            return str(self.data["status"]) == "ambiguous"
        others = ("customer_id", "report", "topic", "not_found")
        return not any(key in self.data for key in others) and any(
            key in self.data for key in ("rows", "total", "customers")
        )


class NotFound(Exception):  # noqa: N818 - an outcome, not an error
    """No such customer for this caller; carries the Fact's data. Never leaves the tools."""

    def __init__(self, **data: Any) -> None:
        super().__init__("not found")
        self.data = {"status": "not_found", **data}


class Several(Exception):  # noqa: N818 - an outcome, not an error
    """More customers than one could be meant; carries the Fact's data. Never leaves the tools."""

    def __init__(self, **data: Any) -> None:
        super().__init__("several")
        self.data = {"status": "ambiguous", **data}


class Invalid(Exception):  # noqa: N818 - an outcome, not an error
    """A value the person asked about that the bank cannot hold; carries the Fact's data. Never leaves the tools."""

    def __init__(self, problem: Spoken, **data: Any) -> None:
        said = Said.of(problem).words
        super().__init__(said["en"])
        self.data = {"status": "invalid", "problem": said, **data}


def unavailable(problem: Problem, **data: Any) -> Finding:
    """What could not be answered for a reason outside the question, in the problem's own sentence."""
    return Finding(data={"status": "unavailable", "problem": problem.kept(), **data})


def column_units(catalog: Catalog) -> dict[str, str]:
    """The unit of each column of the bank: money, date, id, name, or the catalog's own word."""
    units: dict[str, str] = {}
    for column in catalog.columns.values():
        if column.kind in ("money", "date"):
            units[column.name] = column.kind
        elif column.numeric:
            units[column.name] = column.unit.shown("en") or "number"
    units[catalog.id] = "id"
    if catalog.name is not None:
        units[catalog.name] = "name"
    return units


def where_of(node: Node | None) -> dict[str, Any]:
    """``{"where": …}`` for a Fact, empty where nothing was filtered."""
    return {} if node is None else {"where": node.as_json()}


def jsonable(value: Any) -> Any:
    """Plain JSON values: dates as ISO text, tuples as lists, numpy scalars as numbers, dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    return jsonable(value.item()) if hasattr(value, "item") else str(value)
