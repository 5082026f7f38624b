"""Something to be written down about a customer, said in words: a note, a contact, a promise, what became of them.

It is only proposed: the tool ``propose_record`` checks it and the person confirms it. Statements count without an
order ("I called 15634602 today", "15634602 has left the bank") where the whole message is one; questions never do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from agents.language import detect
from agents.understanding.calls import Call, ask_back
from agents.understanding.follow_up.context import Conversation
from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.lexicon.morphology import is_word
from agents.understanding.rules.reading import read
from agents.understanding.topics.days import said_day
from agents.understanding.words import word_file
from db.errors import Language
from db.text import flat

TOOL = "propose_record"
_CUSTOMER = "§"
_GAP = rf"(?:[^\w{_CUSTOMER}]|_)"
"""What stands between words; never the mark, whose run is as long as what it stands for."""
_ENDS = " \t\n,;:.-–—¡!\"'«»“”"
_PROPER = re.compile(r"\b[^\W\d_a-zà-ÿ][\w'’-]{2,}(?: [^\W\d_a-zà-ÿ][\w'’-]{2,})*")
_DAY_WORDS = 30
"""Characters that the day of a contact may take behind it."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be kept; ``customer``: an id (a name where ``named``), None for the one spoken of last."""

    kind: str
    text: str = ""
    customer: str | None = None
    named: bool = False
    channel: str | None = None
    day: date | None = None
    left: bool | None = None

    def call(self, customer: str) -> Call:
        """The tool call once the customer's id is known."""
        told: dict[str, Any] = {"customer_id": customer, "kind": self.kind, "text": self.text, "channel": self.channel}
        told |= {"day": self.day.isoformat() if self.day else None, "left": self.left}
        return Call(TOOL, {name: value for name, value in told.items() if value not in (None, "")})


def wish(message: str, row: Sequence[Span], lexicon: Lexicon, today: date) -> Wish | None:
    """What the message asks to have written down; None where it asks for something else."""
    language: Language = "en" if detect(message, "es") == "en" else "es"
    words, plain = _words(language), flat(message)
    lead = re.match(rf"[\W_]*(?:{words['lead']}\b[\W_]*)*", plain)
    start = lead.end() if lead else 0
    order = re.compile(rf"(?:{words['order']})(?!\w)").match(plain, start)
    weak = None if order else re.compile(rf"(?:{words['plain_order']})(?!\w)").match(plain, start)
    begun = order or weak
    if begun is None and ("?" in plain or re.search(words["doubt"], plain)):
        return None
    said = _Said(message[begun.end() if begun else start :], words, language, today, stated=begun is None)
    customer, named = said.mark(row, lexicon, at=len(message) - len(said.text))
    found = said.wish()
    if found is None or (weak and found.kind == "note" and customer is None and not said.speaks_of_somebody()):
        return None
    return replace(found, customer=customer, named=named)


@lru_cache(maxsize=2)
def _words(language: Language) -> dict[str, Any]:
    said: dict[str, dict[str, Any]] = word_file("recording")
    return said[language]


