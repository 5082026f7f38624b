"""Calls to writing models: streamed, watched and bounded. Every proposer, writer and aggregator goes through here.

A call has a finite timeout as a whole, for its first token and between tokens; a bounded number of attempts with full
jitter that honour ``Retry-After``; a circuit breaker per model. What it cost is written down however it ends.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from langchain_core.messages import AIMessageChunk, BaseMessage

from agents.events import AgentChanged, AgentState, PromptSent, Usage
from agents.llm.breaker import Breakers
from agents.llm.cleaning import Cleaner
from agents.llm.faults import CallFailed, Fault, Kind, classify
from agents.llm.providers import Provider
from agents.llm.usage import estimated, priced, total
from agents.roster import AgentSpec, Retries
from agents.turn import Turn

T = TypeVar("T")
_CHARACTERS_PER_TOKEN = 8
"""No tokenizer of Latin text averages more; a longer answer ignores its token limit."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an agent wrote. ``truncated``: it hit its token limit. ``usage`` counts all attempts."""

    text: str
    usage: Usage
    latency_ms: float
    truncated: bool = False


@dataclass
class _Attempt:
    """One streamed request, as far as it came."""

    cleaner: Cleaner
    finish: str = ""
    tokens: tuple[int, int] | None = None
    tool_calls: bool = False
    reasoned: bool = False


class Calls:
    """Makes the calls of one engine."""

    def __init__(self, breakers: Breakers, retries: Retries) -> None:
        self.breakers = breakers
        self.retries = retries

    async def write(
        self,
        turn: Turn,
        provider: Provider,
        spec: AgentSpec,
        messages: Sequence[BaseMessage],
        *,
        layer: int,
        on_text: Callable[[str], None],
        on_restart: Callable[[], None],
    ) -> Written:
        """Stream one agent's text; ``on_restart`` says that what ``on_text`` got so far is void.

        Raises:
            CallFailed: after the last attempt, or at once where another would not help.
        """
        pen = Pen(turn, provider, spec, layer)
        pen.prompt(messages)
        attempt = await self.persist(pen, lambda: self._attempt(pen, messages, on_text), on_restart)
        return pen.done(attempt)

    async def persist(
        self, pen: "Pen", once: Callable[[], Awaitable[T]], on_restart: Callable[[], None] = lambda: None
    ) -> T:
        """Attempt a call as often as the roster allows, waiting in between, as long as the fault may pass.

        Raises:
            CallFailed: the last attempt's fault.
        """
        for number in range(1, self.retries.attempts + 1):
            if pen.remote and not self.breakers.allows(pen.spec.model):
                raise pen.failed(Fault(kind="resting", detail="its circuit is open"))
            try:
                return await (self._watched(pen.spec.model, once) if pen.remote else _bounded(once))
            except CallFailed as failure:
                fault = failure.fault
            wait = self._wait(fault, number)
            if number == self.retries.attempts or not fault.again or wait >= pen.turn.left():
                raise pen.failed(fault)
            on_restart()
            pen.changed("waiting", f"{fault}; again in {wait:.1f} s")
            await asyncio.sleep(wait)
        raise AssertionError("unreachable: the loop returns or raises")

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

    def _wait(self, fault: Fault, attempt: int) -> float:
        ceiling = min(self.retries.cap, self.retries.base * 2 ** (attempt - 1))
        return max(fault.retry_after or 0.0, random.uniform(0, ceiling))

    async def _attempt(self, pen: "Pen", messages: Sequence[BaseMessage], on_text: Callable[[str], None]) -> _Attempt:
        attempt = _Attempt(Cleaner(pen.spec.max_tokens * _CHARACTERS_PER_TOKEN + 2000))
        try:
            await self._stream(pen, attempt, messages, on_text)
        finally:
            pen.account(attempt.tokens or estimated(messages, len(attempt.cleaner.text)))
        return attempt

    async def _stream(
        self, pen: "Pen", attempt: _Attempt, messages: Sequence[BaseMessage], on_text: Callable[[str], None]
    ) -> None:
        spec, clock = pen.spec, asyncio.get_running_loop().time
        until = clock() + spec.timeout
        started = False
        try:
            async with asyncio.timeout_at(min(until, clock() + spec.first_token)) as watch:
                async with aclosing(pen.provider.model(spec).astream(list(messages))) as stream:  # type: ignore[type-var]
                    async for chunk in stream:
                        watch.reschedule(min(until, clock() + spec.gap))
                        if text := _read(attempt, chunk):
                            if not started:
                                started = True
                                pen.changed("writing")
                            on_text(text)
        except TimeoutError:
            if watch.expired():
                kind: Kind = "slow" if clock() >= until else "stalled" if started else "silent"
                raise CallFailed(Fault(kind=kind, detail=f"{clock() - until + spec.timeout:.1f} s")) from None
            raise
        if rest := attempt.cleaner.finish():
            on_text(rest)
        _judge(attempt, remote=pen.remote)


