"""What is had or not: with a balance, without a card, neither of the two, and the other side of what was said."""

from functools import cached_property

from agents.understanding.lexicon.cues import Cue
from agents.understanding.rules.comparisons import ONE, Comparisons, counts
from agents.understanding.rules.condition import Condition

_EMPTY = frozenset(["cero", "vacio", "vacia", "empty", "nil", "nula", "nulo", "nulas", "nulos", "null"])
_ECHOES = frozenset(["one", "ones", "it", "them", "any", "ella", "ellas", "ello", "lo", "la", "uno", "una", "ninguna"])


class Presence(Comparisons):
    """Reads what customers have and lack."""

    def _flag(self, i: int) -> str | None:
        """The flag this item names, where its positive value is known."""
        for column in self.row[i].entry.columns:
            spec = self.catalog.columns[column]
            if spec.kind == "flag" and len(spec.values) == 2:
                return column
        return None

    def _recorded(self, j: int) -> str | None:
        """The date or the kind that this item names: nobody is without one, but it may not be known."""
        near = self.row[j]
        kinds = {"date", "category"}
        return next(
            (c for c in near.entry.columns if self.catalog.columns[c].kind in kinds and not near.entry.values), None
        )

    def _presence(self, i: int) -> int | None:  # noqa: PLR0911
        """``without balance``, ``zero balance``, ``with a balance``: a number that is there or not."""
        item = self.row[i]
        j = self._skip(i + 1)
        if (j >= len(self.row) or j in self.taken) and item.words[-1] not in _EMPTY:
            return None
        j = min(j, len(self.row) - 1)
        near = self.row[j]
        column = next(
            (c for c in near.entry.columns if self.catalog.columns[c].numeric and not near.entry.values), None
        )
        flag = self._flag(j)
        lacks = item.has("without", "zero") or self._neither(i)
        if lacks and flag is not None:
            other = self.catalog.columns[flag].other(self.catalog.columns[flag].yes)
            return self._add(flag, "eq", other, i, j + 1)
        if column is None and item.words[-1] in _EMPTY and self._peopled:
            left = self._left_column(i)
            column = left[0] if left is not None and left[0] in self.catalog.columns else self.catalog.value
            op = "gt" if column is not None and self._negated(i, column) else "eq"
            return self._add(column, op, 0, i, i + 1) if column is not None else None
        if column is None and lacks and (untold := self._recorded(j)) is not None:
            return self._add(untold, "is_missing", None, i, j + 1)
        if column is None or self._starts_a_comparison(j + 1):
            return None
        if lacks:
            plain = item.has("zero") and not item.has("without") and self._negated(i, column)
            left_out = plain or any(r.has("except") for r in self.row[max(0, i - 4) : i])
            if self.lexicon.gap_if_none(column):
                return self._add(column, "is_known" if left_out else "is_missing", None, i, j + 1)
            return self._add(column, "gt" if left_out else "eq", 0, i, j + 1)
        spec = self.catalog.columns[column]
        counted = counts(spec) and spec.range[0] == 0 and not any(r.words[-1] in ONE for r in self.row[i + 1 : j])
        if (spec.kind == "money" or counted) and self._plainly_with(i, j):
            return self._add(column, "gt", 0, i, j + 1)
        return None

    @cached_property
    def _peopled(self) -> bool:
        """Whether customers or a group of them are named."""
        return any(r.has("customers") or r.entry.values for r in self.row)

    def _neither(self, i: int) -> bool:
        """``neither a card nor a balance``, ``no tienen ni tarjeta ni saldo``: having, denied of each thing."""
        if self.row[i].has("or"):
            last = self.found.conditions[-1] if self.found.conditions else None
            return last is not None and last.end == i and self.row[last.start].has("without", "zero")
        if not self.row[i].has("not") or self.row[i].words[-1] not in {"ni", "neither", "nor"}:
            return False
        before = self.row[max(0, i - 8) : i]
        return any(item.has("without", "with", "in_account") or item.words[-1] == "neither" for item in before)

    def _opposite(self, i: int) -> int | None:
        """``with a card and without``, ``o los que no lo son``, ``and the rest``: the one before, turned round."""
        said = self.found.conditions
        if self.row[i].has("without"):
            said = [c for c in said if self._can_lack(c)]
        if not said or not self._joined_to(said[-1].end, i, far=self.row[i].has("without")):
            return None
        last, end = said[-1], i + 1
        while end < len(self.row) and (self._echo(end) or self._named_again(i, end, last)):
            end += 1
        if end < len(self.row) and not (self.row[end].sign or self.row[end].has("and", "or", "are", "churn", "left")):
            return None
        flag = last.column in self.catalog.columns and self.catalog.columns[last.column].kind == "flag"
        other = self.catalog.columns[last.column].other(last.value) if flag and last.op == "eq" else None
        if other is not None:
            return self._add(last.column, "eq", other, i, end, elliptic=True)
        turned = last.negated()
        return None if turned.op == last.op else self._add(last.column, turned.op, last.value, i, end, elliptic=True)

    def _lacks(self, pair: tuple[str, str]) -> bool:
        """Whether a flag's value says that something is not had."""
        column, stored = pair
        return self.catalog.columns[column].lacks(stored)

    def _with_and_without(self, i: int) -> int | None:
        """``with and without a card``, ``con o sin saldo``: both sides of what is had."""
        if i + 2 >= len(self.row) or not self.row[i + 1].has("and", "or"):
            return None
        lacking = next((pair for pair in self.row[i + 2].entry.values if self._lacks(pair)), None)
        if lacking is not None:
            self._add(lacking[0], "eq", self.catalog.columns[lacking[0]].other(lacking[1]), i, i + 1)
            return self._add(lacking[0], "eq", lacking[1], i + 2, i + 3, elliptic=True)
        if i + 3 >= len(self.row) or not self.row[i + 2].has("without"):
            return None
        j = self._skip(i + 3)
        flag = self._flag(j) if j < len(self.row) else None
        if flag is not None:
            yes = self.catalog.columns[flag].yes
            self._add(flag, "eq", yes, i, i + 1)
            return self._add(flag, "eq", self.catalog.columns[flag].other(yes), i + 2, j + 1, elliptic=True)
        column = self._numeric_column(self.row[j]) if j < len(self.row) else None
        if column is None or self.catalog.columns[column].kind != "money":
            return None
        self._add(column, "gt", 0, i, i + 1)
        return self._add(column, "eq", 0, i + 2, j + 1, elliptic=True)

    def _named_again(self, i: int, j: int, last: Condition) -> bool:
        """``the other countries``: the rest, by the name of its column."""
        return self.row[i].has("rest") and (last.column in self.row[j].entry.columns or self.row[j].has("customers"))

    def _can_lack(self, condition: Condition) -> bool:
        """A thing one has or has not: a card, money."""
        spec = self.catalog.columns.get(condition.column)
        return spec is not None and (spec.kind == "flag" or condition.op == "gt")

    def _joined_to(self, start: int, i: int, *, far: bool) -> bool:
        """Whether a joint stands between, and after it nothing but small words (or, of what is had, a noun)."""
        between = self.row[start:i]
        joints = [k for k, r in enumerate(between) if r.has("and", "or", "versus", "than", "gt", "lt") or r.text == ","]
        if not joints:
            return False
        small: tuple[Cue, ...] = ("customers", "in", "are", "pronoun", "them", "all", "than", "list", "versus")
        return all(
            item.stop or item.has(*small) or (far and item.entry.values and not item.number)
            for item in between[joints[0] + 1 :]
        )

    def _echo(self, j: int) -> bool:
        """A small word that only stands for what was said: ``one``, ``lo son``, ``have it``."""
        item = self.row[j]
        return item.words[-1] in _ECHOES or (
            (item.stop or item.has("are", "with", "pronoun", "them")) and item.plain and not item.has("and", "or", "in")
        )

    def _nonzero(self, i: int) -> int | None:
        """``positive balance``, ``saldo distinto de cero``."""
        for j in (i + 1, i - 1, i - 2, i - 3):
            column = self._numeric_column(self.row[j]) if 0 <= j < len(self.row) else None
            if column is not None:
                return self._add(column, "eq" if self._negated(i, column) else "gt", 0, i, i + 1)
        if len(self.row[i].words) > 1 and self.catalog.value is not None:
            return self._add(self.catalog.value, "eq" if self._negated(i, self.catalog.value) else "gt", 0, i, i + 1)
        return None

    def _plainly_with(self, i: int, j: int) -> bool:
        ends = next((k for k in range(j, len(self.row)) if self.row[k].has("and", "or", "what_about")), len(self.row))
        beside = self.row[i : min(j + 3, ends)]
        return self.row[i].has("with") and not any(item.has("max", "min", "top", "mean", "zero") for item in beside)

    def _starts_a_comparison(self, j: int) -> bool:
        for item in self.row[j : j + 4]:
            if item.has("and", "or", "by", "what_about") or item.entry.values:
                return False
            if item.number is not None or item.has("zero"):
                return True
        return False
