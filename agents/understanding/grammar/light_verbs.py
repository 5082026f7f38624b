"""Verbs that say nothing of their own: ``pagan por transferencia`` (a payment), ``cuánto cashback reciben``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from agents.understanding.grammar.symbols import column_of, symbol_set
from agents.understanding.lexicon.entry import Entry
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_verb_form, lemmas
from agents.understanding.lexicon.value_verbs import leads_to_value

if TYPE_CHECKING:
    from agents.understanding.grammar.spans import Span


def passed_over(row: Sequence[Span], lexicon: Lexicon, *, english: bool) -> list[Span]:
    """The same spans, such verbs as small words: those of having beside a column, and those a value's column is
    called like; what leads from one to a value says that they have it (``pagan por``). Who rents a locker has one."""
    found = list(row)
    (having,) = symbol_set("have_en" if english else "have_es")
    for i, span in enumerate(row):
        if not (span.unknown and len(span.words) == 1 and _is_light(row, i, lexicon)):
            continue
        held = any(_a_flag(near, lexicon) for near in _nearest(row[i + 1 :]))
        found[i] = replace(span, stop=True, meant=having if held else "")
        if i + 2 < len(row) and row[i + 1].has("by") and row[i + 2].entry.values:
            found[i + 1] = replace(row[i + 1], entry=Entry(cues={"with"}), stop=True)
    return found


def _is_light(row: Sequence[Span], i: int, lexicon: Lexicon) -> bool:
    word = row[i].words[0]
    having = not symbol_set("having").isdisjoint({word, *lemmas(word)})
    return (is_verb_form(word) and leads_to_value(row, i, lexicon)) or (having and _beside_column(row, i, lexicon))


def _beside_column(row: Sequence[Span], i: int, lexicon: Lexicon) -> bool:
    """Whether the nearest thing told on either side is a column of numbers, or one of yes and no."""
    sides = chain.from_iterable(_nearest(side) for side in (row[i + 1 :], row[:i][::-1]))
    return any(column_of(span, lexicon.catalog, "C") or _a_flag(span, lexicon) for span in sides)


def _a_flag(span: Span, lexicon: Lexicon) -> bool:
    """Whether it names what one has or has not."""
    if column_of(span, lexicon.catalog, "F"):
        return True
    return any(lexicon.catalog.columns[column].kind == "flag" for column, _ in span.entry.values)


def _nearest(side: Iterable[Span]) -> Iterator[Span]:
    for span in side:
        if span.sign:
            return
        if span.entry.of_the_bank or span.unknown or span.number is not None:
            yield span
            return
