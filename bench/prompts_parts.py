"""A recorded request taken apart: whose it is, its tokens by part, what it costs."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.llm.tokens import count
from agents.roster import AgentSpec, Roster
from bench.together_answers import Answer, role_of

_FENCE = re.compile(r"<<<([A-Z]+)-[0-9a-f]+\n.*?\n\1-[0-9a-f]+>>>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as sent, with what was answered."""

    agent: str
    role: str
    model: str
    parts: Mapping[str, int]
    """Tokens by part: tools, system, history, question, results, facts, drafts…"""
    output: int
    price: float
    body: Mapping[str, Any]
    written: str

    @property
    def tokens(self) -> int:
        """Tokens of the whole request."""
        return sum(self.parts.values())


def request_of(body: Mapping[str, Any], answer: Answer | None, roster: Roster) -> Request:
    """A request body with its parts counted and priced at the roster's prices."""
    role = role_of(body["messages"])
    agent, spec = _agent(role, str(body["model"]), roster)
    parts = _planner_parts(body) if role == "orchestrator" else _writer_parts(body)
    written = "".join(answer.pieces) if answer else ""
    output = count(written) + (count(json.dumps(answer.tool_calls)) if answer and answer.tool_calls else 0)
    price = 0.0
    if spec is not None and spec.price is not None:
        price = (sum(parts.values()) * spec.price.input + output * spec.price.output) / 1_000_000
    return Request(
        agent=agent,
        role=role,
        model=str(body["model"]),
        parts=parts,
        output=output,
        price=price,
        body=body,
        written=written,
    )


def _agent(role: str, model: str, roster: Roster) -> tuple[str, AgentSpec | None]:
    for name, spec in roster.agents.items():
        if spec.role == role and spec.model == model:
            return name, spec
    return role, None


def _planner_parts(body: Mapping[str, Any]) -> dict[str, int]:
    messages: Sequence[Mapping[str, Any]] = body["messages"]
    asked = max(index for index, message in enumerate(messages) if message["role"] == "user")
    return {
        "system": _of(messages[:1]),
        "tools": count(json.dumps(body.get("tools") or [], ensure_ascii=False, separators=(",", ":"))),
        "history": _of(messages[1:asked]),
        "question": _of(messages[asked : asked + 1]),
        "results": _of(messages[asked + 1 :]),
    }


def _writer_parts(body: Mapping[str, Any]) -> dict[str, int]:
    system, *others = body["messages"]
    text = "\n".join(str(message["content"]) for message in others)
    parts = {"system": _of([system])}
    for match in _FENCE.finditer(text):
        name = match.group(1).lower()
        parts[name] = parts.get(name, 0) + count(match.group())
    parts["task"] = count(_FENCE.sub("", text))
    return parts


def _of(messages: Sequence[Mapping[str, Any]]) -> int:
    total = 0
    for message in messages:
        total += 4 + count(str(message.get("content") or ""))
        if message.get("tool_calls"):
            total += count(json.dumps(message["tool_calls"], ensure_ascii=False))
    return total
