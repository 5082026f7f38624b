"""What a turn's calls cost: tokens and dollars per agent, retries and cancelled calls included."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage
from langchain_core.messages.ai import UsageMetadata

from agents.events import Usage
from agents.llm.tokens import count
from agents.roster import AgentSpec


@dataclass(frozen=True)
class Tokens:
    """What one request took; ``cached``: of the input, what the provider had in its prefix cache."""

    input: int
    output: int
    cached: int = 0


NONE = Tokens(0, 0)
"""What a refused request took."""


def estimated(messages: Sequence[BaseMessage], written: str) -> Tokens:
    """Tokens where the provider reported none (a cancelled or cut call)."""
    return Tokens(sum(count(str(message.content)) for message in messages), count(written))


def reported(usage: UsageMetadata | None) -> Tokens | None:
    """Tokens as the provider reported them, None where it did not."""
    if not usage:
        return None
    details = usage.get("input_token_details") or {}
    return Tokens(usage["input_tokens"], usage["output_tokens"], int(details.get("cache_read") or 0))


def priced(spec: AgentSpec, tokens: Tokens, *, billed: bool) -> Usage:
    """One call's usage; offline calls count, but cost and measure nothing."""
    if not billed:
        return Usage(calls=1)
    cost = 0.0 if tokens == NONE else None
    if spec.price is not None:
        of_cached = spec.price.input if spec.price.cached is None else spec.price.cached
        fresh = tokens.input - tokens.cached
        cost = (fresh * spec.price.input + tokens.cached * of_cached + tokens.output * spec.price.output) / 1_000_000
    return Usage(
        calls=1,
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        cached_tokens=tokens.cached,
        cost=cost,
    )


def total(usages: Sequence[Usage]) -> Usage:
    """The sum; the cost is None as soon as one is unknown."""
    costs = [usage.cost for usage in usages]
    return Usage(
        calls=sum(usage.calls for usage in usages),
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cached_tokens=sum(usage.cached_tokens for usage in usages),
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
