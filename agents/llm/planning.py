"""A planning call as it comes from any family of models: watched while it streams, its thinking dropped, calls that
were written as text read as calls, and results of earlier turns re-read by name.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage
from langchain_core.messages.tool import ToolCall
from rapidfuzz import fuzz, process

from agents.llm.faults import CallFailed, Fault, Kind
from agents.llm.thinking import Thinking
from agents.llm.written_calls import written_calls
from agents.roster import AgentSpec
from agents.turn import Turn
from tools.clarify import EARLIER
from tools.facts import Fact

T = TypeVar("T")
_DONE = re.compile(r"^\W*done\W*$", re.IGNORECASE)
_AGAIN = "again-"
_AROUND_NAME = re.compile(r"^(?:.*[./])?(?:get_|call_|run_)?|(?:_tool|_function)?(?::\d+)?$")
"""What models put around a tool's name: functions.portfolio:0, get_portfolio, portfolio_tool."""
_NEAR = 85


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


def settled(answer: BaseMessage, earlier: Mapping[str, Fact], *, first: bool, tools: Sequence[str] = ()) -> BaseMessage:
    """A planning answer in its one form: no thinking, calls as calls, earlier results as the calls that found them.

    ``tools``: the names that calls may have; one that is nearly one of them is it.
    """
    if not isinstance(answer, AIMessage):
        return answer
    text = _unthought(answer.text)
    calls = list(answer.tool_calls)
    if not calls and not answer.invalid_tool_calls:
        calls = written_calls(text) or written_calls(answer.text)
        if not calls and first and _DONE.match(text) and earlier:
            calls = [_call(EARLIER, {"results": _last(earlier)}, 0)]
    calls = [_identified(call, number, tools) for number, call in enumerate(calls)]
    made = [again for number, call in enumerate(calls) for again in _read_again(call, earlier, number)]
    return answer.model_copy(update={"content": "" if made else text, "tool_calls": made})


def _identified(call: ToolCall, number: int, tools: Sequence[str]) -> ToolCall:
    """The call with an id, which some servers leave out, and with the name of the tool that it means."""
    name = call["name"]
    if tools and name not in tools:
        plain = _AROUND_NAME.sub("", name.casefold().replace("-", "_"))
        near = process.extract(plain, tools, scorer=fuzz.ratio, limit=2, score_cutoff=_NEAR)
        name = near[0][0] if near and (len(near) == 1 or near[0][1] > near[1][1]) else name
    return ToolCall(name=name, args=call["args"], id=call["id"] or f"call-{number}", type="tool_call")


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
