"""What a message names of a frame, typed as the frame's slots are, with what is denied of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any

from agents.understanding.follow_up.slots import Kind, Side, Slot
from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.words import word_sets
from db.catalog import Catalog

words_of: Callable[[], dict[str, frozenset[str]]] = partial(word_sets, "corrections")
_MEASURES = ("value_at_risk", "retention_rate", "churn")
_LOW, _HIGH = ("gt", "ge", "or_more"), ("lt", "le", "or_less")
_ENDS: tuple[tuple[Side, Cue], ...] = (("low", "or_more"), ("high", "or_less"))
_NEAR = 3
_NEGATIVE = ("not", "without", "except")


@dataclass(frozen=True)
class Element:
    """One thing named: of which kind, what it may be, in which span, and in which part between two signs."""

    kind: Kind
    may_be: frozenset[Any]
    at: int
    part: int
    denied: bool = False
    side: Side = ""
    columns: frozenset[str] = field(default=frozenset())
    """Of a number: what it counts, where that is said."""

    def fits(self, slot: Slot) -> bool:
        """Whether it could stand in the slot."""
        if self.kind != slot.kind:
            return False
        if self.kind == "value":
            return any(column == slot.column for column, _ in self.may_be)
        if self.kind == "number":
            told = not self.columns or slot.column in self.columns
            return told and (self.side == slot.side or not self.side or (not slot.side and self.side != "rows"))
        return slot.path[-1] != "order" or not self.may_be.isdisjoint({"max", "min"})

    def is_in(self, slot: Slot) -> bool:
        """Whether it stands in the slot."""
        if not self.fits(slot):
            return False
        if self.kind == "value":
            return (slot.column, str(slot.value)) in self.may_be
        return slot.value in self.may_be or str(slot.value) in self.may_be

    def content(self, slot: Slot) -> Any:
        """What it puts into a slot that it fits."""
        if self.kind == "value":
            return next(value for column, value in self.may_be if column == slot.column)
        return next(iter(sorted(self.may_be, key=str)))


def elements(row: Sequence[Span], catalog: Catalog) -> list[Element]:
    """The elements of a message in order."""
    found: list[Element] = []
    for part, (start, end) in enumerate(parts_of(row)):
        read = [(i, told) for i in range(start, end) if (told := _element(row, i, catalog)) is not None]
        denied = _denied(row, start, end, [i for i, _ in read])
        for i, (kind, may_be) in read:
            one = Element(kind, may_be, i, part, i in denied)
            found.append(_counting(one, row, start, end) if kind == "number" else one)
    counted = {(one.at + step, column) for one in found for column in one.columns for step in (-1, 1)}
    found = [one for one in found if one.kind != "column" or not any((one.at, name) in counted for name in one.may_be)]
    return _ranges(row, found)


def taken_back(row: Sequence[Span], i: int, *kinds: str) -> bool:
    """Whether a word says that something was said by mistake, or what was meant."""
    if row[i].has("except", "remove"):
        return False
    pair = "_".join((row[i - 1].words[-1], row[i].words[0])) if i else ""
    return any(not words_of()[kind].isdisjoint((*row[i].words, pair)) for kind in kinds or ("meant", "mistaken"))


def parts_of(row: Sequence[Span]) -> list[tuple[int, int]]:
    """Where the parts between two signs, or before a *but rather*, begin and end."""
    cuts = [i for i, span in enumerate(row) if span.sign and span.text != "-"]
    cuts += [i for i, span in enumerate(row) if i and not words_of()["turns"].isdisjoint(span.words)]
    ends = [-1, *sorted(cuts), len(row)]
    return [(a + 1, b) for a, b in pairwise(ends) if b > a + 1]


def _element(row: Sequence[Span], i: int, catalog: Catalog) -> tuple[Kind, frozenset[Any]] | None:
    span, entry = row[i], row[i].entry
    if (named := customer_id(span)) is not None and not _amount(row, i):
        return "customer", frozenset([named])
    if span.number is not None:
        return None if span.number.percent else ("number", frozenset([span.number.plain]))
    if entry.values and not span.stop:
        return "value", frozenset(entry.values)
    if entry.ordinal is not None:
        return "place", frozenset([entry.ordinal])
    if taken_back(row, i) and not entry.of_the_bank:
        return None
    told = None if span.stop or entry.columns or _of_a_range(row, i) else _figure(span)
    return told or _other(span, catalog)


def _amount(row: Sequence[Span], i: int) -> bool:
    """``over 100000``: compared, so no id."""
    return any(span.has(*_LOW, *_HIGH, "eq", "between", "around") for span in row[max(0, i - 2) : i])


def _figure(span: Span) -> tuple[Kind, frozenset[Any]] | None:
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (("aggregate", AGGREGATES), ("measure", _MEASURES))
    for kind, names in kinds:
        said = next((name for name in names if span.has(name)), None)
        if said is not None:
            return kind, frozenset(["churn_rate" if said == "churn" else said])
    return None


def _of_a_range(row: Sequence[Span], i: int) -> bool:
    """``45 at the top``: an end of a range, no highest figure."""
    ends = words_of()["high"] | words_of()["low"]
    return not ends.isdisjoint(row[i].words) and any(span.number for span in row[max(0, i - 2 * _NEAR) : i + _NEAR])


def _other(span: Span, catalog: Catalog) -> tuple[Kind, frozenset[Any]] | None:
    plain = not span.stop or len(span.words) > 1
    for who, cues in (("left", ("left", "leavers")), ("current", ("stay",))):
        if span.has(*cues) and plain and not span.entry.of_the_bank:
            return "who", frozenset([who])
    column = column_of(span, catalog, "C", "K", "F", "D")
    return ("column", frozenset([column])) if column is not None and not span.stop else None


def _denied(row: Sequence[Span], start: int, end: int, named: Sequence[int]) -> set[int]:
    """What a part denies: what a negation leads to, else what stands before it; what comes after *instead of*."""
    if any(taken_back(row, i, "mistaken") for i in range(start, end)):
        return set(named)
    found = set[int]()
    for i in range(start, end):
        if row[i].has(*_NEGATIVE) and i not in named:
            found |= _by_negation(row, i, named)
        elif not symbol_set("in_place").isdisjoint(row[i].words):
            found |= {j for j in named if i < j <= i + _NEAR}
    return found


def _by_negation(row: Sequence[Span], i: int, named: Sequence[int]) -> set[int]:
    after = [j for j in named if j > i]
    if i + 1 < len(row) and row[i + 1].has("only"):  # not only France
        return set()
    if not after:
        return set(named)
    joins = len(named) > len(after) and not words_of()["joins"].isdisjoint(row[i].words[:1])
    return set() if joins else {after[0]}


def _counting(one: Element, row: Sequence[Span], start: int, end: int) -> Element:
    """A number with what it counts, and the side of a range that it is."""
    i = one.at
    beside = row[i + 1] if i + 1 < end else None
    counted = frozenset([*beside.entry.units, *beside.entry.columns]) if beside is not None else frozenset[str]()
    led = row[i - 1] if i > start else None
    if led is not None and not counted and led.entry.columns:
        counted = frozenset(led.entry.columns)
    side = _side(row[max(start, i - _NEAR) : i], row[i + 1 : min(end, i + 2 + _NEAR)])
    return replace(one, side="rows" if beside is not None and beside.has("customers") else side, columns=counted)


def _side(before: Sequence[Span], after: Sequence[Span]) -> Side:
    """Which end of a range the words around a number say; how many rows."""
    if any(_says(span, "changes") for span in before):
        return ""
    led = next((side for span in reversed(before) if (side := _led(span)) is not None), None)
    beside = [*after, *before]
    named = next((side for span in beside for side, cue in _ENDS if _says(span, side) or span.has(cue)), None)
    return led or named or ("rows" if any(_says(span, "rows") for span in after) else "")


def _led(span: Span) -> Side | None:
    if span.has(*_LOW) or _says(span, "low_before"):
        return "low"
    return "high" if span.has(*_HIGH) or _says(span, "high_before") else None


def _says(span: Span, kind: str) -> bool:
    return not words_of()[kind].isdisjoint(span.words)


def _ranges(row: Sequence[Span], found: Sequence[Element]) -> list[Element]:
    """``30 to 45``, ``entre 30 y 45``: the two ends of a range."""
    made = list(found)
    for k, (one, other) in enumerate(pairwise(found)):
        joint = row[one.at + 1 : other.at]
        ranged = one.kind == other.kind == "number" and one.part == other.part and len(joint) == 1
        before = row[max(0, one.at - 2) : one.at]
        led = any(span.has("between") for span in before)
        ranged = ranged and not any(not words_of()["changes"].isdisjoint(span.words) for span in before)
        if ranged and (joint[0].text == "-" or joint[0].has("to") or (led and joint[0].has("and"))):
            made[k] = replace(one, side="low")
            made[k + 1] = replace(other, side="high")
    return made