class _Said:
    """What follows the order to write it down, or a statement of its own (``stated``)."""

    def __init__(self, text: str, words: dict[str, Any], language: Language, today: date, *, stated: bool) -> None:
        self.text, self.flat, self.words = text, flat(text), words
        self.language, self.today, self.stated = language, today, stated

    def mark(self, row: Sequence[Span], lexicon: Lexicon, *, at: int) -> tuple[str | None, bool]:
        """Find whom it is about, by id or by name, and mark the place; ``at``: where the text begins in the message."""
        for span in row:
            written = customer_id(span)
            if written is not None:
                self._marked(max(0, span.start - at), max(0, span.end - at))
                return written, False
        undated = self._undated()
        names = read(undated, lexicon).slots.names or _capitals(undated)
        start = self.text.find(names[0]) if names else -1
        if start < 0:
            return None, False
        self._marked(start, start + len(names[0]))
        return names[0], True

    def wish(self) -> Wish | None:
        """The kind that is meant, the surest first."""
        return self._outcome() or self._promise() or self._contact() or self._note()

    def speaks_of_somebody(self) -> bool:
        """Whether a customer is spoken of, by name, id or pronoun."""
        return _CUSTOMER in self.flat or re.search(self.words["pronoun"], self.flat) is not None

    def _outcome(self) -> Wish | None:
        """What became of the customer; a bare statement must say that and nothing else."""
        for kind, left in (("stayed", False), ("left", True)):
            phrase, tail = self.words[kind], self.words["tail"]
            if self.stated:
                subject = rf"(?:{tail}{_GAP}+)?(?:{self._somebody()}{_GAP}+)*(?:{_CUSTOMER}++{_GAP}*)?"
                told = re.fullmatch(rf"{subject}(?:{phrase})(?:[\W_]+{tail})*[\W_]*", self.flat)
            else:
                told = re.search(rf"(?<!\w)(?:{phrase})(?!\w)", self.flat)
            if told is not None:
                return Wish(kind="outcome", left=left, day=self._day(forward=False))
        return None

    def _promise(self) -> Wish | None:
        lead = re.match(r"(?:[^\w§]*(?:\b(?:que|that|to|de)\b)?)*", self.flat)
        promised = re.compile(rf"(?:{self.words['remind']})(?!\w)").match(self.flat, lead.end() if lead else 0)
        if promised is None or (self.stated and not self.speaks_of_somebody()):
            return None
        return Wish(kind="promise", text=_without_lead(self.text[promised.end() :]), day=self._day(forward=True))

    def _contact(self) -> Wish | None:
        for channel, phrase in self.words["contact"].items():
            touched = re.search(rf"\b(?:{phrase})(?!\w)", self.flat)
            if touched and (not self.stated or (self._early(touched.start()) and self.speaks_of_somebody())):
                day = self._day(forward=False) or self.today
                return Wish(kind="contact", text=self._after_contact(touched.end()), channel=channel, day=day)
        return None

    def _note(self) -> Wish | None:
        subject = rf"(?:\b{self.words['subject']}\b{_GAP}*)*"
        about = rf"{_GAP}*(?:{self.words['about']})?{subject}{_CUSTOMER}++{_GAP}*(?=[:,])"
        addressed = re.match(about, self.flat)
        text = _without_lead(self.text[addressed.end() if addressed else 0 :])
        return Wish(kind="note", text=text) if text and not self.stated else None

    def _day(self, *, forward: bool) -> date | None:
        said = said_day(self.flat, self.language, self.today, forward=forward)
        return said.day if said else None

    def _somebody(self) -> str:
        return rf"(?:{self.words['subject']}|{self.words['pronoun']})"

    def _undated(self) -> str:
        """The text without its day: a weekday's capital makes nobody's name."""
        day = said_day(self.flat, self.language, self.today, forward=True)
        return self.text if day is None else self.text[: day.start] + " " * (day.end - day.start) + self.text[day.end :]

    def _marked(self, start: int, end: int) -> None:
        self.flat = self.flat[:start] + _CUSTOMER * (end - start) + self.flat[end:]

    def _early(self, at: int) -> bool:
        """Whether a phrase begins the statement, after the day or the customer at most."""
        before = self.flat[:at]
        day = said_day(before, self.language, self.today, forward=False)
        if day is not None:
            before = before[: day.start] + before[day.end :]
        return re.fullmatch(rf"(?:[\W_]|{_CUSTOMER}|\b{self._somebody()}\b)*", before) is not None

    def _after_contact(self, touched: int) -> str:
        """What was said or agreed: the text behind the contact, its customer and its day."""
        behind = max(touched, self.flat.rfind(_CUSTOMER) + 1)
        day = said_day(self.flat, self.language, self.today, forward=False)
        if day is not None and 0 <= day.end - behind <= _DAY_WORDS:
            behind = day.end
        joints, tail = self.words["joints"], self.words["tail"]
        lead = re.match(rf"(?:[\W_]|\b{joints}(?!\w))*", self.flat[behind:])
        kept = self.text[behind + (lead.end() if lead else 0) :].strip(_ENDS)
        nothing = re.fullmatch(rf"(?:[\W_]|\b(?:{tail}|{self.words['pronoun']})\b)*", flat(kept))
        return "" if nothing else kept


def _capitals(text: str) -> list[str]:
    """Words with a capital; at the beginning only what is in no dictionary."""
    found = [
        match for match in _PROPER.finditer(text) if text[: match.start()].strip(_ENDS) or not is_word(flat(match[0]))
    ]
    return [match[0] for match in found]


def _without_lead(text: str) -> str:
    """The note itself: without the ``that`` or the colon that leads to it."""
    lead = re.match(r"(?:[\W_]|\b(?:que|that)\b)*", flat(text))
    return text[lead.end() if lead else 0 :].strip(_ENDS)


def next_call(said: Wish, asked: Conversation) -> list[Call]:
    """Propose it, look the name up first, or ask whom it is about; nothing more once that is done."""
    if asked.done:
        last = asked.done[-1]
        found = last.data.get("customer_id") if last.data is not None and last.status is None else None
        return [said.call(str(found))] if last.call.tool == "find_customers" and found is not None else []
    if said.customer is not None:
        return [Call("find_customers", {"name": said.customer}) if said.named else said.call(said.customer)]
    focus = asked.focus()
    return [said.call(focus) if focus is not None else ask_back("no_customer", ["customer_id", "name"])]
