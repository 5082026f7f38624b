"""One turn on the page: the engine's events become a streamed reply and a nested trace, live."""

from collections.abc import Awaitable, Callable
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
from app.chat.differences import difference_words
from app.chat.held_trace import HeldTrace
from app.chat.pace import PacedText
from app.chat.phrases import say
from app.chat.watched import is_watched
from app.escape import InertStream, inert
from db.catalog import Catalog
from db.errors import Language

now: Callable[[], str] = utc_now
Kind = Literal["run", "tool", "llm"]
Key = tuple[object, ...]
REPLY_PAUSE_S = 0.15
DRAFT_PAUSE_S = 0.4
"""The page redraws a message for every piece: the reply grows a few times a second, an opened draft more slowly."""


class TurnView:
    """Shows one turn under the person's message; ``see`` is told every event in order."""

    def __init__(self, *, message_id: str, language: Language) -> None:
        self.language = language
        self.catalog: Catalog | None = None
        self.reply = cl.Message(content="", id=message_id)
        self.root = cl.Step(name=say("working", language), type="run", show_input=False)
        self.root.output = say("tracing", language)
        self._trace = HeldTrace(self.root)
        self._steps: dict[Key, cl.Step] = {}
        self._drafts: dict[Key, PacedText] = {}
        self._written = PacedText(self._show_reply, pause=REPLY_PAUSE_S)
        self._orchestrator: str | None = None
        self._words: dict[Key, InertStream] = {}
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
        self.root.output = say("tracing", self.language)
        await self.root.update()

    @see.register
    async def _(self, event: PromptSent) -> None:
        parent = await self._agent(event.agent, event.layer, say("draft", self.language))
        await self._whole(
            ("prompt", event.agent, event.layer, len(self._steps)),
            say("prompt", self.language),
            parent,
            words.prompt(event),
        )

    @see.register
    async def _(self, event: ToolCalled) -> None:
        parent = self._steps.get(("agent", self._orchestrator, 0), self.root)
        step = await self._step(("tool", event.call_id), words.tool_title(event.tool, self.language), "tool", parent)
        step.show_input = "json"
        step.input = dict(event.arguments)
        await self._trace.show(step)

    @see.register
    async def _(self, event: ToolReturned) -> None:
        parent = self._steps.get(("agent", self._orchestrator, 0), self.root)
        step = await self._step(("tool", event.call_id), words.tool_title(event.tool, self.language), "tool", parent)
        step.name = words.tool_name(event, self.language)
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
        await self._trace.show(step)

    @see.register
    async def _(self, event: DraftToken) -> None:
        key = ("agent", event.agent, event.layer)
        if key not in self._drafts:
            step = await self._agent(event.agent, event.layer, say("draft", self.language))
            self._drafts[key] = PacedText(_to_watchers(step), pause=DRAFT_PAUSE_S)
        await self._drafts[key].add(self._words.setdefault(key, InertStream()).feed(event.text))

    @see.register
    async def _(self, event: DraftDone) -> None:
        if paced := self._drafts.pop(("agent", event.agent, event.layer), None):
            paced.stop()
        step = await self._agent(event.agent, event.layer, say("draft", self.language))
        step.output = words.draft(event, self.language)
        await self._trace.show(step)

    @see.register
    async def _(self, event: DraftsCompared) -> None:
        name = words.agreement_name(event, self.language)
        await self._whole(
            ("compared", event.layer), name, self.root, words.agreement(event, self.language, self.catalog)
        )

    @see.register
    async def _(self, event: CreditAssigned) -> None:
        self._credit = words.credit(event, self.language)

    @see.register
    async def _(self, event: ReplyToken) -> None:
        await self._written.add(event.text)

    @see.register
    async def _(self, event: ReplyReplaced) -> None:
        self._written.text = ""
        await self._written.add(event.text)
        await self._note(say("replaced", self.language), difference_words(event.reason, None, self.language))

    @see.register
    async def _(self, event: GroundingChecked) -> None:
        name = words.grounding_name(event, self.language)
        await self._whole(("grounding",), name, self.root, words.grounding(event, self.language, self.catalog))

    @see.register
    async def _(self, event: Degraded) -> None:
        await self._note(say("degraded", self.language), event.line)

    @see.register
    async def _(self, event: TurnEnded) -> None:
        await self._end_streams()
        self.reply.content = event.reply
        self.root.end = now()
        self.root.name = words.closed_name(self.root.name, event, self.language)
        accounts = "\n\n".join(filter(None, (words.accounts(event, self.language), self._credit)))
        self.root.output = accounts or say("traced", self.language)  # Chainlit opens no step that holds nothing
        await self.root.update()

    async def close(self, *, elements: list[Any], actions: list[cl.Action]) -> None:
        """Put the reply, what illustrates it and what can be done with it in place."""
        self.reply.elements, self.reply.actions = elements, actions
        await self.reply.send()
        await self._trace.finish()

    async def notice(self, text: str) -> None:
        """A line in the trace before the engine speaks."""
        await self._note(say("degraded", self.language), text)

    async def withdraw(self) -> None:
        """Take the trace of a turn that never was away again."""
        self._trace.drop()
        await self.root.remove()

    async def stop(self) -> None:
        """The person stopped the turn: what was written stays, and it says so."""
        await self._end_streams()
        self.root.name = say("stopped", self.language)
        for step in (self.root, *self._steps.values()):
            step.end = step.end or now()
        await self.root.update()
        await self._trace.finish()
        self.reply.content = f"{self._written.text}\n\n*{say('stopped', self.language)}*".strip()
        await self.reply.send()

    async def _finish(self, step: cl.Step) -> None:
        step.end = now()
        await self._trace.show(step)

    async def _agent(self, agent: str, layer: int, title: str) -> cl.Step:
        return await self._step(("agent", agent, layer), title, "llm", self.root)

    async def _note(self, title: str, text: str) -> None:
        self._last_notice += 1
        await self._whole(("notice", self._last_notice), title, self.root, inert(text))

    async def _whole(self, key: Key, name: str, parent: cl.Step, output: str) -> None:
        """A step that is over when it is shown: one frame."""
        if known := self._steps.get(key):
            known.name, known.output = name, output
            await self._finish(known)
            return
        step = self._steps[key] = cl.Step(name=name, type="tool", parent_id=parent.id, show_input=False)
        step.start = step.end = now()
        step.output = output
        await self._trace.show(step)

    async def _step(self, key: Key, name: str, kind: Kind, parent: cl.Step) -> cl.Step:
        if key not in self._steps:
            step = cl.Step(name=name, type=kind, parent_id=parent.id, show_input=False)
            step.start = now()
            self._steps[key] = step
            await self._trace.show(step)
        return self._steps[key]

    async def _show_reply(self, text: str) -> None:
        shown = self.reply.content
        if text.startswith(shown):
            await self.reply.stream_token(text[len(shown) :])
        else:
            await self.reply.stream_token(text, is_sequence=True)

    async def _end_streams(self) -> None:
        await self._written.finish()
        for paced in self._drafts.values():
            paced.stop()


def _to_watchers(step: cl.Step) -> Callable[[str], Awaitable[None]]:
    """Sends a growing draft to its step while somebody has it open."""

    async def send(text: str) -> None:
        if is_watched(step.id):
            await step.stream_token(text, is_sequence=True)

    return send
