"""The orchestrator: one LangChain agent picks typed tools until the question's Facts are there. Never put to a vote.

The roster's orchestrators are tried in turn; if all fail, the offline model plans, through the same tools, and the
reply says so.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage

from agents.history import PastTurn, as_messages, fact_of, named_facts
from agents.llm.calls import Calls
from agents.llm.faults import CallFailed
from agents.llm.model_facts import facts_of
from agents.llm.providers import Provider
from agents.llm.tokens import count
from agents.moa.prompts import orchestrator_system
from agents.roster import BUILTIN, AgentSpec, ProfileSpec, Roster
from agents.turn import Turn
from agents.understanding.calls import Call
from agents.understanding.review import Review
from agents.understanding.rewording.near_words import shown_as
from db.caller import Caller
from db.errors import Problem
from db.text import fold
from tools.context import CommitteeShape, ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import build_tools, call

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from agents.offline.model import OfflineChatModel

_SHARE_OF_TURN = 0.4
"""Of the turn's time one orchestrator may take before another steps in."""


_UNPLANNED = Problem(
    "agents.orchestrator.not_understood",
)


_TWO_LANGUAGES = Problem(
    "agents.orchestrator.no_planner",
)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The Facts of a question; ``problem`` is what a tool met when there are none."""

    facts: tuple[Fact, ...]
    problem: Problem | None = None
    reread: bool = False
    """They are results of earlier turns: the question's words say how to tell them, not what to find."""


