"""One turn on the page: the engine's events become a streamed reply and a nested trace, live."""

from collections.abc import Callable
from functools import singledispatchmethod
from typing import Any, Literal

import chainlit as cl
from chainlit.utils import utc_now

from agents.events import (
    AgentChanged,
    CreditAssigned,
    Degraded,
    DraftDone,
    DraftsCompared,
    DraftToken,
    GroundingChecked,
    PromptSent,
    ReplyReplaced,
    ReplyToken,
    ToolCalled,
    ToolReturned,
    TraceEvent,
    TurnEnded,
    TurnStarted,
)
from app.chat import trace_text as words
from app.chat.phrases import say
from db.errors import Language

now: Callable[[], str] = utc_now
Kind = Literal["run", "tool", "llm"]


class TurnView:
    """Shows one turn under the person's message; ``see`` is told every event in order."""

    def __init__(self, *, message_id: str, language: Language) -> None:
        self.language = language
        self.reply = cl.Message(content="", id=message_id)
        self.root = cl.Step(
            name=say("working", language), type="run", show_input=False, default_open=True, auto_collapse=True
        )
        self._steps: dict[tuple[object, ...], cl.Step] = {}
        self._orchestrator: str | None = None
        self._last_notice = 0
        self._credit = ""

    async def open(self) -> None:
        """Show that work has begun."""
        self.root.parent_id = self.reply.parent_id
        self.root.start = now()
        await self.root.send()

    @singledispatchmethod
    async def see(self, event: TraceEvent) -> None:
        """Kinds of event the page does not show pass by."""

    @see.register
    async def _(self, event: TurnStarted) -> None:
        self.language = event.language
        self.root.name = words.root_name(event)
        await self.root.update()

    @see.register
    async def _(self, event: PromptSent) -> None:
        parent = await self._agent(event.agent, event.layer, say("draft", self.language))
        step = await self._step(
            ("prompt", event.agent, event.layer, len(self._steps)), say("prompt", self.language), "tool", parent
        )
        step.output = words.prompt(event)
        await self._finish(step)

    @see.register
    async def _(self, event: ToolCalled) -> None:
        parent = self._steps.get(("agent", self._orchestrator, 0), self.root)
        step = await self._step(("tool", event.call_id), event.tool, "tool", parent)
        step.show_input = "json"
        step.input = dict(event.arguments)
        await step.update()

    @see.register
    async def _(self, event: ToolReturned) -> None:
        parent = self._steps.get(("agent", self._orchestrator, 0), self.root)
        step = await self._step(("tool", event.call_id), event.tool, "tool", parent)
        step.name = words.tool_name(event)
        step.output = words.tool_result(event)
        step.is_error = event.fact is None
        await self._finish(step)

    @see.register
    async def _(self, event: AgentChanged) -> None:
        if event.layer == 0:
            self._orchestrator = event.agent
        step = await self._agent(event.agent, event.layer, words.agent_title(event, self.language))
        step.name = words.agent_name(event, self.language)
        if event.state == "waiting":
            step.output = ""
        step.is_error = event.state == "failed"
        step.end = None if event.state in {"waiting", "writing"} else now()
        await step.update()

    @see.register
    async def _(self, event: DraftToken) -> None:
        step = await self._agent(event.agent, event.layer, say("draft", self.language))
        await step.stream_token(words.shown(event.text))

    @see.register
    async def _(self, event: DraftDone) -> None:
        step = await self._agent(event.agent, event.layer, say("draft", self.language))
        step.output = words.draft(event, self.language)
        await step.update()

    @see.register
    async def _(self, event: DraftsCompared) -> None:
        step = await self._step(("compared", event.layer), say("agreement", self.language), "tool", self.root)
        step.name = words.agreement_name(event, self.language)
        step.output = words.agreement(event, self.language)
        await self._finish(step)

    @see.register
    async def _(self, event: CreditAssigned) -> None:
        self._credit = words.credit(event, self.language)

    @see.register
    async def _(self, event: ReplyToken) -> None:
        await self.reply.stream_token(event.text)

    @see.register
    async def _(self, event: ReplyReplaced) -> None:
        await self.reply.stream_token(event.text, is_sequence=True)
        await self._note(say("replaced", self.language), event.reason)

    @see.register
    async def _(self, event: GroundingChecked) -> None:
        step = await self._step(("grounding",), words.grounding_name(event, self.language), "tool", self.root)
        step.name = words.grounding_name(event, self.language)
        step.output = words.grounding(event, self.language)
        await self._finish(step)

    @see.register
    async def _(self, event: Degraded) -> None:
        await self._note(say("degraded", self.language), event.line)

    @see.register
    async def _(self, event: TurnEnded) -> None:
        self.reply.content = event.reply
        self.root.end = now()
        self.root.name = words.closed_name(self.root.name, event, self.language)
        self.root.output = "\n\n".join(filter(None, (words.accounts(event, self.language), self._credit)))
        await self.root.update()

    async def close(self, *, elements: list[Any], actions: list[cl.Action]) -> None:
        """Put the reply, what illustrates it and what can be done with it in place."""
        self.reply.elements, self.reply.actions = elements, actions
        await self.reply.send()

    async def notice(self, text: str) -> None:
        """A line in the trace before the engine speaks."""
        await self._note(say("degraded", self.language), text)

    async def withdraw(self) -> None:
        """Take the trace of a turn that never was away again."""
        await self.root.remove()

    async def stop(self) -> None:
        """The person stopped the turn: what was written stays, and it says so."""
        self.root.name = say("stopped", self.language)
        for step in (self.root, *self._steps.values()):
            step.end = step.end or now()
        await self.root.update()
        self.reply.content = f"{self.reply.content}\n\n*{say('stopped', self.language)}*".strip()
        await self.reply.send()

    async def _finish(self, step: cl.Step) -> None:
        step.end = now()
        await step.update()

    async def _agent(self, agent: str, layer: int, title: str) -> cl.Step:
        return await self._step(("agent", agent, layer), title, "llm", self.root)

    async def _note(self, title: str, text: str) -> None:
        self._last_notice += 1
        step = await self._step(("notice", self._last_notice), title, "tool", self.root)
        step.output = words.shown(text)
        await self._finish(step)

    async def _step(self, key: tuple[object, ...], name: str, kind: Kind, parent: cl.Step) -> cl.Step:
        if key not in self._steps:
            step = cl.Step(name=name, type=kind, parent_id=parent.id, show_input=False)
            step.start = now()
            self._steps[key] = step
            await step.send()
        return self._steps[key]
