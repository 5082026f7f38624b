"""Conditions that compare with a figure of the bank: the figure is looked up, and stands in the condition as a value.

*Above the average*, *in the top tenth*, *more than Hargrave*, *in countries of more than 3,000 customers*: each
reference is computed within the caller's scope and the question's population; the condition keeps what it stands for.
"""

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from db.bank.figures import MAX_GROUPS, Figure, figures, measure_name
from db.bank.filters import (
    NEGATIVE,
    Condition,
    Every,
    Node,
    Not,
    OfCustomer,
    OfGroups,
    Operator,
    Reference,
    Statistic,
    references,
)
from db.bank.groupings import Grouping, group_name
from db.bank.query import CustomerTable, Slice
from db.bank.rows import by_ids
from db.bank.table import parse_id
from db.catalog import Catalog
from db.errors import DataProblem
from db.texts import Each

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
}  # fmt: skip


def resolve(bank: CustomerTable, of: Slice) -> Slice:
    """The slice with every reference of its filter looked up.

    Raises:
        DataProblem: there is nobody to compute a figure of, or no such customer.
    """
    return replace(of, where=resolved(bank, of, of.where)) if references(of.where) else of


def resolved(bank: CustomerTable, of: Slice, node: Node | None) -> Node | None:
    """A filter with its references looked up; "the others" of a statistic are those of the slice's own filter."""
    if node is None or not references(node):
        return node
    return _walk(bank, replace(of, where=_plain_part(of.where)), node)


def _walk(bank: CustomerTable, of: Slice, node: Node) -> Node:
    if isinstance(node, Condition):
        return _looked_up(bank, of, node) if isinstance(node.value, Reference) else node
    if isinstance(node, Not):
        return Not(_walk(bank, of, node.part))
    return type(node)(tuple(_walk(bank, of, part) for part in node.parts))


def _plain_part(node: Node | None) -> Node | None:
    """What of a filter holds whatever the references turn out to be: its parts without any."""
    if node is None or not references(node):
        return node
    if not isinstance(node, Every):
        return None
    kept = tuple(part for part in node.parts if not references(part))
    return Every(kept) if kept else None


def _looked_up(bank: CustomerTable, of: Slice, condition: Condition) -> Condition:
    reference = condition.value
    if isinstance(reference, Statistic):
        value = _statistic(bank, of, reference, reference.column or condition.column)
    elif isinstance(reference, OfCustomer):
        value = _of_customer(bank, of, reference, reference.column or condition.column)
    else:
        groups = _groups(bank, of, reference, condition.column)
        op: Operator = "not_in" if condition.op in NEGATIVE else "in"
        return replace(condition, op=op, value=groups, against=reference)
    scaled = value if reference.times == 1 and not reference.plus else value * reference.times + reference.plus
    return replace(condition, value=scaled, against=reference)


def _statistic(bank: CustomerTable, of: Slice, reference: Statistic, column: str) -> Any:
    where = {"all": None, "filtered": of.where}[reference.of] if isinstance(reference.of, str) else reference.of
    these = replace(of, where=resolved(bank, of, where))
    figure = _figure(reference.stat, column)
    value = figures(bank, these, [figure]).total[measure_name(0)]
    if value is None:
        raise DataProblem("db.references.nobody_known", column=called(bank.catalog, column))
    return value


def _figure(stat: str, column: str) -> Figure:
    if stat[:1] == "p":
        return Figure(measure="percentile", column=column, q=float(stat[1:]))
    return Figure(measure=stat, column=column)  # type: ignore[arg-type]


def _of_customer(bank: CustomerTable, of: Slice, reference: OfCustomer, column: str) -> Any:
    identity = parse_id(bank.catalog, reference.customer)
    rows = by_ids(bank, [identity], of.caller).rows if identity is not None else ()
    if not rows:
        raise DataProblem(
            "db.references.no_customer",
            customer=reference.customer,
        )
    value = rows[0].get(column, rows[0].get(f"score.{column}"))
    if value is None:
        raise DataProblem("db.references.not_known", customer=reference.customer, column=called(bank.catalog, column))
    return value


def _groups(bank: CustomerTable, of: Slice, reference: OfGroups, column: str) -> tuple[Any, ...]:
    """The values of a column whose customers fit, of everybody in the population."""
    where = resolved(bank, replace(of, where=None), reference.where)
    measure = Figure(measure=reference.measure, column=reference.column, where=where)  # type: ignore[arg-type]
    found = figures(bank, replace(of, where=None), [measure], [Grouping(column=column)], top=0)
    if found.more:
        raise DataProblem("db.references.too_many_values", column=called(bank.catalog, column), most=MAX_GROUPS)
    key = "_n" if reference.measure == "customers" and where is None else measure_name(0)
    rows = [row for row in found.rows if row[group_name(0)] is not None]
    return tuple(sorted(row[group_name(0)] for row in rows if fits(row[key], reference.op, reference.value)))


def fits(value: Any, op: str, wanted: Any) -> bool:
    """Whether a figure fits a comparison; one that is not known fits none."""
    if value is None:
        return False
    if op == "between":
        return bool(wanted[0] <= value <= wanted[1])
    return _TESTS[op](value, wanted)


def called(catalog: Catalog, column: str) -> Each:
    """What people call a column."""
    spec = catalog.columns.get(column)
    return Each(lambda language: (spec.names.shown(language) if spec else "") or column)
