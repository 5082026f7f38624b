"""What the app itself keeps: people, conversations, scores, outcomes, feedback, usage, audit.

All tables carry the logical schema ``state``; ``db.engines`` says where that is. ``db/migrations`` creates them.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Index, Integer, Table, Text, cast, false, text

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
    "score_runs",
    "scores",
    "scores_other",
    "settings",
    "state_schema",
    "steps",
    "threads",
    "turns",
    "usage_daily",
    "users",
]


def _scores(name: str) -> Table:
    """One generation of the scores.

    On SQLite a bank with whole numbers for ids joins them by number, without a look into the table; PostgreSQL hashes
    the join, and would refuse ids that are no numbers.
    """
    table = Table(
        name,
        metadata,
        Column("customer_id", Text, primary_key=True),
        Column("probability", Float, nullable=False),
        Column("band", Text, nullable=False),
        Column("value_at_risk", Float),
        Column("model_version", Text, nullable=False),
        created("scored_at"),
        *(Index(f"ix_{name}_{column}", column) for column in ("probability", "value_at_risk", "band")),
        sqlite_with_rowid=False,
    )
    covered = (table.c[column] for column in ("band", "probability", "value_at_risk"))
    Index(f"ix_{name}_number", cast(table.c.customer_id, BigInteger), *covered).ddl_if(dialect="sqlite")
    return table


scores = _scores("scores")
"""The latest score of each customer. ``value_at_risk`` = probability x value, null for whom the bank's label says left
or without a value; loading a bank deletes the scores of the customers it changes."""

scores_other = _scores("scores_other")
"""The other generation: another model version is scored into the one not in use, and takes over when it is complete."""

score_runs = Table(
    "score_runs",
    metadata,
    serial(),
    Column("model_version", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    created("started"),
    Column("ended", Utc),
    Column("customers", Integer),
    Column("changed", Integer),
)
"""Each scoring of the whole bank; the newest that ended says which generation is in use (0: scores, 1: the other)."""

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
    Column("run", BigInteger().with_variant(Integer(), "sqlite")),
    Index("ix_score_history_run", "run"),
    Index("ix_score_history_customer", "customer_id", "scored_at"),
)
"""Every change of a score; ``changes`` = {column: [before, after]} of the customer since the score before.

``run``: the scoring it belongs to; what belongs to one that has not ended is not told yet."""

outcomes = Table(
    "outcomes",
    metadata,
    serial(),
    Column("customer_id", Text, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("observed_at", Date, nullable=False),
    *texts("source", "recorded_by"),
    created(),
    Column("in_force", Boolean, nullable=False, default=True, server_default=false()),
    Column("withdrawn_at", Utc),
    Column("withdrawn_by", Text),
    Index("ix_outcomes_customer_id", "customer_id"),
    Index(
        "ix_outcomes_in_force",
        "customer_id",
        unique=True,
        sqlite_where=text("in_force"),
        postgresql_where=text("in_force"),
    ),
)
"""What became of customers, as it becomes known: 1 left, 0 stayed. At most one of each customer is in force; those
taken back keep who did it and when (``db.state.outcome_records``)."""

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
    Column("kind", Text, nullable=False, default="note", server_default="note"),
    Column("channel", Text),
    Column("day", Date),
    Column("done_at", Utc),
    Column("done_by", Text),
    Column("withdrawn_at", Utc),
    Column("withdrawn_by", Text),
    Index("ix_notes_customer_id", "customer_id"),
)
"""What people wrote about customers: ``note``, ``contact`` (with a channel and the day it was) or ``promise`` (with the
day it is due, and when it was kept)."""

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
