"""Where a message writes an id of the bank, found before anything in it is read as a number, a range or a date."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from agents.understanding.lexicon.parts_of_ids import parts_in
from db.bank.table import PART
from db.text import unaccented

_CHUNK = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[ \u00a0\u202f]?[-–./_·:#]?[ \u00a0\u202f]?")
_MOST_CHUNKS = 8
_MOST_LOOKED_UP = 400
_LONG = 6
"""Digits of a number that nobody says of a customer unless it is an id."""
_LEAST = 4
"""Characters of an id's beginning that stands for it."""
_AROUND = 60
"""Characters before a number that tell what it is."""
_LEADS = re.compile(
    r"(?:client\w*|customer|soci[oa]s?|member|policy|poliza|account|cuenta|id|numero|number|no|n[ºo]|#|ficha|record|card)[\s:.#º]*$"
)
_CALLED = re.compile(
    r"\b(?:client[ea]?|customer|soci[oa]|member|user|usuari[oa]|subscriber|abonad[oa]|student|estudiante|alumn[oa]|policy"
    r"|poliza|account|cuenta|id)(?: (?:id|num(?:ero)?|number|n[ºo]))?[\s:.#º]*$"
)
_WHOLE = re.compile(r"(?<![\w.,-])\d{1,18}(?![\w%€$£]|[.,-]\d)")
_AMOUNT = re.compile(
    r"(?:than|over|above|under|below|least|most|between|and|exceed\w*|de|of|que|y|entre|supera\w*|minimo|maximo)\s*[€$£]?\s*$"
)
_OVER = re.compile(
    r"(?:than|over|above|under|below|least|most|exceed\w*|supera\w*|m[ai]nimo|maximo"
    r"|(?:mas|menos|mayor\w*|menor\w*|superior\w*|inferior\w*) (?:de|que|a))\s*[€$£]?\s*$"
)
_IN_GROUPS = re.compile(r"(?<![\w.,])\d{1,5}(?:[ \u00a0\u202f]\d{2,5}){1,3}(?![\w%€$£]|[.,]\d)")
_UNIT = re.compile(r"\s*(?:€|\$|£|%|eur|usd|k\b|mil\b|euros?\b|pesos\b|dollars?\b|por ciento|per cent)", re.IGNORECASE)


