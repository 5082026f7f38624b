"""Fourth step: the conditions in a row of items, each bound to a column: comparisons, ranges, values, flags, negations."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.offline.items import Item
from agents.offline.lexicon import Lexicon
from agents.offline.numbers import Number

OPS = {"gt": "gt", "ge": "ge", "lt": "lt", "le": "le", "ne": "ne"}
_FLIPPED = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in"}
_FEMININE = frozenset(["las", "una", "unas", "cuantas", "esas", "estas", "aquellas"])


@dataclass(frozen=True)
class Condition:
    """One condition with the items it was read from; the column ``label`` (left or stay) becomes the population."""

    column: str
    op: str
    value: Any
    start: int
    end: int

    def negated(self) -> "Condition":
        """What it leaves out."""
        return replace(self, op=_FLIPPED.get(self.op, self.op))

    def node(self) -> dict[str, Any]:
        """The form tools take."""
        return {"column": self.column, "op": self.op, "value": self.value}


@dataclass
class Found:
    """What the reading of conditions leaves: them, the items they used up, and numbers that nothing explains."""

    conditions: list[Condition] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    loose: list[int] = field(default_factory=list)


class ConditionReader:
    """Reads one question's conditions; ``taken`` are items already explained (ids, limits, groups, measures)."""

    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int]) -> None:
        self.row = row
        self.lexicon = lexicon
        self.catalog = lexicon.catalog
        self.taken = taken
        self.found = Found()
        self.last_numeric: str | None = None

    def read(self) -> Found:
        """All conditions, left to right."""
        i = 0
        while i < len(self.row):
            i = self._at(i) if i not in self.taken and i not in self.found.used else i + 1
        return self.found

    # --- one item

    def _at(self, i: int) -> int:
        item = self.row[i]
        if item.number is not None:
            return self._number(i, item.number)
        if item.entry.decade is not None:
            return self._decade(i)
        if (column := self._small_count(i)) is not None:
            op, left = self._comparator(i)
            return self._add(column[0], op if op != "around" else "eq", 1, left, column[1])
        if (end := self._risk_band(i)) is not None:
            return end
        if item.entry.values:
            return self._value(i)
        if item.has("without", "zero", "with") and (end := self._presence(i)) is not None:
            return end
        if self._flag(i) is not None:
            return self._flagged(i)
        return i + 1

    def _add(self, column: str, op: str, value: Any, start: int, end: int) -> int:
        self.found.conditions.append(Condition(column, op, value, start, end))
        self.found.used.update(range(start, end))
        return end

    # --- values and flags

    def _value(self, i: int) -> int:
        column, stored = self._preferred(i)
        woman = self._feminine_noun(i)
        if woman is not None:
            self._add(woman[0], "eq", woman[1], i, i + 1)
        negative = self._negated(i, column)
        if (
            negative
            and self.catalog.columns[column].kind == "flag"
            and (other := self._other(column, stored)) is not None
        ):
            return self._add(column, "eq", other, i, i + 1)
        return self._add(column, "ne" if negative else "eq", stored, i, i + 1)

    def _feminine_noun(self, i: int) -> tuple[str, str] | None:
        """``las francesas``, ``cuántas alemanas``: an adjective that inflects, as a noun, says that they are women."""
        word = self.row[i].words[-1]
        if (
            i == 0
            or len(self.row[i].words) > 1
            or not word.endswith(("a", "as"))
            or self.row[i - 1].words[-1] not in _FEMININE
        ):
            return None
        after = self.row[i + 1] if i + 1 < len(self.row) else None
        root = word.removesuffix("s").removesuffix("a")
        inflects = any(self.lexicon.exact.get((root + end,)) for end in ("", "o", "os", "es"))
        women = self.lexicon.look_up(("mujeres",))
        noun = after is not None and (
            after.has("customers", "customer")
            or any(pair in (women.values if women else []) for pair in after.entry.values)
        )
        return women.values[0] if women is not None and women.values and inflects and not noun else None

    def _preferred(self, i: int) -> tuple[str, str]:
        """The candidate whose column is named beside it, else the first."""
        values = self.row[i].entry.values
        near = {
            name for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(self.row) for name in self.row[j].entry.columns
        }
        return next((pair for pair in values if pair[0] in near), values[0])

    def _other(self, column: str, stored: str) -> str | None:
        others = [value for value in self.catalog.columns[column].values if value != stored]
        return others[0] if len(others) == 1 else None

    def _flag(self, i: int) -> str | None:
        """The flag this item names, where its positive value is known."""
        for column in self.row[i].entry.columns:
            spec = self.catalog.columns[column]
            if spec.kind == "flag" and len(spec.values) == 2:
                return column
        return None

    def _flagged(self, i: int) -> int:
        column = self._flag(i)
        assert column is not None
        stored = self.positive(column)
        value = self._other(column, stored) if self._negated(i, column) else stored
        return self._add(column, "eq", value, i, i + 1)

    def positive(self, column: str) -> str:
        """The stored value that means yes."""
        values = list(self.catalog.columns[column].values)
        return next((v for v in values if v.casefold() in {"1", "yes", "y", "true", "si", "t"}), values[0])

    def _presence(self, i: int) -> int | None:
        """``without balance``, ``zero balance``, ``with a balance``: a number that is there or not."""
        item = self.row[i]
        j = self._skip(i + 1)
        if j >= len(self.row) or j in self.taken:
            return None
        near = self.row[j]
        column = next(
            (c for c in near.entry.columns if self.catalog.columns[c].numeric and not near.entry.values), None
        )
        flag = self._flag(j)
        if item.has("without", "zero") and flag is not None:
            other = self._other(flag, self.positive(flag))
            return self._add(flag, "eq", other, i, j + 1)
        if column is None or self._starts_a_comparison(j + 1):
            return None
        if item.has("without", "zero"):
            return self._add(column, "eq", 0, i, j + 1)
        if self.catalog.columns[column].kind == "money" and self._plainly_with(i, j):
            return self._add(column, "gt", 0, i, j + 1)
        return None

    def _plainly_with(self, i: int, j: int) -> bool:
        return self.row[i].has("with") and not any(
            self.row[k].has("max", "min", "top", "mean", "zero") for k in range(i, min(j + 3, len(self.row)))
        )

    def _starts_a_comparison(self, j: int) -> bool:
        for item in self.row[j : j + 4]:
            if item.number is not None or item.has("zero"):
                return True
            if item.has("and", "or", "by") or item.entry.values:
                return False
        return False

    def _small_count(self, i: int) -> tuple[str, int] | None:
        """``one product``, ``un solo producto``: the article as a number, for whole numbers that are counted."""
        if self.row[i].words[-1] not in {"un", "uno", "una", "one", "single", "unico", "unica", "solo"}:
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
        if j >= len(self.row) or j in self.taken:
            return None
        for column in self.row[j].entry.columns:
            spec = self.catalog.columns[column]
            if spec.kind == "integer" and column != self.catalog.id and not spec.unit.es and not spec.unit.en:
                return column, j + 1
        return None

    def _risk_band(self, i: int) -> int | None:
        """``high risk``, ``riesgo de abandono alto``: the predicted band."""
        item = self.row[i]
        for band in ("high", "medium", "low"):
            if not item.has(band):
                continue
            near = [
                j
                for j in range(max(0, i - 3), min(len(self.row), i + 3))
                if self.row[j].has("risk", "risky", "band") and j != i
            ]
            near = [j for j in near if self.row[j].has("risk", "risky") and self._only_small(min(i, j), max(i, j))]
            if not near or (band == "medium" and not self._medium_is_a_band(i, near[0])):
                return None
            start, end = min(i, *near), max(i, *near) + 1
            op = "ne" if self._negated(start, "risk_band") else "eq"
            return self._add("risk_band", op, band, start, end)
        return None

    def _medium_is_a_band(self, i: int, j: int) -> bool:
        """``clientes de riesgo medio`` and ``medium risk``, but not ``riesgo medio por país``."""
        if not self.row[i].has("mean") or self.row[j].has("risky"):
            return True
        before = self.row[max(0, min(i, j) - 2) : min(i, j)]
        return any(b.has("with", "in") for b in before) and any(
            b.has("customers", "customer") for b in self.row[: min(i, j)]
        )

    def _only_small(self, start: int, end: int) -> bool:
        return all(
            self.row[j].stop or self.row[j].has("in", "are", "churn", "band", "than", "risk") or self.row[j].text == "-"
            for j in range(start + 1, end)
        )

    # --- numbers

    def _number(self, i: int, number: Number) -> int:
        second = self._range(i)
        end = second[1] if second else i + 1
        op, left = self._comparator(i)
        op, end = self._or_more(op, end, second is not None)
        column, right = self._column_of(i, end, left, number)
        if column is None:
            self.found.loose.append(i)
            return i + 1
        value = self._scaled(column, number)
        self.last_numeric = column
        if second is not None:
            numbers = self.row[second[0]].number
            assert numbers is not None
            pair = sorted((value, self._scaled(column, numbers)))
            many = second[2]
            condition = Condition(column, "in" if many else "between", pair, left, right)
        elif number.plural and op == "eq" and value % 10 == 0:
            condition = Condition(column, "between", [value, value + 9], left, right)
        elif op == "around":
            condition = Condition(column, "between", [value * 0.9, value * 1.1], left, right)
        else:
            condition = Condition(column, op, value, left, right)
        if self._negated(left, column) and op not in {"le_done", "ne"}:
            condition = condition.negated() if second is None else replace(condition, op="not_" + condition.op)
        self.found.conditions.append(condition)
        self.found.used.update(range(left, right))
        return right

    def _scaled(self, column: str, number: Number) -> float | int:
        if column == "probability" and (number.percent or number.value > 1):
            return round(number.value / 100, 6)
        return number.plain

    def _range(self, i: int) -> tuple[int, int, bool] | None:
        """The second number of a range: (its item, the item after, whether it is rather a choice)."""
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
        if k >= len(self.row) or self.row[k].number is None or k in self.taken:
            return None
        joint, opener = self.row[j], self._opener(i)
        if (joint.text in {"-", "–", "—"} and k == j + 1) or (joint.has("to") and not joint.has("and")) or (joint.has("and") and opener):
            return k, k + 1, False
        number, other = self.row[i].number, self.row[k].number
        if joint.has("or") and number and other and max(number.value, other.value) <= 20 and self._comparator(i)[0] == "eq":
            return k, k + 1, True
        return None

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
            if item.has("between") and self._range(i):
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
        for _ in range(3):
            if is_range or j >= len(self.row):
                break
            item = self.row[j]
            more_follows = j + 1 < len(self.row) and self.row[j + 1].number is not None
            if item.has("or_more") or (item.text == "+" and not more_follows):
                return "ge", j + 1 if op == "eq" else end
            if item.has("or_less"):
                return "le", j + 1 if op == "eq" else end
            if not (item.entry.units or item.entry.columns or item.entry.adjectives or item.has("in")):
                break
            j += 1
        return op, end

    # --- which column a number is about

    def _column_of(self, i: int, end: int, left: int, number: Number) -> tuple[str | None, int]:
        """The column and the item after all that was read for it."""
        beside = self._left_column(left)
        adjective = next((a for j in range(left, i) if (a := self._adjective(j)) is not None), None)
        if adjective is not None and not (beside is not None and left > 0 and self._nameable(self.row[left - 1])):
            return self._right_column(end, number) or (adjective, end)
        if beside is not None and beside[1] and not self._counted(end):
            return beside[0], end
        after = self._right_column(end, number)
        if after is not None:
            return after
        if beside is not None:
            return beside[0], end
        if self.last_numeric is not None and left > 0 and self._continues(left):
            return self.last_numeric, end
        return self._by_size(i, left, number), end

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

    def _adjective(self, j: int) -> str | None:
        item = self.row[j]
        if item.entry.adjectives:
            return item.entry.adjectives[0][0]
        for word in item.words:
            entry = self.lexicon.look_up((word,))
            if entry is not None and entry.adjectives:
                return entry.adjectives[0][0]
        return None

    def _left_column(self, left: int) -> tuple[str, bool] | None:
        """The nearest number column before: (column, whether nothing but small words stands between)."""
        direct = True
        for j in range(left - 1, max(-1, left - 6), -1):
            item = self.row[j]
            if item.number is not None or item.text in {".", "?", ";"} or j in self.found.used or item.has("customers"):
                return None
            if item.words[-1] in {"the", "los", "las", "those", "quienes", "who", "aquellos", "aquellas"}:
                return None
            column = self._numeric_column(item)
            if column is not None:
                return column, direct
            if item.has("risk", "risky") and not item.has("value_at_risk"):
                return "probability", direct
            if item.entry.values or (item.has("and", "or") and j < left - 1) or item.has("by", "with", "count"):
                return None
            small = (
                item.stop
                or item.has("in", "are", "than", "pronoun", "not", "max", "min", "eq")
                or item.text in {":", "=", "-"}
            )
            direct = direct and small
        return None

    def _nameable(self, item: Item) -> bool:
        """Whether a comparison right after the item is about it."""
        return self._numeric_column(item) is not None or item.has("risk", "risky", "churn")

    def _numeric_column(self, item: Item) -> str | None:
        for column in (*item.entry.columns, *item.entry.weak):
            if self.catalog.columns[column].numeric and column != self.catalog.id:
                return column
        if item.has("value_at_risk") and self.catalog.value:
            return "value_at_risk"
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
        units = [c for c in item.entry.units if self.catalog.columns[c].numeric]
        if units:
            return self._unit(units, j)
        column = self._numeric_column(item)
        if column is not None and not (j + 1 < len(self.row) and self.row[j + 1].number is not None and j > end):
            return column, j + 1
        if item.entry.adjectives:
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
        before = self._left_column(max(0, j - 2))
        if before is not None and before[0] in units:
            return before[0], j + 1
        return units[0], j + 1

    def _by_size(self, i: int, left: int, number: Number) -> str | None:
        """No column is named: a percentage is a risk, money and great numbers the value at stake, else years of the first such column."""
        compared = (
            left < i
            or number.plural
            or self._range(i) is not None
            or (i + 1 < len(self.row) and self.row[i + 1].text == "+")
        )
        if number.percent:
            return "probability" if compared else None
        if number.currency or (compared and number.value >= 1000):
            return self.catalog.value or next(
                (c.name for c in self.catalog.columns.values() if c.kind == "money"), None
            )
        if not compared:
            return None
        return self.lexicon.years if self.lexicon.years and self._fits(self.lexicon.years, number) else None

    def _fits(self, column: str, number: Number) -> bool:
        low, high = self.catalog.columns[column].range
        return (low is None or number.value >= low) and (high is None or number.value <= high)

    def _decade(self, i: int) -> int:
        """``sixties``, ``treintañeros``: ten years of the first column counted in years."""
        decade = self.row[i].entry.decade
        column = self.lexicon.years
        if decade is None or column is None:
            return i + 1
        return self._add(column, "between", [decade, decade + 9], i, i + 1)

    # --- negation

    def _skip(self, j: int) -> int:
        while (
            j < len(self.row)
            and (self.row[j].stop or self.row[j].has("eq", "zero", "in") or self.row[j].words[-1] in {"any", "a"})
            and not self.row[j].entry.of_the_bank
        ):
            j += 1
        return j

    def _negated(self, i: int, column: str) -> bool:
        """Whether a negation governs the condition that starts at ``i`` (through a list of the same column's values)."""
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
                or item.has("in", "are", "with", "than", "pronoun", "customers", "customer", "only", "among")
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
        return self.found.conditions[-1].op in {"ne", "not_in"}
