"""What a what-if changes: absolute values, one more or less, a percentage, the half or the double of a column."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.numbers import Number
from agents.understanding.rules.condition import Condition
from agents.understanding.rules.conditions import ConditionReader
from agents.understanding.rules.items import Item
from agents.understanding.rules.values import made_so

_ANOTHER = frozenset(["otro", "otra", "otros", "otras", "another", "extra", "additional", "further"])
_WITH = frozenset(["con", "with"])
_LEVEL = frozenset(["a", "to", "hasta", "at", "of", "on"])
_SETTING = frozenset(["eq", "gt", "ge", "lt", "le"])
"""Comparisons whose number a change takes: over 60 is 60."""
_GREAT = 1000
"""A number without a unit from which on it is an amount of money."""
_WHOLE = 100
_ONE = frozenset(["un", "una", "uno", "one", "a", "an"])


def _verb_only(item: Item) -> bool:
    """Whether a word means nothing of the bank, but may be a verb: of an order, or one nobody listed."""
    return item.unknown or (item.entry.cues <= {"order"} and not (item.entry.of_the_bank or item.stop))


def _changed_to(conditions: Sequence[Condition], row: Sequence[Item]) -> list[Condition]:
    """The conditions without what is changed: of ``from inactive to active``, ``inactive -> active`` the second."""
    found = sorted(conditions, key=lambda condition: condition.start)
    before = {
        id(one)
        for one, other in pairwise(found)
        if one.column == other.column and _leads_on(row[one.end : other.start])
    }
    return [condition for condition in found if id(condition) not in before]


def _leads_on(between: Sequence[Item]) -> bool:
    """``a``, ``to``, ``->``: nothing but what leads from one to the other."""
    small = all(item.stop or item.sign or item.text == "-" or item.has("to", "gt") for item in between)
    return small and any(item.has("to", "gt") for item in between)


class Changes:
    """Reads the clause after ``if``; ``taken`` are items already explained."""

    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int], span: range) -> None:
        self.row = row
        self.lexicon = lexicon
        self.catalog = lexicon.catalog
        self.taken = taken
        self.span = [i for i in span if i not in taken]
        self.found: dict[str, Any] = {}
        self.used: set[int] = set()

    def read(self) -> dict[str, Any]:
        """The changes by column; relative ones as ``{"add": n}`` or ``{"percent": p}``."""
        for i in self.span:
            if i not in self.used:
                self._relative(i)
        rest = self.taken | self.used | (set(range(len(self.row))) - set(self.span))
        reader = ConditionReader(self.row, self.lexicon, rest)
        for condition in _changed_to(reader.read().conditions, self.row):
            spec = self.catalog.columns.get(condition.column)
            if spec is not None and condition.op == "ne":
                self.found.setdefault(spec.name, spec.other(condition.value) or condition.value)
            elif spec is not None and condition.op in _SETTING:
                self.found.setdefault(spec.name, condition.value)
            self.used.update(range(condition.start, condition.end))
        for i in reader.found.loose:
            self._loose(i)
        for i in self.span:
            if _verb_only(self.row[i]) and (made := made_so(self.row[i].words[-1], self.lexicon)) is not None:
                self._set(made[0], made[1], i)
        self._flags(reader)
        return self.found

    # --- pieces

    def _numeric(self, i: int) -> str | None:
        if not 0 <= i < len(self.row):
            return None
        entry = self.row[i].entry
        for column in (*entry.columns, *entry.weak):
            if self.catalog.columns[column].numeric and column != self.catalog.id:
                return column
        return None

    def _relative(self, i: int) -> None:
        """A change that starts from what the customer has now."""
        item = self.row[i]
        column = self._numeric(i)
        if column is not None and item.has("with") and any(self._numeric(j) not in {None, column} for j in self.span):
            return
        if item.number is not None and not item.number.percent and self._moves_money(i):
            amount = (self._sign(i) or 1.0) * item.number.value
            self._set(str(self.catalog.value), {"add": amount}, i)
        elif column is not None and not item.number:
            self._around_column(i, column)
        elif item.number is not None and item.number.percent and not self._risk_beside(i):
            column = self._anywhere
            if column is not None:
                self._part(column, item.number, i)
        elif item.number is not None:
            self._older(i)

    def _moves_money(self, i: int) -> bool:
        """``withdraws 20,000``: an amount that goes in or out, no column beside it."""
        number = self.row[i].number
        if number is None or not self.catalog.value or not (number.currency or number.value >= _GREAT):
            return False
        moved = any(self.row[j].has("up", "down") for j in self.span if 0 < i - j <= 3)
        beside = any(self._numeric(j) for j in self._window(i, 3))
        return moved and not beside and not self._to(i)

    def _around_column(self, i: int, column: str) -> None:
        ordinal = next((self.row[j].entry.ordinal for j in (i - 1,) if j in self.span), None)
        if ordinal is not None and ordinal > 0:
            self._set(column, ordinal, i, i - 1)
            return
        for j in self._window(i, 5):
            item = self.row[j]
            if item.has("half"):
                self._set(column, {"percent": -50.0}, i, j)
            elif item.has("all") and self._verb("down"):
                self._set(column, 0, i, j)
            elif item.has("double"):
                self._set(column, {"percent": 100.0}, i, j)
            elif item.has("triple"):
                self._set(column, {"percent": 200.0}, i, j)
            elif item.number is not None and item.number.percent:
                self._part(column, item.number, j, i)
            elif item.number is not None and not self._to(j):
                if self._moved(i, j):
                    self._set(column, {"add": (self._sign(j) or 1.0) * item.number.value}, i, j)
            elif item.has("zero") and item.words[-1] not in {"any", "none"} and not item.has("not"):
                self._set(column, 0, i, j)
            else:
                continue
            if column in self.found:
                return
        self._one_more(i, column)

    def _part(self, column: str, number: Number, j: int, *used: int) -> None:
        """A part of what there is, less or more; a level only of a column that holds shares."""
        sign, most = self._sign(j), self.catalog.columns[column].range[1]
        if sign is not None:
            self._set(column, {"percent": sign * number.value}, j, *used)
        elif most is None or most > _WHOLE:
            self.used.add(j)

    def _one_more(self, i: int, column: str) -> None:
        """``another product``, ``un producto más``, ``one product less``, ``cancelled a product``."""
        if self.catalog.columns[column].kind != "integer" or any(
            self.row[j].number is not None for j in self._window(i, 4)
        ):
            return
        near = self._window(i, 3)
        words = {word for j in near for word in self.row[j].words}
        one = bool(words & _ONE)
        if words & _ANOTHER or (any(self.row[j].has("more") and not self.row[j].has("gt") for j in near)):
            self._set(column, {"add": 1.0}, i, *near)
        elif any(self.row[j].has("less") for j in near) or (one and self._verb("down")):
            self._set(column, {"add": -1.0}, i, *near)
        elif one and self._verb("up"):
            self._set(column, {"add": 1.0}, i, *near)

    def _verb(self, cue: Cue) -> bool:
        return any(self.row[j].has(cue) for j in self.span)

    def _older(self, i: int) -> None:
        """``five years older``, ``10 años más``: a number, its unit and a direction."""
        number = self.row[i].number
        after = [j for j in self._window(i, 3) if j > i]
        units = [c for j in after for c in self.row[j].entry.units]
        for j in after:
            adjectives = self.row[j].entry.adjectives
            if units and adjectives and self._comparative(j):
                column, sign = adjectives[0]
                self._set(column, {"add": sign * number.value if number else 0}, i, *after)
                return
            more, less = self.row[j].has("more"), self.row[j].has("less")
            great = number is not None and (number.currency or number.value >= _GREAT)
            lone = not units and self.catalog.value and (self._anywhere is None or (number and number.currency))
            if number is not None and great and lone and (more or less):
                self._set(str(self.catalog.value), {"add": number.value if more else -number.value}, i, j)
                return
            if units and (more or less) and number is not None:
                named = [c for k in self.span for c in self.row[k].entry.columns if c in units]
                self._set((named or units)[0], {"add": number.value if more else -number.value}, i, *after)
                return

    def _comparative(self, j: int) -> bool:
        """Older rather than old: years OLD is an age, years OLDER a change."""
        word = self.row[j].words[-1]
        spanish = j > 0 and self.row[j - 1].has("more", "less")
        return word.endswith("er") or spanish or self.row[j].words[0] in {"mas", "more"} or word in {"mayor", "menor"}

    def _moved(self, i: int, j: int) -> bool:
        """Whether the amount at ``j`` is a step rather than a level: up or down said, and no ``to``."""
        more = any(self.row[k].has("more", "less") and not self.row[k].has("gt", "lt") for k in self._window(j, 2))
        verb = self._verb("up") or self._verb("down")
        counted = (
            self.catalog.columns[self._numeric(i) or self.catalog.id].kind == "integer" and i == j + 1 and not more
        )
        return more or (verb and self._stepped(j) and (not counted or self._verb("down") or self._added()))

    def _stepped(self, j: int) -> bool:
        """Whether a verb of moving leads to the number; in ``would it fall with two products`` it does not."""
        strong = any(self.row[k].has("up", "down") and k < j for k in self.span)
        return strong and not (j and self.row[j - 1].words[-1] in _WITH)

    def _added(self) -> bool:
        return any(word.startswith(("add", "anad", "agreg", "sum")) for j in self.span for word in self.row[j].words)

    def _to(self, j: int) -> bool:
        """Whether ``to``/``a``/``hasta`` leads to the number: a level, not a step."""
        k = j - 1
        while k >= 0 and (self.row[k].stop and self.row[k].words[-1] not in _LEVEL and not self.row[k].has("to")):
            k -= 1
        return k >= 0 and (self.row[k].words[-1] in _LEVEL or self.row[k].has("le", "eq"))

    def _sign(self, j: int) -> float | None:
        """Whether what is said of a number lowers or raises; None where no word of it tells."""
        near = [self.row[k] for k in self.span]
        after = [self.row[k] for k in self._window(j, 2) if k > j]
        if any(item.has("less", "min", "low", "down") and not item.has("lt") for item in after):
            return -1.0
        if any(item.has("more", "max", "high", "up") for item in after):
            return 1.0
        if any(item.has("up", "gt") for item in near):
            return 1.0
        if any(item.has("down", "lt") for item in near):
            return -1.0
        return next((float(sign) for item in after for _, sign in item.entry.adjectives), None)

    def _risk_beside(self, i: int) -> bool:
        return any(self.row[k].has("risk") for k in self._window(i, 3))

    @cached_property
    def _anywhere(self) -> str | None:
        """The one column of the clause, where there is no other."""
        named = [column for j in self.span if (column := self._numeric(j)) is not None]
        return named[0] if len(set(named)) == 1 else None

    def _window(self, i: int, size: int) -> list[int]:
        """Items beside ``i`` in the clause, nearest first, not beyond another column or an ``and``."""
        found: list[int] = []
        for step in (1, -1):
            for distance in range(1, size + 1):
                j = i + step * distance
                if j in self.taken and self.span[0] < j < self.span[-1]:
                    continue
                if (
                    j not in self.span
                    or j in self.used
                    or (self.row[j].has("and") and not self.row[j].has("to"))
                    or self._stops(i, j)
                ):
                    break
                found.append(j)
        return sorted(found, key=lambda j: abs(j - i))

    def _stops(self, i: int, j: int) -> bool:
        other = self._numeric(j)
        return (
            self.row[j].text == ","
            or (self.row[j].has("and") and self.row[j].words[-1] in {"and", "y"})
            or (other is not None and other != self._numeric(i) and self._numeric(i) is not None)
        )

    def _set(self, column: str, value: Any, *used: int) -> None:
        self.found.setdefault(column, value)
        self.used.update(j for j in used if j in self.span)

    def _loose(self, i: int) -> None:
        """A bare number: an age (``if he were 50``) where it fits the column counted in years."""
        number = self.row[i].number
        years = self.catalog.columns[self.lexicon.years] if self.lexicon.years else None
        if number is None or years is None or number.percent or number.currency:
            return
        low, high = years.range
        if (low is None or number.value >= low) and (high is None or number.value <= high):
            self.found.setdefault(years.name, number.plain)
            self.used.add(i)

    def _flags(self, reader: ConditionReader) -> None:
        """``cancelled her card``, ``took the card away``: a flag that a verb of its clause takes away."""
        for column, value in list(self.found.items()):
            if self.catalog.columns[column].kind != "flag" or not isinstance(value, str):
                continue
            named = next((j for j in self.span if column in self.row[j].entry.columns), None)
            other = self.catalog.columns[column].other(value)
            kept = value == self.catalog.columns[column].yes
            if kept and named is not None and other is not None and self._taken_away(named):
                self.found[column] = other

    def _taken_away(self, named: int) -> bool:
        """Whether a verb of losing stands in the clause of the item, and no other column between."""
        for step in (-1, 1):
            j = named + step
            while 0 <= j < len(self.row) and not self.row[j].sign and not self.row[j].has("and"):
                if self.row[j].has("down"):
                    return True
                if self.row[j].entry.columns or self.row[j].entry.values or self.row[j].has("risk"):
                    break
                j += step
        return False
