"""Filters over the customer table as values: a tree of conditions; `db.bank.query` makes SQL of it, values bound.

Two-valued, as people (and pandas) read them: a comparison with a missing value is false, and a negation is everything
the positive form leaves out. So ``ne``, ``not_in`` and ``Not`` include the customers whose value is missing; nothing
else does. ``is_missing`` and ``is_known`` ask for it directly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "contains", "is_missing", "is_known"]
OPERATORS: tuple[str, ...] = get_args(Operator)
PREDICTED = ("probability", "risk_band", "value_at_risk")
"""Columns that come from the scores: probability (0 to 1), band (low, medium, high), probability x value at stake."""


@dataclass(frozen=True)
class Condition:
    """One comparison; ``value`` is a scalar, a pair (``between``, both ends included) or a tuple (``in``)."""

    column: str
    op: Operator
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        """The form in Facts and tool arguments."""
        if self.op in ("is_missing", "is_known"):
            return {"column": self.column, "op": self.op}
        value = [_plain(v) for v in self.value] if isinstance(self.value, tuple) else _plain(self.value)
        return {"column": self.column, "op": self.op, "value": value}


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
    """The columns a tree speaks of."""
    return {condition.column for condition in conditions(node)}


def every(*nodes: Node | None) -> Node | None:
    """The conjunction of those that are given."""
    given = tuple(node for node in nodes if node is not None)
    return given[0] if len(given) == 1 else Every(given) if given else None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
