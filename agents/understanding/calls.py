"""What the orchestrator decides: tool calls, or the wish to know more, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CUSTOMER_TOOLS = (
    "customer_card",
    "predict_churn",
    "explain_churn",
    "what_if",
    "score_history",
    "similar_customers",
    "retention_options",
)
"""Tools about one customer."""


@dataclass(frozen=True)
class Call:
    """One tool call."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def decline(topic: str, detail: str = "") -> Call:
    """Outside what the assistant does."""
    return Call("decline", {"topic": topic, "detail": detail[:200]})


def ask_back(reason: str, choices: list[Any] | None = None) -> Call:
    """The person must say more."""
    return Call("ask_back", {"reason": reason, "choices": choices or []})


def about(tool: str, customer_id: str, extra: Mapping[str, Any] | None = None) -> Call:
    """A call of one of the customer tools for one customer."""
    if tool == "predict_churn":
        return Call(tool, {"customer_ids": [customer_id]})
    return Call(tool, {"customer_id": customer_id, **(extra or {})})
