"""The coverage rule: every content word of a message is used by the calls, an aside, or named in the reply.

It reads any planner's calls, a language model's too. A word that is left out and would fill a slot that changes the
answer (a time, a place, a group, a measure, a comparison) blocks the answer; any other is named beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from agents.understanding.asides.clauses import Clause
from agents.understanding.calls import CUSTOMER_TOOLS, Call, ask_back, decline
from agents.understanding.coverage.compared import uncompared, uncomputed
from agents.understanding.coverage.demands import Told, unserved_span
from agents.understanding.coverage.evidence import Evidence
from agents.understanding.coverage.leftovers import Beside, beside, one_of
from agents.understanding.coverage.restrictions import unserved
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.symbols import quantile, symbol_set
from agents.understanding.learned_port import Learned, Unlearned
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_adverb, is_verb_form, is_word
from agents.understanding.lexicon.numbers import Number
from agents.understanding.lexicon.plain_words import is_kind
from agents.understanding.lexicon.value_verbs import leads_to_value
from agents.understanding.rules.dates import of_years
from db.text import unaccented

Slot = Literal["time", "value", "column", "measure", "degree", "number", "future", "word", "verb", "clause"]
_ABOUT_ONE = frozenset(CUSTOMER_TOOLS)
_ONE_CUSTOMER = frozenset({*CUSTOMER_TOOLS, "find_customers", "compare"})
_RESTRICTING = (
    *("in", "among", "by", "with", "without", "except", "only", "which", "between", "than", "gt", "lt", "ge", "le"),
    *(
        "gap",
        "recorded",
        "customers",
        "customer",
        "mean",
        "median",
        "sum",
        "share",
        "rate",
        "not",
        "count",
        "max",
        "min",
        "versus",
        "and",
    ),
)
_GONE = frozenset(["left", "stay", "leavers", "customers", "singular"])
_OF_MANY = frozenset(["portfolio", "list_customers", "distribution", "watch_list", "compare", "concentration"])
_OF_ONE_ASPECT = frozenset(["retention_options", "explain_churn", "similar_customers"])
"""Tools that tell one thing of a customer named by an id: an unknown word could ask for no other of them."""
_RECORD = {"customer_card"}
_OF_ITSELF = frozenset(["about_system", "model_report"])
"""Tools about the program: with the first of them the wording is free; only a time, a value or a number restricts."""
_SELF_TOLD = ("broke", "penny", "zero", "nonzero", "left", "stay", "leavers")
"""Cues that are a condition by themselves."""
_NEAR = 1e-6
_YEARS = range(1900, 2101)
_LEADS = frozenset(["in", "with", "without", "which", "are", "by"])
_SHORTEST = 4
"""Letters of a word that can be trusted to be one; shorter unknown ones are slips."""
_CALLED = 4
"""Words before an id among which a capital one is what somebody is called: *Mr McIntosh tomorrow, number …*."""
_MOST_WORDS = 8
"""Of a clause that is named beside the answer."""
OPEN = frozenset(["ask_back", "decline"])
"""Tools that answer nothing."""


@dataclass(frozen=True)
class LeftOut:
    """A piece of the message that no call uses, and which slot it would fill."""

    text: str
    slot: Slot
    blocks: bool


def left_out(
    parts: Sequence[Clause], calls: Sequence[Call], lexicon: Lexicon, learned: Learned | None = None
) -> list[LeftOut]:
    """What the calls leave out of the message's clauses, in order; nothing where they ask back or decline."""
    if not calls or any(call.tool in OPEN for call in calls):
        return []
    evidence, told = Evidence.of(calls), Told.of(calls, lexicon.catalog)
    found: list[LeftOut] = []
    names = _names(parts)
    for part in parts:
        if part.aside:
            continue
        reader = _Reader(part.spans, evidence, told, lexicon, learned or Unlearned())
        at = reader.of_the_program if _of_itself(calls) else reader.at
        read = [
            LeftOut(span.text, "word", False) if span.start in names else at(i) for i, span in enumerate(part.spans)
        ]
        here = [one for one in read if one is not None]
        found += [LeftOut(_short(part.text), "clause", False)] if part.apart and here else here
    return found


