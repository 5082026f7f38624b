"""How the benchmark asks: the offline orchestrator's model, the real tools and the coverage rule over what they answer;
the writing agents are left out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.degradations import line
from agents.history import PastTurn, as_messages
from agents.language import detect
from agents.offline.model import OfflineChatModel
from agents.roster import Limits
from agents.understanding.calls import Call
from db.caller import WHOLE_BANK
from db.errors import Language
from tools.context import ToolContext
from tools.environment import Desk
from tools.facts import Fact
from tools.registry import call
from tools.replies.compose import compose

MOST_CALLS = 6


@dataclass
class Asked:
    """One conversation over one desk."""

    desk: Desk
    model: OfflineChatModel
    fallback: Language = "es"
    history: list[PastTurn] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    planning: float = 0.0
    """Seconds of processor time that the understanding took, without the tools."""

    def ask(self, question: str) -> PastTurn:
        """One question, with its Facts, status and plain reply."""
        context = ToolContext(caller=WHOLE_BANK, desk=self.desk)
        messages: list[AnyMessage] = [
            *as_messages(self.history, limits=Limits(history_turns=8)),
            HumanMessage(question),
        ]
        facts: list[Fact] = []
        for _ in range(MOST_CALLS):
            started = time.process_time()
            answer = self.model.invoke(messages)
            self.planning += time.process_time() - started
            if not isinstance(answer, AIMessage) or not answer.tool_calls:
                break
            messages.append(answer)
            for made in answer.tool_calls:
                fact, text = call(self.desk, context, made["name"], made["args"])
                if fact is not None:
                    facts.append(fact)
                else:
                    self.mended.append(f"{question!r}: {made['name']} {made['args']}: {text}")
                messages.append(ToolMessage(text, tool_call_id=str(made["id"]), name=made["name"], artifact=fact))
        fallback: Language = self.history[-1].language if self.history else self.fallback
        language = detect(question, fallback)
        facts, unused = self._covered(question, facts, context)
        reply = compose(facts, question, language, self.desk.catalog)
        turn = PastTurn(
            question=question,
            language=language,
            status=status_of(facts),
            reply=f"{reply}\n\n> {line('left_out', language, words=unused)}" if unused else reply,
            facts=tuple(facts),
        )
        self.history.append(turn)
        return turn

    def _covered(self, question: str, facts: list[Fact], context: ToolContext) -> tuple[list[Fact], str]:
        """The Facts, or what is said instead of them, and the words of the question that none of them uses."""
        answering = [Call(fact.tool, fact.arguments) for fact in facts if fact.data.get("status") is None]
        if not answering:
            return facts, ""
        review = self.model.planner.reviewer.review(question, answering)
        if review.instead is None:
            return facts, ", ".join(f"«{word}»" for word in review.named)
        fact, _ = call(self.desk, context, review.instead.tool, review.instead.arguments)
        return (facts if fact is None else [fact]), ""


def status_of(facts: Sequence[Fact]) -> Any:
    """As the engine reads it from the Facts."""
    found = {fact.data.get("status") for fact in facts}
    if "declined" in found:
        return "refused"
    if found & {"clarify", "ambiguous"}:
        return "clarify"
    if facts and found <= {"not_found"}:
        return "not_found"
    return "answered"
