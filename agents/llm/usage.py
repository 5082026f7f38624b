"""What a turn's calls cost: tokens and dollars per agent, retries and cancelled calls included."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage

from agents.events import Usage
from agents.roster import AgentSpec

_CHARACTERS_PER_TOKEN = 4


def estimated(messages: Sequence[BaseMessage], written: int) -> tuple[int, int]:
    """Input and output tokens where the provider reported none (a cancelled or cut call): 4 characters to a token."""
    sent = sum(len(str(message.content)) for message in messages)
    return sent // _CHARACTERS_PER_TOKEN, written // _CHARACTERS_PER_TOKEN


def priced(spec: AgentSpec, tokens: tuple[int, int], *, billed: bool) -> Usage:
    """One call's usage; offline calls count, but cost and measure nothing."""
    if not billed:
        return Usage(calls=1)
    incoming, outgoing = tokens
    cost = None
    if spec.price is not None:
        cost = (incoming * spec.price.input + outgoing * spec.price.output) / 1_000_000
    return Usage(calls=1, input_tokens=incoming, output_tokens=outgoing, cost=cost)


def total(usages: Sequence[Usage]) -> Usage:
    """The sum; the cost is None as soon as one is unknown."""
    costs = [usage.cost for usage in usages]
    return Usage(
        calls=sum(usage.calls for usage in usages),
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cost=None if any(cost is None for cost in costs) else sum(cost for cost in costs if cost is not None),
    )


@dataclass
class Ledger:
    """One turn's calls by agent and model."""

    _calls: dict[tuple[str, str], list[Usage]] = field(default_factory=dict)

    def add(self, spec: AgentSpec, usage: Usage) -> None:
        """Write one call down."""
        self._calls.setdefault((spec.name, spec.model), []).append(usage)

    def by_agent(self) -> dict[str, Usage]:
        """Usage per agent."""
        names = dict.fromkeys(name for name, _ in self._calls)
        return {name: total([u for (n, _), us in self._calls.items() if n == name for u in us]) for name in names}

    def by_agent_and_model(self) -> dict[tuple[str, str], Usage]:
        """Usage per agent and model, for the accounts."""
        return {key: total(usages) for key, usages in self._calls.items()}

    def total(self) -> Usage:
        """Usage of the turn."""
        return total([usage for usages in self._calls.values() for usage in usages])

    def spent(self) -> float:
        """Dollars known to be spent so far."""
        return sum(usage.cost or 0.0 for usages in self._calls.values() for usage in usages)
