"""What a reply to the last answered command would mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "follow_up",
        sa.Column("address_id", KEY, autoincrement=False, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_id", name="pk_follow_up"),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_follow_up_address_id_address"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("follow_up")
