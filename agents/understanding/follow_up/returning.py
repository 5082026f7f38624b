"""``Going back to my first question, …``, ``volviendo a los alemanes: …``: the rest is asked of that answer."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from agents.understanding.follow_up.context import Conversation, Done
from agents.understanding.follow_up.operations import UNTOLD
from agents.understanding.grammar.spans import Span
from agents.understanding.grammar.where import parts
from agents.understanding.words import word_file
from db.text import flat, unaccented

_BREAK = re.compile(r"[,:;.¿—–]")
_GONE = ("left", "leavers")


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The patterns and word sets of ``returns.yaml``."""
    raw = word_file("returns")
    goes = re.compile(f"{raw['goes']['es']}|{raw['goes']['en']}")
    first = frozenset(f"{raw['first']['es']} {raw['first']['en']}".split())
    return {"goes": goes, "first": first, "together": frozenset(raw["together"].split())}


def rest_of(message: str) -> tuple[str, str]:
    """What a message goes back to, and what it asks then; nothing where it goes back to nothing."""
    found = words()["goes"].search(flat(message)) if len(flat(message)) == len(message) else None
    if found is None or message[: found.start()].strip(" ,.¿¡").count(" ") > 1:
        return "", message
    end = _BREAK.search(message, found.end())
    if end is None or not message[end.start() :].strip(" ,:;.?¿"):
        return "", message
    return message[found.end() : end.start()], message[end.start() :].lstrip(" ,:;.—–")


def returned(asked: Conversation, row_of: Callable[[str], Sequence[Span]]) -> Conversation:
    """The conversation as it was after the answer that is gone back to; as it is where there is none."""
    to, rest = rest_of(asked.question) if asked.earlier else ("", asked.question)
    if not to:
        return asked
    told = [i for i, turn in enumerate(asked.earlier) if any(map(_told, turn))]
    if not words()["first"].isdisjoint(unaccented(to).split()):
        found = told[:1]
    else:
        row = row_of(to)
        found = [i for i in reversed(told) if any(_about(done, row) for done in asked.earlier[i])][:1]
    if not found:
        return asked
    end = found[0] + 1
    return replace(asked, question=rest, earlier=asked.earlier[:end], questions=asked.questions[:end])


def _told(done: Done) -> bool:
    return done.call.tool not in UNTOLD and done.data is not None and done.status is None


def _about(done: Done, row: Sequence[Span]) -> bool:
    """Whether an answer was about what these words name: values, who left, somebody's id."""
    where = parts(done.call.arguments.get("where"))
    held = {(str(part.get("column")), str(part.get("value"))) for part in where}
    named = [span for span in row if span.entry.values or span.has(*_GONE) or span.code]
    return bool(named) and all(
        any((column, str(value)) in held for column, value in span.entry.values)
        or (span.has(*_GONE) and done.call.arguments.get("population") == "left")
        or (bool(span.code) and span.code in done.call.arguments.values())
        for span in named
    )
