"""Scores found by the bank's own number: on SQLite a covering index, so that a join of all customers is one pass."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE INDEX ix_scores_number ON scores (CAST(customer_id AS BIGINT), band, probability, value_at_risk)"
        )
