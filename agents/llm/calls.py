"""Calls to writing models: streamed, watched and bounded. Every proposer, writer and aggregator goes through here.

A call has a finite timeout as a whole, for its first token and between tokens, and never outlives its turn; a bounded
number of attempts whose waits grow and honour ``Retry-After``; a place in its model's queue; a circuit breaker per
model. An answer of thinking alone is asked for differently, a refused request without its optional fields. What it
cost is written down however it ends.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from langchain_core.messages import AIMessageChunk, BaseMessage

from agents.llm.breaker import Breakers
from agents.llm.cleaning import Cleaner
from agents.llm.faults import CallFailed, Fault, Kind, classify
from agents.llm.providers import Provider
from agents.llm.rates import Rates
from agents.llm.recorder import CallRecorder, Written
from agents.llm.tokens import count
from agents.llm.usage import Tokens, estimated, reported
from agents.notes import fault_detail
from agents.roster import AgentSpec, Retries
from agents.turn import Turn

T = TypeVar("T")
Listener = Callable[[str], Awaitable[None] | None]
"""Gets each piece of a text; one that takes its time is waited for."""
_CHARACTERS_PER_TOKEN = 8
"""No tokenizer of Latin text averages more; a longer answer ignores its token limit."""


@dataclass
class _Attempt:
    """One streamed request, as far as it came."""

    cleaner: Cleaner
    finish: str = ""
    tokens: Tokens | None = None
    tool_calls: bool = False
    reasoned: bool = False


class Calls:
    """Makes the calls of one engine."""

    def __init__(self, breakers: Breakers, retries: Retries, rates: Rates) -> None:
        self.breakers = breakers
        self.retries = retries
        self.rates = rates
        self.refusing: set[str] = set()
        """Models that refused optional fields of a request: they are asked plainly from then on."""

    async def write(
        self,
        turn: Turn,
        provider: Provider,
        spec: AgentSpec,
        messages: Sequence[BaseMessage],
        *,
        layer: int,
        on_text: Listener,
        on_restart: Callable[[], None],
    ) -> Written:
        """Stream one agent's text; ``on_restart`` says that what ``on_text`` got so far is void.

        Raises:
            CallFailed: after the last attempt, or at once where another would not help.
        """
        call = CallRecorder(turn, provider, spec, layer)
        call.prompt(messages)

        async def once() -> _Attempt:
            return await self._attempt(call, messages, on_text, on_restart)

        attempt = await self.persist(call, once, on_restart, tokens=_size(messages))
        return call.done(attempt.cleaner.text, attempt.finish)

    async def persist(
        self,
        call: CallRecorder,
        once: Callable[[], Awaitable[T]],
        on_restart: Callable[[], None] = lambda: None,
        *,
        tokens: int = 0,
    ) -> T:
        """Attempt a call as often as the roster allows, waiting in between, as long as the fault may pass.

        Raises:
            CallFailed: the last attempt's fault.
        """
        if call.spec.model in self.refusing:
            call.plainly()
        number, wait = 0, 0.0
        while True:
            number += 1
            if call.remote and not self.breakers.allows(call.spec.model):
                raise call.failed(Fault(kind="resting", detail=fault_detail("circuit")))
            try:
                answer = await (self._queued(call, once, tokens) if call.remote else _bounded(once))
            except CallFailed as failure:
                fault = failure.fault
            else:
                call.answered()
                return answer
            call.faulted(fault)
            if self._asks_too_much(call, fault):
                number -= 1  # the same attempt, without what the server does not know
                continue
            wait = self._wait(fault, wait)
            if number >= self.retries.attempts or not fault.again or wait >= call.turn.left():
                raise call.failed(fault)
            if fault.kind == "reasoning_only":
                call.rethink()
                wait = 0.0
            on_restart()
            call.changed("waiting", f"{fault}; again in {wait:.1f} s")
            await asyncio.sleep(wait)

    def _asks_too_much(self, call: CallRecorder, fault: Fault) -> bool:
        """Whether the request may have been refused for its optional fields; the next one goes without them."""
        model = call.spec.model
        if fault.kind != "bad_request" or not call.remote or model in self.refusing:
            return False
        self.refusing.add(model)
        call.plainly()
        return True

    async def _queued(self, call: CallRecorder, once: Callable[[], Awaitable[T]], tokens: int) -> T:
        model, turn = call.spec.model, call.turn
        try:
            async with self.rates.turn(model, turn.user, tokens + call.spec.max_tokens, left=turn.left()):
                return await self._watched(model, once)
        except CallFailed as failure:
            fault = failure.fault
            if fault.kind == "rate" and fault.retry_after:
                self.rates.pause(model, min(fault.retry_after, turn.left()))
            raise

    async def _watched(self, model: str, once: Callable[[], Awaitable[T]]) -> T:
        try:
            answer = await once()
        except asyncio.CancelledError:
            self.breakers.abandoned(model)
            raise
        except Exception as error:
            fault = classify(error)
            self.breakers.failed(model, fault)
            raise CallFailed(fault) from error
        self.breakers.succeeded(model)
        return answer

    def _wait(self, fault: Fault, before: float) -> float:
        """Seconds until the next attempt: growing with the last wait, spread at random, never before Retry-After."""
        base = self.retries.base
        grown = random.uniform(base, max(base, before * 3)) if before else random.uniform(base / 2, base * 1.5)
        return max(fault.retry_after or 0.0, min(self.retries.cap, grown))

    async def _attempt(
        self,
        call: CallRecorder,
        messages: Sequence[BaseMessage],
        on_text: Listener,
        on_void: Callable[[], None],
    ) -> _Attempt:
        attempt = _Attempt(Cleaner(call.spec.max_tokens * _CHARACTERS_PER_TOKEN + 2000))
        with call.accounted(lambda: attempt.tokens or estimated(messages, attempt.cleaner.text)):
            await self._stream(call, attempt, messages, on_text, on_void)
        return attempt

    async def _stream(
        self,
        call: CallRecorder,
        attempt: _Attempt,
        messages: Sequence[BaseMessage],
        on_text: Listener,
        on_void: Callable[[], None],
    ) -> None:
        spec, clock = call.spec, asyncio.get_running_loop().time
        allowed = min(spec.timeout, call.turn.left()) if call.remote else spec.timeout
        until = clock() + allowed
        started = False
        said: dict[str, Any] = {"timeout": allowed} if call.provider.takes_timeout else {}
        try:
            async with asyncio.timeout_at(min(until, clock() + spec.patience)) as watch:
                async with aclosing(call.provider.model(spec).astream(list(messages), **said)) as stream:  # type: ignore[type-var]
                    async for chunk in stream:
                        watch.reschedule(min(until, clock() + spec.gap))
                        text = _read(attempt, chunk)
                        if attempt.cleaner.taken_back():
                            on_void()
                        if text:
                            if not started:
                                started = True
                                call.changed("writing")
                            await _tell(on_text, text)
        except TimeoutError:
            if watch.expired():
                kind: Kind = "slow" if clock() >= until else "stalled" if started else "silent"
                raise CallFailed(Fault(kind=kind, detail=f"{clock() - until + allowed:.1f} s")) from None
            raise
        if rest := attempt.cleaner.finish():
            await _tell(on_text, rest)
        _judge(attempt, remote=call.remote)


async def _tell(on_text: Listener, text: str) -> None:
    told = on_text(text)
    if told is not None:
        await told


async def _bounded(once: Callable[[], Awaitable[T]]) -> T:
    """An attempt of the offline model: no circuit, but nothing it breaks on may break the turn."""
    try:
        return await once()
    except Exception as error:
        raise CallFailed(classify(error)) from error


def _size(messages: Sequence[BaseMessage]) -> int:
    return sum(count(str(message.content)) for message in messages)


def _read(attempt: _Attempt, chunk: AIMessageChunk) -> str:
    if chunk.usage_metadata:
        attempt.tokens = reported(chunk.usage_metadata)
    if finish := chunk.response_metadata.get("finish_reason"):
        attempt.finish = str(finish)
    attempt.tool_calls = attempt.tool_calls or bool(chunk.tool_call_chunks)
    attempt.reasoned = attempt.reasoned or bool(chunk.additional_kwargs.get("reasoning_content"))
    piece = chunk.content if isinstance(chunk.content, str) else chunk.text
    return attempt.cleaner.feed(piece) if piece else ""


def _judge(attempt: _Attempt, *, remote: bool) -> None:
    """A stream that ended without an error may still be no answer."""
    if not attempt.cleaner.text.strip():
        output = attempt.tokens.output if attempt.tokens else 0
        thought = attempt.reasoned or attempt.cleaner.thought or output > 0
        kind: Kind = "tool_call" if attempt.tool_calls else "reasoning_only" if thought else "empty"
        raise CallFailed(Fault(kind=kind))
    if remote and not attempt.finish:
        raise CallFailed(Fault(kind="cut", detail=fault_detail("unfinished")))
