"""The bank's own ids in whatever way somebody writes them: their shapes, and a look-up by the index.

A shape is an id with its digits as ``9`` and its letters as ``A`` or ``a``: ``7590-VHVEG`` is ``9999-AAAAA``. What
stands between (hyphens, dots, slashes, blanks) is put back from the shape, so ``12345678 5`` finds ``12.345.678-5``.
"""

import re
import time
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sqlalchemy import Select

from db.bank.query import CustomerTable, Slice
from db.bank.table import id_type
from db.caller import WHOLE_BANK

_SAMPLE = 4_000
"""Ids looked at from each end of the index, and as they lie."""
_MOST_SHAPES = 60
_FRESH_S = 120.0
_CLASSES = (("9", str.isdigit), ("A", str.isupper), ("a", str.isalpha))


def shape(text: str) -> str:
    """Digits as 9, letters as A or a, all else as it is."""
    return "".join(next((sign for sign, fits in _CLASSES if fits(c)), c) for c in text)


def bare(text: str) -> str:
    """Letters and digits only, by kind: ``12.345.678-K`` is ``99999999A``."""
    return "".join("9" if c.isdigit() else "A" for c in text if c.isalnum())


class Shapes:
    """The shapes of a bank's ids; nothing where they have too many (random hexadecimal ids are kept by length)."""

    def __init__(self, ids: Iterable[str]) -> None:
        counted = Counter(shape(text) for text in ids)
        if len(counted) > _MOST_SHAPES:
            counted = Counter({re.sub(r"[9Aa]", "X", one): n for one, n in counted.items()})
        self.all = tuple(one for one, _ in counted.most_common(_MOST_SHAPES)) if len(counted) <= _MOST_SHAPES else ()

    @cached_property
    def _by_bare(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.all:
            found.setdefault(_plain(one), []).append(one)
        return found

    @cached_property
    def longest(self) -> int:
        """Letters and digits of the longest."""
        return max((len(key) for key in self._by_bare), default=0)

    def forms(self, written: str) -> list[str]:
        """The ids that a text may write: its signs as the shapes have them, its zeros in front added."""
        known = bare(written)
        plain = "".join(c for c in written if c.isalnum())
        found = [
            _filled(plain, one) for one in (*self._by_bare.get(known, ()), *self._by_bare.get("X" * len(known), ()))
        ]
        found += [form for one in self.all if (form := _padded(written, one)) is not None]
        return list(dict.fromkeys(form for one in found for form in one))

    def exact(self, written: str) -> bool:
        """Whether the text has just the look of an id, signs included."""
        return shape(written).upper() in {one.upper() for one in self.all}

    def begins(self, written: str) -> bool:
        """Whether ids begin with just the look of the text, which is half of them or more, and signs are among it."""
        look = shape(written).upper()
        return any(len(one) > len(look) >= len(one) / 2 and one.upper().startswith(look) for one in self.all)


def _filled(plain: str, one: str) -> list[str]:
    """The letters and digits in a shape, in the case the shape has."""
    rest = iter(plain)
    cased = {"A": str.upper, "a": str.lower}
    text = "".join(cased.get(c, str)(next(rest)) if c in "9AaX" else c for c in one)
    return [text, text.upper(), text.lower()] if "X" in one else [text]


def _padded(written: str, one: str) -> list[str] | None:
    """``42-5`` in ``99999-9``: as many parts, digits short of zeros in front."""
    parts, places = re.findall(r"[^\W_]+", written), re.findall(r"[9AaX]+", one)
    if len(parts) != len(places) or bare(written) == _plain(one):
        return None
    fitted = [
        part.zfill(len(place)) if part.isdigit() and set(place) <= {"9", "X"} else part
        for part, place in zip(parts, places, strict=True)
    ]
    if any(len(part) != len(place) for part, place in zip(fitted, places, strict=True)):
        return None
    return _filled("".join(fitted), one) if bare("".join(fitted)) == _plain(one) else None


def _plain(one: str) -> str:
    """A shape without its signs, letters of either case alike."""
    return re.sub(r"[^9AaX]", "", one).replace("a", "A")


class KnownIds:
    """Ids of one bank, looked up whatever the caller may see: what they get to know of one is the tools' business."""

    def __init__(self, bank: CustomerTable) -> None:
        self._bank = bank
        self._taken = (-_FRESH_S, Shapes(()))

    @property
    def whole(self) -> bool:
        """Whether ids are plain whole numbers, which have no shape."""
        return id_type(self._bank.catalog) is not str

    @property
    def shapes(self) -> Shapes:
        """The shapes of text ids, of a moment ago at most; none where ids are whole numbers."""
        if self.whole:
            return self._taken[1]
        if time.monotonic() - self._taken[0] > _FRESH_S:
            self._taken = (time.monotonic(), Shapes(self._sample()))
        return self._taken[1]

    def existing(self, texts: Iterable[str]) -> frozenset[str]:
        """Those of the texts that are ids of the bank."""
        texts = list(dict.fromkeys(texts))
        wanted: list[str] | list[int] = texts
        if self.whole:
            wanted = [int(text) for text in texts if text.isascii() and text.isdigit()]
        if not wanted:
            return frozenset()
        rows = self._bank.run(self._every.where(self._bank.id.in_(wanted))).rows
        return frozenset(str(row["i"]) for row in rows)

    @property
    def _every(self) -> Select[Any]:
        return self._bank.select([self._bank.id.label("i")], Slice(caller=WHOLE_BANK))

    def _sample(self) -> list[str]:
        plain = self._every.limit(_SAMPLE)
        found: list[str] = []
        for query in (plain, plain.order_by(self._bank.id), plain.order_by(self._bank.id.desc())):
            found += [str(row["i"]) for row in self._bank.run(query).rows]
        return found
