"""What a reply to the last answered command would mean: one row an address, replaced by every command."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId, Document, Word


class FollowUp(Base):
    """What may follow a command at one address until `expires_at`; `token` changes with every row.

    `state` says what a number, a confirmation, “more” and “undo” lead to. It names things by their keys and
    holds no names.
    """

    __tablename__ = "follow_up"

    address_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("address.id"), primary_key=True, autoincrement=False
    )
    token: Mapped[Word]
    state: Mapped[Document]
    expires_at: Mapped[datetime]
