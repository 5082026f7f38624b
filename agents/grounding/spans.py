"""Ranges of a banded column as people name them: "30 to 49", "under 30", "50 and over", "thirty-somethings".

A range whose ends are edges of the bands is the group of all bands within it, whatever words name it.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from math import inf

from agents.grounding.lexicon import WORD, Mention, fold
from agents.grounding.patterns import any_of, compiled
from agents.grounding.plain_words import WORDS
from agents.grounding.quantities import Quantity
from agents.grounding.world import World

_DECADES: dict[str, int] = WORDS["decades"]
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_OTHERS = compiled(rf"\b{any_of('others')}\s+(?:\w+)\b|\b(?:los|las)\s+\w+\s+restantes\b")
_UNIT = rf"(?:\s*(?:{any_of('aged')}|%|[€$£]))?"
_OPENS = compiled(rf"(?:\b{any_of('range_opens')}\s+)?[*_]*$")
_LINK = compiled(rf"^{_UNIT}\s*(?:{any_of('range_link')}|to)\s*(?:{any_of('article')}\s+)?$")
_FROM_HERE = compiled(rf"{_UNIT}\s*{any_of('range_upwards')}(?!\w)")
_DOWN_FROM_HERE = compiled(rf"{_UNIT}\s*{any_of('range_downwards')}(?!\w)")
_ABOVE = compiled(rf"\b{any_of('range_above')}\s+(?:{any_of('article')}\s+)?[*_]*$")
_BELOW = compiled(rf"\b{any_of('range_below')}\s+(?:{any_of('article')}\s+)?[*_]*$")
_TAIL = 40
"""Characters in which the words that make a range of a number stand."""
Band = tuple[float, float, str]
"""Where a band begins, where the next one does, and how it is called."""


class Spans:
    """The bands of a turn's tables, by column."""

    def __init__(self, world: World) -> None:
        self._bands: dict[str, list[Band]] = {}
        self.counted: set[str] = set()
        """Columns that are told apart by whole numbers, each a band of its own."""
        for table in world.tables:
            for column, labels in _labels(table.rows):
                read = [band for label in labels if (band := _band(label)) is not None]
                if len(read) > 1 and len(read) == len(labels):
                    self._bands[column] = sorted(read)
                    self.counted |= {column} if all(label.isdigit() for label in labels) else set()
        self._called = {column: _called(world, column) for column in self._bands}

        self._listed = {len(table.rows) for table in world.tables if table.of_people}
        self._labels = [dict(_labels(table.rows)) for table in world.tables if table.complete and not table.of_people]

    def others(self, text: str, mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> Iterator[Mention]:
        """ "The other two": the groups of a kind that the sentence does not name, where they are as many as it says."""
        for match in _OTHERS.finditer(text):
            said = next((q for q in quantities if match.start() <= q.start and q.end <= match.end()), None)
            for labels in self._labels if said is not None else ():
                for kind, every in labels.items():
                    named = {value for m in mentions if m.kind == kind for value in m.values}
                    rest = frozenset(every) - named
                    if said is not None and named & set(every) and len(rest) == said.readings[0][0]:
                        yield Mention(kind=kind, values=rest, text=match.group(), start=match.start(), end=match.end())
                        return

    def find(self, text: str, quantities: Sequence[Quantity], taken: Collection[tuple[int, int]]) -> Iterator[Mention]:
        """Every range that is made of whole bands, outside the spans taken."""
        for column, bands in self._bands.items():
            for start, end, low, high in (*self._told(text, quantities, column), *_decades(text, bands)):
                inside = frozenset(label for begins, ends, label in bands if low <= begins and ends <= high)
                every = column in self.counted and len(inside) == len(bands)
                exact = _edge(low, bands, 0) and _edge(high, bands, 1) and not every
                if inside and exact and all(end <= other or start >= stop for other, stop in taken):
                    yield Mention(kind=column, values=inside, text=text[start:end], start=start, end=end)

    def _told(self, text: str, quantities: Sequence[Quantity], column: str) -> list[tuple[int, int, float, float]]:
        """The ranges of a column, and the single values of one that is told apart by whole numbers."""
        counted = column in self.counted
        ranges = list(_ranges(text, quantities, self._called[column], words=counted))
        if not counted:
            return ranges
        ranges = [r for r in ranges if self._of_column(text, r[0], r[1], column)]
        free = [q for q in quantities if not any(start <= q.start < end for start, end, _, _ in ranges)]
        return [*ranges, *self._single(text, free, column)]

    def _of_column(self, text: str, start: int, end: int, column: str) -> bool:
        """Whether a column's name or unit stands beside a number."""
        beside = self._called[column]
        after, before = text[start : end + _CLOSE], text[max(0, start - _TAIL) : start]
        return any(beside.search(part) is not None for part in (after, before.rpartition(",")[2]))

    def _single(
        self, text: str, quantities: Sequence[Quantity], column: str
    ) -> Iterator[tuple[int, int, float, float]]:
        """ "Ten years", "with ten years than with none": one value each; no mean or median of them."""
        linked = False
        for q in quantities:
            value = q.readings[0][0]
            of_it = self._called[column].match(text, q.end + 1) is not None
            if q.kind != "plain" or not value.is_integer() or _STATISTIC.search(text, 0, q.start):
                continue
            if of_it or (linked and _WITH.search(text, 0, q.start)):
                linked = True
                yield q.start, q.end, value, value + 1


def _called(world: World, column: str) -> re.Pattern[str]:
    """What a column and its unit are called."""
    spec = world.catalog.columns.get(column)
    names = [n for n in (*spec.names.es, *spec.names.en, *spec.unit.es, *spec.unit.en) if n] if spec else [column]
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})\b", re.I)


