"""What a message does to the answer before it: page, sort, turn round, all of them, go back, correct."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from agents.offline.context import Conversation, Done, listed_ids
from agents.offline.lexicon import Lexicon
from agents.offline.plan import Call, ask_back
from agents.understanding import operations
from agents.understanding.spans import Span
from agents.understanding.symbols import column_of
from agents.understanding.where import in_order
from db.catalog import Catalog
from db.text import unaccented
from tools.replies.form import form_of

_FILE = Path(__file__).parent / "words" / "follow.yaml"
_UNTOLD = ("ask_back", "decline", "talk")
_OTHER_WISHES = ("why", "options", "history", "similar", "card", "what_if", "count", "mean", "share", "churn", "left")
_RANKS = ("probability", "value_at_risk")


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {kind: frozenset(unaccented(" ".join(said.values())).split()) for kind, said in raw.items()}


def followed(row: Sequence[Span], asked: Conversation, lexicon: Lexicon) -> list[Call]:
    """The calls before, changed as the message says; none where it says anything else."""
    last = asked.newest()
    told = _Told.of(row, lexicon) if last is not None and last.data is not None else None
    return _changed(told, last, asked, lexicon.catalog) if told is not None and last is not None else []


def corrects(span: Span) -> bool:
    """Whether a word says that what follows is what was meant."""
    return not (_words()["correct"] | _CORRECTS).isdisjoint(span.words)


def told_again(asked: Conversation) -> list[Call]:
    """The calls of the answer before, where only another form of it is wanted (`tools.replies.form`)."""
    if form_of(asked.question) is None:
        return []
    return [done.call for done in asked.last_turn() if done.call.tool not in _UNTOLD and done.data is not None]


def _changed(told: "_Told", last: Done, asked: Conversation, catalog: Catalog) -> list[Call]:
    """The one operation that the words tell."""
    if told.has("back"):
        listed = operations.last_list(asked) if told.has("all") else []
        return _first(asked) if told.has("first") else listed
    if told.has("reverse") and not (told.has("sort") or told.has("page")) and told.column is None:
        made = operations.turn(last.call, told.order) or operations.turn_round(last.call, catalog)
        return [made] if made is not None else []
    if told.has("sort") or (told.has("reverse") and not told.has("page")):
        return _sorted(told, last)
    return _rows_changed(told, last)


def _rows_changed(told: "_Told", last: Done) -> list[Call]:
    """How many of the rows, which of them, and of whom."""
    made: Call | None = None
    if told.has("size") and told.number is not None and told.column is None:
        made = operations.resize(last.call, told.number)
    elif told.has("page"):
        made = operations.page(last, told.number) if told.column is None else None
    elif told.has("whole"):
        made = operations.whole(last.call)
    elif told.has("all"):
        made = operations.every(last.call)
    return [made] if made is not None else []


class _Told:
    """The kinds of a message's words, the number and the column it names."""

    def __init__(self, kinds: set[str], number: int | None, column: str | None, order: str | None, of: str) -> None:
        self._kinds, self.number, self.column, self.order = kinds, number, column, order
        self.id_column = of

    def has(self, kind: str) -> bool:
        """Whether a word of the kind was said."""
        return kind in self._kinds

    @classmethod
    def of(cls, row: Sequence[Span], lexicon: Lexicon) -> "_Told | None":
        """None where a word is none of these."""
        kinds: set[str] = set()
        number, column, order = None, None, None
        for span in row:
            if span.sign:
                continue
            if span.has(*_OTHER_WISHES):
                return None
            if span.entry.ordinal is not None:
                continue
            if span.number is not None:
                number = int(span.number.value)
                continue
            named = column_of(span, lexicon.catalog, "C") or _predicted(span)
            if named is not None and not span.stop:
                column = named
                continue
            for word in span.words:
                of = {kind for kind, words in _words().items() if word in words}
                if not of and word not in lexicon.stops:
                    return None
                kinds |= of
                order = order or next((way for way in ("asc", "desc") if way in of), None)
        first = any(span.entry.ordinal == 1 for span in row)
        return cls(kinds | ({"first"} if first else set()), number, column, order, lexicon.catalog.id)


def _predicted(span: Span) -> str | None:
    if span.has("value_at_risk"):
        return "value_at_risk"
    return "probability" if span.has("risk", "risky", "riskiest") else None


def _sorted(told: _Told, last: Done) -> list[Call]:
    """``sort it by balance``, ``the other way round``, ``re-sort those ten by age``."""
    if told.column is None:
        made = operations.turn(last.call, told.order) if told.has("reverse") else None
        return [made] if made is not None else []
    order = told.order or "desc"
    ranked = last.call.tool == "watch_list" or last.call.arguments.get("order_by")
    if told.has("those") and ranked and last.call.tool in operations.LISTS:
        return _those_sorted(told, last, order)
    made = operations.sort(last.call, told.column, order, _RANKS)
    return [made] if made is not None else []


def _those_sorted(told: _Told, last: Done, order: str) -> list[Call]:
    """The customers shown, whoever else fits, in another order; where their number is not that many, which is asked."""
    ids = listed_ids(last)
    if not ids or told.number not in {None, len(ids)}:
        return [ask_back("number", [str(told.number)])] if ids else []
    where = in_order({"column": told.id_column, "op": "in", "value": ids})
    return [Call("list_customers", {"where": where, "order_by": told.column, "order": order, "limit": len(ids)})]


def _first(asked: Conversation) -> list[Call]:
    """``the first one we looked at``: the first customer, else the first answer of the conversation."""
    people = asked.people()
    if people:
        return [Call("customer_card", {"customer_id": people[0]})]
    return next(iter(operations.history(asked)), [])[:1]


_OPENS = re.compile(r"^\W*(?:no|nope|nah|perd[oó]n|perdona|sorry|oops|ups)\b\s*[,.;:!—–-]+\s*", re.IGNORECASE)


def after_no(message: str) -> str:
    """The message without the ``no,`` that answers what was said before."""
    said = _OPENS.sub("", message)
    return after_no(said) if said != message else message


_CORRECTS = frozenset(["no", "perdon", "sorry", "oops", "digo", "not", "mejor_dicho"])


def corrected(message: str, row: Sequence[Span]) -> str | None:
    """``no, I meant France`` as ``and France``: what replaces a part of the question before."""
    spoken = [span for span in row if not span.sign]
    if not spoken or spoken[0].words[0] not in _CORRECTS:
        return None
    correcting = _words()["correct"] | _words()["small"] | _CORRECTS
    at = next((i for i, span in enumerate(spoken) if not _beside(span, correcting)), 0)
    meant = any(set(span.words) & _words()["correct"] for span in spoken[:at])
    return f"y {message[spoken[at].start :]}" if at and meant else None


def _beside(span: Span, words: frozenset[str]) -> bool:
    """Whether a span only leads to what is meant."""
    small = span.stop and not span.entry.of_the_bank and not span.number
    return set(span.words) <= words or span.has("not") or small
