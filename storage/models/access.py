"""Who may do what: grants, the invitations that lead to them, and failed tries at a code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id, Sha256, Word


class Grant(Base):
    """A role a person holds over a scope: `scope_kind` unit, street, park, group, enterprise or all."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_current",
            "person_id",
            "role",
            "scope_kind",
            "scope_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(None, "scope_kind", "scope_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Word]
    scope_kind: Mapped[Word]
    scope_id: Mapped[Word] = mapped_column(default="")
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invitation(Base):
    """A one-time code, kept as its hash. An enterprise's contact, or a role over a scope, is bound by it.

    `name` and `phone` are of the person invited to a role, as her inviter knows them; they go to her own row
    when she confirms.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("code_hash"), Index(None, "enterprise_id"))

    id: Mapped[Id]
    code_hash: Mapped[Sha256]
    kind: Mapped[Word]
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    role: Mapped[Word | None]
    scope_kind: Mapped[Word | None]
    scope_id: Mapped[Word | None]
    name: Mapped[str | None]
    phone: Mapped[Word | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]


class CodeFailure(Base):
    """One wrong code typed at one address, so that tries can be limited per person and overall."""

    __tablename__ = "code_failure"
    __table_args__ = (Index(None, "address_id", "at"), Index(None, "at"))

    id: Mapped[Id]
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    at: Mapped[datetime]
