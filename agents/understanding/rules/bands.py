"""Bands of a number column: which column they are of, how wide they are, when a band is a condition instead."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.rules.items import Item

_DECADES = frozenset(["decades", "decade", "decadas", "decada"])
_OF_RISK = frozenset(["risk", "riesgo", "bandas", "banda", "nivel", "niveles"])


class Bands:
    """One question's items and what is split so far; ``taken`` grows with what bands use up."""

    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int], listing: bool) -> None:
        self.row = row
        self.lexicon = lexicon
        self.taken = taken
        self.listing = listing
        self.found: list[dict[str, Any]] = []
        self.unknown: list[str] = []

    def _banded_column(self, j: int) -> str | None:
        """``by age band``, ``por tramos de edad``, ``por franja``: the number column near the word for bands."""
        if self.row[j].has("risk"):
            return "risk_band"
        beside = self._beside(range(j + 1, min(j + 7, len(self.row)))) or self._beside(range(j - 1, max(-1, j - 3), -1))
        if beside is not None:
            return beside
        if self.row[j].words[0] in _DECADES:
            return self.lexicon.years
        return "risk_band" if self.row[j].words[0] in _OF_RISK else None

    def _beside(self, spots: range) -> str | None:
        for k in spots:
            item = self.row[k]
            named = [c for c in (*item.entry.columns, *item.entry.units) if c != self.lexicon.catalog.id]
            column = "risk_band" if item.has("risk") else next(iter(named), None)
            if column is not None:
                self.taken.add(k)
                return column
            if item.number is None and not (item.stop or item.has("in", "by")):
                return None
        return None

    def _stepped(self, i: int) -> tuple[str, list[float]] | None:
        """``de 10 en 10 años``, ``every 10 years``: a width alone, its column told by the unit or named after it."""
        repeated = self._width(i) if self.row[i].number is not None else 0.0
        number = self.row[i].number
        every = number is not None and i > 0 and self.row[i - 1].words[-1] in {"cada", "every"}
        if number is None or not (repeated or every):
            return None
        for k in range(i + (3 if repeated else 1), min(i + 8, len(self.row))):
            item = self.row[k]
            names = (*item.entry.columns, *item.entry.units)
            column = next((c for c in names if self.lexicon.catalog.columns[c].numeric), None)
            if column is not None:
                self.taken.update({i, k, *([i - 1] if every else [])})
                return column, self._cuts(column, number.value)
            if not (item.stop or item.has("in")):
                return None
        return None

    @cached_property
    def _measured(self) -> bool:
        """Whether something is measured, so that a range can only split it."""
        return any(r.has("mean", "median", "sum", "count", "churn", "rate", "share", "risk", "by") for r in self.row)

    def _limits(self, i: int) -> bool:
        """``the 45-55 age range``, ``la franja de 30 a 40``: a band that is given is a condition."""
        spots = [k for k in range(max(0, i - 5), min(len(self.row), i + 6)) if self.row[k].number is not None]
        return any(
            b - a <= 2 and (self.row[a + 1].text in {"-", "–"} or self.row[a + 1].has("to")) for a, b in pairwise(spots)
        )

    def _step(self, column: str, j: int) -> list[float]:
        """Cut points where a width is said: ``en tramos de 10 años``, ``by decade``."""
        spec = self.lexicon.catalog.columns.get(column)
        if spec is None or not spec.numeric:
            return []
        width = 0.0
        for k in range(max(0, j - 3), min(len(self.row), j + 6)):
            item = self.row[k]
            if item.has("band") and item.words[0] in _DECADES:
                width = 10
            width = self._width(k) or width
        return self._cuts(column, width)

    def _cuts(self, column: str, width: float) -> list[float]:
        spec = self.lexicon.catalog.columns[column]
        low, high = spec.range
        top = high if high is not None else (max(spec.bands) if spec.bands else 0)
        start = low or 0
        if width <= 0 or (top - start) / width > 60:
            return []
        first = (start // width + 1) * width
        return [first + n * width for n in range(int((top - first) // width) + 1)]

    def _width(self, k: int) -> float:
        """The width said from item ``k`` on: ``franjas de 50.000``, ``bands of balance of 10k``, ``de 10 en 10``."""
        item = self.row[k]
        other = self.row[k + 2].number if k + 2 < len(self.row) else None
        twice = item.number is not None and other is not None and other.value == item.number.value
        if item.number is not None and twice and self.row[k + 1].words[0] in {"en", "by", "in"}:
            self.taken.update({k, k + 1, k + 2})
            return item.number.value
        if not item.has("band"):
            return 0.0
        for m in range(k - 1, max(-1, k - 4), -1):
            number = self.row[m].number
            between = self.row[m + 1 : k]
            named = between and all(r.stop or r.entry.units or r.entry.columns for r in between)
            if number is not None and m not in self.taken and named:
                self.taken.update({m, *range(m + 1, k + 1)})
                return number.value
        for m in range(k + 1, min(k + 6, len(self.row))):
            number = self.row[m].number
            if number is not None and (self.row[m - 1].has("in") or self.row[m - 1].words[-1] in {"de", "of"}):
                after = m + 1 < len(self.row) and bool(self.row[m + 1].entry.units)
                self.taken.update({k, m - 1, m, *([m + 1] if after else [])})
                return number.value
            if not (self.row[m].stop or self.row[m].has("in") or self.row[m].entry.columns):
                break
        return 0.0

    def _numeric(self, item: Item) -> bool:
        return any(self.lexicon.catalog.columns[c].numeric for c in item.entry.columns)
