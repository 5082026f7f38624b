"""What was said before, read back from the messages: the last tool calls and the customers they named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agents.history import fact_of
from agents.understanding.calls import Call

_SKIPPED = ("ask_back", "decline")


@dataclass(frozen=True)
class Done:
    """A call and what came of it (``None``: it had to be mended)."""

    call: Call
    data: Mapping[str, Any] | None

    @property
    def status(self) -> str | None:
        """``not_found``, ``ambiguous``, … or ``None``."""
        return None if self.data is None else self.data.get("status")


@dataclass(frozen=True)
class Conversation:
    """The question at hand, this turn's finished calls, and the calls of each earlier turn, newest last."""

    question: str
    done: tuple[Done, ...] = ()
    earlier: tuple[tuple[Done, ...], ...] = ()
    questions: tuple[str, ...] = field(default=())

    def last(self, *tools: str) -> Done | None:
        """The newest earlier call (of one of the tools) that found something to speak of."""
        for turn in reversed(self.earlier):
            for done in turn:
                if done.call.tool not in _SKIPPED and (not tools or done.call.tool in tools):
                    return done
        return None

    def newest(self) -> Done | None:
        """The very last earlier call that found something to speak of."""
        return next((done for done in reversed(self.last_turn()) if done.call.tool not in _SKIPPED), None)

    def people(self) -> list[str]:
        """The customers spoken of one by one, each once, newest last."""
        found: list[str] = []
        for turn in self.earlier:
            ids = {i for done in turn for i in named_ids(done)}
            found = [i for i in found if i not in ids] + sorted(ids) if len(ids) == 1 else found
        return found

    def mentioned(self) -> list[str]:
        """The customers of the newest turns that were about one each, in the order they came up."""
        found: list[str] = []
        for turn in reversed(self.earlier):
            ids = {i for done in turn for i in named_ids(done)}
            if len(ids) != 1:
                break
            found = [*ids, *(i for i in found if i not in ids)]
        return found

    def last_turn(self) -> tuple[Done, ...]:
        """The calls of the newest earlier turn that called anything."""
        return next((turn for turn in reversed(self.earlier) if any(d.call.tool not in _SKIPPED for d in turn)), ())

    def focus(self) -> str | None:
        """The one customer spoken of last, if it was one."""
        for turn in reversed(self.earlier):
            ids = list(dict.fromkeys(i for done in turn for i in named_ids(done)))
            if len(ids) == 1:
                return ids[0]
            single = [str(d.data["customer_id"]) for d in turn if d.data and d.data.get("customer_id") is not None]
            if single:
                return single[-1]
            if ids:
                return None
        return None

    def rows(self) -> list[str]:
        """The customers of the newest list, in its order."""
        for turn in reversed(self.earlier):
            for done in turn:
                ids = listed_ids(done)
                if len(ids) > 1:
                    return ids
        return []


def named_ids(done: Done) -> list[str]:
    """The ids a finished call is about."""
    data = done.data or {}
    if data.get("customer_id") is not None:
        return [str(data["customer_id"])]
    return listed_ids(done)


def listed_ids(done: Done) -> list[str]:
    """The ids of a call's rows or choices, in order."""
    data = done.data or {}
    rows = data.get("rows") or data.get("choices") or []
    return [str(row["customer_id"]) for row in rows if isinstance(row, Mapping) and row.get("customer_id") is not None]


def conversation(messages: Sequence[BaseMessage]) -> Conversation:
    """Read the orchestrator's messages."""
    turns: list[tuple[str, list[Done]]] = []
    calls: dict[str, Call] = {}
    for message in messages:
        if message.type == "human":
            turns.append((str(message.text), []))
        elif isinstance(message, AIMessage):
            calls.update({str(c["id"]): Call(c["name"], c["args"]) for c in message.tool_calls})
        elif isinstance(message, ToolMessage) and turns:
            call = calls.get(message.tool_call_id)
            fact = fact_of(message)
            if call is not None:
                arguments = (fact.arguments if fact is not None else None) or call.arguments
                turns[-1][1].append(Done(Call(call.tool, arguments), fact.data if fact is not None else None))
    if not turns:
        return Conversation("")
    return Conversation(
        turns[-1][0],
        tuple(turns[-1][1]),
        tuple(tuple(done) for _, done in turns[:-1]),
        tuple(question for question, _ in turns[:-1]),
    )
