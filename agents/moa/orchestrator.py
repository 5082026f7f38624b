"""The orchestrator: one LangChain agent picks typed tools until the question's Facts are there. Never put to a vote.

The roster's orchestrators are tried in turn; if all fail, the offline model plans, through the same tools, and the
reply says so.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool

from agents.history import PastTurn, as_messages, fact_of
from agents.llm.calls import Calls
from agents.llm.faults import CallFailed
from agents.llm.providers import Provider
from agents.moa.prompts import orchestrator_system
from agents.moa.steps import StepContext, Steps
from agents.offline.model import OfflineChatModel
from agents.offline.plan import Call
from agents.roster import Roster
from agents.turn import Turn
from db.caller import Caller
from db.errors import Problem
from tools.call_repair import InvalidCalls
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call

_SHARE_OF_TURN = 0.4
"""Of the turn's time one orchestrator may take before another steps in."""


_UNPLANNED = Problem(
    "I could not work out this question because of a fault of mine; please say it another way.",
    "No he podido interpretar esta pregunta por un fallo mío; dígamela de otra forma, por favor.",
)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The Facts of a question; ``problem`` is what a tool met when there are none."""

    facts: tuple[Fact, ...]
    problem: Problem | None = None


class Orchestrator:
    """Turns a question and its history into Facts."""

    def __init__(
        self, desk: Desk, tools: Sequence[BaseTool], roster: Roster, calls: Calls, *, offline: Provider
    ) -> None:
        self._desk, self._roster, self._calls, self._offline = desk, roster, calls, offline
        middleware: list[Any] = [
            ModelCallLimitMiddleware(run_limit=roster.limits.model_calls, exit_behavior="end"),
            InvalidCalls(),
            Steps(),
        ]
        self._agent: Any = create_agent(
            model=offline.model(roster.agent(roster.orchestrators[0])),
            tools=list(tools),
            system_prompt=orchestrator_system(desk.catalog),
            middleware=middleware,
            context_schema=StepContext,
        )

    async def find(self, turn: Turn, provider: Provider, *, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        """Plan with the provider's models, then with the offline one; no word of the question is silently left out."""
        findings = await self._planned(turn, provider, caller, history)
        return self._covered(turn, findings, caller)

    async def _planned(self, turn: Turn, provider: Provider, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        if provider.kind == "offline":
            return await self._offline_plan(turn, caller, history)
        for number, name in enumerate(self._roster.orchestrators):
            findings = await self._try(turn, provider, name, caller, history)
            if findings is None:
                continue
            if findings.facts or findings.problem is not None:
                if number:
                    turn.degrade("orchestrator_standin")
                return findings
            return await self._second_look(turn, caller, history)
        turn.degrade("orchestrator_offline")
        return await self._offline_plan(turn, caller, history)

    def _covered(self, turn: Turn, findings: Findings, caller: Caller) -> Findings:
        """The coverage rule: a word left out that matters is asked or declined instead; any other is named."""
        planner = self._planner()
        answering = [Call(fact.tool, fact.arguments) for fact in findings.facts if fact.data.get("status") is None]
        if planner is None or not answering:
            return findings
        review = planner.planner.reviewer.review(turn.question, answering)
        if review.instead is not None:
            context = ToolContext(caller=caller, desk=self._desk, facts=list(findings.facts))
            fact, _ = call(self._desk, context, review.instead.tool, review.instead.arguments)
            return findings if fact is None else Findings(facts=(fact,))
        if review.named:
            turn.degrade("left_out", words=", ".join(f"«{word}»" for word in review.named))
        return findings

    async def _second_look(self, turn: Turn, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        """The model chose no tool: right for a greeting, not where the built-in understanding finds one."""
        findings = await self._offline_plan(turn, caller, history)
        if findings.facts:
            turn.degrade("orchestrator_offline")
        return findings

    def warm(self) -> None:
        """Make the offline planner ready before a question needs it."""
        planner = self._planner()
        if planner is not None:
            planner.warm()

    def _planner(self) -> OfflineChatModel | None:
        planner = self._offline.model(self._roster.agent(self._roster.orchestrators[0]))
        return planner if isinstance(planner, OfflineChatModel) else None

    async def _offline_plan(self, turn: Turn, caller: Caller, history: Sequence[PastTurn]) -> Findings:
        name = self._roster.orchestrators[0]
        found = await self._try(turn, self._offline, name, caller, history)
        return found or Findings(facts=(), problem=_UNPLANNED)

    async def _try(
        self, turn: Turn, provider: Provider, name: str, caller: Caller, history: Sequence[PastTurn]
    ) -> Findings | None:
        """The Facts found (perhaps none), or None when this orchestrator failed."""
        context = StepContext(
            caller=caller,
            desk=self._desk,
            turn=turn,
            provider=provider,
            spec=self._roster.agent(name),
            calls=self._calls,
        )
        remote = provider.kind != "offline"
        messages = [*as_messages(history, turns=self._roster.limits.history_turns), HumanMessage(turn.question)]
        try:
            async with asyncio.timeout(turn.left() * _SHARE_OF_TURN if remote else None):
                state = await self._agent.ainvoke({"messages": messages}, context=context)
        except (CallFailed, TimeoutError):
            return None
        return Findings(facts=_facts_of(state["messages"][len(messages) :]), problem=context.problem)


def _facts_of(messages: Sequence[AnyMessage]) -> tuple[Fact, ...]:
    found = [fact_of(message) for message in messages if isinstance(message, ToolMessage)]
    unique = {fact.id: fact for fact in found if fact is not None}
    return tuple(sorted(unique.values(), key=lambda fact: (len(fact.id), fact.id)))
