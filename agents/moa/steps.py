"""The orchestrator's steps, as LangChain middleware: each model call bounded like any other, each tool call an event.

The compiled agent is shared by all turns; what belongs to one turn (its provider, its events, its Facts) comes by the
runtime's context, and so never shows in a tool's schema.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage
from langgraph.types import Command

from agents.events import ToolCalled, ToolReturned
from agents.llm.calls import Calls
from agents.llm.faults import CallFailed, Fault, Kind
from agents.llm.planning import first_step, heard, settled
from agents.llm.providers import Provider
from agents.llm.recorder import CallRecorder
from agents.llm.tokens import count
from agents.llm.usage import Tokens, estimated, reported
from agents.moa.fences import escape_json
from agents.roster import AgentSpec
from agents.turn import Turn
from db.errors import Problem
from db.state import now
from tools.context import ToolContext
from tools.facts import Fact

_UNREADABLE = Problem(
    "agents.steps.bank_unreadable",
)
_log = logging.getLogger(__name__)


@dataclass
class StepContext(ToolContext):
    """The tools' context with what the steps need: the turn, and which model plans."""

    turn: Turn = field(kw_only=True)
    provider: Provider = field(kw_only=True)
    spec: AgentSpec = field(kw_only=True)
    calls: Calls = field(kw_only=True)
    earlier: Mapping[str, Fact] = field(default_factory=dict, kw_only=True)
    """Results of earlier turns by the name the planner knows them by."""
    must_call: bool = field(default=False, kw_only=True)
    """Whether the first step may not end without a call, where the model can be told so."""
    tools_tokens: int = field(default=0, kw_only=True)
    problem: Problem | None = field(default=None, kw_only=True)
    """The last problem a tool met, for the person, in case nothing else is found."""


class Steps(AgentMiddleware[AgentState[Any], StepContext, Any]):
    """Bounds and reports the steps of the tool-calling loop."""

    async def awrap_model_call(
        self,
        request: ModelRequest[StepContext],
        handler: Callable[[ModelRequest[StepContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """One planning call: this turn's model, timeout, attempts, breaker and accounts."""
        context = request.runtime.context
        if context.provider.kind != "offline":
            request = _dated(request)
        messages = ([request.system_message] if request.system_message else []) + list(request.messages)
        call = CallRecorder(context.turn, context.provider, context.spec, 0)
        call.prompt(messages)

        async def once() -> ModelResponse[Any]:
            answer: BaseMessage | None = None

            def used() -> Tokens:
                usage = answer.usage_metadata if isinstance(answer, AIMessage) else None
                return reported(usage) or estimated(messages, "")

            with call.accounted(used):
                response = await self._planned(request, handler, call)
                names = [str(getattr(tool, "name", "")) for tool in request.tools]
                first = first_step(request.messages)
                answer = settled(response.result[-1], context.earlier, first=first, tools=names)
            _judge(answer)
            return ModelResponse(result=[answer])

        call.changed("writing")
        size = sum(count(str(message.content)) for message in messages) + context.tools_tokens
        response = await context.calls.persist(call, once, tokens=size)
        call.changed("done")
        return response

    async def _planned(
        self,
        request: ModelRequest[StepContext],
        handler: Callable[[ModelRequest[StepContext]], Awaitable[ModelResponse[Any]]],
        call: CallRecorder,
    ) -> ModelResponse[Any]:
        """Ask the planning model once, as long as its roster entry and the turn allow."""
        spec, context = call.spec, request.runtime.context
        model = context.provider.model(spec)
        if not call.remote:
            return await handler(request.override(model=model))
        forced = first_step(request.messages) and context.must_call and spec.model not in context.calls.refusing
        request = request.override(tool_choice="required" if forced else None)
        return await heard(spec, context.turn, model, lambda m: handler(request.override(model=m)))

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]]
    ) -> ToolMessage | Command[Any]:
        """One tool call: reported, never able to break the turn, its result escaped before a model reads it."""
        context = cast(StepContext, request.runtime.context)
        name, call_id = request.tool_call["name"], str(request.tool_call["id"])
        context.turn.emit(ToolCalled(call_id=call_id, tool=name, arguments=request.tool_call["args"]))
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            message = await handler(request)
        except Problem as problem:
            context.problem = problem
            message = _failed(problem.say("en"), name, call_id)
        except Exception:  # noqa: BLE001 - the boundary around each tool: the turn goes on
            _log.exception("tool %s failed", name)
            context.problem = _UNREADABLE
            message = _failed("The tool failed; do not call it again.", name, call_id)
        if isinstance(message, ToolMessage):
            fact = message.artifact if isinstance(message.artifact, Fact) else None
            context.turn.emit(
                ToolReturned(
                    call_id=call_id,
                    tool=name,
                    fact=fact,
                    error=None if fact else _sentence(str(message.content)),
                    elapsed_ms=round((clock() - began) * 1000, 1),
                )
            )
            message = message.model_copy(update={"content": escape_json(str(message.content))})
        return message


def _dated(request: ModelRequest[StepContext]) -> ModelRequest[StepContext]:
    """The request with today's date, by which "last month" or "on Thursday" becomes one, at the system message's end:
    what stands before it stays in providers' prefix caches.
    """
    if request.system_message is None:
        return request
    told = f"{request.system_message.content}\nToday is {now():%A, %Y-%m-%d}."
    return request.override(system_message=SystemMessage(told))


def _judge(answer: BaseMessage | None) -> None:
    """A planning answer must call tools or say that it is done."""
    if not isinstance(answer, AIMessage):
        raise CallFailed(Fault(kind="empty"))
    if not answer.tool_calls and not answer.invalid_tool_calls and not answer.text.strip():
        used = reported(answer.usage_metadata)
        kind: Kind = "reasoning_only" if used and used.output else "empty"
        raise CallFailed(Fault(kind=kind))
    if answer.invalid_tool_calls and answer.response_metadata.get("finish_reason") == "length":
        raise CallFailed(Fault(kind="reasoning_only"))  # no room was left for the call: asked again with more
    if any("\ufffd" in call["name"] for call in answer.tool_calls) or "\ufffd" in answer.text:
        raise CallFailed(Fault(kind="garbled"))


def _failed(sentence: str, name: str, call_id: str) -> ToolMessage:
    return ToolMessage(json.dumps({"error": sentence}), tool_call_id=call_id, name=name, status="error")


def _sentence(content: str) -> str:
    try:
        raw = json.loads(content)
    except json.JSONDecodeError:
        return content
    return str(raw.get("error", content)) if isinstance(raw, dict) else content
