"""The roster: who orchestrates, proposes and aggregates, with which model, patience and price. One validated YAML file.

``python -m agents.roster check`` validates it and asks the provider which of its models exist (`agents.roster.probe`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from db.errors import SettingsProblem
from db.texts import Each, Message, message
from db.validation import refuse, wrong_values
from db.yaml_files import read_yaml

BUILTIN = "builtin"
DEFAULT = Path(__file__).parent / "default.yaml"
LOCAL = Path(__file__).parent / "local.yaml"
"""For one model on a server of one's own."""
Role = Literal["orchestrator", "risk_analyst", "retention_strategist", "sceptic", "generalist", "aggregator"]
ProfileName = Literal["fast", "moa", "self_moa", "scout", "deep"]
Seconds = Annotated[float, Field(gt=0, le=600)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Price(_Strict):
    """US dollars per million tokens; ``cached``: input that the provider had in its prefix cache."""

    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]
    cached: Annotated[float, Field(ge=0)] | None = None


class Rethink(_Strict):
    """How a call that brought thinking and no answer is made again."""

    extra_body: Mapping[str, Any] = {}
    max_tokens: Annotated[int, Field(ge=16, le=32_000)]


class AgentSpec(_Strict):
    """One agent. ``timeout``: a whole call; ``first_token``, ``gap``: how long the stream may be silent (seconds)."""

    name: str = ""
    role: Role
    model: str
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.3
    max_tokens: Annotated[int, Field(ge=16, le=32_000)] = 700
    timeout: Seconds = 20
    first_token: Seconds | None = None
    """Until the first token; the whole ``timeout`` when absent."""
    gap: Seconds = 5
    price: Price | None = None
    extra_body: Mapping[str, Any] = {}
    """Fields added to every request, as the provider names them: how much to think, sampling of its own."""
    simple: bool = False
    """For a model too small for the blocks of JSON: it is given the findings in words and asked to answer from them."""
    rethink: Rethink | None = None
    """After an answer of thinking alone; absent: three times the tokens, and as little thinking as is documented."""

    @property
    def own_name(self) -> str:
        """The agent's name in the roster; copies of it are called ``name#2``, ``name#3`` …"""
        return self.name.partition("#")[0]

    @property
    def patience(self) -> float:
        """Seconds until the first token."""
        return self.timeout if self.first_token is None else min(self.first_token, self.timeout)


class Defaults(_Strict):
    """What agents have where they say nothing of their own."""

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=16, le=32_000)] | None = None
    timeout: Seconds | None = None
    first_token: Seconds | None = None
    gap: Seconds | None = None


class Rate(_Strict):
    """What a model may be asked in a minute; absent: not limited."""

    requests_per_minute: Annotated[int, Field(ge=1)] | None = None
    tokens_per_minute: Annotated[int, Field(ge=1000)] | None = None
    at_once: Annotated[int, Field(ge=1)] | None = None


class Layer(_Strict):
    """Proposers that write at once. With ``quorum`` drafts in, the rest get ``grace`` seconds; all ``deadline``."""

    proposers: Annotated[tuple[str, ...], Field(min_length=1, max_length=12)]
    quorum: Annotated[int, Field(ge=1)]
    grace: Annotated[float, Field(ge=0, le=60)] = 1.5
    deadline: Seconds = 15
    data: tuple[str, ...] = ()
    """Who writes instead where the question only asks for data (a count, a list, a comparison); absent: the same."""
    seats: int | None = None
    """How many of the proposers sit (those with the highest weights, and by turns the others); all when absent."""

    copies: Annotated[int, Field(ge=1, le=12)] = 1
    """How many drafts each proposer writes. One proposer with several: a model mixed with itself (Self-MoA, Li et al.
    2025, arXiv 2502.00674)."""

    @property
    def everybody(self) -> tuple[str, ...]:
        """All who may write in this layer."""
        return tuple(dict.fromkeys((*self.proposers, *self.data)))


