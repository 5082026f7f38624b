"""What the app itself keeps: people, conversations, scores, outcomes, feedback, usage, audit.

All tables carry the logical schema ``state``; ``db.engines`` says where that is. ``db/migrations`` creates them.
The five tables from ``users`` to ``feedbacks`` are Chainlit's (its data layer names the columns, and holds JSON as
text here on every database). They have no foreign keys: Chainlit writes a conversation's parts concurrently and would
lose, with only a log line, whatever arrives before its parent.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from db.engines import STATE


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; comes back aware on every database, and a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def state_schema(engine: Engine) -> str | None:
    """The schema under which this engine sees the state (``state``, ``moa_state`` or none); rarely needed."""
    return engine.get_execution_options()["schema_translate_map"][STATE]  # type: ignore[no-any-return]


metadata = MetaData(schema=STATE)


def _serial() -> Column[int]:
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _created(name: str = "created") -> Column[datetime]:
    return Column(name, Utc, nullable=False, default=now)


def _texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("owner", Text),
    Column("language", Text),
    Column("password", Text, nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
    _created(),
)
"""People who may log in; ``password`` is a salted scrypt hash."""

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("identifier", Text, nullable=False, unique=True),
    *_texts("createdAt", "metadata"),
)
threads = Table(
    "threads",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("createdAt", "name", "userId", "userIdentifier", "tags", "metadata"),
    Index("ix_threads_user", "userId"),
)
steps = Table(
    "steps",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("name", "type", "threadId", "parentId", "command", "modes"),
    Column("streaming", Boolean),
    Column("waitForAnswer", Boolean),
    Column("isError", Boolean),
    *_texts("metadata", "tags", "input", "output", "createdAt", "start", "end", "generation", "showInput"),
    Column("defaultOpen", Boolean),
    Column("autoCollapse", Boolean),
    *_texts("language", "icon"),
    Index("ix_steps_thread", "threadId"),
)
elements = Table(
    "elements",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("threadId", "type", "chainlitKey", "path", "url", "objectKey", "name", "display", "size", "language"),
    Column("page", Integer),
    *_texts("props"),
    Column("autoPlay", Boolean),
    *_texts("playerConfig", "forId", "mime"),
    Index("ix_elements_thread", "threadId"),
)
feedbacks = Table(
    "feedbacks",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("forId", "threadId"),
    Column("value", Integer),
    Column("comment", Text),
    Index("ix_feedbacks_step", "forId"),
)

turns = Table(
    "turns",
    metadata,
    Column("turn_id", Text, primary_key=True),
    *_texts("thread_id", "user", "question", "language", "profile", "status", "reply"),
    Column("facts", JSON),
    Column("trace", JSON),
    Column("usage", JSON),
    Column("versions", JSON),
    _created(),
    Index("ix_turns_thread", "thread_id", "created"),
    Index("ix_turns_created", "created"),
)
"""One answered question with everything needed to replay it."""

scores = Table(
    "scores",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("probability", Float, nullable=False),
    Column("band", Text, nullable=False),
    Column("value_at_risk", Float),
    Column("model_version", Text, nullable=False),
    _created("scored_at"),
    Index("ix_scores_probability", "probability"),
    Index("ix_scores_value_at_risk", "value_at_risk"),
    Index("ix_scores_band", "band"),
)
"""The latest score of each customer. ``value_at_risk`` = probability x value, null for who left or without a value;
loading a bank deletes the scores of the customers it changes."""

score_inputs = Table(
    "score_inputs",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("inputs", JSON),
)
"""The feature values behind the latest score; apart from ``scores`` so that joins on a million scores stay narrow."""

score_history = Table(
    "score_history",
    metadata,
    _serial(),
    Column("customer_id", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("band", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("changes", JSON),
    _created("scored_at"),
    Index("ix_score_history_customer", "customer_id", "scored_at"),
)
"""Every change of a score; ``changes`` = {column: [before, after]} of the customer since the score before."""

outcomes = Table(
    "outcomes",
    metadata,
    _serial(),
    Column("customer_id", Text, nullable=False),
    Column("outcome", Integer, nullable=False),
    Column("observed_at", Date, nullable=False),
    *_texts("source", "recorded_by"),
    _created(),
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
    _created(),
)
"""Each version of the ensemble's weights since training, and which one is in use."""

notes = Table(
    "notes",
    metadata,
    _serial(),
    Column("customer_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    _created(),
    Index("ix_notes_customer_id", "customer_id"),
)

agent_feedback = Table(
    "agent_feedback",
    metadata,
    _serial(),
    Column("turn_id", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("kind", Text),
    Column("rating", Integer, nullable=False),
    Column("shares", JSON),
    Column("comment", Text),
    Column("active", Boolean, nullable=False, default=True),
    _created(),
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
    _created(),
)
"""Each recomputation is a new version, so that one can go back."""

corrections = Table(
    "corrections",
    metadata,
    _serial(),
    *_texts("turn_id", "kind", "language", "question", "text", "author"),
    Column("status", Text, nullable=False, default="proposed"),
    Column("decided_by", Text),
    Column("decided", Utc),
    _created(),
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
)
"""Calls, tokens and cost (US dollars) of a day (``2026-01-31``, UTC)."""

audit = Table(
    "audit",
    metadata,
    _serial(),
    _created("at"),
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
