"""Since when an enterprise refuses, is closed or moved away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("enterprise") as table:
        table.add_column(sa.Column("standing_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Remove it."""
    with op.batch_alter_table("enterprise") as table:
        table.drop_column("standing_at")