class ProfileSpec(_Strict):
    """How a reply is made. No layers: a single writer. ``deadline``: the whole turn, in seconds."""

    layers: tuple[Layer, ...] = ()
    aggregators: Annotated[tuple[str, ...], Field(min_length=1)]
    """The first writes; the others stand in when it fails."""
    scouts: Layer | None = None
    """Who writes before any layer: where the best of their drafts passes the check and says every point that the Facts
    hold (where no points are known: where they agree), it is the reply; else the layers write too."""
    merge: Literal["editor", "best"] = "editor"
    """``best``: the draft that says the most points is the reply, and no editor writes."""
    told: bool = True
    """Whether the editor is told what code knows: what drafts agree and differ on, and what none of them says."""
    checked: bool = True
    """Whether drafts lose what the Facts do not bear before others build on them; off only to measure its worth."""
    early_exit: bool = False
    deadline: Seconds = 45

    @property
    def drafting(self) -> tuple[Layer, ...]:
        """Everybody who drafts, the scouts first."""
        return (*((self.scouts,) if self.scouts else ()), *self.layers)


class Retries(_Strict):
    """Attempts per call in all; the waits grow from ``base`` to ``cap`` seconds with full jitter."""

    attempts: Annotated[int, Field(ge=1, le=6)] = 2
    base: Annotated[float, Field(ge=0, le=10)] = 0.25
    cap: Annotated[float, Field(ge=0, le=60)] = 4.0


class Breaker(_Strict):
    """After ``failures`` in a row a model rests ``cooldown`` seconds, then one call may try it."""

    failures: Annotated[int, Field(ge=1)] = 3
    cooldown: Seconds = 30


class Budget(_Strict):
    """US dollars. Past ``user_day`` the profile falls to fast, past ``offline_at`` times it to the offline provider."""

    turn: Annotated[float, Field(gt=0)] = 0.10
    user_day: Annotated[float, Field(gt=0)] = 2.0
    warn_at: Share = 0.8
    offline_at: Annotated[float, Field(ge=1)] = 1.25


class Limits(_Strict):
    """Bounds of one turn."""

    question_chars: Annotated[int, Field(ge=100)] = 4000
    question_words: Annotated[int, Field(ge=50)] = 400
    """Words, numbers and signs of a question: each costs its reading, and nobody asks with more."""
    user_turns: Annotated[int, Field(ge=1, le=100)] = 3
    """Questions of one person that are answered at once."""
    history_turns: Annotated[int, Field(ge=0, le=50)] = 6
    model_calls: Annotated[int, Field(ge=1, le=20)] = 6
    tool_calls: Annotated[int, Field(ge=1, le=50)] = 12
    call_tokens: Annotated[int, Field(ge=1000)] = 12_000
    """Tokens one call may be sent; results are reduced, the oldest first, until they fit."""
    rows: Annotated[int, Field(ge=3, le=200)] = 20
    """Rows of a result that a model is shown."""
    past_rows: Annotated[int, Field(ge=0, le=200)] = 8
    """The same for results of earlier turns."""


class RefinementSpec(_Strict):
    """``floor``: the least weight; ``prior``: pseudo-ratings behind each; ``explore``: how often a low seat sits."""

    floor: Annotated[float, Field(gt=0, lt=1)] = 0.2
    prior: Annotated[float, Field(gt=0)] = 4.0
    explore: Share = 0.1
    exclude_over: Share = 0.5
    """A draft with more than this share of its claims unsupported is excluded."""


