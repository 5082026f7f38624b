"""Second step: spans as phrases. Patterns over symbols, and the cover of all spans that explains the most.

A pattern is symbols between blanks: ``a|b`` either, ``a?`` may be missing, ``a!b`` a but not b. Small words may
stand between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import is_glue

_MOST_GLUE = 3
_APART = 0.01
"""What each word between two parts of a phrase takes from it: of two readings the closer one."""
Symbols = frozenset[str]


@dataclass(frozen=True)
class Phrase:
    """What some neighbouring spans say together: a condition, a measure, a group, an order, a limit, an ask."""

    kind: str
    value: Any
    start: int
    end: int
    column: str = ""


@dataclass(frozen=True)
class Found:
    """A pattern's match: the span of each element, ``None`` where an optional one is missing."""

    spans: tuple[Span | None, ...]
    start: int
    end: int

    def __getitem__(self, place: int) -> Span:
        """The span of an element that is there."""
        span = self.spans[place]
        assert span is not None
        return span


Builder = Callable[[Found], Any]


@dataclass(frozen=True)
class Rule:
    """A pattern, the kind of phrase it makes, and what makes its value (``None``: no phrase after all)."""

    pattern: str
    kind: str
    build: Builder
    weight: float = 0.0
    """Added to a match's score: below nought for what only holds where nothing longer does."""


@lru_cache(maxsize=1024)
def _elements(pattern: str) -> tuple[tuple[frozenset[str], frozenset[str], bool], ...]:
    parts = []
    for word in pattern.split():
        optional = word.endswith("?") and len(word) > 1
        body, _, barred = word.removesuffix("?").partition("!")
        parts.append((frozenset(body.split("|")), frozenset(barred.split("|")) - {""}, optional))
    return tuple(parts)


def match(pattern: str, row: Sequence[Span], kinds: Sequence[Symbols], start: int) -> Found | None:
    """The pattern's match that begins at a span, with as many optional parts as fit."""
    elements = _elements(pattern)

    def walk(at: int, place: int) -> list[int | None] | None:
        if place == len(elements):
            return []
        wanted, barred, optional = elements[place]
        spot = at
        while spot < len(row):
            if kinds[spot] & wanted and not kinds[spot] & barred:
                rest = walk(spot + 1, place + 1)
                if rest is not None:
                    return [spot, *rest]
            if spot == start or spot - at >= _MOST_GLUE or not is_glue(kinds[spot]):
                break
            spot += 1
        if optional:
            rest = walk(at, place + 1)
            return None if rest is None else [None, *rest]
        return None

    picked = walk(start, 0)
    if picked is None or next((spot for spot in picked if spot is not None), -1) != start:
        return None
    last = max(spot for spot in picked if spot is not None)
    return Found(tuple(None if spot is None else row[spot] for spot in picked), start, last + 1)


@lru_cache(maxsize=8)
def _heads(rules: tuple[Rule, ...]) -> dict[str, list[int]]:
    """The places of the rules that can begin with a symbol."""
    heads: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        for wanted, _, optional in _elements(rule.pattern):
            for symbol in wanted:
                heads.setdefault(symbol, []).append(place)
            if not optional:
                break
    return heads


def phrases(
    row: Sequence[Span], kinds: Sequence[Symbols], rules: Sequence[Rule], passes: Callable[[int], float]
) -> tuple[list[Phrase], float]:
    """The cover with the highest score and that score's missing part: 0 where every span has its place.

    ``passes(i)`` is what it costs to leave a span without a phrase. Dynamic programming, linear in the spans.
    """
    heads = _heads(tuple(rules))
    size = len(row)
    best: list[tuple[float, float, int, Phrase | None]] = [(0.0, 0.0, -1, None)]
    best += [(-1e9, 0.0, -1, None)] * size
    for i in range(size):
        score, missed, _, _ = best[i]
        cost = passes(i)
        if score - cost > best[i + 1][0]:
            best[i + 1] = (score - cost, missed + (cost if cost >= 1 else 0.0), i, None)
        for place in sorted({place for symbol in kinds[i] for place in heads.get(symbol, ())}):
            rule = rules[place]
            found = match(rule.pattern, row, kinds, i)
            value = rule.build(found) if found is not None else None
            if found is None or value is None:
                continue
            length = sum(span is not None for span in found.spans)
            total = score + length + 0.2 * (length - 1) + rule.weight - _APART * (found.end - found.start - length)
            if total > best[found.end][0]:
                column = value.get("column", "") if isinstance(value, dict) else ""
                best[found.end] = (total, missed, i, Phrase(rule.kind, value, i, found.end, str(column)))
    found_phrases: list[Phrase] = []
    at = size
    while at > 0:
        _, _, before, phrase = best[at]
        if phrase is not None:
            found_phrases.append(phrase)
        at = before
    return found_phrases[::-1], best[size][1]
