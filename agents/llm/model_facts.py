"""What is documented of the roster's models: dated data, and where an agent's role needs what its model lacks."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from agents.roster import AgentSpec, Price, Roster

_FILE = Path(__file__).parent / "models.yaml"
_LONG_AGO = 120
"""Days after which a looked-up fact should be looked up again."""
_ROOM_FOR_THOUGHT = 1_500
"""Output tokens below which a model that always thinks may spend its whole answer on thinking."""
_PLANNER_CONTEXT = 16_000


class ModelFacts(BaseModel):
    """One model as its provider documents it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    context: int
    price: Price
    tools: bool
    reasoning: Literal["none", "hybrid", "always", "unlisted"]
    least: Mapping[str, Any] = {}
    """Request fields that ask for as little thinking as the model allows."""
    tool_choice: tuple[str, ...] = ()
    parallel: bool = True


class KnownModels(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: str
    checked: date
    pages: Mapping[str, str]
    defaults: Mapping[str, Any]
    models: Mapping[str, ModelFacts]
    retired: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def known() -> KnownModels:
    """The packaged facts."""
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    raw["models"] = {name: {**raw["defaults"], **facts} for name, facts in raw["models"].items()}
    return KnownModels.model_validate(raw)


def facts_of(model: str) -> ModelFacts | None:
    """What is documented of a model; None for one that was never looked up (a local server's, say)."""
    return known().models.get(model)


def warnings(roster: Roster, *, today: date | None = None) -> list[str]:
    """One sentence per agent whose role needs what its model lacks, per stale price, and one for old facts."""
    found = [sentence for name in roster.agents for sentence in _of_agent(roster.agent(name))]
    age = ((today or date.today()) - known().checked).days
    if age > _LONG_AGO:
        found.append(f"The facts on models were looked up {age} days ago ({known().checked}); look them up again.")
    return found


def _of_agent(spec: AgentSpec) -> Iterator[str]:
    facts = facts_of(spec.model)
    if facts is None:
        if spec.model in known().retired:
            yield f"{spec.name}: {spec.model} was retired before {known().checked}."
        return
    if spec.role == "orchestrator" and not facts.tools:
        yield f"{spec.name}: plans by calling tools, but {spec.model} is listed without function calling."
    if spec.role == "orchestrator" and facts.context < _PLANNER_CONTEXT:
        yield f"{spec.name}: {spec.model} reads {facts.context:,} tokens, too few for a conversation."
    if facts.reasoning == "always" and spec.max_tokens < _ROOM_FOR_THOUGHT:
        yield (
            f"{spec.name}: {spec.model} always thinks first; max_tokens {spec.max_tokens} leaves no room for the "
            f"answer (at least {_ROOM_FOR_THOUGHT})."
        )
    if facts.reasoning in {"hybrid", "always"} and facts.least and not _controlled(spec, facts):
        yield f"{spec.name}: {spec.model} thinks by default; extra_body can say {dict(facts.least)}."
    if spec.price is not None and _dollars(spec.price) != _dollars(facts.price):
        yield f"{spec.name}: the roster prices {spec.model} at {_dollars(spec.price)}, listed: {_dollars(facts.price)}."


def _dollars(price: Price) -> str:
    return f"${price.input:g} in and ${price.output:g} out"


def _controlled(spec: AgentSpec, facts: ModelFacts) -> bool:
    return any(field in spec.extra_body for field in facts.least)
