"""Escalations, measures, reports that were opened, messages whose sending has begun."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them; those that are referred to come first."""
    _escalations()
    _measures()
    _reports()
    op.add_column("address", sa.Column("opened_at", MOMENT, nullable=True))
    op.add_column("outbox", sa.Column("begun_at", MOMENT, nullable=True))
    op.create_index("ix_outbox_kind_created_at", "outbox", ["kind", "created_at"])


def downgrade() -> None:
    """Remove them, with everything in them."""
    op.drop_index("ix_outbox_kind_created_at", "outbox")
    op.drop_column("outbox", "begun_at")
    op.drop_column("address", "opened_at")
    op.drop_table("sent_report")
    op.drop_table("measure")
    op.drop_table("escalation_step")
    op.drop_table("escalation")
    op.drop_table("unit_behind")


def _escalations() -> None:
    op.create_table(
        "unit_behind",
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "unit", name="pk_unit_behind"),
    )
    op.create_table(
        "escalation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_escalation"),
        sa.UniqueConstraint("campaign", "unit", "began_on", name="uq_escalation_campaign_unit_began_on"),
    )
    op.create_index("ix_escalation_campaign_ended_on", "escalation", ["campaign", "ended_on"])
    op.create_table(
        "escalation_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("escalation_id", KEY, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("problem", sa.String(64), nullable=True),
        sa.Column("keys", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_escalation_step"),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name="fk_escalation_step_escalation_id_escalation"
        ),
        sa.UniqueConstraint(
            "escalation_id", "kind", "unit", name="uq_escalation_step_escalation_id_kind_unit"
        ),
    )
    op.create_index("ix_escalation_step_told_at_due_on", "escalation_step", ["told_at", "due_on"])


def _measures() -> None:
    op.create_table(
        "measure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_measure"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_measure_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(["diagnosis_id"], ["diagnosis.id"], name="fk_measure_diagnosis_id_diagnosis"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_measure_owner_id_person"),
        sa.UniqueConstraint("enterprise_id", "number", name="uq_measure_enterprise_id_number"),
    )
    op.create_index("ix_measure_due", "measure", ["due"])


def _reports() -> None:
    op.create_table(
        "sent_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("address_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sent_report"),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"], ["diagnosis.id"], name="fk_sent_report_diagnosis_id_diagnosis"
        ),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_sent_report_address_id_address"),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name="fk_sent_report_sha256_stored_file"),
        sa.UniqueConstraint(
            "diagnosis_id", "address_id", "sha256", name="uq_sent_report_diagnosis_id_address_id_sha256"
        ),
    )
    op.create_index("ix_sent_report_sha256", "sent_report", ["sha256"])
