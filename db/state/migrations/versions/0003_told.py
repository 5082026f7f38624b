"""Outcomes that can be taken back and of which one is in force; notes, contacts and promises; generations of scores."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _outcomes()
    _notes()
    _scores()


def _outcomes() -> None:
    op.add_column("outcomes", sa.Column("in_force", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outcomes", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outcomes", sa.Column("withdrawn_by", sa.Text(), nullable=True))
    op.execute(
        "UPDATE outcomes SET in_force = true WHERE NOT EXISTS (SELECT 1 FROM outcomes AS newer "
        "WHERE newer.customer_id = outcomes.customer_id AND (newer.observed_at > outcomes.observed_at "
        "OR (newer.observed_at = outcomes.observed_at AND newer.id > outcomes.id)))"
    )
    where = sa.text("in_force")
    op.create_index(
        "ix_outcomes_in_force", "outcomes", ["customer_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def _notes() -> None:
    op.add_column("notes", sa.Column("kind", sa.Text(), nullable=False, server_default="note"))
    op.add_column("notes", sa.Column("channel", sa.Text(), nullable=True))
    op.add_column("notes", sa.Column("day", sa.Date(), nullable=True))
    op.add_column("notes", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notes", sa.Column("done_by", sa.Text(), nullable=True))
    op.add_column("notes", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notes", sa.Column("withdrawn_by", sa.Text(), nullable=True))


def _scores() -> None:
    op.create_table(
        "scores_other",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("value_at_risk", sa.Float(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_id"),
        sqlite_with_rowid=False,
    )
    for column in ("band", "probability", "value_at_risk"):
        op.create_index(f"ix_scores_other_{column}", "scores_other", [column], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE INDEX ix_scores_other_number ON scores_other "
            "(CAST(customer_id AS BIGINT), band, probability, value_at_risk)"
        )
    op.create_table(
        "score_runs",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customers", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("score_history", sa.Column("run", _ID, nullable=True))
    # The scores that stand are those of a run that has ended, so that they stay in force.
    op.execute(
        "INSERT INTO score_runs (model_version, generation, started, ended) "
        "SELECT model_version, 0, MIN(scored_at), MAX(scored_at) FROM scores GROUP BY model_version "
        "ORDER BY MAX(scored_at)"
    )
    op.create_index("ix_score_history_run", "score_history", ["run"], unique=False)