class Orchestrator:
    """Turns a question and its history into Facts."""

    def __init__(
        self, desk: Desk, tools: "Sequence[BaseTool] | None", roster: Roster, calls: Calls, *, offline: Provider
    ) -> None:
        self._roster, self._calls, self._offline = roster, calls, offline
        self._desk, self._given, self._loading = desk, tools, Lock()
        self._system = orchestrator_system(desk.catalog)
        self._committees = tuple(_shape(name, spec, roster) for name, spec in roster.profiles.items())

    @cached_property
    def _tools(self) -> "list[BaseTool]":
        return list(self._given or build_tools(self._desk))

    @cached_property
    def _fixed_tokens(self) -> int:
        from langchain_core.utils.function_calling import convert_to_openai_tool  # noqa: PLC0415

        described = (json.dumps(convert_to_openai_tool(tool), separators=(",", ":")) for tool in self._tools)
        return count(self._system) + sum(map(count, described))

    @cached_property
    def _agent(self) -> Any:
        """The compiled agent. LangChain's agents weigh more than a second of imports: they come with the first turn."""
        from langchain.agents import create_agent  # noqa: PLC0415
        from langchain.agents.middleware import ModelCallLimitMiddleware  # noqa: PLC0415

        from agents.moa.steps import StepContext, Steps  # noqa: PLC0415
        from tools.call_repair import InvalidCalls  # noqa: PLC0415

        middleware: list[Any] = [
            ModelCallLimitMiddleware(run_limit=self._roster.limits.model_calls, exit_behavior="end"),
            InvalidCalls(),
            Steps(),
        ]
        return create_agent(
            model=self._offline.model(self._roster.planner),
            tools=self._tools,
            system_prompt=self._system,
            middleware=middleware,
            context_schema=StepContext,
        )

    def load(self) -> None:
        """Import and build what a turn needs; not for the event loop."""
        with self._loading:
            _ = self._agent, self._fixed_tokens

    async def find(self, turn: Turn, provider: Provider, *, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        """Plan with the provider's models, then with the offline one; no word of the question is silently left out."""
        findings = await self._planned(turn, provider, caller, history)
        if findings.reread or turn.say_in:
            return findings
        return await self._covered(turn, findings, caller, history)

    async def _planned(self, turn: Turn, provider: Provider, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        if provider.kind == "offline":
            return await self._offline_plan(turn, caller, history)
        for number, name in enumerate(self._roster.orchestrators):
            if name == BUILTIN:
                return await self._offline_plan(turn, caller, history)
            findings = await self._try(turn, provider, self._roster.agent(name), caller, history)
            if findings is None:
                continue
            if findings.facts or findings.problem is not None:
                if number:
                    turn.degrade("orchestrator_standin")
                return findings
            return await self._second_look(turn, caller, history)
        turn.degrade("orchestrator_offline")
        return await self._offline_plan(turn, caller, history)

    async def _covered(self, turn: Turn, findings: Findings, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        """The coverage rule: a word left out that matters is asked or declined instead; any other is named."""
        review = await asyncio.to_thread(self._review, turn.question, findings, history)
        if review is None:
            return findings
        if review.instead is not None:
            context = ToolContext(caller=caller, desk=turn.desk, facts=list(findings.facts))
            fact, _ = await asyncio.to_thread(call, turn.desk, context, review.instead.tool, review.instead.arguments)
            return findings if fact is None else Findings(facts=(fact,))
        if review.taken:
            catalog, language = turn.desk.catalog, turn.language
            meant = [f"«{said}» → {shown_as(catalog, name, language)}" for said, name in review.taken]
            turn.degrade("taken_for", words=", ".join(meant))
        called = {fold(word) for fact in findings.facts for word in str(fact.data.get("name") or "").split()}
        unused = [word for word in review.named if fold(word) not in called]
        if unused:
            turn.degrade("left_out", words=", ".join(f"«{word}»" for word in unused))
        return findings

    def _review(self, question: str, findings: Findings, history: Sequence[PastTurn]) -> Review | None:
        """What the calls leave out; None where nothing was answered. For another thread than the loop's."""
        planner = self._planner()
        answering = [Call(fact.tool, fact.arguments) for fact in findings.facts if fact.data.get("status") is None]
        if planner is None or not answering:
            return None
        told = [fact for past in history[-1:] for fact in past.facts if fact.data.get("status") is None]
        before = Call(told[-1].tool, told[-1].arguments) if told else None
        return planner.planner.reviewer.review(question, answering, before)

    async def _second_look(self, turn: Turn, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        """The model chose no tool: right for a greeting, not where the built-in understanding finds one."""
        findings = await self._offline_plan(turn, caller, history)
        if any(fact.data.get("status") is None for fact in findings.facts):
            turn.degrade("orchestrator_second")
        return findings

    def warm(self) -> None:
        """Make the offline planner ready before a question needs it."""
        self.load()
        planner = self._planner()
        if planner is not None:
            planner.warm()

    def _planner(self) -> "OfflineChatModel | None":
        from agents.offline.model import OfflineChatModel  # noqa: PLC0415

        planner = self._offline.model(self._roster.planner)
        return planner if isinstance(planner, OfflineChatModel) else None

    async def _offline_plan(self, turn: Turn, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        if turn.say_in:
            return Findings(facts=(), problem=_TWO_LANGUAGES)
        found = await self._try(turn, self._offline, self._roster.planner, caller, history)
        return found or Findings(facts=(), problem=_UNPLANNED)

    async def _try(
        self, turn: Turn, provider: Provider, spec: AgentSpec, caller: Caller, history: Sequence[PastTurn]
    ) -> Findings | None:
        """The Facts found (perhaps none), or None when this orchestrator failed."""
        from agents.llm.planning import reread  # noqa: PLC0415
        from agents.moa.steps import StepContext  # noqa: PLC0415

        remote = provider.kind != "offline"
        limits = self._roster.limits
        context = StepContext(
            caller=caller,
            desk=turn.desk,
            turn=turn,
            provider=provider,
            spec=spec,
            calls=self._calls,
            account=history[-1].account if history else None,
            committees=self._committees,
            earlier=named_facts(history, turns=limits.history_turns) if remote else {},
            must_call=_can_be_forced(spec, provider),
            tools_tokens=self._fixed_tokens,
        )
        told = as_messages(history, limits=limits, room=limits.call_tokens - self._fixed_tokens if remote else None)
        messages = [*told, HumanMessage(turn.question)]
        try:
            async with asyncio.timeout(turn.left() * _SHARE_OF_TURN if remote else None):
                state = await self._agent.ainvoke({"messages": messages}, context=context)
        except (CallFailed, TimeoutError):
            return None
        made = state["messages"][len(messages) :]
        return Findings(facts=_facts_of(made), problem=context.problem, reread=reread(made))


def _can_be_forced(spec: AgentSpec, provider: Provider) -> bool:
    """Whether the planning model is documented to take ``tool_choice: required``."""
    facts = facts_of(spec.model)
    return provider.kind == "together" and facts is not None and "required" in facts.tool_choice


def _shape(profile: str, spec: ProfileSpec, roster: Roster) -> CommitteeShape:
    """Who drafts in a profile, by role, in how many layers."""
    names = dict.fromkeys(name for layer in spec.drafting for name in layer.proposers)
    return CommitteeShape(
        profile=profile, drafting=tuple(roster.agent(name).role for name in names), layers=len(spec.layers)
    )


def _facts_of(messages: Sequence[AnyMessage]) -> tuple[Fact, ...]:
    """In the order of the calls: tools called at once are numbered as they end."""
    found = [fact_of(message) for message in messages if isinstance(message, ToolMessage)]
    return tuple({fact.id: fact for fact in found if fact is not None}.values())
