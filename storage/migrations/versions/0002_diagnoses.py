"""The first version's tables: packs, diagnoses, interviews, messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them; those that are referred to come first."""
    _diagnoses()
    _answers()
    _interviews()
    _messages()


def downgrade() -> None:
    """Remove them, with everything in them."""
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_table("interview")
    op.drop_table("feedback")
    op.drop_table("evidence")
    op.drop_table("stored_file")
    op.drop_table("answer")
    op.drop_table("packed_answers")
    op.drop_table("assessment")
    op.drop_table("diagnosis")
    op.drop_table("pack_version")


def _diagnoses() -> None:
    op.create_table(
        "pack_version",
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("pack", "version", name="pk_pack_version"),
    )
    op.create_table(
        "diagnosis",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=True),
        sa.Column("started_by", KEY, nullable=True),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("pack_version", sa.String(64), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("variant", sa.String(64), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("score", sa.Text(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("last_answer_at", MOMENT, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_diagnosis"),
        sa.CheckConstraint("round >= 1", name=op.f("ck_diagnosis_round_from_one")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name="fk_diagnosis_enterprise_id_enterprise"
        ),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name="fk_diagnosis_started_by_person"),
        sa.UniqueConstraint(
            "enterprise_id", "pack", "round", "kind", name="uq_diagnosis_enterprise_id_pack_round_kind"
        ),
    )
    op.create_index("ix_diagnosis_pack_pack_version_state", "diagnosis", ["pack", "pack_version", "state"])
    op.create_index("ix_diagnosis_started_by_pack", "diagnosis", ["started_by", "pack"])
    op.create_index("ix_diagnosis_submitted_at", "diagnosis", ["submitted_at"])
    op.create_table(
        "assessment",
        sa.Column("diagnosis_id", KEY, nullable=False, autoincrement=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("diagnosis_id", name="pk_assessment"),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"], ["diagnosis.id"], name="fk_assessment_diagnosis_id_diagnosis"
        ),
    )
    op.create_table(
        "packed_answers",
        sa.Column("diagnosis_id", KEY, nullable=False, autoincrement=False),
        sa.Column("pack", sa.String(64), nullable=False),
        sa.Column("pack_version", sa.String(64), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("diagnosis_id", name="pk_packed_answers"),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"], ["diagnosis.id"], name="fk_packed_answers_diagnosis_id_diagnosis"
        ),
    )
    op.create_index("ix_packed_answers_pack_pack_version", "packed_answers", ["pack", "pack_version"])


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("supersedes", KEY, nullable=True),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_answer_author_id_person"),
        sa.ForeignKeyConstraint(["diagnosis_id"], ["diagnosis.id"], name="fk_answer_diagnosis_id_diagnosis"),
        sa.ForeignKeyConstraint(["supersedes"], ["answer.id"], name="fk_answer_supersedes_answer"),
    )
    op.create_index("ix_answer_history", "answer", ["diagnosis_id", "question_id", "id"])
    op.create_index(
        "uq_answer_current",
        "answer",
        ["diagnosis_id", "question_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_stored_file"),
    )
    op.create_table(
        "evidence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name="fk_evidence_added_by_person"),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"], ["diagnosis.id"], name="fk_evidence_diagnosis_id_diagnosis"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name="fk_evidence_sha256_stored_file"),
    )
    op.create_index("ix_evidence_diagnosis_id_question_id", "evidence", ["diagnosis_id", "question_id"])
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
    op.create_table(
        "feedback",
        sa.Column("id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("question_id", sa.String(64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"], ["diagnosis.id"], name="fk_feedback_diagnosis_id_diagnosis"
        ),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name="fk_feedback_given_by_person"),
    )
    op.create_index("ix_feedback_diagnosis_id", "feedback", ["diagnosis_id"])


def _interviews() -> None:
    op.create_table(
        "interview",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("diagnosis_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.ForeignKeyConstraint(
            ["diagnosis_id"], ["diagnosis.id"], name="fk_interview_diagnosis_id_diagnosis"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_interview_person_id_person"),
        sa.UniqueConstraint("person_id", "diagnosis_id", name="uq_interview_person_id_diagnosis_id"),
    )
    op.create_index("ix_interview_diagnosis_id", "interview", ["diagnosis_id"])
    op.create_index(
        "uq_interview_active",
        "interview",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("active = 1"),
        postgresql_where=sa.text("active"),
    )


def _messages() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "key", name="uq_inbox_channel_key"),
    )
    op.create_index("ix_inbox_channel_account", "inbox", ["channel", "account"])
    op.create_index(
        "ix_inbox_undone",
        "inbox",
        ["received_at"],
        sqlite_where=sa.text("status <> 'done'"),
        postgresql_where=sa.text("status <> 'done'"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("address_id", KEY, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("retry_at", MOMENT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("last_error", sa.String(64), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("platform_id", sa.String(200), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name="fk_outbox_address_id_address"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due", "id"],
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_index(
        "ix_outbox_leased",
        "outbox",
        ["lease_until"],
        sqlite_where=sa.text("status = 'sending'"),
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["address_id", "status"],
        sqlite_where=sa.text("status IN ('queued', 'sending')"),
        postgresql_where=sa.text("status IN ('queued', 'sending')"),
    )
    op.create_index("ix_outbox_address_id_sent_at", "outbox", ["address_id", "sent_at"])
    op.create_index("ix_outbox_platform_id", "outbox", ["platform_id"])
