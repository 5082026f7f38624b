"""Everything that happens in a turn, as frozen events; the chat, the command line, store and tests read these."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from db.errors import Language
from tools.facts import Fact

Status = Literal["answered", "clarify", "refused", "not_found", "error"]
AgentState = Literal["waiting", "writing", "done", "late", "failed", "excluded"]


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Calls and tokens (``cached_tokens``: of the input, what the provider had in its prefix cache); ``cost`` in US
    dollars, ``None`` where no price is known.
    """

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = 0.0


@dataclass(frozen=True, kw_only=True)
class TraceEvent:
    """``at_ms``: milliseconds since the turn began."""

    at_ms: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """A dictionary with the event's kind first."""
        return {"event": type(self).__name__, **asdict(self)}


@dataclass(frozen=True, kw_only=True)
class TurnStarted(TraceEvent):
    """A question arrived."""

    turn_id: str
    question: str
    language: Language
    profile: str
    provider: str


@dataclass(frozen=True, kw_only=True)
class PromptSent(TraceEvent):
    """The exact messages one agent was sent (role and content), for replay and audit."""

    agent: str
    layer: int
    model: str
    messages: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ToolCalled(TraceEvent):
    """The orchestrator called a tool."""

    call_id: str
    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ToolReturned(TraceEvent):
    """A tool answered with a Fact, or with a sentence on how to mend the call."""

    call_id: str
    tool: str
    fact: Fact | None
    error: str | None = None
    elapsed_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class AgentChanged(TraceEvent):
    """An agent (orchestrator, proposer or aggregator) changed state."""

    agent: str
    role: str
    model: str
    layer: int
    state: AgentState
    reason: str = ""
    latency_ms: float | None = None
    usage: Usage | None = None


@dataclass(frozen=True, kw_only=True)
class DraftToken(TraceEvent):
    """A piece of a draft being written."""

    agent: str
    layer: int
    text: str


@dataclass(frozen=True, kw_only=True)
class DraftDone(TraceEvent):
    """A whole draft with what the grounding check says of it; ``weight`` is what the aggregator was told."""

    agent: str
    layer: int
    text: str
    unsupported: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class DraftsCompared(TraceEvent):
    """How far a layer's drafts agree (0 to 1) on figures and actions, and five lists of what they say and do not say.

    The lists: what all say (``agreed``), where they contradict the Facts or each other (``disagreements``), what only
    one says (``unique``), what some lack (``missing``), and what the Facts hold and no draft says (``blind``). All but
    ``disagreements`` are sentences in the reader's language, of the points that a good answer over the Facts has.
    """

    layer: int
    figures: float
    actions: float
    disagreements: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    """Figures that every draft gives."""
    minority: Mapping[str, str] | None = None
    """``{"agent": …, "text": …}``: a supported statement that no other draft makes."""
    agreed: tuple[str, ...] = ()
    unique: tuple[Mapping[str, str], ...] = ()
    """``{"agent": …, "text": …}``"""
    missing: tuple[Mapping[str, str], ...] = ()
    """``{"agents": those who lack it, "text": …}``"""
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CreditAssigned(TraceEvent):
    """Whose drafts carried the reply: a thumb on it goes to these agents, for this kind of question."""

    kind: str
    shares: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class ReplyToken(TraceEvent):
    """A checked piece of the reply."""

    text: str


@dataclass(frozen=True, kw_only=True)
class ReplyReplaced(TraceEvent):
    """The reply so far is withdrawn; this text stands instead."""

    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A figure, date, id or name in the reply and the Fact that bears it (``path`` inside its data)."""

    text: str
    fact_id: str | None
    path: str = ""
    derived: str = ""


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A sentence that did not reach the reader: the claim (``text``), its kind and why (``outcome``).

    ``outcome``: ``contradicted`` by the Facts, or ``absent`` from them.
    """

    sentence: str
    text: str
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class GroundingChecked(TraceEvent):
    """What the reply claims and what bears it; ``unsupported`` did not reach the reader, ``removed`` says why."""

    supported: tuple[Claim, ...]
    unsupported: tuple[str, ...] = ()
    repaired: bool = False
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Degraded(TraceEvent):
    """Something fell short; ``line`` is the honest line the reader sees, in their language."""

    code: str
    line: str


@dataclass(frozen=True, kw_only=True)
class TurnEnded(TraceEvent):
    """The turn is over; ``reference`` is the id a person can quote when ``status`` is ``error``."""

    turn_id: str
    status: Status
    reply: str
    facts: tuple[Fact, ...] = ()
    usage: Usage = field(default_factory=Usage)
    usage_by_agent: Mapping[str, Usage] = field(default_factory=dict)
    reference: str = ""