class Shapes(Protocol):
    """The looks of a bank's ids (`db.bank.known_ids.Shapes`)."""

    @property
    def all(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def longest(self) -> int: ...  # noqa: D102
    def forms(self, written: str) -> list[str]: ...  # noqa: D102
    def exact(self, written: str) -> bool: ...  # noqa: D102
    def begins(self, written: str) -> bool: ...  # noqa: D102


class Ids(Protocol):
    """Who knows the bank's ids (`db.bank.known_ids.KnownIds`)."""

    @property
    def whole(self) -> bool: ...  # noqa: D102
    @property
    def shapes(self) -> Shapes: ...  # noqa: D102
    def existing(self, texts: Iterable[str]) -> frozenset[str]: ...  # noqa: D102


@dataclass(frozen=True)
class _Stretch:
    """What may write an id: its characters, and the ids it may write."""

    start: int
    end: int
    text: str
    forms: tuple[str, ...]


def ids_in(message: str, ids: Ids | None) -> list[tuple[int, int, str]]:
    """Where a message writes ids (start, end, the id), from left to right; where two overlap, the longer one."""
    if ids is None or not any(c.isdigit() or c.isupper() for c in message):
        return []
    taken = list(parts_in(message, _CALLED))
    if ids.whole:
        return sorted([*taken, *_called(message, ids)])
    shapes = ids.shapes
    stretches = list(_stretches(message, shapes))[:_MOST_LOOKED_UP]
    there = ids.existing(form for one in stretches for form in one.forms)
    for one in sorted(stretches, key=lambda one: (one.start - one.end, one.start)):
        known = next((form for form in one.forms if form in there), None)
        meant = known if known is not None and _means(message, one, known) else None
        meant = meant or _absent(message, one, shapes) or _beginning(message, one, shapes)
        if meant is not None and all(one.end <= start or end <= one.start for start, end, _ in taken):
            taken.append((one.start, one.end, meant))
    return sorted(taken)


def _called(message: str, ids: Ids) -> list[tuple[int, int, str]]:
    """Of ids that are plain numbers, those called so (``customer 11``) or in groups of digits (``15 639 597``)."""
    called = [
        (found.start(), found.end(), found[0])
        for found in _WHOLE.finditer(message)
        if _CALLED.search(_before(message, found.start()))
    ]
    grouped = [
        (found.start(), found.end(), digits)
        for found in _IN_GROUPS.finditer(message)
        if len(digits := re.sub(r"\D", "", found[0])) >= _LONG and _no_amount(message, found)
    ]
    there = ids.existing(written for _, _, written in (*called, *grouped))
    return [one for one in (*called, *grouped) if one[2] in there]


def _no_amount(message: str, found: re.Match[str]) -> bool:
    """Whether nothing around a number in groups makes it an amount."""
    return not _UNIT.match(message[found.end() :]) and not _OVER.search(_before(message, found.start()))


def _stretches(message: str, shapes: Shapes) -> Iterator[_Stretch]:
    """Every run of letters and digits that could write an id, and what stands between blanks as it is."""
    chunks = list(_CHUNK.finditer(message))
    for i, first in enumerate(chunks):
        length = 0
        for j, last in enumerate(chunks[i : i + _MOST_CHUNKS], i):
            length += len(last[0])
            apart = message[chunks[j - 1].end() : last.start()] if j > i else ""
            if length > shapes.longest or (j > i and not _BETWEEN.fullmatch(apart)):
                break
            text = message[first.start() : last.end()]
            forms = tuple(shapes.forms(text))
            if forms:
                yield _Stretch(first.start(), last.end(), text, forms)
    for piece in re.finditer(r"\S+", message):
        text = piece[0].strip("?¿!¡.,;:()\"'«»“”")
        if any(c.isdigit() or c == "@" for c in text) and len(text) > 1:
            start = piece.start() + piece[0].index(text)
            yield _Stretch(start, start + len(text), text, tuple(dict.fromkeys((text, text.upper(), text.lower()))))


def _before(message: str, start: int) -> str:
    """The words just before, folded; all of a long message for each of its numbers would cost the square of it."""
    return unaccented(message[max(0, start - _AROUND) : start])


def _means(message: str, one: _Stretch, known: str) -> bool:
    """Whether a text that writes an id is meant as one: not an amount, nor a word."""
    if known == one.text and not known.isdigit() and any(map(str.isdigit, known)):
        return True
    if not any(map(str.isdigit, one.text)):
        return one.text.isupper() and not message.isupper()
    digits = re.sub(r"\D", "", one.text)
    before, after = _before(message, one.start), message[one.end :]
    if _LEADS.search(before):
        return True
    if _UNIT.match(after) or re.match(r",\d", after):
        return False
    if one.text.isdigit() or known.isdigit():
        zero = one.text.startswith("0")
        return zero or (len(digits) >= _LONG and not _AMOUNT.search(before))
    spaced = re.search(r"\s", one.text) is not None
    return not (spaced and one.text.replace(" ", "").isdigit() and len(digits) < _LONG)


def _absent(message: str, one: _Stretch, shapes: Shapes) -> str | None:
    """An id that the bank does not have, written as its ids are: nothing else is said with this look."""
    if not shapes.exact(one.text) or one.text.isdigit() or not any(map(str.isdigit, one.text)):
        return None
    parts = re.findall(r"[^\W_]+", one.text)
    certain = len(parts) > 2 or any(map(str.isalpha, one.text)) or parts[0].startswith("0")
    called = _LEADS.search(_before(message, one.start)) is not None
    mixed = any(map(str.isalpha, one.text)) or len(parts) > 1
    return one.forms[0] if mixed and (certain or called) else None


def _beginning(message: str, one: _Stretch, shapes: Shapes) -> str | None:
    """The first half of an id or more, as its ids begin: ``AU-64225``, ``póliza 105/20``."""
    mixed = any(map(str.isdigit, one.text)) and not one.text.isdigit() and " " not in one.text
    half = len(one.text) >= _LEAST and mixed and shapes.begins(one.text)
    certain = any(map(str.isalpha, one.text)) or _LEADS.search(_before(message, one.start))
    return f"{one.text}{PART}" if half and certain else None
