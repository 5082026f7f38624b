"""Third step: phrases as a frame about many customers; nothing where a span has no place in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from agents.understanding.grammar.assembly import Assembly
from agents.understanding.grammar.conditions import Conditions
from agents.understanding.grammar.figures import Figures
from agents.understanding.grammar.loose import Loose
from agents.understanding.grammar.phrases import Phrase, Rule, phrases
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import is_light, symbol_set, symbols
from agents.understanding.grammar.women import with_women
from agents.understanding.lexicon.lookup import Lexicon
from tools.frames import Frame

Node = dict[str, Any]
_ID_DIGITS = 6
_SEXES = {"ellos": "hombre", "ellas": "mujer"}
_UNKNOWN = 0.5
"""What an unknown word costs: it is left to the coverage rule, which names it or asks."""
_TOLD = frozenset(["condition", "who", "measure", "ask", "having"])
_JOINTS = ("same", "now", "also", "what_about", "and")
_NARROWS = frozenset(["condition", "who", "limit"])


def customer_digits(span: Span) -> bool:
    """Whether a number looks like an id."""
    return span.number is not None and len(span.number.digits) >= _ID_DIGITS


@dataclass(frozen=True)
class Restriction:
    """What a message says of which customers, and how many of them."""

    where: Node | None
    population: Any
    limit: int | None


def _halved(phrase: Phrase, row: Sequence[Span]) -> bool:
    """``under thirty or over seventy``: an ``or over`` that belongs to the number behind it."""
    after = row[phrase.end] if phrase.end < len(row) else None
    return after is not None and after.number is not None and row[phrase.end - 1].has("or_more", "or_less")


class QueryReader:
    """Reads messages into query frames over one catalog."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.catalog = lexicon.catalog
        self._conditions = Conditions(lexicon)
        self.told = lru_cache(maxsize=64)(self._told)
        self._rules: tuple[Rule, ...] = (
            *self._conditions.rules(),
            *Figures(lexicon).rules(),
            *Loose(lexicon).rules(),
        )

    def conditions(self, row: Sequence[Span]) -> Restriction | None:
        """Which customers are meant, whatever is asked of them; none where something of the bank has no place."""
        row = with_women(row, self._lexicon)
        kinds = [symbols(span, self.catalog) for span in row]
        found, _ = phrases(row, kinds, self._rules, lambda i: 1.0 if kinds[i] & symbol_set("bank") else 0.1)
        placed = {i for phrase in found if phrase.kind in _NARROWS for i in range(phrase.start, phrase.end)}
        if any(
            kinds[i] & symbol_set("bank") and i not in placed and not customer_digits(row[i]) for i in range(len(row))
        ):
            return None
        parts = Assembly(found, row, self._lexicon)
        return Restriction(parts.where(), parts.population(), parts.settled.limit())

    def _told(self, row: tuple[Span, ...]) -> tuple[Phrase, ...]:
        """What a message says for sure, each phrase apart: conditions, who is meant, what is computed."""
        whole = with_women(self._sexes(row), self._lexicon)
        kinds = [symbols(span, self.catalog) for span in whole]
        found, _ = phrases(whole, kinds, self._rules, lambda i: _UNKNOWN if "unk" in kinds[i] else 0.1)
        told = Assembly(found, whole, self._lexicon).told()
        return tuple(p for p in told if p.kind in _TOLD and not _halved(p, whole))

    def fragment(self, row: Sequence[Span]) -> Settled | None:
        """The phrases of a message that changes another; none where a span has no phrase."""
        row = with_women(self._sexes(row), self._lexicon)
        kinds = [symbols(span, self.catalog) for span in row]
        if any(span.code or customer_digits(span) or span.entry.topics for span in row):
            return None

        def passes(i: int) -> float:
            if "unk" in kinds[i] or row[i].has(*_JOINTS):
                return _UNKNOWN
            return 1.0 if kinds[i] & symbol_set("holds") and not row[i].sign and not is_light(kinds[i]) else 0.1

        found, missed = phrases(row, kinds, self._rules, passes)
        return None if missed else Assembly(found, row, self._lexicon).settled

    def read(self, row: Sequence[Span]) -> Frame | None:
        """The one frame, where every span that holds something is part of it."""
        found = self.every(row)
        return found[0] if len(found) == 1 else None

    def every(self, row: Sequence[Span]) -> list[Frame]:
        """The frames, where every span that holds something is part of one."""
        row = with_women(self._sexes(row), self._lexicon)
        kinds = [symbols(span, self.catalog) for span in row]
        if any(span.entry.topics and not span.entry.of_the_bank for span in row):
            return []
        if any(span.code or customer_digits(span) for span in row):
            return []

        def passes(i: int) -> float:
            if "unk" in kinds[i]:
                return _UNKNOWN
            return 1.0 if kinds[i] & symbol_set("holds") and not row[i].sign and not is_light(kinds[i]) else 0.1

        found, missed = phrases(row, kinds, self._rules, passes)
        if missed or not found:
            return []
        return Assembly(found, row, self._lexicon).frames()

    def _sexes(self, row: Sequence[Span]) -> Sequence[Span]:
        """``¿quién gana más, ellos o ellas?``: the two pronouns side by side mean men and women."""
        words = {span.words[-1] for span in row}
        entries = [self._lexicon.exact.get((name,)) for name in _SEXES.values()]
        if not words.issuperset(_SEXES) or any(entry is None or not entry.values for entry in entries):
            return row
        meant = dict(zip(_SEXES, entries, strict=True))
        return [
            replace(span, entry=entry, stop=False) if (entry := meant.get(span.words[-1])) is not None else span
            for span in row
        ]
