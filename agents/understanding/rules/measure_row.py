"""A row of items as what measures are read from: the number columns beside a word, what is already used up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.items import Item

AGGREGATES: tuple[Cue, ...] = ("mean", "median", "sum", "min", "max")
_JOINTS: tuple[Cue, ...] = ("in", "pronoun", "are", "all", "and", "customer", "nonzero")


@dataclass
class Measured:
    """The measures read, the superlatives that order instead, the numeric columns left unclaimed."""

    measures: list[dict[str, Any]] = field(default_factory=list)
    order: tuple[str, str] | None = None
    """(column or ``measure``, ``asc``/``desc``)."""
    share_at: int | None = None
    columns: list[str] = field(default_factory=list)


class MeasureRow:
    """One question's items; ``taken`` grows with those used up."""

    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int], *, grouped: bool, listing: bool) -> None:
        self.row = row
        self.lexicon = lexicon
        self.catalog = lexicon.catalog
        self.taken = taken
        self.grouped = grouped
        self.listing = listing
        self.found = Measured()

    def _put(self, measure: dict[str, Any], *used: int) -> None:
        if measure not in self.found.measures:
            self.found.measures.append(measure)
        self.taken.update(used)

    def _order(self, column: str, direction: str, *used: int) -> None:
        if self.found.order is None:
            self.found.order = (column, direction)
        self.taken.update(used)

    def _near(self, i: int, *cues: Cue) -> int | None:
        """An item with one of the cues beside ``i``, small words between; looked for on both sides."""
        for step in (1, -1):
            j = i + step
            while 0 <= j < len(self.row) and abs(j - i) <= 5:
                if self.row[j].has(*cues) and j not in self.taken:
                    return j
                if not (
                    self.row[j].stop
                    or (
                        self.row[j].has("in", "pronoun", "customers", "customer", "are", "mean", "all", "by", "which")
                        and self.row[j].plain
                    )
                ):
                    break
                j += step
        return None

    def _compared(self, i: int) -> bool:
        return any(self.row[j].has("gt", "lt", "ge", "le") for j in range(i + 1, min(i + 4, len(self.row))))

    def _column_near(self, i: int) -> bool:
        return bool(self._columns_left(i) or self._columns_right(i))

    def _numeric(self, j: int) -> str | None:
        item = self.row[j]
        counted = j > 0 and self.row[j - 1].number is not None and j - 1 not in self.taken
        if j in self.taken or item.number is not None or counted:
            return None
        if item.has("in_account") and item.entry.columns and any(r.has("how_much") for r in self.row):
            return self.catalog.value
        for column in (*item.entry.columns, *(a for a, _ in item.entry.adjectives), *item.entry.weak):
            if self.catalog.columns[column].numeric and column != self.catalog.id and not item.entry.values:
                return column
        if item.has("risk") and not item.has("risky"):
            return "probability"
        return None

    def _columns_right(self, i: int) -> list[tuple[str, int]]:
        return self._columns(i, 1)

    def _columns_left(self, i: int) -> list[tuple[str, int]]:
        return self._columns(i, -1)

    def _columns(self, i: int, step: int) -> list[tuple[str, int]]:
        """The columns reached from ``i`` through small words, a list of them included."""
        found: list[tuple[str, int]] = []
        j = i + step
        while 0 <= j < len(self.row) and abs(j - i) <= 9:
            item = self.row[j]
            column = self._numeric(j)
            if column is not None and column != "probability" and not item.has("max", "min", "mean"):
                found.append((column, j))
            elif item.has("mean", "median", "sum", "max", "min") and step > 0 and not found:
                pass
            elif (
                not (item.stop or item.has(*_JOINTS) or item.text == ",")
                or item.entry.of_the_bank
                or (
                    found
                    and not (
                        item.has("and")
                        or item.text == ","
                        or item.words[-1] in {"la", "el", "los", "las", "the", "su", "de", "of", "their"}
                    )
                )
            ):
                break
            j += step
        return found if step > 0 else found[::-1]

    def _far(self, i: int) -> list[tuple[str, int]]:
        """``how old are Germans on average``: the only number column of the question that nothing compares."""
        free = [
            (column, j)
            for j in range(len(self.row))
            if (column := self._numeric(j)) and column != "probability" and not self._bound(j)
        ]
        return free[:1]

    def _bound(self, j: int) -> bool:
        around = self.row[max(0, j - 2) : j + 4]
        return any(item.number is not None or item.has("gt", "lt", "ge", "le") for item in around)
