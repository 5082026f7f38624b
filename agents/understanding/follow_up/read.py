"""A message after others, read by the grammar as one operation on the answer before; nothing where it is whole.

Two kinds: it asks something of those the answer before was about (``how many of them are women?``, ``¿qué saldo medio
tienen?``), or it changes a part of what was asked (``and in Spain?``, ``the median``, ``oldest first``).
"""

from collections.abc import Sequence
from typing import Any

from agents.language import detect
from agents.understanding.calls import Call, ask_back
from agents.understanding.follow_up import operations
from agents.understanding.follow_up.behind import behind, whole_of
from agents.understanding.follow_up.changes import Changes
from agents.understanding.follow_up.context import Conversation, Done, listed_ids
from agents.understanding.follow_up.focus import focused
from agents.understanding.follow_up.leaning import (
    after_answer,
    fragment_of,
    joined,
    named,
    picks,
    pointing,
    rest_of,
    subjectless,
)
from agents.understanding.follow_up.pointed import of_the_groups
from agents.understanding.follow_up.shown import rows_changed
from agents.understanding.follow_up.told import Told
from agents.understanding.follow_up.two_answers import two_answers
from agents.understanding.grammar.query import QueryReader
from agents.understanding.grammar.settled import Settled
from agents.understanding.grammar.spans import Span, spans
from agents.understanding.lexicon.lookup import Lexicon

Node = dict[str, Any]
_ASKED_OF_ALL = ("call",)


class FollowUps:
    """Reads follow-ups over one catalog."""

    def __init__(self, queries: QueryReader, lexicon: Lexicon) -> None:
        self._queries, self._lexicon, self._catalog = queries, lexicon, lexicon.catalog

    def calls(self, row: Sequence[Span], asked: Conversation) -> list[Call]:
        """The calls of a message that leans on the answer before; none for any other."""
        if both := two_answers(row, asked):
            return both
        last = _base(row, asked)
        if last is None or last.data is None:
            return []
        if picks(row) and listed_ids(last):
            return []
        told = Told.of(row, self._lexicon.stops)
        rows = rows_changed(told, last, asked, self._catalog) if told is not None else []
        return rows or of_the_groups(row, last, self._catalog) or self._of_query(row, last, asked)

    def again(self, row: Sequence[Span], asked: Conversation) -> list[Call]:
        """``and the least?`` after an answer about the program, which told of all: the same once more."""
        last = asked.newest()
        plain = joined(row) and not any(s.unknown or s.entry.of_the_bank or s.entry.topics or s.number for s in row)
        return [last.call] if last is not None and last.call.tool == "about_system" and plain else []

    def completed(self, calls: list[Call], row: Sequence[Span], asked: Conversation) -> list[Call]:
        """The calls that others made of a message, of those the answer before was about where it points at them."""
        last = _base(row, asked)
        if last is None or last.data is None or last.call.tool not in operations.FOLLOWED or len(calls) != 1:
            return calls
        pointed = pointing(row)
        if calls[0].tool not in operations.FILTERED or not (pointed or (joined(row) and not named(row))):
            return calls
        return [operations.of_them(calls[0], last, self._catalog.id, pointed=pointed, shown=pointed)]

    def _of_query(self, row: Sequence[Span], last: Done, asked: Conversation) -> list[Call]:
        if last.call.tool not in operations.FOLLOWED:
            return []
        row = after_answer(row)
        if counted := behind(row, self._queries.fragment(rest_of(row, 0)), last, self._catalog):
            return [counted]
        focus = focused(row, last, self._catalog)
        if focus is not None:
            row, last, unknown = focus
            if unknown:
                return [ask_back("left_out", [unknown])]
        made = self._changed(row, last, asked) or self._asked_of_them(row, last)
        return [made] if made is not None else []

    def _asked_of_them(self, row: Sequence[Span], last: Done) -> Call | None:
        """A whole wish about those the answer before was about."""
        pointed = pointing(row)
        rest = rest_of(row, len(listed_ids(last)))
        told = self._queries.fragment(rest)
        if told is None or not (told.every("ask") or told.every("measure")) or _shows_only(told):
            return None
        bare = subjectless(row, told)
        if not (pointed or bare or (joined(row) and not named(row))):
            return None
        frame = self._queries.read(rest)
        if frame is None or (told.spoken(*_ASKED_OF_ALL) and not pointed):
            return None
        call = Call(*frame.call())
        if call.tool not in operations.FILTERED:
            return None
        return operations.of_them(call, last, self._catalog.id, pointed=pointed, shown=pointed or bare)

    def _changed(self, row: Sequence[Span], last: Done, asked: Conversation) -> Call | None:
        """A fragment: what it says takes its place in what was asked before."""
        if last.call.tool not in operations.CHANGED:
            return None
        pointed = pointing(row)
        told = self._queries.fragment(fragment_of(row, len(listed_ids(last))))
        whole = whole_of(asked, pointed=self._pointed_before(asked))
        return Changes(row, last, self._catalog, pointed=pointed, whole=whole).call(told)

    def _pointed_before(self, asked: Conversation) -> bool:
        """Whether the question before pointed at those of the answer before it."""
        if not asked.questions:
            return False
        said = asked.questions[-1]
        return pointing(spans(said, self._lexicon, english=detect(said, "es") == "en"))


def _base(row: Sequence[Span], asked: Conversation) -> Done | None:
    """The answer that is followed up: of several people, where they are pointed at after one of them."""
    last = asked.newest()
    if last is None or last.call.tool in operations.FOLLOWED or not any(span.has("them") for span in row):
        return last
    return asked.last(*operations.PAGED) or last


def _shows_only(told: Settled) -> bool:
    """``who are they?``, ``show me``: nothing but that somebody is to be shown."""
    return {p.value for p in told.every("ask")} <= {"show", "list"} and not told.every("measure")
