"""The roster: who orchestrates, proposes and aggregates, with which model, patience and price."""

from agents.roster.model import (
    BUILTIN,
    DEFAULT,
    LOCAL,
    AgentSpec,
    Breaker,
    Budget,
    Layer,
    Limits,
    Price,
    ProfileSpec,
    Rate,
    RefinementSpec,
    Retries,
    Role,
    Roster,
    read_roster,
)

__all__ = [
    "BUILTIN",
    "DEFAULT",
    "LOCAL",
    "AgentSpec",
    "Breaker",
    "Budget",
    "Layer",
    "Limits",
    "Price",
    "ProfileSpec",
    "Rate",
    "RefinementSpec",
    "Retries",
    "Role",
    "Roster",
    "read_roster",
]
