"""Whom an invitation to a role is for, as far as the inviter knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("invitation") as table:
        table.add_column(sa.Column("name", sa.Text(), nullable=True))
        table.add_column(sa.Column("phone", sa.String(64), nullable=True))


def downgrade() -> None:
    """Remove them."""
    with op.batch_alter_table("invitation") as table:
        table.drop_column("phone")
        table.drop_column("name")
