"""The first version's tables: the register, people, access, timers, the record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them; those that are referred to come first."""
    _register()
    _people()
    _access()
    _timers()
    _record()


def downgrade() -> None:
    """Remove them, with everything in them."""
    op.drop_table("token")
    op.drop_table("setting")
    op.drop_table("audit_head")
    op.drop_table("audit")
    op.drop_table("timer")
    op.drop_table("code_failure")
    op.drop_table("invitation")
    op.drop_table("role_grant")
    op.drop_table("contact")
    op.drop_table("address")
    op.drop_table("person")
    op.drop_table("enterprise")


def _register() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.String(64), nullable=True),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("street", sa.String(64), nullable=True),
        sa.Column("park", sa.String(64), nullable=True),
        sa.Column("group", sa.String(64), nullable=True),
        sa.Column("industry", sa.String(64), nullable=True),
        sa.Column("size", sa.String(64), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("standing_note", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enterprise"),
        sa.UniqueConstraint("credit_code", name="uq_enterprise_credit_code"),
    )
    op.create_index("ix_enterprise_group", "enterprise", ["group"])
    op.create_index("ix_enterprise_industry", "enterprise", ["industry"])
    op.create_index("ix_enterprise_name", "enterprise", ["name"])
    op.create_index("ix_enterprise_park", "enterprise", ["park"])
    op.create_index("ix_enterprise_street", "enterprise", ["street"])
    op.create_index("ix_enterprise_unit_street", "enterprise", ["unit", "street"])


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(64), nullable=True),
        sa.Column("locale", sa.String(64), nullable=False),
        sa.Column("consent_at", MOMENT, nullable=True),
        sa.Column("consent_version", sa.String(64), nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "address",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("blocked_at", MOMENT, nullable=True),
        sa.Column("last_inbound_at", MOMENT, nullable=True),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_address"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_address_person_id_person"),
        sa.UniqueConstraint("channel", "account", name="uq_address_channel_account"),
    )
    op.create_index("ix_address_person_id", "address", ["person_id"])
    op.create_table(
        "contact",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.Column("unbound_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_contact_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_person_id_person"),
    )
    op.create_index("ix_contact_enterprise_id", "contact", ["enterprise_id"])
    op.create_index(
        "uq_contact_current",
        "contact",
        ["person_id", "enterprise_id"],
        unique=True,
        sqlite_where=sa.text("unbound_at IS NULL"),
        postgresql_where=sa.text("unbound_at IS NULL"),
    )


def _access() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("role", sa.String(64), nullable=False),
        sa.Column("scope_kind", sa.String(64), nullable=False),
        sa.Column("scope_id", sa.String(64), nullable=False),
        sa.Column("granted_by", KEY, nullable=True),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name="fk_role_grant_granted_by_person"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_role_grant_person_id_person"),
    )
    op.create_index("ix_role_grant_scope_kind_scope_id", "role_grant", ["scope_kind", "scope_id"])
    op.create_index(
        "uq_role_grant_current",
        "role_grant",
        ["person_id", "role", "scope_kind", "scope_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("enterprise_id", KEY, nullable=True),
        sa.Column("role", sa.String(64), nullable=True),
        sa.Column("scope_kind", sa.String(64), nullable=True),
        sa.Column("scope_id", sa.String(64), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", KEY, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("used_by", KEY, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_invitation_created_by_person"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_invitation_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name="fk_invitation_used_by_person"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
    )
    op.create_index("ix_invitation_enterprise_id", "invitation", ["enterprise_id"])
    op.create_table(
        "code_failure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("address_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_code_failure"),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_code_failure_address_id_address"),
    )
    op.create_index("ix_code_failure_address_id_at", "code_failure", ["address_id", "at"])
    op.create_index("ix_code_failure_at", "code_failure", ["at"])


def _timers() -> None:
    op.create_table(
        "timer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.UniqueConstraint("kind", "subject", "scope", "due", name="uq_timer_kind_subject_scope_due"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_timer_due",
        "timer",
        ["due", "id"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _record() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_actor", "audit", ["actor"])
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
    op.create_table(
        "token",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_token"),
    )
