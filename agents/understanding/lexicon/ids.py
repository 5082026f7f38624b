"""Ids as people write them, put right before numbers are read: 15 647 311 and 15.647.311 for 15647311."""

import re
from collections.abc import Sequence

from agents.understanding.grammar.spans import Span
from db.catalog import Catalog
from db.text import unaccented

_GROUPED = re.compile(
    r"(?<![\d.,])\d{1,3}([ .,·'\u00a0\u202f-])\d{3}(?:\1\d{3})+(?![\d.,]*\d)(?!\s*(?:€|\$|£|%|eur|usd|k\b|mil\b))",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"(?<![\d.,])\d{2,5}(?:[ \u00a0-]\d{2,5}){1,3}(?![\d.,]*\d)(?!\s*(?:€|\$|£|%))")
_CALLED = re.compile(
    r"\b(?:client\w*|customer|id|numero|number|no|nº|ficha|record)(?: (?:numero|number|no|id))?[\s:.#º]*$"
)
"""What leads to an id in any groups: *customer number 1563 9597*."""
_DIGITS = 7
_LEAST_DIGITS = 6
_AROUND = 60
"""Characters before a number that tell what it is."""
_AMOUNT = re.compile(
    r"(?:than|over|above|under|below|least|most|between|and|to|exceed\w*|de|of|a|que|y|entre|supera\w*|m[ai]nimo)\s*[€$£]?\s*$"
)
_LEADS = re.compile(
    r"(?:client\w*|customer|id|numero|number|no|nº|#|ficha|record|riesgo|risk|card|del?|of|for|on|sobre|about)[\s:.#º]*$"
)
_COMPARED = re.compile(r"(?:mas|menos|more|less|mayor\w*|menor\w*)\s+(?:de|than)\s*$")

_NEAR = 6
_COMPARES = ("gt", "ge", "lt", "le", "between", "more", "less", "max", "min")
"""What compares a quantity; of ids only *which one* can be asked."""


_SIGN = re.compile(
    r"(?<!\w)(?P<noun>no|num|núm|nr|n[uú]mero|number|id|n[º°])(?P<sign>\s*[.:])(?=\s*#?\s*\d{4})", re.IGNORECASE
)

_INITIAL = re.compile(r"\b(?P<name>[A-ZÀ-Þ][a-zà-ÿ'’]+ [A-ZÀ-Þ])\.(?= [A-ZÀ-Þ][a-zà-ÿ'’])")
"""A middle initial with its sign, between two words with a capital."""


def without_signs(message: str) -> str:
    """``customer no. 15634602``, ``Daniel R. Jackson``: such a sign ends no sentence; as long as before."""
    message = _INITIAL.sub(r"\g<name> ", message)
    return _SIGN.sub(lambda found: found["noun"] + " " * len(found["sign"]), message)


def with_ids(message: str, catalog: Catalog) -> str:
    """The message with grouped digits joined where they can only be an id; as long as before."""
    if catalog.columns[catalog.id].kind != "integer":
        return message

    first = next((place for place, sign in enumerate(message) if sign.isalnum() or sign == "_"), len(message))

    def joined(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        before = unaccented(message[max(0, found.start() - _AROUND) : found.start()])
        led = _LEADS.search(before) is not None and not _COMPARED.search(before)
        alone = found.start() <= first
        amount = _AMOUNT.search(before) is not None and not led
        return digits.ljust(len(found[0])) if len(digits) >= _DIGITS and (led or alone) and not amount else found[0]

    def spoken(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        before = unaccented(message[max(0, found.start() - _AROUND) : found.start()])
        whole = len(digits) >= _DIGITS and _CALLED.search(before)
        return digits.ljust(len(found[0])) if whole else found[0]

    return _SPOKEN.sub(spoken, _GROUPED.sub(joined, message))


def customer_id(span: Span) -> str | None:
    """The id a span writes, if it is one by its look."""
    if span.code:
        return span.code
    digits = span.number.digits if span.number is not None else ""
    return digits if len(digits) >= _LEAST_DIGITS else None


def compared_id(row: Sequence[Span], catalog: Catalog) -> str:
    """``id between 15600000 and 15700000``, ``customer number over 15700000``: an id as a quantity, which none is."""
    for i, span in enumerate(row):
        named = catalog.id in span.entry.columns and not span.has("customers")
        if not (named or span.has("customer")):
            continue
        end = next((j for j in range(i + 1, min(i + _NEAR, len(row))) if row[j].number or row[j].code), None)
        led = [] if end is None else row[i + 1 : end]
        sure = end is not None and (named or (len(led) == 1 and row[end].text.isdigit() and customer_id(row[end])))
        if end is not None and sure and any(other.has(*_COMPARES) for other in led):
            last = next((j for j in range(min(end + 2, len(row) - 1), end, -1) if row[j].number or row[j].code), end)
            return " ".join(other.text for other in row[i : last + 1])
    return ""
