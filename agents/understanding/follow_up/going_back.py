"""``your answer before last``, ``la penúltima respuesta``: an answer of before, by its place."""

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.understanding.calls import Call, ask_back
from agents.understanding.follow_up.context import Conversation
from agents.understanding.follow_up.operations import UNTOLD, back
from agents.understanding.grammar.spans import Span
from agents.understanding.words import word_file
from db.text import flat
from tools.replies.form import form_of

_OTHER_WISHES = ("mean", "median", "share", "why", "options", "similar", "what_if", "compare", "risk")


@lru_cache(maxsize=1)
def _places() -> list[tuple[int, re.Pattern[str]]]:
    raw = word_file("back")
    return [(said["steps"], re.compile(f"{said['es']}|{said['en']}")) for said in raw]


def steps_back(message: str) -> int:
    """How many answers ago is meant, 1 the last one; 0 where no answer is pointed at."""
    text = flat(message)
    return next((steps for steps, pattern in _places() if pattern.search(text)), 0)


def gone_back(row: Sequence[Span], asked: Conversation) -> list[Call]:
    """The calls of the answer that the message points at; none where it points at none, or asks for something new."""
    steps = steps_back(asked.question) if asked.earlier and not asked.done else 0
    if not steps or any(span.has(*_OTHER_WISHES) and not span.stop for span in row):
        return []
    return back(asked, steps) or [ask_back("unclear", ["count", "list", "churn_rate"])]


def told_again(asked: Conversation) -> list[Call]:
    """The calls of the answer before, where only another form of it is wanted (`tools.replies.form`)."""
    if form_of(asked.question) is None:
        return []
    return [done.call for done in asked.last_turn() if done.call.tool not in UNTOLD and done.data is not None]
