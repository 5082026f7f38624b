"""A provider whose models write what a test says, at the pace it says; a real implementation of the interface, no
mock.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from agents.llm.providers import Kind
from agents.roster import AgentSpec
from db.errors import Language


@dataclass
class Line:
    """What one model says: ``error`` instead, after ``wait`` seconds; ``gap`` between words; ``finish`` as the
    reason.
    """

    text: str = ""
    wait: float = 0.0
    gap: float = 0.0
    error: BaseException | None = None
    finish: str = "stop"


class ScriptedModel(BaseChatModel):
    """Streams its line word by word; the n-th call takes the n-th line, the last one again and again."""

    lines: list[Any]
    calls: int = 0
    cancelled: int = 0
    timeouts: list[float] = Field(default_factory=list)
    """The time each call was told it has."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.lines[0].text))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        line = self.lines[min(self.calls, len(self.lines) - 1)]
        self.calls += 1
        if "timeout" in kwargs:
            self.timeouts.append(kwargs["timeout"])
        try:
            await asyncio.sleep(line.wait)
            if line.error is not None:
                raise line.error
            for word in line.text.split(" "):
                yield ChatGenerationChunk(message=AIMessageChunk(word + " "))  # type: ignore[call-arg]
                await asyncio.sleep(line.gap)
            if line.finish:
                said = AIMessageChunk("", response_metadata={"finish_reason": line.finish})  # type: ignore[call-arg]
                yield ChatGenerationChunk(message=said)
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise


@dataclass
class ScriptedProvider:
    """Models by agent name."""

    models: dict[str, ScriptedModel]
    kind: Kind = "compatible"
    takes_timeout: bool = False
    asked: list[str] = field(default_factory=list)

    def model(self, spec: AgentSpec) -> BaseChatModel:
        self.asked.append(spec.name)
        return self.models[spec.name]

    def label(self, language: Language) -> str:
        return "scripted"

    async def available(self) -> tuple[str, ...] | None:
        return None

    async def aclose(self) -> None:
        return None


def says(**lines: Line | list[Line]) -> ScriptedProvider:
    """A provider from agent=line."""
    return ScriptedProvider(
        {name: ScriptedModel(lines=line if isinstance(line, list) else [line]) for name, line in lines.items()}
    )
