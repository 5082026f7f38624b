"""What a message says is not meant: ``not Germany, France``, ``por sueldo no, por saldo``, ``ten is too many: three``.

A part between signs that denies one thing is given up where another part tells one of its kind: another value of its
column, a column for a column, a figure for a figure, a number for a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from agents.understanding.calls import Call
from agents.understanding.follow_up.told import kinds_of
from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from db.catalog import Catalog

_FIGURES = (*AGGREGATES, "churn", "rate", "share")
_ASPECTS = ("count", "list", "why", "options", "what_if", "share", "risk", "churn", "left", "history", "similar")
_ASKS = ("count", "list", "why", "options", "what_if", "customers", "share")
_JOINS = frozenset("-/+*%&<>=()")
"""Signs inside one thing: ``40-49``."""
_NO = (("no",), ("not",), ("nor",))


@dataclass(frozen=True)
class Thing:
    """``kind`` is value, column, figure or number; of a value ``of`` is its column."""

    kind: str
    of: str
    value: str | float

    @property
    def key(self) -> tuple[str, str | float]:
        """As a call holds it."""
        if self.kind == "value":
            return (self.of, self.value) if self.value else ("column", self.of)
        return self.kind, self.value

    def rivals(self, other: "Thing") -> bool:
        """Whether the other could stand in its place."""
        same = self.kind == other.kind and self.value != other.value
        return same and (self.kind in {"column", "figure"} or self.of in {"", other.of})


@dataclass(frozen=True)
class GivenUp:
    """The characters of a part that is given up."""

    start: int
    end: int


def given_up(row: Sequence[Span], catalog: Catalog, before: Call | None = None) -> list[GivenUp]:
    """What the parts of a message give up: each with one of its kind elsewhere, or of the call before."""
    parts = [_Part(spans, things(spans, catalog), things(spans, catalog, apart=True)) for spans in _parts(row)]
    held = _held(before) if before is not None else frozenset[tuple[str, str | float]]()
    kept = [other for one in parts if not one.denies for other in one.every]
    asked = any(one.asks and one.every for one in parts)
    found = [gone for part in parts if not part.asks for gone in _gives_up(part, kept, held, asked=asked)]
    if not found or len(found) == len(parts):
        return _too_many(parts)
    return found


def apologies(row: Sequence[Span], catalog: Catalog) -> list[GivenUp]:
    """``I was looking at the wrong row``: parts that only say so, where something else is said."""
    parts = _parts(row)
    found = [part for part in parts if _apologises(part) and not things(part, catalog, apart=True)]
    return [GivenUp(part[0].start, part[-1].end) for part in found] if len(found) < len(parts) else []


def _apologises(part: Sequence[Span]) -> bool:
    wrong = any("mistake" in kinds_of(word) for span in part for word in span.words)
    return wrong and not any(span.code or span.entry.ordinal or span.has(*_ASPECTS) for span in part)


def _gives_up(
    part: "_Part", kept: Sequence[Thing], held: frozenset[tuple[str, str | float]], *, asked: bool
) -> list[GivenUp]:
    """The one thing of a part, or of ``the average balance`` what another is told in place of."""
    if len(part.things) != 1 and {thing.kind for thing in part.things} != {"column", "figure"}:
        return []
    gone = any(_replaced(thing, kept, held, denied=part.denies, asked=asked) for thing in part.things)
    return [GivenUp(part.spans[0].start, part.spans[-1].end)] if gone else []


def _replaced(
    thing: Thing, kept: Sequence[Thing], held: frozenset[tuple[str, str | float]], *, denied: bool, asked: bool
) -> bool:
    """Whether another is told in the place of a thing, or it is denied of the call before and something is asked."""
    others = [other for other in kept if thing.rivals(other)]
    if denied:
        return bool(others) or (thing.key in held and asked)
    return thing.key in held and any(other.key not in held for other in others)


def _held(call: Call) -> frozenset[tuple[str, str | float]]:
    """What a call holds, as things are known by."""
    found: set[tuple[str, str | float]] = set()

    def walk(node: Any) -> None:
        if isinstance(node, Mapping):
            held = node.get("value")
            told = held if isinstance(held, list) else [held] if held is not None else []
            found.update((str(node.get("column")), one) for one in told)
            found.update(("column", str(node[key])) for key in ("column", "order_by") if node.get(key) is not None)
            found.update(("figure", name) for name in str(node.get("measure", "")).split("_"))
            found.update(("number", one) for one in (node.get("limit"), held) if isinstance(one, int | float))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(call.arguments)
    return frozenset(found)


def without(message: str, row: Sequence[Span], gone: Sequence[GivenUp]) -> str:
    """The message without the parts that say what is not meant."""
    for one in reversed(gone):
        after = next((span.start for span in row if span.start >= one.end and not span.sign), len(message))
        before = max((span.end for span in row if span.end <= one.start and not span.sign), default=0)
        message = message[: one.start] + message[after:] if after < len(message) else message[:before]
    return message


def things(part: Sequence[Span], catalog: Catalog, *, apart: bool = False) -> list[Thing]:
    """What a part names of the bank; ``apart``: also a column that a number is of, and figures beside values."""
    flags = {name for name, spec in catalog.columns.items() if spec.kind == "flag"}
    values = [Thing("value", column, value) for span in part for column, value in span.entry.values[:1]]
    named = [
        column for span in part if not span.entry.values for column in (*span.entry.columns, *span.entry.units)[:1]
    ]
    values += [Thing("value", column, "") for column in named if column in flags]
    numbers = [span.number.value for span in part if span.number is not None]
    columns = [column for column in dict.fromkeys(named) if column not in flags]
    counted = [Thing("number", columns[0] if columns else "", number) for number in numbers]
    if counted and not apart:
        return [*values, *counted]
    cues = {cue for span in part for cue in span.entry.cues}
    figures = [Thing("figure", "", cue) for cue in _FIGURES if cue in cues]
    told = [Thing("column", "", column) for column in columns]
    return [*values, *counted, *told, *(figures[:1] if apart or not values else [])]


@dataclass(frozen=True)
class _Part:
    """What stands between two signs; ``every`` also holds what is told beside a thing."""

    spans: Sequence[Span]
    things: Sequence[Thing]
    every: Sequence[Thing]

    @property
    def asks(self) -> bool:
        """Whether it asks or narrows something itself."""
        return any(span.has(*_ASKS) for span in self.spans)

    @property
    def denies(self) -> bool:
        """``not the card``, ``tarjeta no``, ``salary isn't what I need``, ``I said Spain``."""
        return _denies(self.spans)

    @property
    def bare(self) -> bool:
        """Whether it says nothing but a number."""
        return all(s.number or _small(s) or kinds_of(s.words[-1]) & {"size", "just"} for s in self.spans)