def _of_itself(calls: Sequence[Call]) -> bool:
    """Whether the program itself is told about."""
    tools = {call.tool for call in calls}
    return tools <= _OF_ITSELF and "about_system" in tools


def _names(parts: Sequence[Clause]) -> frozenset[int]:
    """``Mitchell 15737888``, ``15737888 (Ms Mitchell)``: where what somebody is called stands beside the id."""
    row = [span for part in parts for span in part.spans if not span.sign]
    ids = [i for i, span in enumerate(row) if span.code or customer_id(span)]
    return frozenset(
        span.start for i in ids for span in row[max(0, i - _CALLED) : i + 3] if span.capital and span.unknown
    )


def _short(text: str) -> str:
    """The beginning of what is named, where it is long."""
    words = text.split()
    return text if len(words) <= _MOST_WORDS else f"{' '.join(words[:_MOST_WORDS])}…"


def blocked(found: Sequence[LeftOut]) -> Call | None:
    """What is said instead of an answer that leaves out what would change it."""
    first = next((one for one in found if one.blocks), None)
    if first is None:
        return None
    if first.slot == "future":
        return decline("future", first.text)
    if first.slot == "time":
        return decline("no_dates", first.text)
    if first.slot == "number":
        return ask_back("number", [first.text])
    return decline("unknown_column", first.text) if first.slot == "word" else ask_back("left_out", [first.text])


