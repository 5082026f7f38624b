"""The roster: who orchestrates, proposes and aggregates, with which model, patience and price."""

from agents.roster.model import (
    DEFAULT,
    AgentSpec,
    Breaker,
    Budget,
    Layer,
    Limits,
    ProfileSpec,
    RefinementSpec,
    Retries,
    Role,
    Roster,
    read_roster,
)

__all__ = [
    "DEFAULT",
    "AgentSpec",
    "Breaker",
    "Budget",
    "Layer",
    "Limits",
    "ProfileSpec",
    "RefinementSpec",
    "Retries",
    "Role",
    "Roster",
    "read_roster",
]
