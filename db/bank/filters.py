"""Filters over the customer table as values: a tree of conditions; `db.bank.query` makes SQL of it, values bound.

Two-valued, as people (and pandas) read them: a comparison with a missing value is false, and a negation is everything
the positive form leaves out. So ``ne``, ``not_in`` and ``Not`` include the customers whose value is missing; nothing
else does. ``is_missing`` and ``is_known`` ask for it directly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

Operator = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in",
    "contains", "starts_with", "ends_with", "is_missing", "is_known",
]  # fmt: skip
OPERATORS: tuple[str, ...] = get_args(Operator)
EQUAL: frozenset[str] = frozenset({"eq", "in"})
NEGATIVE: frozenset[str] = frozenset({"ne", "not_in"})
"""The operators that say which values are left out; the positive of them are EQUAL."""
OPPOSITE: Mapping[str, Operator] = MappingProxyType({
    "eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "in": "not_in", "not_in": "in",
    "is_missing": "is_known", "is_known": "is_missing",
})  # fmt: skip
"""What an operator becomes where it is negated."""
IN_TEXT: frozenset[Operator] = frozenset({"contains", "starts_with", "ends_with"})
Part = Literal["year", "quarter", "month", "weekday"]
"""What of a date is compared: its year, or its quarter, month or weekday (1 is Monday) whatever the year."""
PARTS: tuple[Part, ...] = get_args(Part)
PREDICTED = ("probability", "risk_band", "value_at_risk")
"""Columns that come from the scores: probability (0 to 1), band (low, medium, high), probability x value at stake."""


@dataclass(frozen=True, kw_only=True)
class OfColumn:
    """The same customer's value of another column, multiplied and added to."""

    column: str
    times: float = 1
    plus: float = 0

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        return {"column": self.column, **_scale(self)}


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """A figure of many customers: ``mean``, ``median``, ``min``, ``max`` or a percentile ``p1`` to ``p99``.

    ``column``: of another column than the compared one. ``of``: of everybody in the question's population, of those
    who fit the filter's other conditions, or of those who fit a filter of its own.
    """

    stat: str
    column: str | None = None
    of: "Node | Literal['all', 'filtered']" = "all"
    times: float = 1
    plus: float = 0

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        of = self.of if isinstance(self.of, str) else self.of.as_json()
        return {"stat": self.stat, **({"column": self.column} if self.column else {}), "of": of, **_scale(self)}


@dataclass(frozen=True, kw_only=True)
class OfCustomer:
    """What one customer has in the compared column, or in ``column``."""

    customer: str
    column: str | None = None
    times: float = 1
    plus: float = 0

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        return {"customer": self.customer, **({"column": self.column} if self.column else {}), **_scale(self)}


@dataclass(frozen=True, kw_only=True)
class OfGroups:
    """Those values of the compared column whose customers, together, fit a comparison of a measure."""

    measure: str
    op: Operator
    value: Any
    column: str | None = None
    where: "Node | None" = None

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        column = {"column": self.column} if self.column else {}
        where = {"where": self.where.as_json()} if self.where is not None else {}
        return {"groups": {"measure": self.measure, **column, **where, "op": self.op, "value": value}}


Reference = Statistic | OfCustomer | OfGroups
"""What stands for a value until `db.bank.references` has looked it up."""


@dataclass(frozen=True)
class Condition:
    """One comparison; ``value`` is a scalar, a pair (``between``, both ends included), a tuple (``in``) or a column.

    ``against``: the reference that the value was looked up for. ``part``: what of a date is compared.
    """

    column: str
    op: Operator
    value: Any = None
    part: Part | None = None
    against: Reference | None = None

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        head = {"column": self.column, **({"part": self.part} if self.part else {}), "op": self.op}
        if self.op in ("is_missing", "is_known"):
            return head
        value = [_plain(v) for v in self.value] if isinstance(self.value, tuple) else _plain(self.value)
        return {**head, "value": value, **({"against": self.against.as_json()} if self.against else {})}


@dataclass(frozen=True)
class Every:
    """All of the parts hold; no parts: always."""

    parts: tuple["Node", ...]

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        return {"all": [part.as_json() for part in self.parts]}


@dataclass(frozen=True)
class Either:
    """At least one of the parts holds; no parts: never."""

    parts: tuple["Node", ...]

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        return {"any": [part.as_json() for part in self.parts]}


@dataclass(frozen=True)
class Not:
    """Everything the part leaves out."""

    part: "Node"

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        return {"not": self.part.as_json()}


Node = Condition | Every | Either | Not


def conditions(node: Node | None) -> Iterator[Condition]:
    """Every condition in the tree, left to right."""
    if isinstance(node, Condition):
        yield node
    elif isinstance(node, Not):
        yield from conditions(node.part)
    elif isinstance(node, Every | Either):
        for part in node.parts:
            yield from conditions(part)


def columns_of(node: Node | None) -> set[str]:
    """The columns a tree speaks of, those it compares with included."""
    return {name for condition in conditions(node) for name in _named(condition)}


def _named(condition: Condition) -> set[str]:
    value, named = condition.value, {condition.column}
    if isinstance(value, OfColumn | Statistic | OfCustomer | OfGroups) and value.column:
        named.add(value.column)
    if isinstance(value, Statistic) and not isinstance(value.of, str):
        named |= columns_of(value.of)
    return named | columns_of(value.where) if isinstance(value, OfGroups) else named


def references(node: Node | None) -> bool:
    """Whether a tree compares with anything that has to be looked up first."""
    return any(isinstance(condition.value, Reference) for condition in conditions(node))


def every(*nodes: Node | None) -> Node | None:
    """The conjunction of those that are given."""
    given = tuple(node for node in nodes if node is not None)
    return given[0] if len(given) == 1 else Every(given) if given else None


def _plain(value: Any) -> Any:
    if isinstance(value, OfColumn | Reference):
        return value.as_json()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _scale(reference: OfColumn | Statistic | OfCustomer) -> dict[str, float]:
    times = {"times": reference.times} if reference.times != 1 else {}
    return {**times, **({"plus": reference.plus} if reference.plus else {})}
