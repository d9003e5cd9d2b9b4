"""The audit log: append-only, each row chained to the one before by its hash.

A row's hash covers its place, its content and the hash before it, so an altered, inserted or missing row
breaks the chain from there on; a separate row holds the last link, so that missing last rows are seen too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.json_text import Json, dump
from storage.models.record import Audit, AuditHead

GENESIS = "0" * 64
HEAD = 1  # the key of the one head row


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the chain is broken: the row's number and what is wrong: altered, missing or added."""

    seq: int
    what: str


def link_hash(
    seq: int, at: datetime, actor: str, channel: str, action: str, detail: str, prev_hash: str
) -> str:
    """The hash of one row: SHA-256, hex, of its fields as a JSON list."""
    fields: list[Json] = [seq, at.astimezone(UTC).isoformat(), actor, channel, action, detail, prev_hash]
    return hashlib.sha256(dump(fields).encode()).hexdigest()


class AuditLog:
    """Who changed what."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, *, at: datetime, actor: str, channel: str, action: str, detail: Json) -> Audit:
        """Add a row. Others who append wait until this unit of work ends."""
        head = self._locked_head()
        text = dump(detail)
        seq = head.seq + 1
        row = Audit(
            seq=seq,
            at=at,
            actor=actor,
            channel=channel,
            action=action,
            detail=text,
            prev_hash=head.hash,
            hash=link_hash(seq, at, actor, channel, action, text, head.hash),
        )
        self._session.add(row)
        head.seq, head.hash = row.seq, row.hash
        self._session.flush()
        return row

    def _locked_head(self) -> AuditHead:
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        self._session.execute(
            insert(AuditHead)
            .values(id=HEAD, seq=0, hash=GENESIS)
            .on_conflict_do_nothing(index_elements=[AuditHead.id])
        )
        return self._session.scalars(
            select(AuditHead)
            .where(AuditHead.id == HEAD)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()

    def verify(self) -> list[Flaw]:
        """Every place where the chain is broken, in order; empty when nothing was altered or is missing."""
        return list(self._flaws())

    def _flaws(self) -> Iterator[Flaw]:
        expected, previous = 1, GENESIS
        rows = self._session.scalars(select(Audit).order_by(Audit.seq).execution_options(yield_per=1000))
        for row in rows:
            if row.seq != expected:
                yield from (Flaw(seq, "missing") for seq in range(expected, row.seq))
            elif row.prev_hash != previous:
                yield Flaw(row.seq, "altered")
                previous = row.prev_hash
            own = link_hash(row.seq, row.at, row.actor, row.channel, row.action, row.detail, row.prev_hash)
            if own != row.hash:
                yield Flaw(row.seq, "altered")
            expected, previous = row.seq + 1, row.hash
        yield from self._flaws_at_end(expected - 1, previous)

    def _flaws_at_end(self, last: int, last_hash: str) -> Iterator[Flaw]:
        head = self._session.get(AuditHead, HEAD)
        seq, head_hash = (0, GENESIS) if head is None else (head.seq, head.hash)
        if seq > last:
            yield from (Flaw(number, "missing") for number in range(last + 1, seq + 1))
        elif seq < last:
            yield from (Flaw(number, "added") for number in range(seq + 1, last + 1))
        elif head_hash != last_hash:
            yield Flaw(last, "altered")

    def first_at(self) -> datetime | None:
        """When the first entry was made, or None."""
        return self._session.scalars(select(Audit.at).order_by(Audit.seq).limit(1)).first()

    def recent(self, limit: int = 50, *, actor: str | None = None, action: str | None = None) -> list[Audit]:
        """The newest rows, newest first: of one actor, of one action, if named."""
        statement = select(Audit).order_by(Audit.seq.desc()).limit(limit)
        if actor is not None:
            statement = statement.where(Audit.actor == actor)
        if action is not None:
            statement = statement.where(Audit.action == action)
        return list(self._session.scalars(statement))
