"""The audit log, settings, and the channels' access tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Data, Document, Sha256, Word


class Audit(Base):
    """One change, by whom, when, through which channel; chained to the one before by its hash."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "actor"), Index(None, "at"))

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[Word]
    channel: Mapped[Word]
    action: Mapped[Word]
    detail: Mapped[Document]
    prev_hash: Mapped[Sha256]
    hash: Mapped[Sha256]


class AuditHead(Base):
    """The last link of the audit chain: one row, locked while a link is added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[Sha256]


class Setting(Base):
    """One value under one key: cursors, switches, what an admin changed at run time."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Data | None]


class Token(Base):
    """A platform's access token, fetched by whoever holds the lease."""

    __tablename__ = "token"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str]
    expires_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
