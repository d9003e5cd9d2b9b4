"""What may be sent to an address, and what became of a message after it was taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns; of what is stored, nothing is known."""
    op.add_column("address", sa.Column("economics", sa.Text(), nullable=True))
    op.add_column("address", sa.Column("open_until", MOMENT, nullable=True))
    op.add_column("outbox", sa.Column("delivered_at", MOMENT, nullable=True))
    op.add_column("outbox", sa.Column("way", sa.String(64), nullable=True))
    op.add_column("outbox", sa.Column("tried", sa.Text(), nullable=True))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("outbox", "tried")
    op.drop_column("outbox", "way")
    op.drop_column("outbox", "delivered_at")
    op.drop_column("address", "open_until")
    op.drop_column("address", "economics")
