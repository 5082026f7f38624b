"""Facts: what a tool found, immutable and numbered; drafts and replies may say nothing that is not in one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose customers a Fact about many covers, where that is not the whole bank."""

    owner: str

    def as_json(self) -> dict[str, Any]:
        """The form in Facts."""
        return {"limited_to": "portfolio", "owner": self.owner}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One tool result.

    ``data`` is JSON-able, at full precision. ``units`` maps a key of ``data`` (at any depth) to its unit:
    ``share`` (0 to 1, shown as a percentage), ``count``, ``rank``, ``money``, ``id``, ``name``, ``date``, or a word
    from the catalog such as ``years``. ``source`` is the SQL with its bound parameters, or the model version.
    """

    id: str
    tool: str
    arguments: Mapping[str, Any]
    data: Mapping[str, Any]
    units: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    scope: Scope | None = None
    """None: one customer, the model, or the whole bank."""

    def as_json(self) -> dict[str, Any]:
        """The form `app.ask --json` prints and prompts carry."""
        told = {"id": self.id, "tool": self.tool, "arguments": dict(self.arguments), "data": dict(self.data)}
        return told if self.scope is None else {**told, "scope": self.scope.as_json()}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Fact":
        """A Fact from its JSON form, with its units and source where these were kept."""
        scope = stored.get("scope")
        return cls(
            id=stored["id"],
            tool=stored["tool"],
            arguments=stored["arguments"],
            data=stored["data"],
            units=stored.get("units") or {},
            source=stored.get("source") or "",
            scope=Scope(owner=scope["owner"]) if scope else None,
        )
