"""What a column's cells could be, counted as they come: numbers in either style, days in any order, or neither."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.currencies import CURRENCIES
from db.loading.written import ORDERS, PLAIN, STYLES, DateOrder, Style, day, number, without_marks

SAMPLE = 5_000
_MOST_OTHERS = 20
_GROUPED_DIGITS = 3
_FEW = 2
_MARKS = {"€": "EUR", "$": "USD", "£": "GBP", "US$": "USD", "R$": "BRL", "S/": "PEN", "S/.": "PEN"}


@dataclass
class Stats:
    """Figures of the numbers read so far."""

    count: int = 0
    whole: bool = True
    decimals: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    total: float = 0.0
    sample: list[float] = field(default_factory=list)

    def add(self, value: float, decimals: int, pick: random.Random) -> None:
        """Take one number into account."""
        self.count += 1
        self.whole = self.whole and value == int(value)
        self.decimals = max(self.decimals, decimals)
        self.low, self.high, self.total = min(self.low, value), max(self.high, value), self.total + value
        if len(self.sample) < SAMPLE:
            self.sample.append(value)
        elif (at := pick.randrange(self.count)) < SAMPLE:
            self.sample[at] = value

    def joined(self, other: "Stats") -> "Stats":
        """Both together."""
        return Stats(
            self.count + other.count,
            self.whole and other.whole,
            max(self.decimals, other.decimals),
            min(self.low, other.low),
            max(self.high, other.high),
            self.total + other.total,
            [*self.sample, *other.sample][:SAMPLE],
        )


@dataclass
class Readings:
    """Every reading of one column's texts."""

    plain: Stats = field(default_factory=Stats)
    """Digits that both styles read alike."""
    styled: dict[Style, Stats] = field(default_factory=lambda: {style: Stats() for style in STYLES})
    both: int = 0
    """Texts with a sign that both styles can read, such as 10.317."""
    dressed: int = 0
    """Numbers with more to them than digits and a point."""
    days: Counter[DateOrder] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    other: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, pick: random.Random) -> None:
        """Take one cell into account."""
        if text.isascii() and text.lstrip("+-").isdigit() and len(text) <= 18:
            self.plain.add(float(text), 0, pick)
        elif not (self._number(text, pick) or self._day(text)):
            self.other += 1
            if text in self.others or len(self.others) < _MOST_OTHERS:
                self.others[text] += 1

    def _number(self, text: str, pick: random.Random) -> bool:
        if not any(map(str.isdigit, text)):
            return False
        found = {style: value for style in STYLES if (value := number(text, style)) is not None}
        if "point" not in found and PLAIN.fullmatch(text):
            found = {"point": float(text)}
        if not found:
            return False
        body, mark = without_marks(text)
        if mark:
            self.marks[mark] += 1
        self.dressed += not PLAIN.fullmatch(text)
        if mark and body.isdigit():
            self.plain.add(found["point"], 0, pick)
            return True
        if len(set(found.values())) > 1:
            self.both += 1
            self.examples.setdefault("both", text)
        for style, value in found.items():
            sign = "." if style == "point" else ","
            after = body.rpartition(sign)[2] if sign in body else ""
            self.styled[style].add(value, len(after.rstrip("0")), pick)
        return True

    def _day(self, text: str) -> bool:
        orders = [order for order in ORDERS if day(text, order) is not None]
        self.days.update(orders)
        return bool(orders)

    def style(self, of_file: Style) -> Style:
        """The style most texts fit; where all fit both, thousands beside numbers below one, else as the file writes."""
        certain = self.certain()
        if certain is not None:
            return certain
        thousands = self.both >= _FEW and self.plain.count > 0 and self.plain.high < 10**_GROUPED_DIGITS
        grouping = next((style for style in STYLES if self.both and self.styled[style].whole), of_file)
        return grouping if thousands else of_file

    def certain(self) -> Style | None:
        """The style, where some text fits no other."""
        point, comma = (self.styled[style].count for style in STYLES)
        return None if point == comma else "point" if point > comma else "comma"

    def numbers(self, style: Style) -> Stats:
        """All that are numbers in one style."""
        return self.plain.joined(self.styled[style])

    @property
    def currency(self) -> str | None:
        """The currency that cells are marked with."""
        known = [_MARKS.get(mark, mark if mark in CURRENCIES else "") for mark in self.marks]
        return next((code for code in known if code), None)


def order_of(days: Mapping[DateOrder, int], of_file: DateOrder | None, *, spanish: bool) -> DateOrder | None:
    """The order of most days; day and month by the other columns, else as the file's language has it."""
    best = max(days.values(), default=0)
    fitting: list[Any] = [order for order in ORDERS if best and days.get(order) == best]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return of_file if of_file in fitting else "dmy" if spanish else "mdy"
