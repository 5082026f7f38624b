"""What a message takes back: words that say so, and elements set against others that could stand in their place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.understanding.calls import Call
from agents.understanding.follow_up.elements import Element, elements, parts_of, taken_back, words_of
from agents.understanding.follow_up.slots import slots
from agents.understanding.grammar.spans import Span
from db.catalog import Catalog

_ASKS = ("count", "share", "why", "how_much", "options", "similar", "compare", "versus", "distribution", "call", "find")
_ASKS_SURELY = ("list", "history", "what_if", "breakdown")
"""What small words ask only in passing: *give me*."""
_OF_THEM = ("customers", "customer", "which", "them")
NEGATIVE = ("not", "without", "except")
FIGURES = ("measure", "aggregate", "column")
MOST_SPANS = 80
"""Of a message that may take something back; one with more tells a story."""


@dataclass(frozen=True)
class Contrast:
    """An element that is given up, and the one that is meant instead."""

    old: Element
    new: Element


def asks(row: Sequence[Span]) -> bool:
    """Whether a message wishes something of its own."""
    return any(map(wishes, row))


def wishes(span: Span) -> bool:
    """Whether a word asks for something."""
    return not span.sign and (span.has(*_ASKS) or (span.has(*_ASKS_SURELY) and not span.stop))


def takes_back(row: Sequence[Span]) -> bool:
    """Whether a word says that something was said by mistake, or what was meant."""
    return any(taken_back(row, i) for i in range(len(row)))


def answers_no(row: Sequence[Span]) -> bool:
    """``no, …``, ``not him, …``: denies what was said before, not what follows."""
    start, end = next(iter(parts_of(row)), (0, 0))
    part, rest = row[start:end], row[end:]
    small = all(span.stop and not span.entry.of_the_bank for span in part) and not asks(part)
    return small and any(span.has("not") for span in part) and not all(span.sign for span in rest)


def contrasts(
    row: Sequence[Span], told: Sequence[Element], old: Callable[[Element], bool], rival: Callable[..., bool], sure: bool
) -> list[Contrast]:
    """Each new element with the last one that it is set against."""
    found: list[Contrast] = []
    for new in told:
        if new.denied or old(new) or any(new is pair.new for pair in found):
            continue
        rivals = [one for one in told if old(one) and rival(one, new) and _opposed(row, one, new, sure=sure)]
        free = [one for one in rivals if all(one is not pair.old for pair in found)]
        if rivals:
            found.append(Contrast((free or rivals)[0], new))
    return found


def _opposed(row: Sequence[Span], old: Element, new: Element, *, sure: bool) -> bool:
    """Whether one stands against the other, and not beside it."""
    if old.denied:
        return True
    start, end = sorted((old.at, new.at))
    between = row[start + 1 : end]
    if old.part == new.part:
        turned = any(not words_of()["becomes"].isdisjoint(span.words) for span in between)
        return (sure and turned and old.at < new.at) or takes_back(between)
    told = any(not (span.sign or span.stop) or span.has("are") for span in between)
    return sure or (old.kind == "number" and told and not asks(row))


def without_taken_back(message: str, row: Sequence[Span], calls: Sequence[Call], catalog: Catalog) -> str:
    """The message without what is given up for what the calls hold: nothing that they could leave out."""
    told = elements(row, catalog) if len(row) <= MOST_SPANS else []
    held = [slot for call in calls for slot in slots(call)]

    def old(one: Element) -> bool:
        return not any(one.is_in(slot) for slot in held)

    def rival(one: Element, new: Element) -> bool:
        figures = one.denied and one.kind in FIGURES and new.kind in FIGURES
        return figures or any(new.is_in(slot) and one.fits(slot) for slot in held)

    answers = takes_back(row) or answers_no(row)
    pairs = contrasts(row, told, old, rival, takes_back(row))
    gone = {pair.old.at for pair in pairs if pair.old.denied or answers}
    denied = {one.at for one in told if answers and one.denied and old(one)}
    return _blanked(message, row, {one.at for one in told}, gone, denied) if gone or answers else message


def _blanked(message: str, row: Sequence[Span], named: set[int], gone: set[int], denied: set[int]) -> str:
    """The message without what is gone, and without parts that say nothing else, or are only denied."""
    kept = list(message)
    for start, end in parts_of(row):
        own = named & set(range(start, end))
        idle = own <= gone or own <= denied if own else _says_nothing(row, start, end)
        for i in range(start, end):
            if idle or i in gone or (own and _only_beside(row[i], denied=bool(own & gone))):
                kept[row[i].start : row[i].end] = " " * (row[i].end - row[i].start)
    return "".join(kept) if "".join(kept).strip(" ,;:.!?¿¡") else message


def _only_beside(span: Span, *, denied: bool) -> bool:
    """A negation of what is given up, a word that takes a bound's number in."""
    counts = span.unknown and not words_of()["takes_in"].isdisjoint(span.words)
    return counts or (denied and span.has(*NEGATIVE))


def _says_nothing(row: Sequence[Span], start: int, end: int) -> bool:
    """``no``, ``wait, wrong line``: only that something before was a mistake."""
    part = row[start:end]
    told = [i for i in range(start, end) if taken_back(row, i)]
    small = all(i in told or (row[i].stop and not row[i].entry.of_the_bank) for i in range(start, end))
    wrong = any(taken_back(row, i, "mistaken") for i in told) and not any(span.has(*_OF_THEM) for span in part)
    return (small and (bool(told) or any(span.has("not") for span in part))) or (wrong and not asks(part))