def _parts(row: Sequence[Span]) -> list[list[Span]]:
    ends = [-1, *(i for i in range(len(row)) if _cuts(row, i)), len(row)]
    return [list(row[a + 1 : b]) for a, b in pairwise(ends) if b > a + 1]


def _cuts(row: Sequence[Span], i: int) -> bool:
    """Whether a sign separates; not within ``40-49`` and ``12.4.2``."""
    within = i + 1 < len(row) and row[i].text in ".:" and row[i + 1].start == row[i].end
    return row[i].sign and row[i].text not in _JOINS and not within


def _denies(part: Sequence[Span]) -> bool:
    """``not the card``, ``tarjeta no``, ``salary isn't what I need``, ``I said Spain``."""
    first = next((i for i, span in enumerate(part) if span.words in _NO), len(part))
    leads = all(map(_small, part[:first])) and first < len(part) - 1
    ends = len(part) > 1 and part[-1].words in _NO
    return leads or ends or _i_said(part) or _is_not(part)


def _i_said(part: Sequence[Span]) -> bool:
    """``I said Spain``, ``dije España``."""
    kinds = {kind for span in part for word in span.words for kind in kinds_of(word)}
    mine = any(not symbol_set("speaker").isdisjoint(span.words) for span in part)
    return "i_said" in kinds or (mine and "said" in kinds)


def _is_not(part: Sequence[Span]) -> bool:
    """``isn't``, ``no es``, ``is not``: behind the thing."""
    named = next((i for i, span in enumerate(part) if span.entry.of_the_bank or span.has(*_FIGURES)), len(part))
    return any("is_not" in kinds_of(word) for span in part[named + 1 :] for word in (*span.words, span.text.casefold()))


def _small(span: Span) -> bool:
    idle = all(kinds_of(word) & {"correct", "small"} for word in span.words)
    return (span.stop or idle) and not (span.entry.of_the_bank or span.number or span.words in _NO)


def _too_many(parts: Sequence["_Part"]) -> list[GivenUp]:
    """``I won't manage ten. Three.``: a number in a sentence, then nothing but another."""
    for one, other in pairwise(parts):
        numbers = [*one.things, *other.things]
        two = len(one.things) == len(other.things) == 1 and {thing.kind for thing in numbers} == {"number"}
        if two and other.bare and len(one.spans) > 1 and not one.asks and one.things[0].rivals(other.things[0]):
            return [GivenUp(one.spans[0].start, one.spans[-1].end)]
    return []
