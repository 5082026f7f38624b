"""A checked reply in the reader's own language, where that is none the check reads: translated by a model, and only
accepted with every figure and name that was checked, and no other.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agents.llm.calls import Calls
from agents.llm.faults import CallFailed
from agents.llm.providers import Provider
from agents.llm.tokens import count
from agents.moa.prompts import translation_messages
from agents.roster import AgentSpec
from agents.turn import Turn
from db.errors import Language
from tools.facts import Fact

_ENGLISH = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d.,]*\d)")
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)*")
_SWAPPED = str.maketrans(",.", ".,")
_SPACES = str.maketrans("", "", " \u00a0\u202f")
_SHORTEST, _LONGEST = 0.4, 2.5
_ROOM = 0.7
"""Of the translator's tokens what a text may take: its translation is longer."""


async def translated(
    turn: Turn, provider: Provider, calls: Calls, specs: Sequence[AgentSpec], *, reply: str, facts: Sequence[Fact]
) -> str | None:
    """The reply in the turn's other language; None where no model translates it with all its figures."""
    for spec in specs:
        text, rest = _cut(comma_decimals(reply, turn.language), int(spec.max_tokens * _ROOM))
        messages = translation_messages(text, turn.say_in, nonce=turn.nonce)
        try:
            written = await calls.write(
                turn, provider, spec, messages, layer=-1, on_text=lambda text: None, on_restart=lambda: None
            )
        except CallFailed:
            continue
        if not written.truncated and faithful(text, written.text, names_in(facts)):
            return written.text.strip() + rest
    return None


def comma_decimals(text: str, language: Language) -> str:
    """The text with numbers as all these languages write them: 1.234,5 for 1,234.5."""
    if language != "en":
        return text
    return _ENGLISH.sub(lambda match: match.group().translate(_SWAPPED), text)


def faithful(text: str, translation: str, names: frozenset[str]) -> bool:
    """Whether a translation has the text's figures, names and table rows, and no others."""
    if Counter(_figures(text)) != Counter(_figures(translation)):
        return False
    if any((name in text) != (name in translation) for name in names):
        return False
    if text.count("\n|") != translation.count("\n|"):
        return False
    return _SHORTEST <= len(translation) / max(1, len(text)) <= _LONGEST


def names_in(facts: Sequence[Fact]) -> frozenset[str]:
    """The people that results name."""
    return frozenset(name for fact in facts for name in _names(fact.data))


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from (str(node[key]) for key in ("name", "owner") if isinstance(node.get(key), str) and node[key])
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _names(item)


def _figures(text: str) -> Iterator[str]:
    """Each number with its decimals behind a comma, whatever groups its thousands."""
    for match in _NUMBER.finditer(text):
        whole, comma, decimals = match.group().translate(_SPACES).partition(",")
        yield whole.replace(".", "") + comma + decimals


def _cut(text: str, room: int) -> tuple[str, str]:
    """What is translated, and what stays: of a text too long for the model, the table at its end."""
    at = text.find("\n\n|")
    return (text[:at], text[at:]) if count(text) > room and at > 0 else (text, "")
