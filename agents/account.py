"""How a reply came about, read from the events of its turn: who drafted, who merged, what the check took out."""

from collections.abc import Iterable, Mapping
from typing import Any

from tools.context import ReplyAccount

_EDITORS = frozenset({"aggregator"})
_OUT = frozenset({"late", "failed", "excluded"})


ACCOUNTED = frozenset({"TurnStarted", "AgentChanged", "ToolReturned", "DraftDone", "GroundingChecked"})
"""The kinds of events that an account is read from."""


def account_of(events: Iterable[Mapping[str, Any]]) -> ReplyAccount:
    """The account of one turn from its events in their JSON form (``TraceEvent.as_json``, or as they are stored)."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for event in events:
        by_kind.setdefault(str(event.get("event")), []).append(event)
    started = (by_kind.get("TurnStarted") or [{}])[0]
    changed = [event for event in by_kind.get("AgentChanged", ()) if event.get("role") != "orchestrator"]
    roles = {str(event["agent"]): str(event["role"]) for event in changed}
    drafts = by_kind.get("DraftDone", [])
    checks = by_kind.get("GroundingChecked", [])
    failed, editors = _outcomes(changed)
    return ReplyAccount(
        question=str(started.get("question", "")),
        profile=str(started.get("profile", "")),
        provider=str(started.get("provider", "")),
        tools=tuple(str(event["tool"]) for event in by_kind.get("ToolReturned", ()) if event.get("fact")),
        drafted=_once(roles.get(str(draft["agent"]), str(draft["agent"])) for draft in drafts),
        failed=_once(failed),
        layers=max((int(draft["layer"]) for draft in drafts), default=0),
        editor=editors[-1] if editors else "",
        checked=len(checks[-1].get("supported") or ()) if checks else 0,
        removed=_once(str(text) for check in checks for text in check.get("unsupported") or ()),
    )


def _outcomes(changed: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """The roles of those who failed to draft, and who made the reply, in their order."""
    failed, editors = [], []
    for event in changed:
        edits = event["role"] in _EDITORS
        if not edits and event.get("state") in _OUT:
            failed.append(str(event["role"]))
        if edits and event.get("state") == "done":
            editors.append(str(event["agent"]))
    return failed, editors


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
