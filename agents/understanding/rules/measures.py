"""What a question measures: averages, sums, extremes, counts, shares, rates and predicted figures; how it orders."""

from agents.understanding.rules.extremes import Extremes
from agents.understanding.rules.measure_row import AGGREGATES, Measured

__all__ = ["AGGREGATES", "Measured", "Measures"]
_CHAIN = 16
"""Items that a row of aggregates spans at most."""
_COMES = frozenset(["comes", "come", "came", "viene", "vienen", "proceden", "procede", "corresponde", "corresponden"])


class Measures(Extremes):
    """Reads one question's measures."""

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
        self._named_means()
        return self.found

    def _named_means(self) -> None:
        """``the average balance`` where the column itself is called so: its mean, unless something else is asked."""
        if self.found.measures or self.found.order is not None or self.listing:
            return
        for i, item in enumerate(self.row):
            column = self._numeric(i)
            said = [self.lexicon.look_up((word,)) for word in item.words] if len(item.words) > 1 else []
            if column is not None and not self._bound(i) and any(e is not None and "mean" in e.cues for e in said):
                self._put({"measure": "mean", "column": column}, i)

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
                and not self._part_of_those(i, j)
            ):
                self._put({"measure": "churn_rate"}, i, j)
            elif item.has("share"):
                self.found.share_at = i
                self.taken.add(i)
            elif item.has("retention_rate"):
                label = self.catalog.label
                stayed = {"column": label.column, "op": "eq", "value": label.negative}
                self._put({"measure": "share", "where": stayed}, i)
            elif item.has("risky") and i and self._value_named(i - 1) and self.catalog.value:
                self._put({"measure": "value_at_risk"}, i - 1, i)
                if self.row[i - 1].words[0] in {"mas", "most", "more"}:
                    self.found.order = ("measure", "desc")
            elif item.has("median") and (j := self._near(i, "risk")) is not None and not self._column_near(i):
                self._put({"measure": "median", "column": "probability"}, i, j)
            elif (
                item.has("mean")
                and (j := self._near(i, "risk")) is not None
                and not self._column_near(i)
                and not self._medium_level(i, j)
            ):
                self._put({"measure": "mean_risk"}, i, j)

    def _medium_level(self, i: int, j: int) -> bool:
        """``los que tienen riesgo medio``: the level they have, not the mean of them."""
        after = self.row[i + 1] if i + 1 < len(self.row) else None
        ranked = after is not None and after.has("max", "min", "more", "less", "by", "gt", "lt")
        return self.row[i].has("medium") and j == i - 1 and j > 0 and self.row[j - 1].has("with") and not ranked

    def _part_of_those(self, i: int, j: int) -> bool:
        """``the share of women among those who left``: the part is told first, then of whom."""
        among = next((k for k in range(i + 1, j) if self.row[k].has("among", "in") and self.row[k].has("among")), None)
        of = among if among is not None else next((k for k in range(j - 1, i, -1) if self.row[k].has("in")), None)
        return of is not None and any(r.entry.values or r.entry.units for r in self.row[i + 1 : of])

    def _value_named(self, j: int) -> bool:
        """``más dinero`` before ``en riesgo``: the value at stake, not who is rich."""
        return any(column == self.catalog.value for column, _ in self.row[j].entry.adjectives)

    def _of_those(self, j: int) -> bool:
        """``of those who left, were women``: leaving describes the whole, something else the part."""
        told = any(
            item.words[-1] in {"que", "who", "that", "quienes", "those"} or item.has("left")
            for item in self.row[max(0, j - 2) : j]
        )
        comes = any(item.words[-1] in _COMES for item in self.row[j + 1 : j + 3])
        if comes and any(r.entry.of_the_bank for r in self.row[j + 2 : j + 6]):
            return True
        if not told and (not self.row[j].has("left") or self.row[j].has("churn")):
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
            while j < min(i + _CHAIN, len(self.row)) and j not in self.taken:
                name = next((a for a in AGGREGATES if self.row[j].has(a)), None)
                if name is not None:
                    run.append((j, name))
                elif not run or not (self.row[j].has("and") or self.row[j].text == "," or self.row[j].stop):
                    break
                j += 1
            joined = any(self.row[k].has("and") or self.row[k].text == "," for k in range(i, j))
            if len(run) > 1 and joined and run[1][0] > run[0][0] + 1:
                columns = self._columns_right(run[-1][0]) or self._columns_left(run[0][0]) or self._far(run[0][0])
                for column, k in columns:
                    for at, name in sorted(run, key=lambda pair: AGGREGATES.index(pair[1])):
                        self._put({"measure": name, "column": column}, at, k)
            i = max(j, i + 1)

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
            chosen = self._far(i) or self._implied()
        ends = i + 1 == len(self.row) or self.row[i + 1].sign
        if not chosen and name == "sum" and ends and i and self.row[i - 1].sign and not self.found.measures:
            self._put({"measure": "customers"}, i)
        for column, j in chosen:
            self._put({"measure": name, "column": column}, i, j)

    def _implied(self) -> list[tuple[str, int]]:
        """``how much do women make on average``, ``have in the bank``: what people earn, what they keep."""
        for j, item in enumerate(self.row):
            column = self.lexicon.pay if item.has("earns") else self.catalog.value if item.has("in_account") else None
            if column is not None and j not in self.taken:
                return [(column, j)]
        return []

    def _claimed(self, j: int) -> bool:
        return j > 0 and (self.row[j - 1].has("mean", "median", "sum") or self.row[j - 1].has("by"))

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
                name = "mean" if columns[0][0] == self.lexicon.pay else "sum"
                self._put({"measure": name, "column": columns[0][0]}, i, columns[0][1])
