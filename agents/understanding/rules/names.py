"""Which words of a question are a customer's name: by what leads to them, by their capital, or as no word of ours."""

import re
from collections.abc import Sequence
from functools import cached_property

from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_verb_form, is_word
from agents.understanding.rules.items import Item

_MANY: tuple[Cue, ...] = ("customers", "count", "mean", "median", "sum", "rate", "share", "by", "distribution")
"""Cues of questions about many customers, in which a capital may be a place or a column nobody has."""
_OF_ONE: tuple[Cue, ...] = (
    "risk",
    "likely",
    "why",
    "card",
    "options",
    "history",
    "similar",
    "what_if",
    "find",
    "risky",
    "list",
)
_PERSONAL: tuple[Cue, ...] = (
    "similar",
    "options",
    "rescue",
    "compare",
    "versus",
    "why",
    "card",
    "history",
    "model",
    "drivers",
)
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "sr", "sra", "senor", "senora", "don", "dona"])
_LINKS = frozenset(["de", "del", "la", "los", "van", "von", "der", "di", "da", "le", "al", "el"])
_PLACE = frozenset(["in", "en", "from", "desde"])
_LEADING = frozenset(
    ["de", "del", "of", "is", "tiene", "for", "to", "a", "al", "does", "has", "le", "s", "es", "con", "with", "about",
     "sobre", "como", "like", "as", "offer", "que", "than", "than", "and", "y", "perder", "lose", "keep"]
)  # fmt: skip
_FEW = 6
_HAS = frozenset(
    ["tiene", "is", "has", "does", "es", "gana", "esta", "se", "cobra", "sigue", "did", "was", "will", "would"]
)
_BEING = frozenset(["is", "es", "esta", "was", "era"])
_CUSTOMERS: tuple[Cue, ...] = ("customers", "customer", "profile")
_FINDING = frozenset(
    ["find", "search", "locate", "look for", "busca", "buscar", "encuentra", "localiza", "buscame", "encontrar"]
)


def names(row: Sequence[Item], lexicon: Lexicon, taken: set[int], *, has_id: bool) -> list[str]:
    """The names in the order said; ``taken`` grows with their words."""
    found: list[str] = []
    reader = _Names(row, lexicon, taken)
    for spot in (reader.proper, reader.plain):
        i = 0
        while i < len(row) and not (spot == reader.plain and (found or has_id)):
            length = spot(i)
            if length:
                first = reader.first(i) if spot == reader.proper else i
                words = [item.text for item in row[first : i + length]]
                found.append(re.sub(r"['’]s?$", "", " ".join(words)))
                taken.update(range(first, i + length))
            i += length or 1
    return found


