"""Comparisons, ranges and counts: what is said of the number of a condition."""

from dataclasses import replace

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.numbers import Number
from agents.understanding.rules.about import Abouts
from agents.understanding.rules.condition import Condition
from db.catalog import Column
from tools.replies import grammar

ONE = frozenset(["un", "uno", "una", "one", "single", "unico", "unica", "solo", "a"])
OPS = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le", "ne": "ne"}
_DASHES = frozenset(["-", "–", "—"])
_AGAINST: tuple[Cue, ...] = ("than", "versus", "or", "compare", "gt", "lt")


def counts(spec: Column) -> bool:
    """Whether one of it can be had, and its name is of things that are counted: products, not a credit score."""
    low, high = spec.range
    possible = (low is None or low <= 1) and (high is None or high >= 1)
    return possible and (any(map(grammar.plural, spec.names.es)) or any(map(grammar.plural_en, spec.names.en)))


class Comparisons(Abouts):
    """Reads conditions on numbers."""

    def _number(self, i: int, number: Number) -> int:
        listed = self._listed(i)
        if listed is not None:
            return listed
        second = self._range(i)
        end = second[1] if second else i + 1
        op, left = self._comparator(i)
        named_from = end
        op, end = self._or_more(op, end, second is not None)
        column, right = self._column_of(i, named_from if end > named_from else end, left, number)
        right = max(right, end)
        if column is None:
            self.found.loose.append(i)
            return i + 1
        value = self._scaled(column, number)
        self.last_numeric = column
        if second is not None:
            numbers = self.row[second[0]].number
            assert numbers is not None
            last = self._scaled(column, numbers)
            if numbers.times > 1 and number.times == 1 and value * numbers.times <= last:
                value = value * numbers.times
            pair = sorted((value, last))
            many = second[2]
            condition = Condition(column, "in" if many else "between", pair, left, right)
        elif number.plural and op == "eq" and value % 10 == 0:
            condition = Condition(column, "between", [value, value + (99 if value % 100 == 0 else 9)], left, right)
        elif op == "around":
            condition = Condition(column, "between", [value * 0.9, value * 1.1], left, right)
        else:
            condition = Condition(column, op, value, left, right)
        if self._negated(left, column) and op not in {"le_done", "ne"}:
            condition = condition.negated() if second is None else replace(condition, op="not_" + condition.op)
        if condition.op == "ne" and value == 0 and column in self.catalog.columns:
            condition = replace(condition, op="gt") if self.catalog.columns[column].range[0] == 0 else condition
        self.found.conditions.append(condition)
        self.found.used.update(range(left, right))
        return right

    def _scaled(self, column: str, number: Number) -> float | int:
        if column == "probability" and (number.percent or number.value > 1):
            return round(number.value / 100, 6)
        return number.plain

    def _range(self, i: int) -> tuple[int, int, bool] | None:
        """The second number of a range: (its item, the item after, whether it is rather a choice)."""
        found = self._second(i)
        if found is None:
            return None
        j, k = found
        joint, opener = self.row[j], self._opener(i)
        if (
            (joint.text in _DASHES and k == j + 1)
            or (joint.has("to") and not joint.has("and"))
            or (joint.has("and", "or") and opener)
        ):
            return k, k + 1, False
        number, other = self.row[i].number, self.row[k].number
        if (
            (joint.has("or") or (joint.has("and") and not self._counted(j)))
            and number
            and other
            and max(number.value, other.value) <= 20
            and self._comparator(i)[0] == "eq"
        ):
            return k, k + 1, True
        return None

    def _second(self, i: int) -> tuple[int, int] | None:
        """The word that may join the number at ``i`` to another one, and that one."""
        j = i + 1
        if (
            j < len(self.row)
            and (self.row[j].entry.units or self.row[j].entry.columns)
            and j + 2 < len(self.row)
            and self.row[j + 2].number
        ):
            j += 1
        k = j + 1
        while k < len(self.row) and self.row[k].stop:
            k += 1
        joins = j < len(self.row) and (self.row[j].text in _DASHES or self.row[j].has("to", "and", "or"))
        if not joins or k >= len(self.row) or self.row[k].number is None or k in self.taken:
            return None
        return j, k

    def _listed(self, i: int) -> int | None:
        """``1, 2 or 3 products``: several values of one column."""
        values, j = [self.row[i].number], i
        while j + 2 < len(self.row) and self.row[j + 2].number is not None and j + 2 not in self.taken:
            if not (self.row[j + 1].text == "," or self.row[j + 1].has("or", "and")):
                break
            values.append(self.row[j + 2].number)
            j += 2
        numbers = [n.plain for n in values if n is not None]
        if len(numbers) < 3 or max(numbers) > 20:
            return None
        found = self._right_column(j + 1, self.row[j].number or values[0])  # type: ignore[arg-type]
        if found is None:
            return None
        return self._add(found[0], "in", numbers, i, found[1])

    def _opener(self, i: int) -> bool:
        """Whether ``between`` (or from, de, desde) stands just before."""
        for j in (i - 1, i - 2):
            if j >= 0 and self.row[j].has("between"):
                return True
            if j < 0 or not (self.row[j].stop or self.row[j].has("in", "pronoun", "zero")):
                return False
        return False

    def _comparator(self, i: int) -> tuple[str, int]:
        """The comparison that leads to the number at ``i`` and the item it begins with; ``eq`` where there is none."""
        j = i - 1
        start = i
        while j >= 0 and j >= i - 4 and j not in self.taken and j not in self.found.used:
            item = self.row[j]
            if item.has("between") and self._second(i):
                start = j
                break
            for op in ("ge", "le", "gt", "lt", "ne"):
                if item.has(op) and not (item.has("and") and op == "lt"):
                    return OPS[op], j
            if item.entry.adjectives and start > j and self._than(j + 1, i):
                return ("gt" if item.entry.adjectives[0][1] > 0 else "lt"), j
            if item.has("around"):
                return "around", j
            if item.has("eq"):
                start = j
                break
            if item.has("most", "more") and self._than(j + 1, i):
                return "gt", j
            if item.has("least", "less") and self._than(j + 1, i):
                return "lt", j
            if not (
                item.stop
                or item.has("than", "in", "are", "pronoun", "only", "customers", "zero")
                or item.text in {":", "-"}
            ):
                break
            j -= 1
        return "eq", start

    def _than(self, start: int, end: int) -> bool:
        return all(self.row[k].has("than", "in", "to") or self.row[k].stop for k in range(start, end)) and end > start

    def _or_more(self, op: str, end: int, is_range: bool) -> tuple[str, int]:
        """What follows the number: ``or more``, ``o menos``, ``+`` (a unit may stand between)."""
        j = end
        for _ in range(6):
            if is_range or j >= len(self.row):
                break
            item = self.row[j]
            more_follows = j + 1 < len(self.row) and self.row[j + 1].number is not None
            if item.has("or_more") or (item.text == "+" and not more_follows):
                return "ge", j + 1 if op == "eq" else end
            if item.has("or_less"):
                return "le", j + 1 if op == "eq" else end
            if not (item.entry.of_the_bank or item.has("in")):
                break
            j += 1
        return op, end

    def _decade(self, i: int) -> int:
        """``sixties``, ``treintañeros``: ten years of the first column counted in years."""
        decade = self.row[i].entry.decade
        column = self.lexicon.age
        if decade is None or column is None:
            return i + 1
        return self._add(column, "between", [decade, decade + 9], i, i + 1)

    def _counted_again(self, i: int) -> tuple[str, int] | None:
        """``than customers with one``, ``los que tienen uno``: of the things counted before."""
        spec = self.catalog.columns.get(self.last_numeric or "")
        ends = i + 1 == len(self.row) or self.row[i + 1].sign
        led = i > 0 and self.row[i - 1].has("with") and any(item.has(*_AGAINST) for item in self.row[:i])
        counts = spec is not None and spec.kind == "integer" and not spec.unit.en
        return (spec.name, i + 1) if spec is not None and counts and ends and led else None

    def _small_count(self, i: int) -> tuple[str, int] | None:
        """``one product``, ``un solo producto``: the article as a number, for whole numbers that are counted."""
        if self.row[i].words[-1] not in ONE:
            return None
        j = i + 1
        while j < len(self.row) and self.row[j].words[-1] in {
            "solo",
            "sola",
            "unico",
            "unica",
            "single",
            "only",
            "un",
            "una",
        }:
            j += 1
        if (again := self._counted_again(i)) is not None:
            return again
        if j >= len(self.row) or j in self.taken:
            return None
        units = [c for c in self.row[j].entry.units if self.catalog.columns[c].numeric]
        compared = self._comparator(i)[0] != "eq"
        if units and compared:
            return self._unit(units, j)
        for column in self.row[j].entry.columns:
            spec = self.catalog.columns[column]
            united = bool(spec.unit.es or spec.unit.en)
            if spec.kind == "integer" and column != self.catalog.id and (compared or not united) and counts(spec):
                return column, j + 1
        return None
