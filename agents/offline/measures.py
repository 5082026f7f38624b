"""What a question measures: averages, sums, extremes, counts, shares, rates and predicted figures; how it orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.offline.items import Item
from agents.offline.lexicon import Lexicon

AGGREGATES = ("mean", "median", "sum", "min", "max")
_BAD = frozenset(["churn_rate", "mean_risk", "high_risk_share", "value_at_risk"])
"""Measures of which less is better."""
_JOINTS = ("in", "pronoun", "are", "all", "and", "customer", "nonzero")


@dataclass
class Measured:
    """The measures read, the superlatives that order instead, the numeric columns left unclaimed."""

    measures: list[dict[str, Any]] = field(default_factory=list)
    order: tuple[str, str] | None = None
    """(column or ``measure``, ``asc``/``desc``)."""
    share_at: int | None = None
    columns: list[str] = field(default_factory=list)


class Measures:
    """Reads one question's measures; ``taken`` grows with the items they use up."""

    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int], *, grouped: bool, listing: bool) -> None:
        self.row = row
        self.lexicon = lexicon
        self.catalog = lexicon.catalog
        self.taken = taken
        self.grouped = grouped
        self.listing = listing
        self.found = Measured()

    def read(self) -> Measured:
        """All measures in the order said."""
        self._rates()
        self._chains()
        for i, item in enumerate(self.row):
            if i in self.taken:
                continue
            for name in ("mean", "median", "sum"):
                if item.has(name):
                    self._aggregate(i, name)
                    break
        self._extremes()
        self._count()
        self._judged()
        return self.found

    def _judged(self) -> None:
        """``the worst churn rate`` is the highest, the best one the lowest."""
        bad = any(m["measure"] in _BAD for m in self.found.measures)
        if self.found.order is None or self.found.order[0] != "measure" or not bad:
            return
        worst, best = (any(item.has(cue) for item in self.row) for cue in ("worst", "best"))
        if worst or best:
            self.found.order = ("measure", "desc" if worst else "asc")

    def _put(self, measure: dict[str, Any], *used: int) -> None:
        if measure not in self.found.measures:
            self.found.measures.append(measure)
        self.taken.update(used)

    # --- churn, risk, value at risk, shares

    def _rates(self) -> None:
        for i, item in enumerate(self.row):
            if i in self.taken:
                continue
            if item.has("value_at_risk"):
                if self.catalog.value and self.listing:
                    self._order("value_at_risk", "asc" if any(r.has("min", "least") for r in self.row) else "desc", i)
                elif self.catalog.value and not self._compared(i):
                    self._put({"measure": "value_at_risk"}, i)
            elif (
                item.has("rate", "share")
                and (j := self._near(i, "churn", "left")) is not None
                and not self._of_those(j)
            ):
                self._put({"measure": "churn_rate"}, i, j)
            elif item.has("share"):
                self.found.share_at = i
                self.taken.add(i)
            elif item.has("retention_rate"):
                label = self.catalog.label
                stayed = {"column": label.column, "op": "eq", "value": label.negative}
                self._put({"measure": "share", "where": stayed}, i)
            elif item.has("median") and (j := self._near(i, "risk")) is not None and not self._column_near(i):
                self._put({"measure": "median", "column": "probability"}, i, j)
            elif item.has("mean") and (j := self._near(i, "risk")) is not None and not self._column_near(i):
                self._put({"measure": "mean_risk"}, i, j)

    def _of_those(self, j: int) -> bool:
        """``of those who left, were women``: leaving describes the whole, something else the part."""
        told = any(
            item.words[-1] in {"que", "who", "that", "quienes", "those"} or item.has("left")
            for item in self.row[max(0, j - 2) : j]
        )
        if not self.row[j].has("left") or (self.row[j].has("churn") and not told):
            return False
        if j + 1 < len(self.row) and self.row[j + 1].has("among", "in"):
            return False
        verb = next((k for k in range(j + 1, len(self.row)) if self.row[k].has("are", "with")), None)
        return verb is not None and any(r.entry.of_the_bank for r in self.row[verb + 1 : verb + 4])

    def _chains(self) -> None:
        """``mean and median of the balance``: every aggregate of a row of them, of the one column."""
        i = 0
        while i < len(self.row):
            run, j = [], i
            while j < len(self.row) and j not in self.taken:
                name = next((a for a in AGGREGATES if self.row[j].has(a)), None)
                if name is not None:
                    run.append((j, name))
                elif not run or not (self.row[j].has("and") or self.row[j].text == "," or self.row[j].stop):
                    break
                j += 1
            joined = any(self.row[k].has("and") or self.row[k].text == "," for k in range(i, j))
            if len(run) > 1 and joined and run[1][0] > run[0][0] + 1:
                columns = self._columns_right(run[-1][0]) or self._columns_left(run[0][0])
                for column, k in columns:
                    for at, name in sorted(run, key=lambda pair: AGGREGATES.index(pair[1])):
                        self._put({"measure": name, "column": column}, at, k)
            i = max(j, i + 1)

    def _near(self, i: int, *cues: str) -> int | None:
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

    # --- aggregates of a column

    def _aggregate(self, i: int, name: str) -> None:
        if (
            name == "sum"
            and self._near(i, "customers") is not None
            and not self._columns_right(i)
            and not self._columns_left(i)
            and not self._far(i)
        ):
            if not self.found.measures:
                self._put({"measure": "customers"}, i)
            return
        left, right = self._columns_left(i), self._columns_right(i)
        chosen = left if left and (left[-1][1] == i - 1 or not right) else right
        if left and right and right[0][1] == i + 1 and left[-1][1] == i - 1 and self._claimed(left[-1][1]):
            chosen = right
        if not chosen:
            chosen = self._far(i)
        for column, j in chosen:
            self._put({"measure": name, "column": column}, i, j)

    def _claimed(self, j: int) -> bool:
        return j > 0 and (self.row[j - 1].has("mean", "median", "sum") or self.row[j - 1].has("by"))

    def _column_near(self, i: int) -> bool:
        return bool(self._columns_left(i) or self._columns_right(i))

    def _numeric(self, j: int) -> str | None:
        item = self.row[j]
        counted = j > 0 and self.row[j - 1].number is not None and j - 1 not in self.taken
        if j in self.taken or item.number is not None or counted:
            return None
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

    # --- extremes: an order, or the extreme itself

    def _extremes(self) -> None:
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
                beside = self.row[i + 1 : i + 2]
                if beside and column in beside[0].entry.columns and not self.listing:
                    self._put({"measure": "max" if sign > 0 else "min", "column": column}, i, i + 1)
                    continue
                self._order(column, "desc" if sign > 0 else "asc", i)

    def _adjective(self, k: int, column: str) -> bool:
        return any(a == column for a, _ in self.row[k].entry.adjectives)

    def _asks_value(self, i: int, column: str) -> bool:
        """``how old is the youngest``: the column's own value is asked of the extreme that follows."""
        return any(self.row[k - 1].words[-1] == "how" and self._adjective(k, column) for k in range(1, i))

    def _direction(self, item: Item, i: int) -> str | None:
        """``desc``, ``asc`` or neither; ``máximo`` before a number is a limit."""
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
            if self.grouped and not self.listing:
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
        people = any(item.has("customers", "customer", "list", "call", "value_at_risk") for item in self.row)
        who = any(item.words[0] in {"who", "whom", "quien", "quienes"} for item in self.row)
        beside = [self.row[j] for j in (i - 1, i + 1) if 0 <= j < len(self.row)]
        named = self.row[i].has("max", "min") and any(b.has("risk") and not b.has("risky", "band") for b in beside)
        numbers = any(item.number is not None for item in self.row)
        return named and not (people or who or numbers or self.listing)

    def _order(self, column: str, direction: str, *used: int) -> None:
        if self.found.order is None:
            self.found.order = (column, direction)
        self.taken.update(used)

    # --- counts

    def _count(self) -> None:
        for i, item in enumerate(self.row):
            beside = self.row[i + 1 : i + 2]
            if beside and i + 1 in self.taken and beside[0].entry.columns and item.has("count") and self.found.measures:
                self.taken.add(i)
            elif item.has("count") and i not in self.taken:
                columns = self._columns_right(i)
                if columns and columns[0][1] <= i + 1 and not self._bound(columns[0][1]) and not self.found.measures:
                    column = columns[0][0]
                    self._put({"measure": "sum", "column": column}, i, columns[0][1])
                elif not (columns and self.found.measures and columns[0][1] <= i + 1):
                    self._put({"measure": "customers"}, i)
            elif item.has("how_much") and beside and beside[0].has("customers"):
                self._put({"measure": "customers"}, i)
            elif (
                item.has("how_much")
                and i not in self.taken
                and not self.found.measures
                and (columns := self._columns_right(i))
            ):
                self._put({"measure": "sum", "column": columns[0][0]}, i, columns[0][1])
