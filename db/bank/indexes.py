"""Which indexes the customer table has, and which of them lets a question be read in order.

SQLite groups by sorting, a second for a million customers; what comes in the order of an index needs no sort. So there
one wide index holds the columns of few values first and the numbers behind them: counts, rates, sums and means by any
of the former, filtered by any, are one pass over it. PostgreSQL groups by hashing and has an index per group.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import Literal

from db.catalog import Catalog, Column

NAME_KEY = "_name_key"
MOST_GROUPS = 20
"""Category columns beyond these are not indexed: each index costs at loading."""
MOST_NUMBERS = 12
"""Likewise for numbers."""
_WIDEST = 16
_FEW = 50_000
"""Combinations of values up to which the first columns of the wide index make small groups."""
_SMALL = 16
_WORTH = 10
"""Customers per combination from which grouping in two steps spares more than it costs."""
_UNKNOWN = 20


@dataclass(frozen=True)
class Planned:
    """One index; its first ``leading`` columns have few combinations of values, at most as many as customers."""

    columns: tuple[str, ...]
    leading: int = 0
    only: Literal["sqlite", "postgresql"] | None = None
    combinations: tuple[int, ...] = ()
    """Of the wide index: how many combinations its first columns have, the first, the first two and so on."""

    def name(self, table: str) -> str:
        """Told by what it holds, so that an index of an older layout is not taken for this one."""
        return f"ix_{table}_{blake2s('|'.join(self.columns).encode(), digest_size=4).hexdigest()}"


@lru_cache(maxsize=32)
def _planned(catalog_json: str) -> tuple[Planned, ...]:
    catalog = Catalog.model_validate_json(catalog_json)
    label = catalog.label.column
    groups = [c.name for c in catalog.columns.values() if c.kind in {"category", "flag"}]
    groups = [name for name in groups if name not in {label, catalog.id, catalog.owner}]
    groups = [*([catalog.owner] if catalog.owner not in {None, catalog.id} else []), *groups][:MOST_GROUPS]
    wide = _wide(catalog)
    plans = [Planned((label,), 1), *([Planned((NAME_KEY,))] if catalog.name else []), wide]
    if catalog.value is not None:
        plans.append(Planned((catalog.value,), only="postgresql"))
    small = {name for name in wide.columns[: wide.leading] if _size(catalog.columns[name]) <= _SMALL}
    plans += [_pair(name, label, small) for name in groups if name is not None]
    numbers = [c for c in catalog.columns.values() if c.numeric and c.name not in {catalog.id, label}]
    numbers.sort(key=lambda c: c.name != catalog.value)
    plans += [_number(c, label, small) for c in numbers[:MOST_NUMBERS]]
    return tuple({plan.columns: plan for plan in reversed(plans)}.values())[::-1]  # of few columns, two may be alike


def _pair(name: str, label: str, small: Set[str], only: Literal["sqlite"] | None = None) -> Planned:
    """A group with the label; the label first where SQLite had better not look up half of the bank by this index."""
    if name in small:
        return Planned((label, name), 2, only)
    return Planned((name, label), 2, only)


def _number(column: Column, label: str, small: Set[str]) -> Planned:
    if column.kind == "integer":
        return _pair(column.name, label, small, "sqlite")
    return Planned((column.name, label), only="sqlite")


def planned(catalog: Catalog) -> tuple[Planned, ...]:
    """Every index of the customer table."""
    return _planned(catalog.model_dump_json())


def _wide(catalog: Catalog) -> Planned:
    """The label and columns of few values, while their combinations are few; then the other figures."""
    label = catalog.label.column
    kept = [c for c in catalog.columns.values() if c.name == label or c.kind != "text"]
    kept = [c for c in kept if c.name not in {catalog.id, catalog.owner}]
    groups = [c for c in kept if c.kind in {"category", "flag", "integer"} or c.name == label]
    groups.sort(key=lambda c: (c.name != label, c.kind == "integer" and _size(c) > _SMALL))
    leading: list[str] = []
    combinations: list[int] = []
    for column in groups:
        so_far = (combinations or [1])[-1] * (2 if column.name == label else _size(column))
        if so_far <= _FEW:
            combinations.append(so_far)
            leading.append(column.name)
    rest = [*([catalog.value] if catalog.value else []), *(c.name for c in kept if c.kind != "category")]
    if catalog.owner is not None and catalog.owner != catalog.id:
        rest.append(catalog.owner)
    columns = tuple(dict.fromkeys([*leading, *rest]))[:_WIDEST]
    return Planned(columns, min(len(leading), _WIDEST), "sqlite", tuple(combinations))


def _size(column: Column) -> int:
    """How many values a column is said to have."""
    if column.kind != "integer":
        return len(column.values) or (2 if column.kind == "flag" else _UNKNOWN)
    low, high = column.range
    return int(high - low) + 1 if low is not None and high is not None else _FEW + 1


def in_order(
    plans: Sequence[Planned], *, needed: Set[str], grouped: Set[str], narrow: bool, customers: int
) -> tuple[str, ...] | None:
    """The columns by which to group first, so that SQLite reads one index in its order; None where there is none.

    ``needed``: all columns the question speaks of; ``grouped``: those by whose values it must tell customers apart.
    ``narrow``: only an index that has the ids of each group in order, as a join of the scores wants them.
    ``customers``: about how many the bank has.
    """
    best: tuple[str, ...] | None = None
    for plan in plans:
        fits = (needed | grouped) <= set(plan.columns) and not (narrow and plan.combinations)
        if plan.only == "postgresql" or not fits:
            continue
        many = 1 + max((plan.columns.index(name) for name in grouped), default=-1)
        if plan.combinations and _WORTH * plan.combinations[min(many, plan.leading) - 1] > customers:
            continue
        if many <= plan.leading and (best is None or many < len(best)):
            best = plan.columns[:many]
    return best


def of_few_values(plans: Sequence[Planned]) -> frozenset[str]:
    """The columns by which customers fall into large groups."""
    return frozenset(name for plan in plans for name in plan.columns[: len(plan.combinations)])


def sorted_by(plans: Sequence[Planned], column: str, needed: Set[str]) -> bool:
    """Whether SQLite has an index that begins with this column and holds all that is needed."""
    return any(
        plan.columns[0] == column and needed <= set(plan.columns) and plan.only != "postgresql" for plan in plans
    )
