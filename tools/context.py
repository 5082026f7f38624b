"""What a turn hands its tools by LangChain's runtime: who asks, the desk, and where the Facts go. Never in a schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from db.caller import Caller
from tools.facts import Fact, Scope

if TYPE_CHECKING:
    from tools.environment import Desk


@dataclass(frozen=True, kw_only=True)
class ReplyAccount:
    """How a reply came about: who drafted it in which layer, who merged, what the check took out."""

    question: str = ""
    profile: str = ""
    provider: str = ""
    tools: tuple[str, ...] = ()
    drafted: tuple[str, ...] = ()
    """The roles whose drafts were used, each once."""
    failed: tuple[str, ...] = ()
    """The roles that were late, failed or were excluded."""
    layers: int = 0
    editor: str = ""
    checked: int = 0
    """Claims of the reply that a Fact bears."""
    removed: tuple[str, ...] = ()
    """Claims that no Fact bears and that therefore did not reach the reader."""
    elapsed_ms: float | None = None


@dataclass(frozen=True, kw_only=True)
class CommitteeShape:
    """One profile of the roster: the roles that draft, in how many layers."""

    profile: str
    drafting: tuple[str, ...]
    layers: int


@dataclass
class ToolContext:
    """One turn's tools' surroundings; ``facts`` grows as tools answer, numbered F1, F2 … in the order they finish.

    ``account``: how the reply before this turn came about. ``committees``: the roster's profiles.
    """

    caller: Caller
    desk: "Desk"
    facts: list[Fact] = field(default_factory=list)
    account: ReplyAccount | None = None
    committees: tuple[CommitteeShape, ...] = ()
    _lock: Lock = field(default_factory=Lock, repr=False)

    def add(
        self,
        *,
        tool: str,
        arguments: Mapping[str, Any],
        data: Mapping[str, Any],
        units: Mapping[str, str],
        source: str,
        scope: Scope | None = None,
    ) -> Fact:
        """Number a finding and keep it; the same call found again is the same Fact."""
        with self._lock:
            for known in self.facts:
                if known.tool == tool and known.arguments == arguments and known.data == data:
                    return known
            fact = Fact(
                id=f"F{len(self.facts) + 1}",
                tool=tool,
                arguments=arguments,
                data=data,
                units=units,
                source=source,
                scope=scope,
            )
            self.facts.append(fact)
            return fact
