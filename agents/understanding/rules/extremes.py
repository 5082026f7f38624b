"""Superlatives: an order, or the extreme itself; the lowest and the highest together."""

from functools import cached_property
from itertools import pairwise

from agents.understanding.rules.items import Item
from agents.understanding.rules.listing import one_first
from agents.understanding.rules.measure_row import MeasureRow


class Extremes(MeasureRow):
    """Reads the superlatives of a question."""

    def _extremes(self) -> None:
        self._both_ends()
        self._sorted()
        for i, item in enumerate(self.row):
            if i in self.taken:
                continue
            direction = self._direction(item, i)
            if direction is not None:
                self._extreme(i, direction)
            elif item.entry.adjectives and not item.entry.columns and self._orders(i):
                column, sign = item.entry.adjectives[0]
                if any(self._asks_value(k, column) for k in range(i + 1, len(self.row)) if self._adjective(k, column)):
                    continue
                if not self.listing and not self.grouped and self._asks_value(i, column):
                    self._put({"measure": "max" if sign > 0 else "min", "column": column}, i)
                    continue
                if self._of_each():
                    self._put({"measure": "max" if sign > 0 else "min", "column": column}, i)
                    continue
                if self._which_group():
                    self._put({"measure": "mean", "column": column}, i)
                    self.found.order = ("measure", "desc" if sign > 0 else "asc")
                    continue
                beside = self.row[i + 1 : i + 2]
                if beside and column in beside[0].entry.columns and not self.listing:
                    self._put({"measure": "max" if sign > 0 else "min", "column": column}, i, i + 1)
                    continue
                self._order(column, "desc" if sign > 0 else "asc", i)

    def _sorted(self) -> None:
        """``customers sorted by balance``: from the highest, where the other end is not asked for."""
        which_first = one_first(self.row)
        for i in range(len(self.row)):
            led = i > 0 and (which_first or self.row[i - 1].has("top"))
            sorts = self.row[i].has("sorts") or (self.row[i].has("by") and led)
            columns = self._columns_right(i) if sorts else []
            if self.listing and columns:
                column, j = columns[0]
                up = any(item.has("asc", "min", "least", "bottom") for item in self.row)
                self._order(column, "asc" if up else "desc", *([i] if self.row[i].has("sorts") else [i - 1, i]), j)

    def _of_each(self) -> bool:
        """``in each country``, ``por sexo``: every group's own extreme, rather than which group has it."""
        opened = {cue for i in self.taken for cue in ("by", "which") if self.row[i].has(cue)}
        return self.grouped and opened == {"by"} and not self.listing

    def _which_group(self) -> bool:
        return self.grouped and not self.listing and not self.found.measures

    def _both_ends(self) -> None:
        """The lowest and the highest: a range asked for, or two superlatives of one column that are joined."""
        column = self._extent() or self._youngest_and_oldest()
        if column is not None:
            self._put({"measure": "min", "column": column})
            self._put({"measure": "max", "column": column})

    def _extent(self) -> str | None:
        """``age range of women``, ``entre qué edades``, ``de cuánto a cuánto van los sueldos``."""
        at = next((i for i, item in enumerate(self.row) if item.has("extent") and i not in self.taken), None)
        measured = any(
            item.has("mean", "median", "sum", "churn", "rate", "share", "risk", "count") for item in self.row
        )
        if at is None or self.grouped or measured or any(item.number is not None for item in self.row):
            return None
        near = self._columns_right(at) or self._columns_left(at) or self._far(at)
        if not near:
            return None
        ends = (k for k, item in enumerate(self.row) if item.has("min", "max") or item.entry.adjectives)
        self.taken.update({at, near[0][1], *ends})
        return near[0][0]

    def _youngest_and_oldest(self) -> str | None:
        spots = [
            (i, *item.entry.adjectives[0])
            for i, item in enumerate(self.row)
            if item.entry.adjectives and i not in self.taken and self._superlative(i)
        ]
        for (i, one, sign), (j, other, turned) in pairwise(spots):
            joined = any(item.has("and") or item.text == "," for item in self.row[i + 1 : j])
            if one == other and sign != turned and joined and j - i <= 6:
                named = (k for k, item in enumerate(self.row) if one in item.entry.columns)
                self.taken.update({i, j, *named})
                return one
        return None

    def _superlative(self, i: int) -> bool:
        words = self.row[i].words
        return words[0] in {"mas", "mayor", "menor"} or words[-1].endswith("est") or self.row[i - 1].has("most", "max")

    def _adjective(self, k: int, column: str) -> bool:
        return any(a == column for a, _ in self.row[k].entry.adjectives)

    def _asks_value(self, i: int, column: str) -> bool:
        """``how old is the youngest``: the column's own value is asked of the extreme that follows."""
        return any(self.row[k - 1].words[-1] == "how" and self._adjective(k, column) for k in range(1, i))

    def _direction(self, item: Item, i: int) -> str | None:
        """``desc``, ``asc`` or neither; ``máximo`` before a number is a limit."""
        if item.has("sorts"):
            return None  # which end comes first is said elsewhere
        bounded = any(r.number is not None for r in self.row[i + 1 : i + 3])
        if item.has("desc"):
            return "desc"
        if item.has("asc"):
            return "asc"
        if item.has("min", "least", "bottom") and not (bounded and item.has("le", "lt", "ge")) and not item.has("max"):
            return "asc"
        if item.has("max", "most", "top") and not (bounded and item.has("gt", "ge", "le")) and not item.has("min"):
            return "desc"
        return None

    def _orders(self, i: int) -> bool:
        """An adjective that ranks (oldest, los más jóvenes), not one compared with a number or told of years."""
        if i and self.row[i - 1].entry.units:
            return False
        bound = any(item.has("than") or item.words[-1] in {"de", "of"} for item in self.row[i + 1 : i + 2])
        if bound and any(item.number is not None for item in self.row[i + 2 : i + 4]):
            return False
        return not any(item.number is not None for item in self.row[i + 1 : i + 4]) or self.listing

    def _extreme(self, i: int, direction: str) -> None:
        item = self.row[i]
        if self.row[i + 1 : i + 2] and self.row[i + 1].has("likely") and item.has("most", "least", "max", "min", "top"):
            self._order("probability", direction, i)
            return
        if item.words[0] in {"mejor", "better"} and self.row[i + 1 : i + 2] and self.row[i + 1].has("by"):
            return
        near = self._columns_right(i) or self._columns_left(i)
        adjective = next((a for j in (i, i + 1) if j < len(self.row) for a in self.row[j].entry.adjectives), None)
        if near and near[0][0] not in {m.get("column") for m in self.found.measures}:
            column, j = near[0]
            if not self.row[j].entry.columns and (column, -1) in self.row[j].entry.adjectives:
                direction = "asc" if direction == "desc" else "desc"
            if self._of_each() and item.has("min", "max"):
                self._put({"measure": "max" if direction == "desc" else "min", "column": column}, i, j)
            elif self.grouped and not self.listing:
                self._put({"measure": "mean", "column": column}, i, j)
                self.found.order = ("measure", direction)
            elif self.listing or not item.has("min", "max"):
                self._order(column, direction, i, j)
            else:
                self._put({"measure": "max" if direction == "desc" else "min", "column": column}, i, j)
        elif self.found.measures or self.grouped:
            self.found.order = self.found.order or ("measure", direction)
            self.taken.add(i)
        elif self._is_figure(i):
            self._put({"measure": "max" if direction == "desc" else "min", "column": "probability"}, i)
        elif self._near(i, "risk", "likely", "risky") is not None:
            self._order("probability", direction, i)
        elif adjective is not None:
            self._order(adjective[0], "desc" if (adjective[1] > 0) == (direction == "desc") else "asc", i)

    def _is_figure(self, i: int) -> bool:
        """``highest risk in Germany``: the figure itself, where nobody is asked for."""
        beside = [self.row[j] for j in (i - 1, i + 1) if 0 <= j < len(self.row)]
        named = self.row[i].has("max", "min") and any(b.has("risk") and not b.has("risky", "band") for b in beside)
        return named and not (self.listing or self._about_somebody)

    @cached_property
    def _about_somebody(self) -> bool:
        """Whether customers are asked for, or numbers narrow the question."""
        people = any(item.has("customers", "customer", "list", "call", "value_at_risk") for item in self.row)
        who = any(item.words[0] in {"who", "whom", "quien", "quienes"} for item in self.row)
        return people or who or any(item.number is not None for item in self.row)
