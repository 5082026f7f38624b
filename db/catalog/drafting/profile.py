"""What a file's columns hold, read once with flat memory: the ground on which ``db.catalog.drafting.infer`` guesses."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from db.errors import DataProblem
from db.loading.cells import MISSING_TEXT
from db.loading.header import key
from db.loading.table_file import TableFile

MOST_VALUES = 400
"""Distinct values remembered with their counts."""
SAMPLE = 5_000
MOST_UNIQUE = 3_000_000
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_ZERO_LED = re.compile(r"0\d+", re.ASCII)
_GROUPED = re.compile(r"[^\d\s]?\s?\d{1,3}(?:[,.]\d{3})+(?:[,.]\d+)?", re.ASCII)


@dataclass
class Profile:
    """One column: counts, what every value so far could be, and the values themselves while they are few."""

    header: str
    rows: int = 0
    known: int = 0
    values: Counter[str] = field(default_factory=Counter)
    many: bool = False
    """More than MOST_VALUES distinct values; ``values`` then holds the first of them."""
    whole: bool = True
    number: bool = True
    day: bool = True
    zero_led: bool = False
    grouped: int = 0
    """Values that look like numbers with thousands separators."""
    letters: int = 0
    """Values with a letter in them."""
    longest: int = 0
    decimals: int = 0
    low: float = float("inf")
    high: float = float("-inf")
    total: float = 0.0
    sample: list[float] = field(default_factory=list)
    _seen: set[int] | None = field(default_factory=set)

    @property
    def unique(self) -> bool:
        """Whether every row has a value and no two the same."""
        return self._seen is not None and self.known == self.rows > 0

    @property
    def distinct(self) -> int:
        """How many different values (a lower bound when there are many)."""
        return len(self.values)

    def add(self, text: str, pick: random.Random, *, decimal_comma: bool) -> None:
        """Take one cell into account."""
        self.rows += 1
        if text.lower() in MISSING_TEXT:
            return
        self.known += 1
        self._note_unique(text)
        self._count(text)
        plain = text.replace(",", ".") if decimal_comma and text.count(",") == 1 and "." not in text else text
        if self.number and _NUMBER.fullmatch(plain):
            self._note_number(plain, pick)
        else:
            self.number = self.whole = False
        self.day = self.day and is_day(text)
        self.letters += any(map(str.isalpha, text))
        self.grouped += not self.number and bool(_GROUPED.fullmatch(text))
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

    def _note_number(self, text: str, pick: random.Random) -> None:
        value = float(text)
        self.whole = self.whole and bool(_WHOLE.fullmatch(text))
        self.zero_led = self.zero_led or bool(_ZERO_LED.fullmatch(text))
        self.decimals = max(self.decimals, len(text.partition(".")[2].rstrip("0")) if "e" not in text.lower() else 0)
        self.low, self.high, self.total = min(self.low, value), max(self.high, value), self.total + value
        if len(self.sample) < SAMPLE:
            self.sample.append(value)
        elif (at := pick.randrange(self.known)) < SAMPLE:
            self.sample[at] = value


def is_day(text: str) -> bool:
    """Whether a text is an ISO date, with or without a time."""
    if len(text) < 10 or text[4] != "-":
        return False
    try:
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def profiles(file: TableFile) -> list[Profile]:
    """Profile every column with a header.

    Raises:
        DataProblem: no rows, rows of another width, or the same header twice.
    """
    named = [(at, Profile(header)) for at, header in enumerate(file.header) if header]
    if len({key(profile.header) for _, profile in named}) < len(named):
        raise DataProblem(
            f"The file {file.source} has two columns of the same name.",
            f"El archivo {file.source} tiene dos columnas con el mismo nombre.",
        )
    pick = random.Random(0)
    for row in _rows(file):
        for at, profile in named:
            profile.add(row[at].strip(), pick, decimal_comma=file.delimiter == ";")
    if not named or not named[0][1].rows:
        raise DataProblem(
            f"The file {file.source} holds a header and no rows.",
            f"El archivo {file.source} tiene una cabecera y ninguna fila.",
        )
    return [profile for _, profile in named]


def _rows(file: TableFile) -> Iterator[list[str]]:
    for line, row in file.rows():
        if len(row) != len(file.header):
            raise DataProblem(
                f"Line {line} of {file.source} has {len(row)} fields where the header has {len(file.header)}.",
                f"La línea {line} de {file.source} tiene {len(row)} campos y la cabecera {len(file.header)}.",
            )
        yield row
