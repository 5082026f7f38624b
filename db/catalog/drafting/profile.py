"""What a file's columns hold, read once with flat memory: the ground on which ``db.catalog.drafting.infer`` guesses."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db.catalog import Written
from db.catalog.drafting.glossary import glossary
from db.catalog.drafting.naming import language_of
from db.catalog.drafting.readings import Readings, Stats, order_of
from db.errors import DataProblem
from db.loading.cells import MISSING_TEXT
from db.loading.header import key
from db.loading.table_file import TableFile
from db.loading.written import DateOrder, Style, number
from db.texts import Message, message

BOTH_FIT = "commands.draft.remarks.both_fit"
"""The remark on dates that fit with the day first and with the month first."""

MOST_VALUES = 400
"""Distinct values remembered with their counts."""
MOST_UNIQUE = 3_000_000
_ZERO_LED = re.compile(r"0\d+", re.ASCII)
_EXAMPLES = 3
_GAPS = 3
"""So many different words for a gap a column of numbers or dates may have."""
_LEAST_SHARE = 0.6
_CODES = re.compile(r"[A-Z]{2,3}")


@dataclass
class Profile:
    """One column: counts, what every value so far could be, and the values themselves while they are few.

    What its texts were read as is settled by ``settle``, once all columns are read.
    """

    header: str
    rows: int = 0
    known: int = 0
    values: Counter[str] = field(default_factory=Counter)
    many: bool = False
    """More than MOST_VALUES distinct values; ``values`` then holds the first of them."""
    number: bool = False
    day: bool = False
    zero_led: bool = False
    letters: int = 0
    """Values with a letter in them."""
    longest: int = 0
    numbers: Stats = field(default_factory=Stats)
    written: Written = field(default_factory=Written)
    odd: list[Message] = field(default_factory=list)
    """What was decided about it that somebody may want to know."""
    currency: str | None = None
    readings: Readings = field(default_factory=Readings)
    _na: int = 0
    _seen: set[int] | None = field(default_factory=set)

    @property
    def unique(self) -> bool:
        """Whether every row has a value and no two the same."""
        return self._seen is not None and self.known == self.rows > 0

    @property
    def distinct(self) -> int:
        """How many different values (a lower bound when there are many)."""
        return len(self.values)

    @property
    def examples(self) -> list[str]:
        """The first different values, as written."""
        return list(self.values)[:_EXAMPLES]

    @property
    def whole(self) -> bool:
        """Whether all its numbers are whole."""
        return self.numbers.whole

    @property
    def decimals(self) -> int:
        """The most decimals a number has."""
        return self.numbers.decimals

    @property
    def low(self) -> float:
        """The lowest number."""
        return self.numbers.low

    @property
    def high(self) -> float:
        """The highest number."""
        return self.numbers.high

    @property
    def total(self) -> float:
        """The sum of its numbers."""
        return self.numbers.total

    @property
    def sample(self) -> list[float]:
        """Some of its numbers."""
        return self.numbers.sample

    def add(self, text: str, pick: random.Random) -> None:
        """Take one cell into account."""
        self.rows += 1
        if text.lower() in MISSING_TEXT:
            self._na += text == "NA"
            return
        self.known += 1
        self._note_unique(text)
        self._count(text)
        self.readings.add(text, pick)
        self.zero_led = self.zero_led or bool(_ZERO_LED.fullmatch(text))
        self.letters += any(map(str.isalpha, text))
        self.longest = max(self.longest, len(text))

    def _count(self, text: str) -> None:
        if text in self.values or len(self.values) < MOST_VALUES:
            self.values[text] += 1
        else:
            self.many = True

    def _note_unique(self, text: str) -> None:
        if self._seen is not None:
            mark = hash(text)
            if mark in self._seen or len(self._seen) >= MOST_UNIQUE:
                self._seen = None
            else:
                self._seen.add(mark)

    def settle(self, style: Style, order: DateOrder | None, *, spanish: bool) -> None:
        """Decide what its texts are, where the file's other columns write numbers and dates so."""
        own = order_of(self.readings.days, order, spanish=spanish)
        if own is not None and self._all_but_gaps(self.readings.days[own]):
            self._settle_days(own)
        else:
            self._settle_numbers(self.readings.style(style))
        if not self.number and not self.day and self._na and self.values and all(map(_CODES.fullmatch, self.values)):
            self.known += self._na
            self.odd.append(message("commands.draft.remarks.na", example=self.examples[0]))
            self.values["NA"] += self._na
        if not self.number and not self.day:
            unknown = {text: count for text, count in self.values.items() if text.lower() in glossary().gaps}
            if len(unknown) < len(self.values):
                self.written = Written(missing=self._gaps(unknown))

    def _settle_days(self, order: DateOrder) -> None:
        self.day = True
        fitting = [one for one, count in self.readings.days.items() if count == self.readings.days[order]]
        if len(fitting) > 1:
            self.odd.append(message(BOTH_FIT, order=message(f"commands.draft.styles.{order}")))
        plain = order == "ymd" and self.examples[0][4:5] == "-" and self.examples[0][5:6].isdigit()
        self.written = Written(dates=None if plain else order, missing=self._gaps())

    def _settle_numbers(self, style: Style) -> None:
        numbers = self.readings.numbers(style)
        if not self._all_but_gaps(numbers.count):
            return
        self.number, self.numbers = True, numbers
        self.currency = self.readings.currency
        if self.readings.both and self.readings.certain() is None:
            example = self.readings.examples["both"]
            self.odd.append(
                message("commands.draft.remarks.two_ways", example=example, value=number(example, style) or 0)
            )
        if self.readings.marks:
            self.odd.append(message("commands.draft.remarks.marks", marks=", ".join(self.readings.marks)))
        dressed = self.readings.dressed or (style == "comma" and self.readings.styled[style].count)
        self.written = Written(numbers=style if dressed else None, missing=self._gaps())

    def _all_but_gaps(self, fitting: int) -> bool:
        """Whether all values fit but for a few words for a gap."""
        rest = self.known - fitting
        if not rest:
            return fitting > 0
        words = not any(c.isdigit() for text in self.readings.others for c in text)
        few = len(self.readings.others) <= _GAPS and words
        signs = sum(count for text, count in self.readings.others.items() if not any(map(str.isalnum, text)))
        return few and rest == self.readings.other and fitting >= _LEAST_SHARE * (self.known - signs)

    def _gaps(self, words: Mapping[str, int] | None = None) -> tuple[str, ...]:
        """The words for a gap, whose cells are then no values."""
        words = self.readings.others if words is None else words
        gaps = tuple(sorted(words))
        for text in gaps:
            count = words[text]
            self.odd.append(message("commands.draft.remarks.gap", text=text, count=count))
            self.known -= count
            self.letters -= count * any(map(str.isalpha, text))
            self.values.pop(text, None)
        return gaps


