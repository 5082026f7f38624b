"""Sixth step: everything one question says, as slots; what to do with them is decided in `intents` and `followups`."""

from dataclasses import dataclass, field
from typing import Any

from agents.language import detect
from agents.understanding.lexicon.cues import Cue
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.numbers import Number
from agents.understanding.lexicon.value_verbs import leads_to_value
from agents.understanding.rules.changes import Changes
from agents.understanding.rules.codes import code_conditions
from agents.understanding.rules.conditions import Condition, ConditionReader
from agents.understanding.rules.dates import date_conditions
from agents.understanding.rules.groups import groups
from agents.understanding.rules.items import Item, items
from agents.understanding.rules.listing import listing
from agents.understanding.rules.measures import Measures
from agents.understanding.rules.population import population
from agents.understanding.rules.slots import Slots, slots
from agents.understanding.rules.tense import supposes
from agents.understanding.rules.where import Node, where

_YEAR = frozenset(["in", "en", "by", "before", "since", "desde", "during", "durante", "ano", "year", "until", "para"])


@dataclass
class Reading:
    """One question, read."""

    question: str
    row: list[Item]
    cues: set[str]
    topics: set[str]
    slots: Slots
    conditions: list[Condition] = field(default_factory=list)
    where: Node | None = None
    population: str | None = None
    measures: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    order: tuple[str, str] | None = None
    share_at: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    what_if: bool = False
    profile: bool = False
    columns: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unknown_group: list[str] = field(default_factory=list)
    future: str | None = None
    listing: bool = False
    english: bool = False
    loose: list[int] = field(default_factory=list)
    leading: frozenset[int] = frozenset()
    """Where words stand that only lead to a value (``agents.understanding.lexicon.value_verbs``)."""

    @property
    def loose_numbers(self) -> list[Number]:
        """The numbers that nothing in the question explains."""
        return [number for i in self.loose if (number := self.row[i].number) is not None]

    def has(self, *cues: Cue) -> bool:
        """Whether any item may be one of the cues."""
        return any(cue in self.cues for cue in cues)

    @property
    def about_bank(self) -> bool:
        """Whether anything of the bank or of a customer is named."""
        return bool(
            self.slots.ids
            or self.slots.names
            or self.conditions
            or self.measures
            or self.groups
            or self.columns
            or self.changes
        ) or any(item.entry.of_the_bank for item in self.row)


def read(question: str, lexicon: Lexicon) -> Reading:
    """Read a question against a catalog's lexicon."""
    english = detect(question, "es") == "en"
    row = items(question, lexicon, english=english)
    found = slots(row, lexicon)
    cues = {cue for i, item in enumerate(row) if i not in found.taken for cue in item.entry.cues}
    topics = {
        t
        for i, item in enumerate(row)
        if i not in found.taken and not item.entry.of_the_bank
        for t in item.entry.topics
    }
    if row and row[0].words[0] in {"do", "does"} and "churn" in cues:
        cues.discard("likely")
    reading = Reading(question, row, cues, topics, found, english=english)
    reading.leading = frozenset(i for i in range(len(row)) if leads_to_value(row, i, lexicon))
    taken = set(found.taken)
    dated = date_conditions(row, lexicon, taken)
    reading.future = _future(row, taken)
    _what_if(reading, lexicon, taken)
    dated += code_conditions(row, lexicon, taken) if not reading.what_if else []
    reading.listing = listing(row, found, cues, lexicon)
    reading.groups, reading.unknown_group = groups(row, lexicon, taken, listing=reading.listing)
    measured = Measures(row, lexicon, taken, grouped=bool(reading.groups), listing=reading.listing).read()
    reading.measures, reading.order, reading.share_at = measured.measures, measured.order, measured.share_at
    reader = ConditionReader(row, lexicon, taken)
    conditions = reader.read()
    reading.conditions, reading.loose = [*dated, *conditions.conditions], conditions.loose
    taken |= conditions.used
    reading.where = where(reading.conditions, row)
    reading.columns = _columns(row, lexicon, taken)
    reading.population = population(reading)
    reading.unknown = [item.text for i, item in enumerate(row) if item.unknown and i not in taken]
    return reading


def _what_if(reading: Reading, lexicon: Lexicon, taken: set[int]) -> None:
    """The clause after ``if``, when it changes something."""
    row = reading.row
    told = (i for i, item in enumerate(row) if item.has("what_if") and i not in taken and not _whether(row, i))
    spots = (i for i in told if i + 1 < len(row) and not row[i + 1].sign)  # what does the last note say?
    start = next(spots, None)
    reading.profile = _is_profile(reading)
    split = start is not None and not reading.slots.ids and any(item.has("by") for item in row[:start])
    if start is None or split or (reading.profile and not _changes_later(row, start)):
        return
    stop = next(
        (
            i
            for i in range(start + 2, len(row))
            if (row[i].text in {",", "?", ";"} and i > start + 2) or (row[i].has("why", "options") and i > start + 3)
        ),
        len(row),
    )
    changes = Changes(row, lexicon, taken, range(start + 1, stop))
    found = changes.read()
    if not found and stop < len(row):
        changes = Changes(row, lexicon, taken, range(start + 1, len(row)))
        found = changes.read()
    if found:
        reading.changes, reading.what_if = found, True
        taken.update(range(start, stop))
    elif row[start].words[0] not in {"si", "if"} or len(row[start].words) > 1:
        reading.what_if = True


def _whether(row: list[Item], i: int) -> bool:
    """``tell me if she has a card``: a question told, where no verb supposes anything."""
    told = row[i].words in {("si",), ("if",)} and any(item.has("whether") for item in row[max(0, i - 2) : i])
    return told and not any(supposes(item) for item in row[i + 1 :])


def _changes_later(row: list[Item], start: int) -> bool:
    return any(item.entry.of_the_bank or item.number for item in row[:start])


def _is_profile(reading: Reading) -> bool:
    """A described person (``a 45 year old German woman with 3 products``) rather than customers of the bank."""
    if (
        reading.slots.ids
        or reading.slots.names
        or reading.has("customers", "count", "list", "share", "mean", "median", "sum", "by")
    ):
        return False
    would = reading.has("churn") and any(item.words[0] == "would" for item in reading.row)
    if not (would or reading.has("risk", "likely", "profile", "what_if")):
        return False
    row = reading.row
    articles = {"a", "an"} if reading.english else {"un", "una"}
    for i, item in enumerate(row):
        single = item.has("profile") or item.words[-1] in articles
        if single and any(
            r.entry.values or r.entry.units or (r.number and not r.number.percent) for r in row[i + 1 : i + 5]
        ):
            before = row[max(0, i - 3) : i]
            owned = bool(row[i + 1].entry.columns) if i + 1 < len(row) else False
            return not any(
                r.has("pronoun", "more", "up", "down") or (r.has("with") and owned and item.words[-1] in articles)
                for r in before
            ) or item.has("profile")
    return False


def _columns(row: list[Item], lexicon: Lexicon, taken: set[int]) -> list[str]:
    named = [c for i, item in enumerate(row) if i not in taken for c in (item.entry.columns or item.entry.weak)[:1]]
    return list(dict.fromkeys(named))


def _future(row: list[Item], taken: set[int]) -> str | None:
    """A year or a month to come that the question is about."""
    for i, item in enumerate(row):
        number = item.number
        if (
            number is not None
            and number.bare
            and i not in taken
            and 1900 <= number.value <= 2100
            and len(number.digits) == 4
        ):
            before = row[max(0, i - 2) : i]
            if any(b.entry.month or b.words[-1] in _YEAR for b in before):
                return item.text
    return None
