"""The simulated models in the process itself, for the page and the command line: no server, the same requests."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from agents.llm.providers import Kind
from agents.llm.tokens import count
from agents.proof.simulation import Simulation
from agents.roster import AgentSpec
from db.errors import Language
from db.texts import text

_PIECE = re.compile(r"\s*\S+")


class SimulatedChatModel(BaseChatModel):
    """One simulated model in one role."""

    simulation: Any
    name_of_model: str
    role: str

    @property
    def _llm_type(self) -> str:
        return "simulated"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = self.simulation.write(self.name_of_model, self.role, messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages):
            yield chunk

    def _chunks(self, messages: list[BaseMessage]) -> Iterator[ChatGenerationChunk]:
        text = self.simulation.write(self.name_of_model, self.role, messages)
        for piece in _PIECE.findall(text):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        read, written = sum(count(str(message.content)) for message in messages), count(text)
        usage = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
        last = AIMessageChunk(content="", usage_metadata=usage, response_metadata={"finish_reason": "stop"})
        yield ChatGenerationChunk(message=last)


class SimulatedProvider:
    """Stands where Together stands."""

    kind: Kind = "compatible"
    takes_timeout = False

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def model(self, spec: AgentSpec) -> BaseChatModel:
        """A model by its name in the roster."""
        return SimulatedChatModel(simulation=self._simulation, name_of_model=spec.model, role=spec.role)

    def label(self, language: Language) -> str:
        """Says what they are."""
        return text(language, "agents.proof.simulated")

    async def available(self) -> tuple[str, ...] | None:
        """There is no list."""
        return None

    async def aclose(self) -> None:
        """Nothing to let go."""
