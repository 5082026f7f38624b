"""What the app itself keeps: people, conversations, scores, outcomes, feedback, usage, audit.

All tables carry the logical schema ``state``; ``db.engines`` says where that is. ``db/migrations`` creates them.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Index, Integer, Table, Text, cast

from db.state.agent_tables import agent_feedback, agent_weights, corrections, usage_daily
from db.state.chat_tables import accounts, elements, feedbacks, login_pace, logins, steps, threads, turns, users
from db.state.columns import Utc, created, metadata, now, serial, state_schema, texts

__all__ = [
    "Utc",
    "accounts",
    "agent_feedback",
    "agent_weights",
    "audit",
    "corrections",
    "elements",
    "feedbacks",
    "login_pace",
    "logins",
    "member_weights",
    "metadata",
    "notes",
    "now",
    "outcomes",
    "score_history",
    "score_inputs",
    "scores",
    "settings",
    "state_schema",
    "steps",
    "threads",
    "turns",
    "usage_daily",
    "users",
]

scores = Table(
    "scores",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("probability", Float, nullable=False),
    Column("band", Text, nullable=False),
    Column("value_at_risk", Float),
    Column("model_version", Text, nullable=False),
    created("scored_at"),
    Index("ix_scores_probability", "probability"),
    Index("ix_scores_value_at_risk", "value_at_risk"),
    Index("ix_scores_band", "band"),
    sqlite_with_rowid=False,
)
"""The latest score of each customer. ``value_at_risk`` = probability x value, null for who left or without a value;
loading a bank deletes the scores of the customers it changes."""

Index(
    "ix_scores_number",
    cast(scores.c.customer_id, BigInteger),
    *(scores.c[name] for name in ("band", "probability", "value_at_risk")),
).ddl_if(dialect="sqlite")
"""The scores as a bank with whole numbers for ids joins them: by number, and without a look into the table.

PostgreSQL hashes the join, and would refuse ids that are no numbers."""

score_inputs = Table(
    "score_inputs",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("inputs", JSON),
    sqlite_with_rowid=False,
)
"""The feature values behind the latest score; apart from ``scores`` so that joins on a million scores stay narrow."""

score_history = Table(
    "score_history",
    metadata,
    serial(),
    Column("customer_id", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("band", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("changes", JSON),
    created("scored_at"),
    Index("ix_score_history_customer", "customer_id", "scored_at"),
)
"""Every change of a score; ``changes`` = {column: [before, after]} of the customer since the score before."""

outcomes = Table(
    "outcomes",
    metadata,
    serial(),
    Column("customer_id", Text, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("observed_at", Date, nullable=False),
    *texts("source", "recorded_by"),
    created(),
    Index("ix_outcomes_customer_id", "customer_id"),
)
"""What became of customers, as it becomes known: 1 left, 0 stayed."""

member_weights = Table(
    "member_weights",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=True),
    Column("model_version", Text, nullable=False),
    Column("weights", JSON, nullable=False),
    Column("parent", Integer),
    Column("reason", Text),
    Column("metrics", JSON),
    Column("active", Boolean, nullable=False, default=False),
    created(),
)
"""Each version of the ensemble's weights since training, and which one is in use."""

notes = Table(
    "notes",
    metadata,
    serial(),
    Column("customer_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    created(),
    Index("ix_notes_customer_id", "customer_id"),
)

audit = Table(
    "audit",
    metadata,
    serial(),
    created("at"),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", JSON),
    Index("ix_audit_at", "at"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JSON),
)
"""Small facts about this installation, for example ``bank``: what was loaded, when, from where."""
