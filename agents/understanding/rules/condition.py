"""One condition, and what every reader of conditions shares: the row, its columns, negation."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.numbers import Number
from agents.understanding.rules.items import Item
from db.bank.filters import NEGATIVE, OPPOSITE

_SMALL_WORDS = 12
"""More small words than this stand nowhere in a row; without a bound a text of nothing else is read over and over."""


@dataclass(frozen=True)
class Condition:
    """One condition with the items it was read from; the column ``label`` (left or stay) becomes the population."""

    column: str
    op: str
    value: Any
    start: int
    end: int
    elliptic: bool = False
    """Whether it only says not of the one before: ``with a card and without``."""

    def negated(self) -> "Condition":
        """What it leaves out."""
        return replace(self, op=OPPOSITE.get(self.op, self.op))

    def node(self) -> dict[str, Any]:
        """The form tools take."""
        return {"column": self.column, "op": self.op, "value": self.value}


def apart(one: Condition, other: Condition) -> bool:
    """Whether nobody can fit both: two countries, under 30 and over 60."""
    if one.column != other.column:
        return False
    kinds = {one.op, other.op}
    if kinds == {"eq"}:
        return bool(one.value != other.value)
    if kinds in ({"eq", "ne"}, {"in", "not_in"}):
        return bool(one.value == other.value)
    low, high = (_interval(c) for c in (one, other))
    if low is None or high is None:
        return False
    (a, b, a_open, b_open), (c, d, c_open, d_open) = sorted((low, high))
    del a, d, a_open, d_open
    return b < c or (b == c and (b_open or c_open))


def _interval(condition: Condition) -> tuple[float, float, bool, bool] | None:
    """Lowest and highest number that fit, and whether each is left out."""
    value = condition.value
    if condition.op == "between":
        return float(value[0]), float(value[1]), False, False
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if condition.op in {"gt", "ge"}:
        return float(value), float("inf"), condition.op == "gt", True
    if condition.op in {"lt", "le"}:
        return float("-inf"), float(value), True, condition.op == "lt"
    return (float(value), float(value), False, False) if condition.op == "eq" else None


@dataclass
class Found:
    """What the reading of conditions leaves: them, the items they used up, and numbers that nothing explains."""

    conditions: list[Condition] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    loose: list[int] = field(default_factory=list)


class ConditionRow:
    """A row of items with what is known of its columns; ``taken`` are items explained elsewhere."""

    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int]) -> None:
        self.row = row
        self.lexicon = lexicon
        self.catalog = lexicon.catalog
        self.taken = taken
        self.found = Found()
        self.last_numeric: str | None = None

    def _add(self, column: str, op: str, value: Any, start: int, end: int, *, elliptic: bool = False) -> int:
        again = any((c.column, c.op, c.value) == (column, op, value) for c in self.found.conditions)
        if not again:
            self.found.conditions.append(Condition(column, op, value, start, end, elliptic))
        self.found.used.update(range(start, end))
        return end

    def _numeric_column(self, item: Item) -> str | None:
        for column in (*item.entry.columns, *item.entry.weak):
            if self.catalog.columns[column].numeric and column != self.catalog.id:
                return column
        if item.has("value_at_risk") and self.catalog.value:
            return "value_at_risk"
        return self.catalog.value if item.has("in_account") else None

    def _nameable(self, item: Item) -> bool:
        """Whether a comparison right after the item is about it."""
        return self._numeric_column(item) is not None or item.has("risk", "risky", "churn")

    def _adjective(self, j: int) -> str | None:
        item = self.row[j]
        if item.has("profile"):
            return None
        if item.entry.adjectives:
            return item.entry.adjectives[0][0]
        for word in item.words:
            entry = self.lexicon.look_up((word,))
            if entry is not None and entry.adjectives:
                return entry.adjectives[0][0]
        return None

    def _fits(self, column: str, number: Number) -> bool:
        low, high = self.catalog.columns[column].range
        return (low is None or number.value >= low) and (high is None or number.value <= high)

    def _absurd(self, column: str, number: Number) -> bool:
        """Whether the number is far beyond what the column ever holds: an age of 180,000."""
        spec = self.catalog.columns.get(column)
        high = spec.range[1] if spec is not None else None
        return high is not None and number.value > 10 * high

    def _skip(self, j: int) -> int:
        end = min(j + _SMALL_WORDS, len(self.row))
        while (
            j < end
            and (self.row[j].stop or self.row[j].has("eq", "zero", "in") or self.row[j].words[-1] in {"any", "a"})
            and not self.row[j].entry.of_the_bank
        ):
            j += 1
        return j

    def _negated(self, i: int, column: str) -> bool:
        """Whether a negation governs the condition at ``i``, through a list of the same column's values."""
        for j in range(i - 1, max(-1, i - 7), -1):
            item = self.row[j]
            if item.has("not", "except", "without"):
                return not (item.has("not") and self._double(j))
            if item.text in {",", ".", "?", ";", ":", "("}:
                return item.text == "," and self._same_list(j, column) and self._list_negated(j, column)
            if item.has("and", "or"):
                return self._same_list(j, column) and self._list_negated(j, column)
            if not (
                item.stop
                or item.has("in", "are", "with", "than", "pronoun", "customers", "customer", "only", "among", "them")
                or item.unknown
            ):
                return False
        return False

    def _double(self, j: int) -> bool:
        return j > 0 and self.row[j - 1].has("not") and j > 1

    def _same_list(self, j: int, column: str) -> bool:
        previous = self.found.conditions[-1] if self.found.conditions else None
        return (
            previous is not None
            and previous.column == column
            and all(
                self.row[k].stop or self.row[k].has("and", "or", "in", "pronoun") or self.row[k].sign
                for k in range(previous.end, j)
            )
        )

    def _list_negated(self, j: int, column: str) -> bool:
        return self.found.conditions[-1].op in NEGATIVE