class Roster(_Strict):
    """The whole file."""

    version: str
    orchestrators: Annotated[tuple[str, ...], Field(min_length=1)]
    """Who plans, in turn; ``builtin`` is the program's own understanding, which needs no model."""
    defaults: Defaults = Defaults()
    agents: dict[str, AgentSpec]
    profiles: dict[ProfileName, ProfileSpec]
    default_profile: ProfileName = "moa"
    retries: Retries = Retries()
    breaker: Breaker = Breaker()
    budget: Budget = Budget()
    limits: Limits = Limits()
    rates: dict[str, Rate] = {}
    """Model -> what it may be asked in a minute."""
    refinement: RefinementSpec = RefinementSpec()

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, raw: Any) -> Any:
        """Agents take what they do not say from ``defaults``."""
        if not isinstance(raw, dict) or not isinstance(raw.get("defaults"), dict):
            return raw
        given = {key: value for key, value in raw["defaults"].items() if key in Defaults.model_fields}
        agents = raw.get("agents")
        if not isinstance(agents, dict):
            return raw
        filled = {name: {**given, **spec} if isinstance(spec, dict) else spec for name, spec in agents.items()}
        return {**raw, "agents": filled}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [*self._unknown_names(), *self._bad_layers()]
        if "fast" not in self.profiles:
            problems.append(_wrong("no_fast"))
        elif self.profiles["fast"].drafting:
            problems.append(_wrong("fast_drafts"))
        if self.default_profile not in self.profiles:
            problems.append(_wrong("no_default", name=self.default_profile))
        if problems:
            refuse("roster", problems=Each(lambda language: "; ".join(one.say(language) for one in problems)))
        return self

    def _unknown_names(self) -> list[Message]:
        named = [("orchestrators", name) for name in self.orchestrators if name != BUILTIN]
        for key, profile in self.profiles.items():
            named += [(f"profiles.{key}.aggregators", name) for name in profile.aggregators]
            named += [(f"profiles.{key}.layers", name) for layer in profile.drafting for name in layer.everybody]
        return [_wrong("no_agent", where=where, name=name) for where, name in named if name not in self.agents]

    def _bad_layers(self) -> list[Message]:
        problems = []
        for key, profile in self.profiles.items():
            for number, layer in enumerate(profile.drafting, start=1):
                where = f"profiles.{key}.layers.{number}"
                sitting = min(layer.seats or len(layer.proposers), len(layer.proposers)) * layer.copies
                if layer.quorum > sitting:
                    problems.append(_wrong("quorum", where=where, quorum=layer.quorum, drafts=sitting))
                if layer.deadline > profile.deadline:
                    problems.append(_wrong("late", where=where))
            if profile.merge == "best" and not profile.drafting:
                problems.append(_wrong("nobody_drafts", where=f"profiles.{key}"))
        return problems

    @property
    def planner(self) -> AgentSpec:
        """The first planning agent, whose place the program's own understanding takes where no model plans."""
        named = next((name for name in self.orchestrators if name != BUILTIN), None)
        return self.agent(named) if named else AgentSpec(name=BUILTIN, role="orchestrator", model=BUILTIN)

    def agent(self, name: str) -> AgentSpec:
        """An agent with its name filled in."""
        return self.agents[name].model_copy(update={"name": name})

    def models(self) -> tuple[str, ...]:
        """Every model the roster names, in order of appearance."""
        return tuple(dict.fromkeys(spec.model for spec in self.agents.values()))


def read_roster(path: Path | None = None) -> Roster:
    """Read and validate a roster file; the packaged one when ``path`` is None.

    Raises:
        SettingsProblem: missing, not YAML, or not a roster; every problem is listed.
    """
    path = path or DEFAULT
    try:
        return Roster.model_validate(read_yaml(path))
    except OSError as error:
        raise SettingsProblem(
            "agents.model.roster_unreadable",
            path=path,
            reason=error.strerror,
        ) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        said = str(error).replace("\n", " ")
        raise SettingsProblem("agents.model.roster_not_yaml", path=path, said=said) from error
    except ValidationError as error:
        wrong = wrong_values(error, of_all="roster")
        raise SettingsProblem("agents.model.roster_wrong", path=path, said=wrong) from error


def _wrong(key: str, /, **values: Any) -> Message:
    return message(f"agents.roster.{key}", **values)
