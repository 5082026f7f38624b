"""What is documented of the roster's models: dated data, and where an agent's role needs what its model lacks."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agents.roster import AgentSpec, Price, Roster
from db.texts.terminal import said
from db.yaml_files import read_yaml

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
    raw = read_yaml(_FILE)
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
        found.append(said("roster.warnings.old", count=age, day=str(known().checked)))
    return found


def _of_agent(spec: AgentSpec) -> Iterator[str]:
    facts = facts_of(spec.model)
    if facts is None:
        if spec.model in known().retired:
            yield _warning(spec, "retired", day=str(known().checked))
        return
    if spec.role == "orchestrator" and not facts.tools:
        yield _warning(spec, "no_tools")
    if spec.role == "orchestrator" and facts.context < _PLANNER_CONTEXT:
        yield _warning(spec, "short_context", tokens=facts.context)
    if facts.reasoning == "always" and spec.max_tokens < _ROOM_FOR_THOUGHT:
        yield _warning(spec, "thinks_first", given=spec.max_tokens, least=_ROOM_FOR_THOUGHT)
    if facts.reasoning in {"hybrid", "always"} and facts.least and not _controlled(spec, facts):
        yield _warning(spec, "thinks", body=str(dict(facts.least)))
    if spec.price is not None and _dollars(spec.price) != _dollars(facts.price):
        yield _warning(spec, "price", own=_dollars(spec.price), listed=_dollars(facts.price))


def _warning(spec: AgentSpec, key: str, **values: Any) -> str:
    return said(f"roster.warnings.{key}", agent=spec.name, model=spec.model, **values)


def _dollars(price: Price) -> str:
    return said("roster.warnings.dollars", input=price.input, output=price.output)


def _controlled(spec: AgentSpec, facts: ModelFacts) -> bool:
    return any(field in spec.extra_body for field in facts.least)
