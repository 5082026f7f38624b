"""The state's tables of people and conversations; ``db.state`` is where the program imports them from.

The five from ``users`` to ``feedbacks`` are Chainlit's (its data layer names the columns, and holds JSON as text here
on every database). They have no foreign keys: Chainlit writes a conversation's parts concurrently and would lose, with
only a log line, whatever arrives before its parent.
"""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, Table, Text

from db.state.columns import Utc, created, metadata, texts

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("owner", Text),
    Column("language", Text),
    Column("password", Text, nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
    created(),
)
"""People who may log in; ``password`` is a salted scrypt hash."""

logins = Table(
    "logins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("address", Text, nullable=False),
    created("begun"),
    Column("ends", Utc, nullable=False),
    Index("ix_logins_user", "user", "address"),
    Index("ix_logins_ends", "ends"),
)
"""Log-ins; ``mark`` is a digest of the account's password hash, so that a changed password ends them."""

login_pace = Table(
    "login_pace",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("free_at", Float, nullable=False),
    Column("last", Float, nullable=False),
    Index("ix_login_pace_last", "last"),
)
"""Wrong passwords by name, by address and by both: how many lately, and when the next may be tried (epoch seconds)."""

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("identifier", Text, nullable=False, unique=True),
    *texts("createdAt", "metadata"),
)
threads = Table(
    "threads",
    metadata,
    Column("id", Text, primary_key=True),
    *texts("createdAt", "name", "userId", "userIdentifier", "tags", "metadata"),
    Index("ix_threads_user", "userId"),
)
steps = Table(
    "steps",
    metadata,
    Column("id", Text, primary_key=True),
    *texts("name", "type", "threadId", "parentId", "command", "modes"),
    Column("streaming", Boolean),
    Column("waitForAnswer", Boolean),
    Column("isError", Boolean),
    *texts("metadata", "tags", "input", "output", "createdAt", "start", "end", "generation", "showInput"),
    Column("defaultOpen", Boolean),
    Column("autoCollapse", Boolean),
    *texts("language", "icon"),
    Index("ix_steps_thread", "threadId"),
)
elements = Table(
    "elements",
    metadata,
    Column("id", Text, primary_key=True),
    *texts("threadId", "type", "chainlitKey", "path", "url", "objectKey", "name", "display", "size", "language"),
    Column("page", Integer),
    *texts("props"),
    Column("autoPlay", Boolean),
    *texts("playerConfig", "forId", "mime"),
    Index("ix_elements_thread", "threadId"),
)
feedbacks = Table(
    "feedbacks",
    metadata,
    Column("id", Text, primary_key=True),
    *texts("forId", "threadId"),
    Column("value", Integer),
    Column("comment", Text),
    Index("ix_feedbacks_step", "forId"),
)

turns = Table(
    "turns",
    metadata,
    Column("turn_id", Text, primary_key=True),
    *texts("thread_id", "user", "question", "language", "profile", "status", "reply"),
    Column("facts", JSON),
    Column("trace", JSON),
    Column("usage", JSON),
    Column("versions", JSON),
    created(),
    Index("ix_turns_thread", "thread_id", "created"),
    Index("ix_turns_created", "created"),
)
"""One answered question with everything needed to replay it."""

SCOPE = "scope"
"""Under this key of its versions a turn keeps whose customers it covered (None: the whole bank)."""
