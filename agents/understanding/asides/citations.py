"""References to documents (``clause 4.2``, ``art. 6``, ``anexo B``): where they stand, and what goes with them."""

import re
from collections.abc import Callable, Sequence

from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.morphology import is_verb_form
from agents.understanding.lexicon.plain_words import is_kind
from db.text import unaccented

_WORD = re.compile(r"[^\W\d_]+|§")
_REFERENCE = re.compile(
    r"(?P<noun>[^\W\d_]+|§)\.?\s*(?:(?:no|n|num|núm|number|número|numero)\b\.?\s*[ºo°ª]?\.?\s*|#\s*|nº\s*)?"
    r"(?:[^\W\d_]+\s+(?=\d+\.\d))?(?P<mark>\d+(?:\.\d+)*(?:\.?[ºª°])?(?:\([a-z\d]\))?|[A-Z]\b|[IVXL]+\b|[^\W\d_]+)"
)
Asks = Callable[[Sequence[Span]], bool]


def citations(message: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The stretches of characters that name a document's part by its number or letter."""
    counted = {span.start for span in spans if span.number is not None or span.entry.ordinal is not None}
    of_the_bank = {span.start for span in spans if span.entry.of_the_bank and not span.number}
    found = []
    for noun in _WORD.finditer(message):
        named = noun[0] == "§" or is_kind(unaccented(noun[0]), "document")
        match = _REFERENCE.match(message, noun.start()) if named and noun.start() not in of_the_bank else None
        if match is None:
            continue
        mark = match["mark"]
        lettered = mark.isupper() and (len(mark) == 1 or set(mark) <= set("IVXL"))
        if not mark.isalpha() or lettered or match.start("mark") in counted:
            found.append(match.span())
    return found


def apart(
    part: Sequence[Span], cited: Sequence[tuple[int, int]], asks: Asks, surely: Asks
) -> list[tuple[list[Span], bool]]:
    """A clause in pieces, each with whether it is a reference set apart: what asks something is never in one."""
    place = next((at for at in cited if any(at[0] <= span.start < at[1] for span in part)), None)
    if place is None:
        return [(list(part), False)]
    first = next(i for i, span in enumerate(part) if span.end > place[0])
    after = next((i for i, span in enumerate(part) if span.start >= place[1]), len(part))
    start = _led(part, first, asks)
    if start is None:
        return [(list(part), False)]
    end = len(part)
    led = start == 0 < first and after < len(part) and part[after].stop
    if (surely if led else asks)(part[after:]):
        end = after + (after < len(part) and _says(part[after]))
    rest = apart(part[end:], cited, asks, surely) if end < len(part) else []
    return [*([(list(part[:start]), False)] if start else []), (list(part[start:end]), True), *rest]


def _led(part: Sequence[Span], first: int, asks: Asks) -> int | None:
    """Where a reference begins with what leads to it; None where it may say which customers are meant."""
    lead = part[:first]
    if not lead:
        return 0
    if not asks(lead):
        within = lead[0].has("in", "among") and all(span.stop for span in lead)
        return None if within else 0
    start = first
    while start > 0 and _leads(part[start - 1]) and not asks(part[start - 1 : start]):
        start -= 1
    words = [word for span in part[start:first] for word in span.words]
    return start if any(is_kind(word, "reference") for word in words) else None


def _leads(span: Span) -> bool:
    return span.stop or is_kind(span.words[-1], "reference")


def _says(span: Span) -> bool:
    """``requires``, ``exige``: what a document does with what is asked."""
    return span.unknown or is_verb_form(span.words[-1])