def profiles(file: TableFile, order: DateOrder | None = None) -> list[Profile]:
    """Profile every column with a header.

    Raises:
        DataProblem: no rows, rows of another width, or the same header twice.
    """
    named = [(at, Profile(header)) for at, header in enumerate(file.header) if header]
    if len({key(profile.header) for _, profile in named}) < len(named):
        raise DataProblem(
            "db.profile.same_column_twice",
            source=file.source,
        )
    pick = random.Random(0)
    for row in _rows(file):
        for at, profile in named:
            profile.add(row[at].strip(), pick)
    if not named or not named[0][1].rows:
        raise DataProblem(
            "db.profile.no_rows",
            source=file.source,
        )
    found = [profile for _, profile in named]
    _settle(found, file.delimiter, order)
    return found


def _settle(found: Sequence[Profile], delimiter: str, order: DateOrder | None) -> None:
    """Decide what each column is, in the light of those that leave no doubt (and of the order somebody gave)."""
    styles = Counter(one for p in found if (one := p.readings.certain()) is not None)
    style: Style = styles.most_common(1)[0][0] if styles else "comma" if delimiter == ";" else "point"
    spanish = style == "comma" or language_of(p.header for p in found) == "es"
    orders: Counter[DateOrder] = Counter()
    for profile in found:
        days = profile.readings.days
        best = [order for order, count in days.items() if count == max(days.values())]
        orders.update(best if len(best) == 1 else ())
    order = order or next((one for one, _ in orders.most_common() if one != "ymd"), None)
    for profile in found:
        profile.settle(style, order, spanish=spanish)


def _rows(file: TableFile) -> Iterator[list[str]]:
    for line, row in file.rows():
        if len(row) != len(file.header):
            raise DataProblem(
                "db.profile.row_of_other_length",
                line=line,
                source=file.source,
                count=len(row),
                count_2=len(file.header),
            )
        yield row
