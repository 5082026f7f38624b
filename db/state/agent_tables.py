"""The state's tables of what people thought of the agents and what the agents cost; imported from ``db.state``."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, Table, Text, UniqueConstraint

from db.state.columns import Utc, created, metadata, serial, texts

agent_feedback = Table(
    "agent_feedback",
    metadata,
    serial(),
    Column("turn_id", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("kind", Text),
    Column("rating", Integer, nullable=False),
    Column("shares", JSON),
    Column("comment", Text),
    Column("active", Boolean, nullable=False, default=True),
    created(),
    UniqueConstraint("turn_id", "user", name="uq_agent_feedback_turn_user"),
)
"""A thumb (+1 or -1; a second one replaces the first) and each agent's share of the credit."""

agent_weights = Table(
    "agent_weights",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("agent", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("alpha", Float, nullable=False),
    Column("beta", Float, nullable=False),
    Column("weight", Float, nullable=False),
    created(),
)
"""Each recomputation is a new version, so that one can go back."""

corrections = Table(
    "corrections",
    metadata,
    serial(),
    *texts("turn_id", "kind", "language", "question", "text", "author"),
    Column("status", Text, nullable=False, default="proposed"),
    Column("decided_by", Text),
    Column("decided", Utc),
    created(),
    Index("ix_corrections_turn_id", "turn_id"),
)
"""A reply as a person would have written it: proposed, accepted by an administrator (then an example), or withdrawn."""

usage_daily = Table(
    "usage_daily",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("day", "user", "agent", "model")),
    Column("calls", Integer, nullable=False, default=0),
    Column("input_tokens", BigInteger, nullable=False, default=0),
    Column("output_tokens", BigInteger, nullable=False, default=0),
    Column("cost", Float, nullable=False, default=0.0),
    Column("cached_tokens", BigInteger, nullable=False, default=0, server_default="0"),
)
"""Calls, tokens (``cached_tokens``: of the input, from the provider's cache) and US dollars of a day (UTC)."""
