"""Which column a number is about: its unit, a counted thing, the column named before, an adjective, or its size."""

from collections.abc import Sequence

from agents.understanding.lexicon.numbers import Number
from agents.understanding.rules.condition import ConditionRow

_A_PAY = 500
"""The least that make, made or making is taken for earning: make it 8."""
_THOSE = frozenset(["the", "los", "las", "those", "quienes", "who", "aquellos", "aquellas"])


class Abouts(ConditionRow):
    """Binds numbers to columns."""

    def _range(self, i: int) -> tuple[int, int, bool] | None:
        """Whether a second number makes a range; told by the reader of comparisons."""
        raise NotImplementedError

    def _comparator(self, i: int) -> tuple[str, int]:
        """The comparison that leads to a number; told by the reader of comparisons."""
        raise NotImplementedError

    def _column_of(self, i: int, end: int, left: int, number: Number) -> tuple[str | None, int]:
        """The column and the item after all that was read for it."""
        column, end = self._told(i, end, left, number)
        if column is None:
            column = self._only_named(i, left, number)
        return column, end

    def _told(self, i: int, end: int, left: int, number: Number) -> tuple[str | None, int]:
        """The column that the words around the number tell."""
        paid = self._paid(i, end, left, number)
        if paid is not None:
            return paid
        years = self.lexicon.years
        if number.plural and years is not None and self._fits(years, number):
            return years, end
        beside = self._left_column(left)
        adjective = next((a for j in range(left, i) if (a := self._adjective(j)) is not None), None)
        if adjective is not None and not (beside is not None and left > 0 and self._nameable(self.row[left - 1])):
            return self._right_column(end, number) or (adjective, end)
        if beside is not None and beside[1] and not self._counted(end):
            return beside[0], end
        after = self._right_column(end, number)
        if after is not None:
            return after
        return (beside[0] if beside is not None else self._untold(i, left, number)), end

    def _untold(self, i: int, left: int, number: Number) -> str | None:
        """The column where none is named beside: people are years, the column carried on, or the number's size."""
        years = self.lexicon.years
        told = left > 0 and self.row[left - 1].has("are")
        of_people = years is not None and told and self._fits(years, number)
        carried = self.last_numeric is not None and left > 0 and self._continues(left)
        carried = carried and self._could_carry(number)
        return years if of_people else self.last_numeric if carried else self._by_size(i, left, number)

    def _paid(self, i: int, end: int, left: int, number: Number) -> tuple[str, int] | None:
        """``make over 50k``, ``120,000 a year``: what is earned, where the number can be no years."""
        pay = self.lexicon.pay
        years = self.lexicon.years
        if pay is None or (years is not None and self._fits(years, number) and not number.currency):
            return None
        yearly = self._yearly(end)
        verb = number.value >= _A_PAY and any(item.has("earns") for item in self.row[max(0, left - 3) : i])
        return (pay, end + yearly) if yearly or verb else None

    def _yearly(self, end: int) -> int:
        """How many items say that it is every year: ``per year``, ``a year``, ``al año``."""
        if end < len(self.row) and self.row[end].has("yearly"):
            return 1
        article = end + 1 < len(self.row) and self.row[end].words[-1] in {"a", "al", "each", "cada", "por", "per"}
        return 2 if article and self.row[end + 1].words[-1] in {"year", "ano", "month", "mes"} else 0

    def _only_named(self, i: int, left: int, number: Number) -> str | None:
        """The only number column of the sentence that can hold the number, where something leads to it."""
        leads = left < i or any(
            item.has("with", "zero", "are", "in", "except") or item.words[-1] in {"a", "at"}
            for item in self.row[max(0, i - 2) : i]
        )
        if not leads:
            return None
        named = {c for j, item in enumerate(self.row) if j != i for c in item.entry.columns}
        fitting = [
            c
            for c in sorted(named)
            if self.catalog.columns[c].numeric and c != self.catalog.id and self._fits(c, number)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _could_carry(self, number: Number) -> bool:
        """Whether the number could be one of the column spoken of last: no euros of products."""
        spec = self.catalog.columns.get(self.last_numeric or "")
        return spec is None or ((not number.currency or spec.kind == "money") and self._fits(spec.name, number))

    def _counted(self, end: int) -> bool:
        """Whether a counted thing (3 products) directly follows."""
        if end >= len(self.row):
            return False
        entry = self.row[end].entry
        if entry.units:
            return True
        return (
            any(self.catalog.columns[c].kind == "integer" for c in entry.columns)
            and end + 1 < len(self.row)
            and self.row[end + 1].number is None
        )

    def _continues(self, left: int) -> bool:
        return any(self.row[j].has("and", "or") or self.row[j].text == "," for j in range(max(0, left - 2), left))

    def _left_column(self, left: int) -> tuple[str, bool] | None:
        """The nearest number column before: (column, whether nothing but small words stands between)."""
        direct = True
        number = next((r.number for r in self.row[left : left + 4] if r.number is not None), None)
        for j in range(left - 1, max(-1, left - 6), -1):
            item = self.row[j]
            if j in self.taken and item.number is not None:
                continue
            if (
                item.has("what_if")
                or item.number is not None
                or item.text in {".", "?", ";"}
                or j in self.found.used
                or item.has("customers")
            ):
                return None
            plural = number is not None and number.plural and self.row[j - 1].words[-1] in {"in", "en"}
            if item.words[-1] in _THOSE and not plural:
                return None
            column = self._numeric_column(item)
            if column is not None:
                return column, direct
            if item.has("risk", "risky") and not item.has("value_at_risk"):
                many = number is not None and number.value > 1 and not number.percent
                bare = item.has("riskiest", "risky") or self.row[left].number is not None
                return None if many and bare else ("probability", direct)
            if item.entry.values or (item.has("and", "or") and j < left - 1) or item.has("by", "with", "count"):
                return None
            small = (
                item.stop
                or item.has("in", "are", "than", "pronoun", "not", "max", "min", "eq")
                or item.text in {":", "=", "-"}
            )
            direct = direct and small
        return None

    def _right_column(self, end: int, number: Number) -> tuple[str, int] | None:
        """A unit, a counted thing or an adjective after the number: (column, the item after it)."""
        j = end
        while (
            j < len(self.row)
            and j < end + 3
            and (
                self.row[j].has("in", "or_more", "or_less", "more", "less")
                or self.row[j].text == "-"
                or (self.row[j].stop and self.row[j].plain is not False)
            )
        ):
            j += 1
        if j >= len(self.row) or j in self.taken:
            return None
        item = self.row[j]
        units = [c for c in item.entry.units if self.catalog.columns[c].numeric and not self._absurd(c, number)]
        if units:
            return self._unit(units, j)
        column = self._numeric_column(item)
        if column is not None and not (j + 1 < len(self.row) and self.row[j + 1].number is not None and j > end):
            return column, j + 1
        if item.entry.adjectives and not self._absurd(item.entry.adjectives[0][0], number):
            return item.entry.adjectives[0][0], j + 1
        if item.has("risk", "risky") and number.percent:
            return "probability", j + 1
        return None

    def _unit(self, units: list[str], j: int) -> tuple[str, int]:
        """A unit that several columns share (years) is settled by what follows, then by what stands before."""
        for k in range(j + 1, min(j + 6, len(self.row))):
            item = self.row[k]
            named = [
                c for c in (*item.entry.columns, *item.entry.weak, *(a for a, _ in item.entry.adjectives)) if c in units
            ]
            if named:
                return named[0], k + 1
            if not (
                item.stop
                or item.has("in", "with", "customer", "customers", "or_more", "or_less", "are")
                or item.text == "-"
            ):
                break
        numbers = [k for k in range(max(0, j - 6), j) if self.row[k].number is not None and k not in self.taken]
        for start in (max(0, j - 2), *numbers[:1]):
            before = self._left_column(self._comparator(start)[1] if start in numbers else start)
            if before is not None and before[0] in units:
                return before[0], j + 1
        told = (self._adjective(k) for k in range(j - 2, max(-1, j - 6), -1) if k not in self.found.used)
        return next((column for column in told if column in units), units[0]), j + 1

    def _of_groups(self, columns: Sequence[str]) -> bool:
        """``ganan menos de 40K`` of a column of brackets: no other column stands in for the one that is named."""
        return bool(columns) and all(self.catalog.columns[name].kind in {"category", "text"} for name in columns)

    def _by_size(self, i: int, left: int, number: Number) -> str | None:
        """No column is named: a percentage is a risk, great numbers are the value at stake, else it is years."""
        compared = (
            left < i
            or number.plural
            or self._range(i) is not None
            or (i + 1 < len(self.row) and self.row[i + 1].text == "+")
        )
        if left > 0 and self._of_groups(self.row[left - 1].entry.columns):
            return None
        if number.percent:
            return "probability" if compared else None
        if number.currency or (compared and number.value >= 1000):
            return self.catalog.value or next(
                (c.name for c in self.catalog.columns.values() if c.kind == "money"), None
            )
        if not compared:
            return None
        return self.lexicon.years if self.lexicon.years and self._fits(self.lexicon.years, number) else None
