"""What a turn hands its tools by LangChain's runtime: who asks, the desk, and where the Facts go. Never in a schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from db.caller import Caller
from tools.facts import Fact

if TYPE_CHECKING:
    from tools.environment import Desk


@dataclass
class ToolContext:
    """One turn's tools' surroundings; ``facts`` grows as tools answer, numbered F1, F2 … in the order they finish."""

    caller: Caller
    desk: "Desk"
    facts: list[Fact] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def add(
        self, *, tool: str, arguments: Mapping[str, Any], data: Mapping[str, Any], units: Mapping[str, str], source: str
    ) -> Fact:
        """Number a finding and keep it; the same call found again is the same Fact."""
        with self._lock:
            for known in self.facts:
                if known.tool == tool and known.arguments == arguments and known.data == data:
                    return known
            fact = Fact(
                id=f"F{len(self.facts) + 1}", tool=tool, arguments=arguments, data=data, units=units, source=source
            )
            self.facts.append(fact)
            return fact
