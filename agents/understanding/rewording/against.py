"""``Luis Romero's book compared with the average``: the whole is told beside the rates of a part in any case."""

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.understanding.grammar.spans import Span
from agents.understanding.lexicon.ids import customer_id
from agents.understanding.words import word_file
from db.errors import Language
from db.text import flat

_TOLD = ("churn", "rate", "risk", "mean")
"""What is asked of a part and told of everybody beside it."""
_OTHER = ("median", "sum", "min", "max", "count", "share", "how_much", "why", "history", "similar")
_PEOPLE = ("pronoun", "them", "what_if")


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[re.Pattern[str], re.Pattern[str], str]]:
    return {
        language: (
            re.compile(rf",?\s+{said['joint']}\b\.?{said['to']} {said['whole']}(?=\W*$)"),
            re.compile(rf"^\W*{said['asked']}\W*$"),
            said["asks"],
        )
        for language, said in word_file("against").items()
    }


def against_the_whole(message: str, row: Sequence[Span], language: Language) -> str:
    """The message without the whole that a group is compared with; as written where the reply would not tell it."""
    tail, asked, asks = _forms()[language]
    plain = flat(message)
    found = tail.search(plain) if len(plain) == len(message) else None
    if found is None:
        return message
    before, head = [span for span in row if span.end <= found.start()], message[: found.start()]
    if _elsewhere(before):
        return message
    if any(span.has(*_TOLD) for span in before):
        return head
    base = asked.match(plain[: found.start()])
    named = head[base.start("base") : base.end("base")] if base else head.strip()
    return asks.format(base=named) if _group(before) else message


def _elsewhere(before: Sequence[Span]) -> bool:
    """Whether one customer, people of before or a figure whose whole no reply tells is asked about."""
    return any(span.code or customer_id(span) or span.has(*_PEOPLE, *_OTHER) for span in before)


def _group(before: Sequence[Span]) -> bool:
    """Whether a value is all that was named: a group, and none of its figures."""
    return any(span.entry.values for span in before) and not any(span.entry.columns for span in before)
