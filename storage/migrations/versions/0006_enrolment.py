"""Whom the register names at an enterprise, and invitations that show the wrong one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "register_contact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(64), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_contact"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_register_contact_enterprise_id_enterprise"
        ),
        sa.UniqueConstraint("enterprise_id", "place", name="uq_register_contact_enterprise_id_place"),
    )
    op.create_index("ix_register_contact_updated_at", "register_contact", ["updated_at"])
    op.create_table(
        "wrong_enterprise",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("invitation_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_enterprise"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_wrong_enterprise_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_wrong_enterprise_invitation_id_invitation"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_wrong_enterprise_person_id_person"),
    )
    op.create_index("ix_wrong_enterprise_enterprise_id", "wrong_enterprise", ["enterprise_id"])
    op.create_index("ix_wrong_enterprise_settled_at", "wrong_enterprise", ["settled_at"])


def downgrade() -> None:
    """Remove them, with everything in them."""
    op.drop_table("wrong_enterprise")
    op.drop_table("register_contact")
