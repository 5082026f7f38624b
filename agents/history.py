"""What was said before in this conversation, as the orchestrator needs it: rebuilt from stored turns after a resume.

A model is shown past results by the same rule as current ones (`agents.moa.shown`), the oldest reduced first until all
fits; turns before the last few are one line each, written from their Facts. Each result has a name that stays the same
through the conversation (``3.F1``: the third turn's first), by which it can be read again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage

from agents.events import Status
from agents.llm.tokens import count
from agents.moa.fences import escape
from agents.roster import Limits
from db.errors import Language
from tools.context import ReplyAccount
from tools.facts import Fact
from tools.shown import LEAST, Shown, shown

_STEP = 3
"""The window moves so many turns at a time: a prompt's beginning stays the same, and so in the provider's cache."""
_REPLY = 600
"""Characters of a past reply that a model is shown: its words lead on, its figures are in the results."""
_QUESTION = 200
_SUMMARISED = 12
"""Turns that are told in one line each; what was said before them is left out."""


@dataclass(frozen=True, kw_only=True)
class PastTurn:
    """One finished turn."""

    question: str
    language: Language
    status: Status
    reply: str
    facts: tuple[Fact, ...] = ()
    account: ReplyAccount | None = None
    """How the reply came about, where it is known."""


def named_facts(history: Sequence[PastTurn], *, turns: int) -> dict[str, Fact]:
    """The results of the last turns that found something, by name, oldest first."""
    first = _first(history, turns)
    return {
        name_of(number, fact): fact
        for number, past in enumerate(history[first:], start=first + 1)
        for fact in past.facts
        if fact.data.get("status") is None
    }


def _first(history: Sequence[PastTurn], turns: int) -> int:
    """Where the turns that are told whole begin."""
    if not turns:
        return len(history)
    first = max(0, len(history) - turns)
    return first - first % _STEP


def name_of(turn: int, fact: Fact) -> str:
    """What a past result is called."""
    return f"{turn}.{fact.id}"


def as_messages(history: Sequence[PastTurn], *, limits: Limits, room: int | None = None) -> list[AnyMessage]:
    """The conversation so far as messages: question, tool calls, one tool message per Fact (escaped JSON), reply.

    ``room``: tokens they may take; without it nothing is reduced.
    """
    turns = limits.history_turns
    first = _first(history, turns)
    recent = list(history[first:])
    if room is None:
        return [m for n, past in enumerate(recent, start=first + 1) for m in _turn(n, past, None)]
    summary = _summary(history[:first])
    levels = [Shown(rows=limits.past_rows)] * len(recent)
    told = [_turn(n, past, level) for n, (past, level) in enumerate(zip(recent, levels, strict=True), start=first + 1)]
    sizes = [_size(messages) for messages in told]
    for index in range(len(recent)):
        for level in LEAST:
            if sum(sizes) + _size(summary) <= room:
                break
            told[index] = _turn(first + index + 1, recent[index], level)
            sizes[index] = _size(told[index])
    while len(told) > 1 and sum(sizes) + _size(summary) > room:
        del told[0], sizes[0]
    return [*summary, *(message for messages in told for message in messages)]


def _turn(number: int, past: PastTurn, level: Shown | None) -> list[AnyMessage]:
    """One past turn; ``level`` None: whole."""
    messages: list[AnyMessage] = [HumanMessage(past.question)]
    calls = [
        ToolCall(name=fact.tool, args=dict(fact.arguments), id=f"past-{number}-{fact.id}", type="tool_call")
        for fact in past.facts
    ]
    if calls:
        messages.append(AIMessage("", tool_calls=calls))
        messages += [
            ToolMessage(_result(number, fact, level), tool_call_id=str(call["id"]), name=fact.tool)
            for fact, call in zip(past.facts, calls, strict=True)
        ]
    reply = past.reply if level is None else _shortened(past.reply, _REPLY)
    messages.append(AIMessage(reply))
    return messages


def _result(number: int, fact: Fact, level: Shown | None) -> str:
    data = dict(fact.data) if level is None else shown(fact.data, level)
    return escape({"fact": name_of(number, fact), "data": data})


def _summary(history: Sequence[PastTurn]) -> list[AnyMessage]:
    """Turns too long ago to be told whole, one line each."""
    if not history:
        return []
    lines = [
        {
            "turn": number,
            "question": _shortened(past.question, _QUESTION),
            "called": [{"tool": fact.tool, **fact.arguments} for fact in past.facts],
        }
        for number, past in list(enumerate(history, start=1))[-_SUMMARISED:]
    ]
    return [HumanMessage(f"Earlier in this conversation: {escape(lines)}"), AIMessage("DONE")]


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _size(messages: Sequence[AnyMessage]) -> int:
    calls = [json.dumps(m.tool_calls, default=str) for m in messages if isinstance(m, AIMessage) and m.tool_calls]
    return sum(4 + count(str(message.content)) for message in messages) + sum(count(call) for call in calls)


def fact_of(message: ToolMessage) -> Fact | None:
    """The Fact a tool message carries, as artifact (this turn) or JSON (earlier ones); a mending sentence has none."""
    if isinstance(message.artifact, Fact):
        return message.artifact
    try:
        raw = json.loads(str(message.content))
    except json.JSONDecodeError:
        return None
    if not isinstance(raw, Mapping) or not {"fact", "data"} <= raw.keys():
        return None
    return Fact(id=str(raw["fact"]), tool=message.name or "", arguments={}, data=raw["data"])
