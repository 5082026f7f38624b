"""The offline provider: stands where ChatTogether stands, calls the same tools, writes from the same Facts."""

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCall, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from agents.moa.brief import read_brief
from agents.offline.draft import draft
from agents.offline.merge import merged
from agents.understanding.follow_up.context import conversation
from agents.understanding.lexicon.lookup import Lexicon
from agents.understanding.plan import Planner
from db.bank.bank_words import bank_words
from db.bank.query import CustomerTable
from db.catalog import Catalog

DONE = "DONE"
_PIECE = re.compile(r"\s*\S+\s*")


class OfflineChatModel(BaseChatModel):
    """A deterministic chat model over one catalog; ``role`` says what it does with a prompt."""

    role: str = "orchestrator"
    catalog: Catalog
    bank: CustomerTable | None = None
    """The bank whose ids and open values questions may speak of; without it the catalog is all that is known."""
    _lexicon: Lexicon | None = PrivateAttr(default=None)
    _planner: Planner | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "offline"

    @property
    def lexicon(self) -> Lexicon:
        """The words of this catalog, built at the first question."""
        if self._lexicon is None:
            words = None if self.bank is None else bank_words(self.bank)
            self._lexicon = (
                Lexicon(self.catalog) if words is None else Lexicon(words.catalog, words.ids, words.unrecorded)
            )
        return self._lexicon

    @property
    def planner(self) -> Planner:
        """Who plans over this catalog, made at the first question."""
        if self._planner is None:
            self._planner = Planner(self.lexicon)
        return self._planner

    def warm(self) -> None:
        """Make ready what the first question would wait for."""
        self.lexicon.warm()
        self.planner.warm()

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> "OfflineChatModel":
        """The tools are known by their contract; nothing needs binding."""
        del tools, kwargs
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text, calls = self._answer(messages)
        message = AIMessage(
            text,
            tool_calls=calls,
            usage_metadata=_usage(messages, text, calls),
            response_metadata={"model_name": "offline"},
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages):
            if run_manager is not None:
                run_manager.on_llm_new_token(str(chunk.message.content), chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in await asyncio.to_thread(lambda: list(self._chunks(messages))):
            if run_manager is not None:
                await run_manager.on_llm_new_token(str(chunk.message.content), chunk=chunk)
            yield chunk

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await asyncio.to_thread(self._generate, messages, stop)

    def _answer(self, messages: Sequence[BaseMessage]) -> tuple[str, list[ToolCall]]:
        """The text, or the tool calls, of the reply to these messages."""
        if self.role == "orchestrator":
            calls = self.planner.next_calls(conversation(messages))
            return ("" if calls else DONE), [
                ToolCall(
                    name=call.tool, args=dict(call.arguments), id=f"call_{uuid.uuid4().hex[:12]}", type="tool_call"
                )
                for call in calls
            ]
        brief = read_brief(messages)
        if self.role == "aggregator":
            return merged(brief, self.catalog), []
        return draft(self.role, brief, self.catalog), []

    def _chunks(self, messages: Sequence[BaseMessage]) -> Iterator[ChatGenerationChunk]:
        text, calls = self._answer(messages)
        for piece in _PIECE.findall(text):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

        chunks = [
            tool_call_chunk(
                name=call["name"], args=json.dumps(call["args"], ensure_ascii=False), id=call["id"], index=index
            )
            for index, call in enumerate(calls)
        ]
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                tool_call_chunks=chunks,
                usage_metadata=_usage(messages, text, calls),
                response_metadata={"model_name": "offline"},
            )
        )


def _usage(messages: Sequence[BaseMessage], text: str, calls: Sequence[ToolCall]) -> UsageMetadata:
    """Words counted as tokens: the offline provider has no tokeniser and costs nothing."""
    read = sum(len(str(message.content).split()) for message in messages)
    written = len(text.split()) + sum(len(str(call["args"]).split()) + 1 for call in calls)
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
