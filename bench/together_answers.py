"""What the local server's models say: a script, or the offline model reading the very messages it is sent."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agents.offline.model import OfflineChatModel
from agents.roster import Role, Roster
from db.catalog import Catalog

_PIECES = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Answer:
    """Text in pieces and tool calls (as the protocol writes them)."""

    pieces: tuple[str, ...] = ()
    tool_calls: tuple[dict[str, Any], ...] = ()
    finish: str = "stop"
    prompt_tokens: int = 100
    written: int | None = None
    """Tokens written, where the pieces are longer than a token."""
    usage: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        written = len(self.pieces) if self.written is None else self.written
        usage = {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": written,
            "total_tokens": self.prompt_tokens + written,
        }
        object.__setattr__(self, "usage", usage)


def text(said: str, *, prompt_tokens: int = 100) -> Answer:
    """An answer in words, one piece each."""
    return Answer(tuple(_PIECES.findall(said)), prompt_tokens=prompt_tokens)


def offline_answers(catalog: Catalog, roster: Roster) -> Callable[[str, Mapping[str, Any]], Answer]:
    """The offline model in the role the prompt's system message names (a server knows models, not roles)."""
    models = {role: OfflineChatModel(role=role, catalog=catalog) for role in _OPENINGS.values()}
    models["orchestrator"] = OfflineChatModel(role="orchestrator", catalog=catalog)

    def answer(model: str, body: Mapping[str, Any]) -> Answer:
        messages = [read_message(raw) for raw in body["messages"]]
        said = models[_role(messages)].invoke(messages)
        tokens = sum(len(str(message.content)) for message in messages) // 4
        calls = tuple(_call(number, call) for number, call in enumerate(said.tool_calls))
        return Answer(tuple(_PIECES.findall(said.text)), calls, prompt_tokens=tokens)

    return answer


def script_answers(models: Mapping[str, Mapping[str, Any]]) -> Callable[[str, Mapping[str, Any]], Answer]:
    """Each model says its text (or the next of its texts); one with a ``tool`` calls it, then says DONE."""
    calls: dict[str, int] = {}

    def answer(model: str, body: Mapping[str, Any]) -> Answer:
        spec = models[model]
        number = calls[model] = calls.get(model, -1) + 1
        if "tool" in spec:
            if body["messages"][-1]["role"] == "tool":
                return text("DONE")
            function = {"name": spec["tool"], "arguments": json.dumps(spec.get("arguments", {}))}
            return Answer((), ({"id": f"c{number}", "type": "function", "function": function},))
        says = spec.get("says", "")
        return text(says if isinstance(says, str) else says[number % len(says)])

    return answer


_OPENINGS: dict[str, Role] = {
    "You are the risk analyst": "risk_analyst",
    "You are the retention strategist": "retention_strategist",
    "You are the sceptic": "sceptic",
    "You are a careful generalist": "generalist",
    "You are the editor": "aggregator",
}


def _role(messages: list[BaseMessage]) -> Role:
    return _opened(str(messages[0].content))


def role_of(messages: Sequence[Mapping[str, Any]]) -> Role:
    """The role that a request's system message names."""
    return _opened(str(messages[0].get("content")))


def _opened(system: str) -> Role:
    return next((role for opening, role in _OPENINGS.items() if opening in system), "orchestrator")


def read_message(raw: Mapping[str, Any]) -> BaseMessage:
    content = raw.get("content") or ""
    if raw["role"] == "system":
        return SystemMessage(content)
    if raw["role"] == "tool":
        return ToolMessage(content, tool_call_id=raw["tool_call_id"], name=raw.get("name"))
    if raw["role"] == "assistant":
        calls = [
            {
                "name": call["function"]["name"],
                "args": json.loads(call["function"]["arguments"] or "{}"),
                "id": call["id"],
                "type": "tool_call",
            }
            for call in raw.get("tool_calls") or ()
        ]
        return AIMessage(content, tool_calls=calls)
    return HumanMessage(content)


def _call(number: int, call: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"call_{number}_{abs(hash(str(call['args']))) % 10_000}",
        "type": "function",
        "function": {"name": call["name"], "arguments": json.dumps(call["args"])},
    }