_CLOSE = 16
_PART_OF = compiled(rf"\s+{any_of('in_every')}\s+(?:\d|{'|'.join(WORDS['units'])})")
"""What stands after the first number of "more than four in five"."""
_STATISTIC = compiled(rf"\b(?:{any_of('mean_words')}|{any_of('median_words')})\s[^.;]*$")
_WITH = compiled(rf"\b{any_of('links_number')}\s+(?:{any_of('article')}\s+)?$")


def _labels(rows: Sequence[object]) -> Iterator[tuple[str, list[str]]]:
    """The values of each kind of group of a table."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for kind, values in row.subject.items():  # type: ignore[attr-defined]
            found.setdefault(kind, []).extend(values)
    yield from ((kind, list(dict.fromkeys(values))) for kind, values in found.items())


def _band(label: str) -> Band | None:
    numbers = [float(n.replace(",", "")) for n in _NUMBER.findall(label)]
    if len(numbers) == 2:
        whole = all(n.is_integer() for n in numbers)
        return numbers[0], numbers[1] + (1 if whole and "–" in label else 0), label
    if len(numbers) != 1:
        return None
    if label.isdigit():
        return numbers[0], numbers[0] + 1, label
    if label.lstrip().startswith(("<", "≤")):
        return -inf, numbers[0], label
    return (numbers[0], inf, label) if label.lstrip().startswith(("≥", ">")) else None


def _edge(value: float, bands: Sequence[Band], side: int) -> bool:
    return abs(value) == inf or any(band[side] == value for band in bands)


def _ranges(
    text: str, quantities: Sequence[Quantity], called: re.Pattern[str], *, words: bool
) -> Iterator[tuple[int, int, float, float]]:
    """Where each range stands and from where to where it goes; the upper end is the first value beyond it."""
    plain = [q for q in quantities if _edges(q, called, words=words) and not _PART_OF.match(text, q.end)]
    for one, other in pairwise(plain):
        between = text[one.end : other.start]
        if len(between) <= _TAIL and _LINK.match(between) and one.readings[0][0] < other.readings[0][0]:
            yield _opened(text, one.start), other.end, one.readings[0][0], other.readings[0][0] + 1
    for q in plain:
        yield from _open_range(text, q)


def _edges(q: Quantity, called: re.Pattern[str], *, words: bool) -> bool:
    """Whether a number can be the edge of a band: plain, an amount, or in the column's own unit."""
    if q.kind == "points":
        return called.search(q.text) is not None
    return q.kind in {"plain", "money"} and (words or not q.word)


def _open_range(text: str, q: Quantity) -> Iterator[tuple[int, int, float, float]]:
    """From a number on, or up to it, in each way that its edge may count."""
    value, after = q.readings[0][0], _FROM_HERE.match(text, q.end)
    if after is not None:
        yield _opened(text, q.start), after.end(), value, inf
    elif (after := _DOWN_FROM_HERE.match(text, q.end)) is not None:
        yield _opened(text, q.start), after.end(), -inf, value + 1
    elif (above := _ABOVE.search(text, max(0, q.start - _TAIL), q.start)) is not None:
        yield above.start(), q.end, value, inf
        yield above.start(), q.end, value + 1, inf
    elif (below := _BELOW.search(text, max(0, q.start - _TAIL), q.start)) is not None:
        yield below.start(), q.end, -inf, value
        yield below.start(), q.end, -inf, value + 1


def _opened(text: str, at: int) -> int:
    opening = _OPENS.search(text, max(0, at - _TAIL), at)
    return opening.start() if opening is not None else at


def _decades(text: str, bands: Sequence[Band]) -> Iterator[tuple[int, int, float, float]]:
    """ "In their forties": ten years, where the bands hold them; "the under-thirties": all below."""
    for match in WORD.finditer(text):
        begins = _DECADES.get(fold(match.group()))
        if begins is None:
            continue
        below, above = _UNDER.search(text, 0, match.start()), _OVER.search(text, 0, match.start())
        if below or above:
            start = (below or above).start()  # type: ignore[union-attr]
            yield start, match.end(), -inf if below else begins, begins if below else inf
        elif any(low >= begins and high <= begins + 10 for low, high, _ in bands):
            yield match.start(), match.end(), begins, begins + 10


_UNDER = compiled(rf"\b{any_of('range_below')}[\s-]$")
_OVER = compiled(rf"\b{any_of('range_above')}[\s-]$")
