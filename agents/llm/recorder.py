"""One agent's call as it is recorded: its events, its requests' tokens, and how the next attempt asks."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from langchain_core.messages import BaseMessage

from agents.events import AgentChanged, AgentState, PromptSent, Usage
from agents.llm.faults import CallFailed, Fault, classify
from agents.llm.model_facts import facts_of
from agents.llm.providers import Provider
from agents.llm.usage import NONE, Tokens, priced, total
from agents.notes import fault_detail
from agents.roster import AgentSpec
from agents.turn import Turn

_MORE_TOKENS = 3
_MOST_TOKENS = 8_000


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an agent wrote. ``truncated``: it hit its token limit. ``usage`` counts all attempts."""

    text: str
    usage: Usage
    latency_ms: float
    truncated: bool = False


class CallRecorder:
    """Reports one agent's call and accounts for it; ``spec`` is how the next attempt asks."""

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

    @contextmanager
    def accounted(self, used: Callable[[], Tokens]) -> Iterator[None]:
        """Write one request's tokens down however it ends; one that the server refused has used none."""
        try:
            yield
        except Exception as error:
            self._account(NONE if classify(error).refused else used())
            raise
        except asyncio.CancelledError:
            self._account(used())
            raise
        self._account(used())

    def _account(self, tokens: Tokens) -> None:
        usage = priced(self.spec, tokens, billed=self.remote)
        self.usages.append(usage)
        self.turn.ledger.add(self.spec, usage)

    def faulted(self, fault: Fault) -> None:
        """An attempt failed: named to the reader of a turn that fell short, unless the agent answers yet."""
        self.turn.faults[self.spec.name] = fault.kind

    def answered(self) -> None:
        """An attempt succeeded."""
        self.turn.faults.pop(self.spec.name, None)

    def rethink(self) -> None:
        """The last answer was thinking alone: ask for less of it, and leave more room."""
        self.spec = rethought(self.spec)

    def plainly(self) -> None:
        """The last request was refused: leave out what is not part of the common protocol."""
        self.spec = self.spec.model_copy(update={"extra_body": {}})

    def done(self, text: str, finish: str) -> Written:
        """The agent wrote all it had to."""
        cut = finish == "length"
        self.changed("done", fault_detail("cut") if cut else "")
        return Written(text=text, usage=total(self.usages), latency_ms=self._elapsed(), truncated=cut)

    def failed(self, fault: Fault) -> CallFailed:
        """The agent is given up; what to raise."""
        self.changed("failed", str(fault))
        return CallFailed(fault)

    def _elapsed(self) -> float:
        return round((self._clock() - self._began) * 1000, 1)


def rethought(spec: AgentSpec) -> AgentSpec:
    """How an agent is asked again after an answer of thinking alone: by its own rule, else by what is documented."""
    if spec.rethink is not None:
        body, tokens = spec.rethink.extra_body, spec.rethink.max_tokens
    else:
        facts = facts_of(spec.model)
        body, tokens = (facts.least if facts else {}), min(_MOST_TOKENS, spec.max_tokens * _MORE_TOKENS)
    return spec.model_copy(
        update={"extra_body": {**spec.extra_body, **body}, "max_tokens": max(tokens, spec.max_tokens)}
    )