class _Names:
    def __init__(self, row: Sequence[Item], lexicon: Lexicon, taken: set[int]) -> None:
        self.row = row
        self.lexicon = lexicon
        self.taken = taken
        letters = [item for item in row if item.text[:1].isalpha()]
        self.shouted = len(letters) > 1 and all(item.text.isupper() for item in letters if len(item.text) > 1)

    # --- names by a title, a capital or an apostrophe

    def proper(self, i: int) -> int:
        """How many items from ``i`` on are a name told as one; 0 for none."""
        item = self.row[i]
        if item.sign or item.number or item.code or i in self.taken:
            return 0
        titled = self._titled(i)
        if titled:
            return self._length(i) if item.unknown or item.capital else 0
        if not (item.unknown or self._only_a_topic(i)):
            return 0
        owner = bool(re.search(r"['’]s?$", item.text))
        if not owner and (self._by_place(i) or not self._capital(i)):
            return 0
        if self._many(i) and not owner and not self._led(i) and not self._one_of_many(i):
            return 0
        return self._length(i)

    def first(self, i: int) -> int:
        """Where a name begins whose first word told is ``i``: small words with a capital are part of it (El Amrani)."""
        while i > 0 and not self._starts(i - 1) and not self.shouted:
            before = self.row[i - 1]
            if not (before.capital and before.words[-1] in _LINKS) or i - 1 in self.taken:
                break
            i -= 1
        return i

    def _one_of_many(self, i: int) -> bool:
        """``is Cano one of our customers``, ``¿es Cano cliente del banco?``: asks whether somebody is a customer."""
        first, after = self.first(i), i + self._length(i)
        asks = first > 0 and self.row[first - 1].words[-1] in _BEING and (first == 1 or self._starts(first - 1))
        if not (asks or (after < len(self.row) and self.row[after].words[0] in _BEING)):
            return False
        said = self.row[after : after + _FEW]
        noun = next((j for j, item in enumerate(said) if item.has(*_CUSTOMERS)), None)
        return noun is not None and all(item.stop or item.has("in", "among", "are") for item in said[:noun])

    def _capital(self, i: int) -> bool:
        """A capital that says something: inside a sentence, or on what is no word of ours."""
        item = self.row[i]
        if not item.capital or self.shouted:
            return False
        return not self._starts(i) or not is_word(item.words[0]) or self._subject(i)

    def _starts(self, i: int) -> bool:
        return i == 0 or self.row[i - 1].text in {".", "?", "!", "¿", "¡", ":"}

    def _subject(self, i: int) -> bool:
        """``Flores tiene tarjeta``: a verb of one person follows the first word."""
        after = self.row[i + 1] if i + 1 < len(self.row) else None
        return after is not None and after.words[0] in _HAS and not is_verb_form(self.row[i].words[0])

    def _only_a_topic(self, i: int) -> bool:
        """``ficha de Guerra``: a capital inside the sentence on a word that otherwise only says what is outside."""
        item = self.row[i]
        topic = bool(item.entry.topics) and not item.entry.cues and not item.entry.of_the_bank
        written = item.capital and not item.text.isupper()
        return topic and written and len(item.words) == 1 and not self._starts(i) and not self.shouted

    def _many(self, i: int) -> bool:
        return bool(self._of_many - {i - 1})

    @cached_property
    def _of_many(self) -> frozenset[int]:
        """Where a question about many customers shows."""
        return frozenset(j for j, item in enumerate(self.row) if item.has(*_MANY))

    def _led(self, i: int) -> bool:
        """Whether a question about many leads to one: like Treacy, profile of Groves, what to offer Boni."""
        first, last = self._leads
        return first < i or last > i

    @cached_property
    def _leads(self) -> tuple[int, int]:
        """The first word that leads to one person, and the last that points back to one."""
        leading = (i for i, item in enumerate(self.row) if item.has(*_PERSONAL))
        back = [
            i for i, item in enumerate(self.row) if item.has("pronoun", "options") and item.has("customer", "options")
        ]
        return next(leading, len(self.row)), max(back, default=-1)

    def _by_place(self, i: int) -> bool:
        """Whether ``in``, ``en`` or ``from`` leads here: a place, not a person."""
        if i == 0 or self.row[i - 1].words[-1] not in _PLACE:
            return False
        return i <= self._told

    @cached_property
    def _told(self) -> int:
        """Where the first word stands that asks of one person."""
        return next((i for i, r in enumerate(self.row) if r.has("history", "why", "compare")), len(self.row))

    def _length(self, i: int) -> int:
        """The name's items: further unknown words, a capital after ``de`` or ``van``."""
        row, length = self.row, 1
        while i + length < len(row):
            if self._initial(i + length):
                length += 2
                continue
            following = row[i + length]
            linked = (
                following.words[-1] in _LINKS
                and i + length + 1 < len(row)
                and row[i + length + 1].unknown
                and row[i + length + 1].capital
            )
            more = following.unknown and (following.capital or not row[i].capital)
            if not (linked or (more and not is_verb_form(following.words[0]))):
                break
            length += 1
        return length

    def _initial(self, i: int) -> bool:
        """Whether a middle initial stands here, before a further capital: ``Daniel R Jackson``."""
        item, after = self.row[i], self.row[i + 1] if i + 1 < len(self.row) else None
        return item.capital and len(item.text) == 1 and after is not None and after.unknown and after.capital

    def _titled(self, i: int) -> bool:
        """Whether a title or a word for surnames stands before (Mr, llamado, surname)."""
        j = i - 1
        while j >= max(0, i - _FEW) and (
            self.row[j].words[-1] in {"is", "es", "as", "the", "de", "of", "la", "el", ":", "a"}
            or self.row[j].text in {":", '"', "-"}
        ):
            j -= 1
        if j < max(0, i - _FEW):
            return False
        before, name = self.row[j], self.lexicon.catalog.name
        if before.words[-1] in _TITLES or (name is not None and name in before.entry.columns):
            return True
        if before.has("find") and before.words[-1] not in _FINDING:
            return True
        told = before.has("customer", "find", "card") and self.row[i].unknown
        return told and not is_verb_form(self.row[i].words[0]) and not self._many(i)

    # --- names in small letters

    def plain(self, i: int) -> int:
        """How many items from ``i`` on are a name in small letters: no word of ours, where one customer is asked of."""
        item = self.row[i]
        if not item.unknown or item.sign or i in self.taken or self._by_place(i):
            return 0
        linked = i > 0 and self.row[i - 1].words[-1] in _LEADING and self._of_one
        strange = not is_word(item.words[0]) and (self._of_one or self._attribute)
        if is_verb_form(item.words[0]) or not (linked or strange):
            return 0
        end = i + 1
        while end < len(self.row) and self.row[end].unknown and not is_verb_form(self.row[end].words[0]):
            end += 1
        return end - i

    @cached_property
    def _attribute(self) -> bool:
        """``saldo drury``: a few words, one of them a column, none about many."""
        words = [item for item in self.row if not item.sign]
        named = any(item.entry.columns or item.entry.units for item in words)
        return len(words) <= _FEW and named and not any(item.has(*_MANY) or item.entry.topics for item in words)

    @cached_property
    def _of_one(self) -> bool:
        """Whether one customer is asked about: ``riesgo de hargrave``, ``does hill have a card``."""
        row = self.row
        if any(item.entry.topics for item in row):
            return False
        detail = any(item.entry.units or item.entry.columns or item.entry.adjectives for item in row) and any(
            item.words[0] in _HAS for item in row
        )
        many = any(
            item.has(*_MANY) and not item.has("mean", "what_if", *_OF_ONE) and not (detail and item.has("count"))
            for item in row
        )
        personal = any(item.has("similar") for item in row)
        return (detail or any(item.has(*_OF_ONE) for item in row)) and (personal or not many)