class _Reader:
    """One clause beside the evidence of all calls."""

    def __init__(self, row: Sequence[Span], evidence: Evidence, told: Told, lexicon: Lexicon, learned: Learned) -> None:
        self.row = row
        self._of = evidence
        self._told = told
        self._learned = learned
        self._lexicon = lexicon
        self._lifted = any(span.has("remove") for span in row)
        """A condition of before is taken away: what names it need not be in the calls."""

    @cached_property
    def _beside(self) -> list[Beside]:
        """The clause's unknown words that narrow nothing; surely nothing where no more than a record is shown."""
        return beside(self.row, self._lexicon, self._learned, perhaps=self._of.tools != _RECORD)

    @cached_property
    def _idle_runs(self) -> dict[int, tuple[int, int]]:
        """For every place with nothing that a call could use, where the run of such places begins and ends."""
        found: dict[int, tuple[int, int]] = {}
        for idle, places in groupby(range(len(self.row)), key=lambda i: _idle(self.row[i])):
            run = list(places)
            found |= dict.fromkeys(run, (run[0], run[-1] + 1)) if idle else {}
        return found

    def at(self, i: int) -> LeftOut | None:
        """What is left out at one span."""
        row, span = self.row, self.row[i]
        if compared := self._compared(i):
            return compared
        if span.number is not None:
            idle = self._lifted or self._codes(i)
            return self._calendar(i) or (None if idle else self._number(span, span.number))
        if span.sign or span.code is not None or self._of.words.issuperset(_said(span)):
            return None
        if (self._lifted and (span.entry.of_the_bank or span.has("left", "leavers", "stay"))) or self._both(i):
            return None
        if self._of.columns and self._leads(range(i, i + 1)) and not is_kind(span.words[-1], "time"):
            return None
        return (
            self._time(row, i)
            or self._degree(row, i)
            or self._bank(span)
            or self._measure(span)
            or self._who(row, i)
            or self._topic(span)
            or self._word(row, i)
            or self._relative(row, i)
            or self._restriction(row, i)
            or self._demand(row, i)
        )

    def of_the_program(self, i: int) -> LeftOut | None:
        """A time, a value or an amount that is told of the program: no field that its model reads, no percentage."""
        span = self.row[i]
        if span.number is not None:
            return None if span.number.percent else self._calendar(i) or self._number(span, span.number)
        measured = any(other.has("mean", "median", "sum") for other in self.row[max(0, i - 1) : i])
        if measured and span.entry.columns:
            return LeftOut(span.text, "measure", True)
        left = self._time(self.row, i) or self._bank(span)
        return left if left is not None and left.slot != "column" else None

    def _compared(self, i: int) -> LeftOut | None:
        """A comparison that the calls hold otherwise; a difference where they have no groups to tell it of."""
        if self._of_many() and (text := uncompared(self.row, i, self._of)):
            return LeftOut(text, "number", True)
        text = uncomputed(self.row, i) if self._of.tools == {"portfolio"} and not self._told.grouped else ""
        return LeftOut(text, "measure", True) if text else None

    def _both(self, i: int) -> bool:
        """``both sexes``: every value of a column, which narrows nothing."""
        kinds = {self._lexicon.catalog.columns[name].kind for name in self.row[i].entry.columns}
        return bool(kinds & {"category", "flag"}) and any(span.has("both") for span in self.row[max(0, i - 2) : i])

    def _codes(self, i: int) -> bool:
        """``Exited = 0``: what the label stores, said of those who stayed."""
        told = i > 1 and self.row[i - 2].has("left", "stay") and self.row[i - 1].has("eq", "ne")
        return told and self._of.tells_who_left(self._lexicon.catalog.label.column)

    def _number(self, span: Span, number: Number) -> LeftOut | None:
        """A number that is in no argument, in whatever unit it was said."""
        value = abs(number.value)
        forms = (value, value / 100, value * 1e3, value * 1e6, value / 1e3)
        used = any(abs(form - known) < _NEAR for form in forms for known in self._of.numbers)
        columns = self._lexicon.catalog.columns
        used = used or any(value == len(columns[name].values) for name in self._told.grouped if name in columns)
        return None if used or value == 1 else LeftOut(span.text, "number", True)

    def _time(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """``in April``, ``last year``: only a date column can serve it; a history has times of its own."""
        word = row[i].words[-1]
        around = [other for j in (i - 1, i + 1) if 0 <= j < len(row) for other in row[j].words]
        dated = self._dated()
        if any(pair in self._of.values for pair in row[i].entry.values):
            return None  # a contract of 12 months
        told = is_kind(word, "time") or (is_kind(word, "year") and any(is_kind(near, "relative") for near in around))
        counted = i > 0 and row[i - 1].number is not None
        unit = bool(row[i].entry.units) and counted
        if row[i].has("horizon") and self._of.tools & {"portfolio", "list_customers", "distribution"}:
            return LeftOut(row[i].text, "future", True)
        size = quantile(row[i])  # the top quarter by balance is no time
        ranked = size > 0 and not self._of.words.isdisjoint({f"p{size:g}", f"p{100 - size:g}"})
        acts = ranked or (row[i].has("churn", "left", "likely") and not row[i].entry.month)
        acts = acts or (self._of.tools <= {"watch_list"} and any(is_kind(near, "ahead") for near in around))
        if not told or dated or unit or acts or "score_history" in self._of.tools or row[i].entry.columns:
            return None
        return LeftOut(_phrase(row, i), "time", True)

    def _calendar(self, i: int) -> LeftOut | None:
        """``before 2020``, ``después de 2019``: a year, whatever figure the calls took it for."""
        row, number = self.row, self.row[i].number
        if number is None or not number.bare or len(number.digits) != len("2020") or number.value not in _YEARS:
            return None
        bounds = any(is_kind(word, "bound") for span in row[max(0, i - 2) : i] for word in span.words)
        counts = i + 1 < len(row) and bool(row[i + 1].entry.units or row[i + 1].entry.columns)
        return LeftOut(_phrase(row, i), "time", True) if bounds and not counts and not self._dated() else None

    def _dated(self) -> bool:
        """Whether a call speaks of a date, or of the number of a year, of the bank."""
        columns = self._lexicon.catalog.columns
        of = [columns[name] for name in self._of.columns if name in columns]
        return any(column.kind == "date" or of_years(column) for column in of)

    def _degree(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """``barely active`` read as active."""
        if not is_kind(row[i].words[-1], "degree") or i + 1 >= len(row):
            return None
        pairs = row[i + 1].entry.values
        used = [pair for pair in pairs if pair in self._of.values]
        return LeftOut(f"{row[i].text} {row[i + 1].text}", "degree", True) if used else None

    def _bank(self, span: Span) -> LeftOut | None:
        """A value or a column that the calls do not speak of."""
        entry = span.entry
        if not entry.of_the_bank or entry.cues - {"yearly"} or entry.topics or self._passes(span):
            return None
        if entry.values:
            return LeftOut(span.text, "value", True)
        shown = self._of.tools & {"customer_card", "find_customers", "compare", "score_history"}
        if not (entry.columns or entry.adjectives) or shown:
            return None
        return LeftOut(span.text, "column", not self._of.tools <= _ONE_CUSTOMER)

    def _passes(self, span: Span) -> bool:
        """Whether the calls speak of it, or it is no condition: small words, a name's own column."""
        entry, catalog = span.entry, self._lexicon.catalog
        named = {column for column, _ in (*entry.values, *entry.adjectives)}
        named |= {*entry.columns, *entry.units, *entry.weak}
        nobody = {catalog.id, catalog.name} & set(entry.columns)
        small = self._lexicon.stops.issuperset(span.words)
        return bool(self._of.columns & named or nobody) or small or self._at_stake(span)

    def _at_stake(self, span: Span) -> bool:
        """``money`` in a question whose measure is the value at risk."""
        return "value_at_risk" in self._of.measures and self._lexicon.catalog.value in span.entry.columns

    def _measure(self, span: Span) -> LeftOut | None:
        """A median that became something else."""
        cues = span.entry.cues
        if (
            cues == {"median"}
            and "median" not in self._of.measures | self._of.words
            and "distribution" not in self._of.tools
        ):
            return LeftOut(span.text, "measure", True)
        return None

    @staticmethod
    def _leads_to_used(row: Sequence[Span], i: int) -> bool:
        """``sitting on more than 100k``: a verb between a noun and a condition that was understood."""
        after = next((span for span in row[i + 1 :] if not _nothing(span) or span.has("gt", "ge", "lt", "le")), None)
        compared = after is not None and after.has("gt", "ge", "lt", "le", "between", "around")
        return compared or (after is not None and after.number is not None)

    def _who(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """Those who left, or stayed, that became everybody; not ``siguen activos``."""
        span, label = row[i], self._lexicon.catalog.label.column
        if i + 1 < len(row) and row[i + 1].entry.values:
            return None
        plain = not span.stop or len(span.words) > 1
        surely = span.entry.cues & {"left", "stay"} and plain and span.entry.cues <= _GONE
        told = self._of.tells_who_left(label)
        many = bool(self._of.tools) and self._of.tools <= {"portfolio", "list_customers", "distribution"}
        return LeftOut(span.text, "value", True) if surely and many and not told else None

    def _word(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """A word nothing explains: it blocks where it restricts or is asked for, else it is named."""
        span = row[i]
        if not span.unknown or (is_kind(span.words[-1], "bound") and self._dated()):
            return None
        passed = next((found for found in self._beside if found.start <= i < found.end), None)
        if passed is not None:
            return LeftOut(passed.text, "word", False) if passed.named else None
        before = next((other for other in reversed(row[:i]) if not _article(other)), None)
        after = row[i + 1] if i + 1 < len(row) else None
        short = len(span.words[0]) < _SHORTEST and not span.capital and not is_word(span.words[0])
        somebody = is_kind(span.words[-1], "errand")  # whom the team should call before: no time
        bound = not somebody and any(is_kind(other.words[-1], "bound") for other in row[max(0, i - 2) : i])
        if bound and "score_history" not in self._of.tools:
            return LeftOut(_phrase(row, i), "time", True)
        joins = is_verb_form(span.words[0]) and self._leads_to_used(row, i)
        beside_group = one_of(row, i, i + 1) and not joins
        restricts = beside_group or (
            not (short or joins) and any(other is not None and other.has(*_RESTRICTING) for other in (before, after))
        )
        verb = self._acts(span, before) or is_adverb(span.words[-1])
        restricts = restricts and not (verb and self._of.tools <= _ABOUT_ONE)
        if not restricts and not short and (told := self._told_of_them(row, i)):
            return LeftOut(told, "verb", True)
        restricts = restricts and not self._of.tools <= _OF_ONE_ASPECT
        readable = len(span.words[0]) > 1
        return LeftOut(_phrase(row, i), "verb" if verb else "word", restricts) if readable else None

    def _topic(self, span: Span) -> LeftOut | None:
        """``mortgage``: a word of what the bank's table does not hold."""
        entry = span.entry
        told = bool(entry.topics) and not entry.of_the_bank and not entry.cues and self._of_many()
        return LeftOut(span.text, "word", True) if told else None

    def _of_many(self) -> bool:
        """Whether all that is answered is about customers who are described, none by an id."""
        return self._of.tools <= _OF_MANY and "customer_ids" not in self._of.columns

    def _relative(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """``que viven solos``: a relative clause of ordinary words that no call uses, and that joins nothing told
        (``que residen en Francia``)."""
        end = i + 1
        while end < len(row) and _idle(row[end]):
            end += 1
        text = " ".join(span.text for span in row[i:end])
        relative = i > 0 and row[i].has("which") and row[i].words[-1] in symbol_set("relatives")
        relative = relative and end - i > 2
        joins = end < len(row) and _told(row[end]) and _joins(row[i + 1 : end])
        told = self._learned.aside(text) <= self._learned.limits.surely_told
        sure = relative and not joins and told and not self._leads(range(i, end))
        return LeftOut(text, "verb", self._of_many()) if sure and not self._leads_to_used(row, end - 1) else None

    def _leads(self, where: range) -> bool:
        """Whether one of these words only leads to a value."""
        return any(leads_to_value(self.row, i, self._lexicon) for i in where)

    def _restriction(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """``customers who cancelled``: words with a meaning elsewhere that no call took for a condition.

        They narrow nothing where one customer is meant, and are named.
        """
        text = unserved(row, i, self._of, self._lexicon)
        return LeftOut(text, "verb", self._of_many()) if text else None

    def _demand(self, row: Sequence[Span], i: int) -> LeftOut | None:
        """A word of which no call does what it means: a negation, an extreme, a status, a value."""
        if not self._of_many() or not unserved_span(row, i, self._told, self._of.columns, self._lexicon.catalog):
            return None
        return LeftOut(row[i].text, "value", True)

    @staticmethod
    def _acts(span: Span, before: Span | None) -> bool:
        """A verb by its form, or by the copula before it: ``is sitting``."""
        word = span.words[-1]
        return is_verb_form(word) or (before is not None and before.has("are") and word.endswith("ing"))

    def _told_of_them(self, row: Sequence[Span], i: int) -> str:
        """``who live alone``, ``los jubilados``: words no call uses, of which the learned part is sure that they tell
        which customers are meant; empty where it is not."""
        start, end = self._idle_runs[i]
        related = start > 0 and is_kind(row[start - 1].words[-1], "who")
        start -= related
        text = " ".join(span.text for span in row[start:end])
        framed = row[start].unknown and is_verb_form(row[start].words[0]) and start == 0
        several = start == 0 or related or row[start].has("which") or sum(span.unknown for span in row[start:end]) > 1
        counted = self._of_many() and several and not framed
        return text if counted and 0 < self._learned.aside(text) <= self._learned.limits.told else ""


def _said(span: Span) -> list[str]:
    """Its words, those of a name of several words one by one."""
    return [part for word in span.words for part in re.split(r"[ .-]+", unaccented(word))]


def _idle(span: Span) -> bool:
    """Nothing that a call could use: small words and unknown ones."""
    small = span.stop and not span.entry.of_the_bank and not span.sign
    return span.unknown or (small and span.entry.cues <= _LEADS)


def _joins(row: Sequence[Span]) -> bool:
    """One verb with small words, before or behind it: ``residen en``, ``tienen la``."""
    small = symbol_set("prepositions") | symbol_set("articles")
    return not any(s.unknown for s in row) and sum(small.isdisjoint(s.words) for s in row) <= 1


def _told(span: Span) -> bool:
    """Something of the bank or a number, which is judged by itself."""
    return span.entry.of_the_bank or span.number is not None or span.has(*_SELF_TOLD)


def _nothing(span: Span) -> bool:
    return span.stop and not span.entry.of_the_bank


def _article(span: Span) -> bool:
    return span.stop and not span.entry.cues


def _phrase(row: Sequence[Span], i: int) -> str:
    """The word with what leads to it: ``in April``."""
    start = i
    while start > 0 and start > i - 3 and (_article(row[start - 1]) or row[start - 1].has("in", "by", "among", "with")):
        start -= 1
    return " ".join(span.text for span in row[start : i + 1])
