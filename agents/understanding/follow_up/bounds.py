"""Numbers put right: another one in the slot it fits, a bound that takes its own in, the same compared otherwise."""

from collections.abc import Sequence
from dataclasses import replace

from agents.understanding.calls import Call
from agents.understanding.follow_up.alignment import Alignment
from agents.understanding.follow_up.elements import Element, words_of
from agents.understanding.follow_up.slots import Slot, bounded, compared, slots, with_value
from agents.understanding.grammar.conditions import op_of
from agents.understanding.grammar.spans import Span

_COMPARES = ("gt", "ge", "lt", "le", "eq", "or_more", "or_less")
_FILLING = ("number", "customer", "aggregate")
_ENDS = ("low", "high")


def taken_in(of: Alignment) -> Call | None:
    """``those with exactly 2 too``, ``both ends included``: what a bound takes in, or leaves out."""
    out = _says(of, "leaves_out") or any(one.denied for one in of.told)
    held = _bounds_told(of) if out or _says(of, "takes_in") else []
    if not held or of.asks_of_them():
        return None
    call = of.call
    for slot in held:
        call = bounded(call, slot, inclusive=not out)
    of.spoken |= {i for i, span in enumerate(of.row) if not span.unknown or _told_of_bounds(span)}
    return call


def _says(of: Alignment, kind: str) -> bool:
    return any(not words_of()[kind].isdisjoint(span.words) for span in of.row)


def _told_of_bounds(span: Span) -> bool:
    return any(not words_of()[kind].isdisjoint(span.words) for kind in ("takes_in", "leaves_out", "ends"))


def _bounds_told(of: Alignment) -> list[Slot]:
    """The bounds whose numbers are all that is named; every one where only the ends are spoken of."""
    sided = [slot for slot in of.slots if slot.side in _ENDS]
    if not of.told:
        return sided if _says(of, "ends") else []
    found = [[slot for slot in sided if one.kind == "number" and slot.value in one.may_be] for one in of.told]
    return [slot for held in found for slot in held] if all(found) else []


def compared_otherwise(of: Alignment) -> Call | None:
    """``I meant at least 3``, ``exactly 3``: the number said before, compared otherwise."""
    numbers = [one for one in of.told if one.kind == "number" and not one.denied]
    if len(numbers) != 1 or not of.sure or of.asks_of_them():
        return None
    op, alike = _op(of, numbers[0]), replace(numbers[0], side="")
    held = [slot for slot in of.slots if alike.is_in(slot) and slot.column and slot.path[-1] == "value"]
    if op is None or len(held) != 1:
        return None
    of.spoken |= of.with_unit(numbers[0])
    return compared(of.call, held[0], op, held[0].value)


def _op(of: Alignment, one: Element) -> str | None:
    """The comparison that stands beside a number."""
    near = [*reversed(of.row[max(0, one.at - 2) : one.at]), *of.row[one.at + 1 : one.at + 3]]
    told = next((op_of(span) for span in near if span.has(*_COMPARES)), None)
    return told or {"low": "ge", "high": "le"}.get(one.side)


def filled(of: Alignment) -> Call | None:
    """A number, a customer or an extreme with no rival in the message, for the one slot that it fits."""
    call, free = of.call, [one for one in of.told if one.kind in _FILLING and not (one.denied or of.old(one))]
    for one in free if not of.asks_of_them() else ():
        slot = _only_slot(of, one, slots(call)) or _other_end(of, one, slots(call))
        if slot is not None:
            op = _op(of, one) if slot.column and slot.path[-1] == "value" else None
            told = one.content(slot)
            call = compared(call, slot, op, told) if op else with_value(call, [slot], told)
            of.spoken |= of.with_unit(one) | {other.at for other in of.told if _kept(of, other)}
    return call if call is not of.call else None


def _kept(of: Alignment, one: Element) -> bool:
    """A column that stays as it is."""
    return one.kind == "column" and not one.denied and of.old(one)


def _only_slot(of: Alignment, one: Element, held: Sequence[Slot]) -> Slot | None:
    """The slot of its side, else any that it fits; none where there are several, or nothing is put right."""
    fitting = [slot for slot in held if one.fits(slot)]
    exact = [slot for slot in fitting if one.side and slot.side == one.side]
    bounds = all(other.kind == "number" for other in of.told) and one.side in _ENDS and bool(exact)
    found = exact or fitting
    return found[0] if len(found) == 1 and (of.sure or bounds) else None


def _other_end(of: Alignment, one: Element, held: Sequence[Slot]) -> Slot | None:
    """``over 50, I mean under 50``: the only bound, where it is the other end that is meant."""
    sided = [slot for slot in held if slot.side in _ENDS and slot.path[-1] == "value"]
    meant = of.sure and len(sided) == 1 and one.side in _ENDS
    return sided[0] if meant and replace(one, side="").fits(sided[0]) else None
