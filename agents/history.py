"""What was said before in this conversation, as the orchestrator needs it: rebuilt from stored turns after a resume."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolCall, ToolMessage

from agents.events import Status
from agents.moa.fences import escape
from db.errors import Language
from tools.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PastTurn:
    """One finished turn."""

    question: str
    language: Language
    status: Status
    reply: str
    facts: tuple[Fact, ...] = ()


def as_messages(history: Sequence[PastTurn], *, turns: int) -> list[AnyMessage]:
    """The last ``turns`` turns as messages: question, tool calls, one tool message per Fact (escaped JSON), reply."""
    messages: list[AnyMessage] = []
    for number, past in enumerate(history[-turns:] if turns else ()):
        messages.append(HumanMessage(past.question))
        calls = [
            ToolCall(name=fact.tool, args=dict(fact.arguments), id=f"past-{number}-{fact.id}", type="tool_call")
            for fact in past.facts
        ]
        if calls:
            messages.append(AIMessage("", tool_calls=calls))
            messages += [
                ToolMessage(escape(fact.as_json()), tool_call_id=str(call["id"]), name=fact.tool)
                for fact, call in zip(past.facts, calls, strict=True)
            ]
        messages.append(AIMessage(past.reply))
    return messages


def fact_of(message: ToolMessage) -> Fact | None:
    """The Fact a tool message carries, as artifact (this turn) or JSON (earlier ones); a mending sentence has none."""
    if isinstance(message.artifact, Fact):
        return message.artifact
    try:
        raw = json.loads(str(message.content))
    except json.JSONDecodeError:
        return None
    if not isinstance(raw, dict) or not {"id", "tool", "data"} <= raw.keys():
        return None
    return Fact(id=raw["id"], tool=raw["tool"], arguments=raw.get("arguments") or {}, data=raw["data"])