class Pen:
    """One agent's call: its events and its usage."""

    def __init__(self, turn: Turn, provider: Provider, spec: AgentSpec, layer: int) -> None:
        self.turn, self.provider, self.spec, self.layer = turn, provider, spec, layer
        self.remote = provider.kind != "offline"
        self.usages: list[Usage] = []
        self._clock = asyncio.get_running_loop().time
        self._began = self._clock()

    def changed(self, state: AgentState, reason: str = "") -> None:
        """Say that the agent's state changed."""
        spec = self.spec
        ended = state in {"done", "failed"}
        self.turn.emit(
            AgentChanged(
                agent=spec.name,
                role=spec.role,
                model=spec.model if self.remote else "offline",
                layer=self.layer,
                state=state,
                reason=reason,
                latency_ms=self._elapsed() if ended else None,
                usage=total(self.usages) if ended else None,
            )
        )

    def prompt(self, messages: Sequence[BaseMessage]) -> None:
        """Say exactly what the agent is sent."""
        said = tuple({"role": message.type, "content": str(message.content)} for message in messages)
        model = self.spec.model if self.remote else "offline"
        self.turn.emit(PromptSent(agent=self.spec.name, layer=self.layer, model=model, messages=said))

    def account(self, tokens: tuple[int, int]) -> None:
        """Write one request's tokens (input, output) down."""
        usage = priced(self.spec, tokens, billed=self.remote)
        self.usages.append(usage)
        self.turn.ledger.add(self.spec, usage)

    def done(self, attempt: _Attempt) -> Written:
        """The agent wrote all it had to."""
        self.changed("done", "cut at its token limit" if attempt.finish == "length" else "")
        return Written(
            text=attempt.cleaner.text,
            usage=total(self.usages),
            latency_ms=self._elapsed(),
            truncated=attempt.finish == "length",
        )

    def failed(self, fault: Fault) -> CallFailed:
        """The agent is given up; what to raise."""
        self.changed("failed", str(fault))
        return CallFailed(fault)

    def _elapsed(self) -> float:
        return round((self._clock() - self._began) * 1000, 1)


async def _bounded(once: Callable[[], Awaitable[T]]) -> T:
    """An attempt of the offline model: no circuit, but nothing it breaks on may break the turn."""
    try:
        return await once()
    except Exception as error:
        raise CallFailed(classify(error)) from error


def _read(attempt: _Attempt, chunk: AIMessageChunk) -> str:
    if usage := chunk.usage_metadata:
        attempt.tokens = (usage["input_tokens"], usage["output_tokens"])
    if finish := chunk.response_metadata.get("finish_reason"):
        attempt.finish = str(finish)
    attempt.tool_calls = attempt.tool_calls or bool(chunk.tool_call_chunks)
    attempt.reasoned = attempt.reasoned or bool(chunk.additional_kwargs.get("reasoning_content"))
    piece = chunk.content if isinstance(chunk.content, str) else chunk.text
    return attempt.cleaner.feed(piece) if piece else ""


def _judge(attempt: _Attempt, *, remote: bool) -> None:
    """A stream that ended without an error may still be no answer."""
    if not attempt.cleaner.text.strip():
        thought = attempt.reasoned or attempt.cleaner.thought or (attempt.tokens or (0, 0))[1] > 0
        kind: Kind = "tool_call" if attempt.tool_calls else "reasoning_only" if thought else "empty"
        raise CallFailed(Fault(kind=kind))
    if remote and not attempt.finish:
        raise CallFailed(Fault(kind="cut", detail="the stream ended without a finish reason"))
