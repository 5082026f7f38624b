"""Of a day's input tokens, how many the provider had in its prefix cache."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("usage_daily", sa.Column("cached_tokens", sa.BigInteger(), nullable=False, server_default="0"))
