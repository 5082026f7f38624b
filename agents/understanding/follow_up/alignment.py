"""A message laid against the call before: its elements, the slots they stand in, and what is left of it to read."""

from collections.abc import Sequence

from agents.language import detect
from agents.understanding.calls import Call
from agents.understanding.follow_up.elements import Element, elements, parts_of, taken_back, words_of
from agents.understanding.follow_up.slots import slots
from agents.understanding.follow_up.taken_back import NEGATIVE, answers_no, asks, takes_back, wishes
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import symbol_set
from db.catalog import Catalog


class Alignment:
    """One message and one call; ``spoken``: the spans that have done their work."""

    def __init__(self, message: str, row: Sequence[Span], call: Call, catalog: Catalog) -> None:
        self.message, self.row, self.call, self.catalog = message, row, call, catalog
        self.sure = takes_back(row) or answers_no(row)
        self.slots = slots(call)
        self.told = [one for one in elements(row, catalog) if not self._counts_groups(one)]
        self.spoken = set[int]()

    def old(self, one: Element) -> bool:
        """Whether it stands in a slot already."""
        return any(one.is_in(slot) for slot in self.slots)

    def asks_of_them(self) -> bool:
        """Whether a part that names something asks for something too."""
        parts = [(a, b) for a, b in parts_of(self.row) if any(a <= one.at < b for one in self.told)]
        counts = words_of()["takes_in"]
        return any(wishes(span) and counts.isdisjoint(span.words) for a, b in parts for span in self.row[a:b])

    def with_unit(self, one: Element) -> set[int]:
        """Where a number stands, and what it counts."""
        beside = [i for i in (one.at - 1, one.at + 1) if 0 <= i < len(self.row)]
        named = ((i, {*self.row[i].entry.columns, *self.row[i].entry.units}) for i in beside)
        return {one.at, *(i for i, columns in named if columns & one.columns)}

    def _counts_groups(self, one: Element) -> bool:
        """``of the two``: how many are compared."""
        led = one.at and not (symbol_set("articles") | symbol_set("demonstratives")).isdisjoint(
            self.row[one.at - 1].words
        )
        several = [slot.path[:-1] for slot in self.slots if slot.kind == "value" and isinstance(slot.path[-1], int)]
        return one.kind == "number" and bool(led) and any(several.count(path) in one.may_be for path in several)

    # --- what is left to read

    def rest(self) -> str:
        """What the message says beyond what was carried out, as a message that leans on the answer."""
        kept = self._without(self.spoken | self._idle())
        left = [i for i, span in enumerate(self.row) if kept[span.start : span.end].strip() and not span.sign]
        if not any(map(self._says, left)):
            return ""
        if asks([self.row[i] for i in left]) or any(self.row[i].has("and", "what_about") for i in left[:2]):
            return kept.strip(" ,;:.!-—–")
        joint = "and " if detect(self.message, "es") == "en" else "y "
        first = next(i for i in left if self._says(i))
        start = next((self.row[a].start for a, b in parts_of(self.row) if a <= first < b), 0)
        return f"{kept[:start]}{joint}{kept[start:].lstrip()}".strip(" ,;:.!-—–")

    def said(self) -> str:
        """The message without what is taken back."""
        meant = {one.at for one in self.told if one.at in self.spoken and not one.denied and not self.old(one)}
        return self._without((self.spoken - meant) | self._idle())

    def _without(self, gone: set[int]) -> str:
        kept = list(self.message)
        for i in gone:
            kept[self.row[i].start : self.row[i].end] = " " * (self.row[i].end - self.row[i].start)
        return "".join(kept)

    def _says(self, i: int) -> bool:
        span, named = self.row[i], any(one.at == i for one in self.told)
        strange = span.unknown and span.capital and all(one.denied for one in self.told)
        return named or wishes(span) or (span.entry.of_the_bank and not span.stop) or strange

    def _idle(self) -> set[int]:
        """Words that only take something back, their negations, and the parts that say nothing else."""
        return {i for start, end in parts_of(self.row) for i in self._idle_in(range(start, end))}

    def _idle_in(self, part: range) -> set[int]:
        own = {one.at for one in self.told if one.at in part}
        words = {i for i in part if self._only_turns(i)} - own
        denials = {i for i in part if self.row[i].has(*NEGATIVE)} - own
        if own <= self.spoken and (own or words or denials) and not asks(self.row[part.start : part.stop]):
            return set(part) - self.spoken
        denied = any(one.denied for one in self.told if one.at in own - self.spoken)
        return words if denied else words | denials  # oh no, …: denies nothing of what follows

    def _only_turns(self, i: int) -> bool:
        return taken_back(self.row, i) or not symbol_set("in_place").isdisjoint(self.row[i].words)
