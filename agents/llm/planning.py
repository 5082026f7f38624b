"""A planning call as it comes from any family of models: watched while it streams, its thinking dropped, calls that
were written as text read as calls, and results of earlier turns re-read by name.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage
from langchain_core.messages.tool import ToolCall

from agents.llm.faults import CallFailed, Fault, Kind
from agents.llm.thinking import Thinking
from agents.roster import AgentSpec
from agents.turn import Turn
from tools.clarify import EARLIER
from tools.facts import Fact

T = TypeVar("T")
_DONE = re.compile(r"^\W*done\W*$", re.IGNORECASE)
_FENCED = re.compile(r"```(?:json)?\s*(.*?)```|<tool_call>\s*(.*?)\s*(?:</tool_call>|$)", re.DOTALL)
_CALLED = re.compile(r"<function=(\w+)>\s*(\{.*?\})\s*(?:</function>|$)", re.DOTALL)
_CHANNEL = re.compile(r"to=(?:functions\.)?(\w+)[^{]*(\{.*\})", re.DOTALL)
_MOST_CALLS = 6
_AGAIN = "again-"


class Beat(AsyncCallbackHandler):
    """Hears each token of a streaming model and pushes the deadline on."""

    def __init__(self, on_token: Callable[[], None]) -> None:
        self._on_token = on_token

    async def on_llm_new_token(self, *args: Any, **kwargs: Any) -> None:
        """Something came, if only thinking."""
        del args, kwargs
        self._on_token()


async def heard(spec: AgentSpec, turn: Turn, model: BaseChatModel, ask: Callable[[Any], Awaitable[T]]) -> T:
    """Ask a planning model with the patience of its roster entry, and never past the turn's end.

    Raises:
        CallFailed: silent, stalled or slow.
    """
    clock = asyncio.get_running_loop().time
    allowed = min(spec.timeout, turn.left())
    until = clock() + allowed
    started = False
    streams = bool(getattr(model, "streaming", False))
    try:
        async with asyncio.timeout_at(min(until, clock() + spec.patience) if streams else until) as watch:

            def on_token() -> None:
                nonlocal started
                started = True
                watch.reschedule(min(until, clock() + spec.gap))

            listening = model.model_copy(update={"callbacks": [Beat(on_token)]}) if streams else model
            return await ask(listening)
    except TimeoutError:
        if not watch.expired():
            raise
        kind: Kind = "slow" if clock() >= until else "stalled" if started else "silent"
        raise CallFailed(Fault(kind=kind, detail=f"{clock() - until + allowed:.1f} s")) from None


def first_step(messages: Sequence[AnyMessage]) -> bool:
    """Whether nothing has been called yet for the question at hand."""
    return isinstance(messages[-1], HumanMessage) if messages else True


def settled(answer: BaseMessage, earlier: Mapping[str, Fact], *, first: bool) -> BaseMessage:
    """A planning answer in its one form: no thinking, calls as calls, earlier results as the calls that found them."""
    if not isinstance(answer, AIMessage):
        return answer
    text = _unthought(answer.text)
    calls = list(answer.tool_calls)
    if not calls and not answer.invalid_tool_calls:
        calls = _written(text) or _in_channels(answer.text)
        if not calls and first and _DONE.match(text) and earlier:
            calls = [_call(EARLIER, {"results": _last(earlier)}, 0)]
    made = [again for number, call in enumerate(calls) for again in _read_again(call, earlier, number)]
    return answer.model_copy(update={"content": "" if made else text, "tool_calls": made})


def _last(earlier: Mapping[str, Fact]) -> list[str]:
    """The results of the newest turn that found something."""
    newest = list(earlier)[-1].partition(".")[0]
    return [name for name in earlier if name.partition(".")[0] == newest]


def _unthought(text: str) -> str:
    thinking = Thinking()
    said = thinking.feed(text)
    return said + thinking.finish()


def _read_again(call: ToolCall, earlier: Mapping[str, Fact], number: int) -> list[ToolCall]:
    """A call for earlier results as the calls that found them; any other call as it is."""
    if call["name"] != EARLIER:
        return [call]
    raw = call["args"].get("results") or []
    names = [raw] if isinstance(raw, str) else [str(name) for name in raw]
    facts = [earlier[name] for name in names if name in earlier]
    if not facts:
        return [call]
    return [_call(fact.tool, dict(fact.arguments), f"{number}-{index}") for index, fact in enumerate(facts)]


def _call(name: str, arguments: Mapping[str, Any], number: Any) -> ToolCall:
    return ToolCall(name=name, args=dict(arguments), id=f"{_AGAIN}{number}", type="tool_call")


def reread(messages: Sequence[AnyMessage]) -> bool:
    """Whether all that was called in these messages were results of earlier turns."""
    calls = [call for message in messages if isinstance(message, AIMessage) for call in message.tool_calls]
    return bool(calls) and all(str(call["id"]).startswith(_AGAIN) for call in calls)


def _written(text: str) -> list[ToolCall]:
    """Calls that a model wrote into its text, in the ways families do where a server does not read them."""
    found: list[tuple[str, Any]] = [(name, body) for name, body in _CALLED.findall(text)]
    bodies = [one or other for one, other in _FENCED.findall(text)] or [text.removeprefix("<|python_tag|>")]
    for body in bodies:
        found += _named(_json(body.strip()))
    return _calls(found)


def _in_channels(text: str) -> list[ToolCall]:
    """Calls in gpt-oss's own notation, where a server passes its channels on."""
    return _calls([(name, body) for name, body in _CHANNEL.findall(text)])


def _calls(found: Sequence[tuple[str, Any]]) -> list[ToolCall]:
    calls = []
    for number, (name, raw) in enumerate(found[:_MOST_CALLS]):
        arguments = _json(raw) if isinstance(raw, str) else raw
        if isinstance(arguments, dict):
            calls.append(ToolCall(name=name, args=arguments, id=f"text-{number}", type="tool_call"))
    return calls


def _named(raw: Any) -> list[tuple[str, Any]]:
    if isinstance(raw, list):
        return [pair for item in raw for pair in _named(item)]
    if not isinstance(raw, dict):
        return []
    inner = raw.get("function")
    if isinstance(inner, dict):
        raw = inner
    name = raw.get("name") or raw.get("tool")
    arguments = raw.get("arguments", raw.get("parameters", raw.get("args")))
    return [(str(name), arguments)] if isinstance(name, str) and arguments is not None else []


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
