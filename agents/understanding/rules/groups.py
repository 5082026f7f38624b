"""By what a question splits its answer: ``por país y género``, ``by age band``, ``which country``."""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.bands import Bands
from agents.understanding.rules.items import Item
from agents.understanding.rules.listing import group_asked
from db.text import unaccented

_SMALL: tuple[Cue, ...] = (
    "best",
    "worst",
    "in",
    "than",
    "pronoun",
    "what_if",
    "are",
    "with",
    "all",
    "same",
    "them",
)
_MOST = 2
_WHERE = frozenset(["donde", "where"])
_WHETHER = frozenset(["whether", "if", "si"])


def groups(
    row: Sequence[Item], lexicon: Lexicon, taken: set[int], *, listing: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    """The groups (at most two) and the unknown words after ``by``; ``taken`` grows."""
    reader = _Groups(row, lexicon, taken, listing)
    return reader.read()


def column_of(item: Item, lexicon: Lexicon) -> str | None:
    """The column an item can split by."""
    if item.has("risk", "band", "risky") and not item.entry.columns and item.has("risk", "risky"):
        return "risk_band"
    if item.entry.columns:
        return item.entry.columns[0]
    if item.entry.units and not item.entry.values:
        return item.entry.units[0] if len(item.entry.units) == 1 else None
    if item.has("churn", "left", "stay"):
        return lexicon.catalog.label.column
    return item.entry.weak[0] if item.entry.weak and not item.entry.cues and not item.entry.values else None


class _Groups(Bands):
    """Reads one question's groups."""

    def read(self) -> tuple[list[dict[str, Any]], list[str]]:
        for i, item in enumerate(self.row):
            ranked = self.row[i + 1 : i + 2]
            banded = any(r.has("band") for r in self.row[i + 1 : i + 4])
            if item.number is not None and i in self.taken and ranked and (self._categories(ranked[0]) or banded):
                self._after(i, i + 1, sure=False)
            if i in self.taken:
                continue
            if item.number is not None and not self.found and (stepped := self._stepped(i)) is not None:
                self.found.append({"column": stepped[0], "bands": stepped[1]} if stepped[1] else {"column": stepped[0]})
            elif item.has("breakdown") and self._before(i):
                continue
            elif item.has("by") or self._varies_with(i):
                self._after(i, i + 1, sure=True)
            elif item.words[0] in _WHERE and item.entry.columns and not self.listing:
                self._after(i, i, sure=False)
            elif self._opens(i):
                self._after(i, i + 1, sure=False)
            elif item.has("band") and not self.found:
                self._banded(i)
        return self.found[:_MOST], self.unknown

    def _before(self, i: int) -> bool:
        """``age breakdown of women``, ``country split``: the column that stands before the word."""
        column = column_of(self.row[i - 1], self.lexicon) if i and i - 1 not in self.taken else None
        catalog = self.lexicon.catalog
        if column is None or column in {catalog.id, catalog.name, catalog.label.column} or self.found:
            return False
        if i + 1 < len(self.row) and self.row[i + 1].has("by"):
            return False
        self.found.append({"column": column})
        self.taken.update({i - 1, i})
        return True

    @cached_property
    def _asked_at(self) -> int | None:
        """Where a group is asked for."""
        return group_asked(self.row, self.lexicon)

    @cached_property
    def _ranks(self) -> bool:
        """Whether anything is put in order."""
        return any(r.has("max", "min", "most", "least", "more", "less") for r in self.row)

    @cached_property
    def _varies_from(self) -> int:
        """Where the first word for change stands; beyond the row where there is none."""
        return next((i for i, item in enumerate(self.row) if item.has("varies")), len(self.row))

    def _extent_at(self, i: int) -> bool:
        """``the age range of women``: from where to where, which splits nothing."""
        return self.row[i].has("extent") and not self._measured and not self._ranks

    def _opens(self, i: int) -> bool:
        """``which country``, ``among``, ``rank the …``, ``with how many products … most``."""
        item = self.row[i]
        if item.has("which", "between") and any(self._extent_at(k) for k in range(i, min(i + 6, len(self.row)))):
            return False
        if item.has("count") and self._asked_at == i + 1:
            return True
        return (item.has("which", "among", "between", "breakdown") or self._ranked(i)) and not item.has("by")

    def _varies_with(self, i: int) -> bool:
        """``how does churn change with age``: what it changes with is what splits."""
        return i > self._varies_from and self.row[i].has("with", "in", "among")

    def _categories(self, item: Item) -> bool:
        """Whether the item names a category column (the 3 countries …)."""
        return any(self.lexicon.catalog.columns[c].kind == "category" for c in item.entry.columns)

    def _ranked(self, i: int) -> bool:
        """``rank the countries``, ``the 3 countries with …``: what is ranked is what splits."""
        return self.row[i].has("top")

    def _after(self, opener: int, i: int, *, sure: bool) -> None:
        """Columns from item ``i`` on, chained by and, comma or by."""
        first = True
        while i < len(self.row):
            j = self._skip(i)
            clauses = self._clauses_before[self.row[opener].words[0] == "que"]
            if not sure and clauses[j] > clauses[i]:
                return
            if j >= len(self.row) or (not first and j in self.taken):
                return
            item = self.row[j]
            column = item.entry.values[0][0] if self._whether(opener, j) else self._column(j, sure)
            if column is None:
                if sure and first and self._strange(item) and not self.row[opener].has("in"):
                    self.unknown.append(item.text)
                    self.taken.add(j)
                return
            if not self._can_split(column, j, sure) or self._ranks_by(opener, j):
                return
            if all(group["column"] != column for group in self.found):
                self.found.append(self._group(column, opener, j))
            self.taken.update({opener, j, *self._or_not(j)}, (k for k in range(i, j) if self.row[k].has("count")))
            i = j + 1
            while i < len(self.row) and self.row[i].has("band"):
                self.taken.add(i)
                i += 1
            if not (
                i < len(self.row)
                and (
                    (self.row[i].has("and", "by", "also") or self.row[i].words[0] in {"y", "and"})
                    or self.row[i].text in {",", "/", "&", "x"}
                )
                and self._chained(i)
            ):
                return
            first, opener, i = False, i, i + 1

    def _chained(self, i: int) -> bool:
        """Whether a column that is no condition, measure or value follows the joint at ``i``."""
        j = self._skip(i + 1)
        if j < len(self.row) and self._whether(i, j):
            return True
        if j >= len(self.row) or self.row[j].entry.values:
            return False
        if self.row[j].has("mean", "max", "min", "sum", "median", "gt", "lt", "ge", "le", "count", "share", "rate"):
            return False
        after = self.row[j + 1] if j + 1 < len(self.row) else None
        measured = after is not None and (
            after.number is not None
            or after.has("mean", "gt", "lt", "ge", "le", "median", "sum")
            or (after.has("max", "min") and self.row[i].has("and"))
        )
        return not measured and self._column(j, True) is not None

    def _strange(self, item: Item) -> bool:
        """An unknown word, or one that was only taken for a misspelling of another: ``by shoe size``."""
        mended = len(item.words) == 1 and unaccented(item.text) != item.words[0] and item.text.isalpha() and item.plain
        return item.unknown or mended

    def _ranks_by(self, opener: int, j: int) -> bool:
        """``ranking de países por saldo medio``: a figure after ``by`` that ranks what is split already."""
        after = self.row[j + 1] if j + 1 < len(self.row) else None
        return bool(self.found) and self.row[opener].has("by") and after is not None and after.has("mean", "median")

    def _whether(self, i: int, j: int) -> bool:
        """``and whether they are active``, ``y si están activos``: the value told as a clause names its column."""
        told = any(item.words[-1] in _WHETHER for item in self.row[i:j])
        if self.row[i].has("by") and self._or_not(j):
            told = True
        return told and bool(self.row[j].entry.values) and not self.row[j].entry.columns

    def _or_not(self, j: int) -> set[int]:
        """The items of ``o no`` or ``or not`` after the one at ``j``."""
        after = self.row[j + 1 : j + 3]
        return {j + 1, j + 2} if len(after) == 2 and after[0].has("or") and after[1].has("not") else set()

    def _column(self, j: int, sure: bool) -> str | None:
        item = self.row[j]
        if sure and item.entry.values and not item.entry.columns and not self._condition_like(j):
            return item.entry.values[0][0]
        if item.has("band"):
            return self._banded_column(j)
        rated = item.has("churn") and (
            (self.row[j + 1 : j + 2] and self.row[j + 1].has("rate")) or any(r.has("top") for r in self.row)
        )
        if not sure and item.entry.values:
            return None
        if rated or (not sure and item.has("risk", "risky", "churn", "left", "stay")):
            return None
        return column_of(item, self.lexicon)

    def _condition_like(self, j: int) -> bool:
        """``por mujeres`` or ``by active and inactive``: only two values of one column side by side split."""
        column = self.row[j].entry.values[0][0]
        for k in range(j + 1, min(j + 4, len(self.row))):
            if any(pair[0] == column and pair not in self.row[j].entry.values for pair in self.row[k].entry.values):
                self.taken.add(k)
                return False
        return True

    def _banded(self, i: int) -> None:
        """``age groups`` or ``tramos de edad`` without ``by``: a split as well."""
        if (
            self._limits(i)
            or self._extent_at(i)
            or self.row[i].has("high", "risk")
            or (i + 1 < len(self.row) and self.row[i + 1].has("high", "low", "medium"))
        ):
            return
        column = self._banded_column(i)
        if column is not None and column != "risk_band" and self._can_split(column, i, True):
            self.found.append(self._group(column, i, i))
            self.taken.add(i)

    def _can_split(self, column: str, j: int, sure: bool) -> bool:
        catalog = self.lexicon.catalog
        if column in {catalog.id, catalog.name}:
            return False
        if column == "risk_band" and self.listing and not self.row[j].has("band"):
            return False
        spec = catalog.columns.get(column)
        numeric = spec is not None and spec.numeric
        if numeric and self.listing:
            return False
        if spec is not None and spec.kind == "date" and j in self.taken and not sure:
            return False  # ``of those who joined in 2024``: the time is a condition
        banded = any(self.row[k].has("band") for k in range(max(0, j - 2), min(len(self.row), j + 2)))
        banded = banded or self._asked_at == j
        return sure or banded or not numeric

    def _group(self, column: str, opener: int, j: int) -> dict[str, Any]:
        step = self._step(column, j)
        return {"column": column, "bands": step} if step else {"column": column}

    def _number_of(self, i: int) -> bool:
        """``the number of products``: the count is in the column's own meaning."""
        of = i if self.row[i].has("in") else i + 1
        counted = self.row[of - 1].has("count") if of == i else self.row[i].has("count")
        column = of + 1 < len(self.row) and self._numeric(self.row[of + 1])
        return bool(column) and self.row[of].has("in") and counted

    def _skip(self, i: int) -> int:
        """The first place from ``i`` on that is more than small words."""
        return self._said_from[i] if i < len(self.row) else i

    @cached_property
    def _said_from(self) -> list[int]:
        """For every place, the first one from there on that is more than small words."""
        said = [*range(len(self.row)), len(self.row)]
        for i in range(len(self.row) - 1, -1, -1):
            if self._small(i):
                said[i] = said[i + 1]
        return said

    def _small(self, i: int) -> bool:
        item = self.row[i]
        small = item.plain and (item.stop or (item.has(*_SMALL) and not item.has("risk", "band")))
        return small or self._number_of(i)

    @cached_property
    def _clauses_before(self) -> tuple[list[int], list[int]]:
        """For every place, how many words before it begin what is said of a group: ``with``; after *que* verbs too."""
        cues: tuple[tuple[Cue, ...], ...] = (("with",), ("with", "are", "what_if"))
        plain, that = ([0, *accumulate(item.has(*words) for item in self.row)] for words in cues)
        return plain, that
