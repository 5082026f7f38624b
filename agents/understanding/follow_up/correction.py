"""Corrections: what a message takes back of the frame before goes, what it names instead takes the same slot.

A message's elements (`elements`) are laid against the slots of the call before (`slots`). One that stands in a slot and
is denied, or set against another that could stand there, gives its place to the other; the rest of the frame stays. A
number that stands in a bound already, said to count too or not to, opens or closes the bound. What has no rival is left
to be read as any follow-up, of the frame as it is then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from agents.understanding.calls import Call, ask_back
from agents.understanding.follow_up.alignment import Alignment
from agents.understanding.follow_up.bounds import compared_otherwise, filled, taken_in
from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.elements import Element, parts_of, taken_back
from agents.understanding.follow_up.going_back import steps_back
from agents.understanding.follow_up.leaning import whole
from agents.understanding.follow_up.slots import Slot, slots, with_value, without
from agents.understanding.follow_up.taken_back import FIGURES, MOST_SPANS, asks, contrasts
from agents.understanding.grammar.figures import AGGREGATES
from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.ids import with_ids
from db.catalog import Catalog


@dataclass(frozen=True)
class Corrected:
    """The call with its slots filled anew, and what the message says beyond that, to be read as a follow-up of it."""

    call: Call
    rest: str
    said: str
    """The message without what it takes back: what the coverage rule is held to."""


class Correction:
    """What an alignment puts right of its call."""

    def __init__(self, of: Alignment) -> None:
        self._of = of

    def read(self) -> Corrected | None:
        """The frame corrected; none where nothing of it is taken back."""
        of = self._of
        numbers: list[Callable[[], Call | None]] = [
            partial(read, of) for read in (taken_in, compared_otherwise, filled)
        ]
        for read in (self._supposed, self._swapped, *numbers, self._given_up):
            if (call := read()) is not None:
                return Corrected(call, of.rest(), of.said())
        return (self._of_several() or self._led()) if of.sure else None

    def _rival(self, old: Element, new: Element) -> bool:
        if any(old.is_in(slot) and new.fits(slot) for slot in self._of.slots):
            return True
        return old.kind in FIGURES and new.kind in FIGURES and self._figure(new) is not None

    def _figure(self, new: Element) -> dict[str, Any] | None:
        """The figure that an element is of: an aggregate of a column, or one by itself."""
        beside = [one for one in self._of.told if one.part == new.part and not one.denied]
        said = {one.kind: one.content(self._of.slots[0]) for one in beside if one.kind in FIGURES}
        if "measure" in said:
            return {"measure": said["measure"]}
        numeric = self._of.catalog.columns[said["column"]].numeric if "column" in said else False
        aggregate = said.get("aggregate")
        return {"measure": aggregate, "column": said["column"]} if numeric and aggregate in AGGREGATES else None

    def _swapped(self) -> Call | None:
        """Each element that another is set against gives it its slot."""
        call = self._of.call
        pairs = contrasts(self._of.row, self._of.told, self._of.old, self._rival, self._of.sure)
        for old, new in ((pair.old, pair.new) for pair in pairs):
            held = [slot for slot in slots(call) if old.is_in(slot) and new.fits(slot)]
            call = with_value(call, held, new.content(held[0])) if held else self._other_figure(call, new)
            self._of.spoken |= self._of.with_unit(old) | self._of.with_unit(new)
        return call if pairs else None

    def _other_figure(self, call: Call, new: Element) -> Call:
        """Another figure of the same people or groups."""
        self._of.spoken |= {one.at for one in self._of.told if one.part == new.part and one.kind in FIGURES}
        measured = [slot for slot in slots(call) if slot.kind == "measure"]
        return with_value(call, measured[:1], self._figure(new))

    def _supposed(self) -> Call | None:
        """Another change than the one supposed before; what is denied or left as it is changes no more."""
        changed = {slot.column for slot in self._of.slots if slot.path[:1] == ("changes",)}
        meant = [one for one in self._of.told if one.kind == "value" and not one.denied]
        found = {column: value for one in meant for column, value in sorted(one.may_be)[:1]}
        if not (self._of.sure and changed and found) or changed & found.keys() or self._of.asks_of_them():
            return None
        self._of.spoken |= {one.at for one in self._of.told}
        return Call(self._of.call.tool, {**self._of.call.arguments, "changes": found})

    def _given_up(self) -> Call | None:
        """``not the card. What share …?``: what is denied apart, where something else is named."""
        gone = [one for one in self._of.told if one.denied and self._held_by(one)]
        named = [one for one in self._of.told if not one.denied]
        everybody = self._everybody()
        if not gone or any(one.part == other.part for one in gone for other in named):
            return None
        if not everybody and not self._one_of_several(gone) and all(map(self._of.old, named)):
            return None
        self._of.spoken |= {one.at for one in gone} | everybody
        return self._without(gone)

    def _everybody(self) -> set[int]:
        return {i for i, span in enumerate(self._of.row) if span.has("all") or whole([span])}

    def _without(self, gone: Sequence[Element]) -> Call:
        return without(self._of.call, [slot for one in gone for slot in self._held_by(one)])

    def _held_by(self, one: Element) -> list[Slot]:
        """The conditions that an element names, by their value or their column."""
        told = [
            slot for slot in self._of.slots if slot.kind == "who" or (slot.kind in {"value", "number"} and slot.column)
        ]
        return [slot for slot in told if one.is_in(slot) or (one.kind == "column" and slot.column in one.may_be)]

    def _one_of_several(self, gone: Sequence[Element]) -> bool:
        return all(isinstance(slot.path[-1], int) for one in gone for slot in self._held_by(one))

    def _of_several(self) -> Corrected | None:
        """One value where several are meant, with nothing to say which of them it stands for: that is asked."""
        for one in self._of.told:
            fitting = [slot for slot in self._of.slots if one.kind == "value" and one.fits(slot) and not one.denied]
            if len(fitting) > 1 and not self._of.old(one) and not asks(self._of.row):
                return Corrected(ask_back("left_out", [self._of.row[one.at].text]), "", self._of.message)
        return None

    def _led(self) -> Corrected | None:
        """``oh no, sorry, Germany I meant``: what replaces a part of the frame, without the words that say so."""
        self._of.spoken |= {one.at for one in self._of.told if one.denied and self._mistaken(one)}
        rest = self._of.rest()
        return Corrected(self._of.call, rest, rest) if rest and rest != self._of.message else None

    def _mistaken(self, one: Element) -> bool:
        """``wrong country``, ``not the first, the second``: only what was wrong, or of two places the other."""
        start, end = next((a, b) for a, b in parts_of(self._of.row) if a <= one.at < b)
        wrong = any(taken_back(self._of.row, i, "mistaken") for i in range(start, end)) and one.kind == "column"
        others = any(other.kind == one.kind and not other.denied for other in self._of.told)
        return wrong or (one.kind == "place" and others)


def put_right(asked: Conversation, row_of: Callable[[str], Sequence[Span]], catalog: Catalog) -> Corrected | None:
    """What a message corrects of the answer before; none where it goes back to another answer."""
    last = asked.newest() if asked.earlier and not asked.done and not steps_back(asked.question) else None
    if last is None or last.data is None or len(asked.last_turn()) > 1:
        return None
    row = row_of(with_ids(asked.question, catalog))
    return Correction(Alignment(asked.question, row, last.call, catalog)).read() if len(row) <= MOST_SPANS else None


def carried_out(asked: Conversation, made: Corrected) -> Conversation:
    """The conversation as if the frame before had been asked so, with what is left to read of it."""
    last = asked.newest()
    if last is not None and last.call == made.call:
        return replace(asked, question=made.rest)
    whom = [{"customer_id": slot.value} for slot in slots(made.call) if slot.kind == "customer"]
    turn = (Done(made.call, {"rows": whom} if whom else {}),)
    questions = (*asked.questions, made.said)
    return replace(asked, question=made.rest, earlier=(*asked.earlier, turn), questions=questions)
