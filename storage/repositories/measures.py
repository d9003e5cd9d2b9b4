"""Measures an enterprise took on, and reports that were sent and opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models.campaign import Measure
from storage.models.diagnosis import Diagnosis, SentReport
from storage.models.person import Address


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that was sent: when, on which channel, and when she who got it last wrote there."""

    enterprise: int
    person: int
    sent_at: datetime
    channel: str
    last_inbound_at: datetime | None


class Measures:
    """What an enterprise means to do. Numbers are the enterprise's own and never given twice."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, enterprise: int) -> list[Measure]:
        """All of an enterprise, done ones too, by number."""
        return list(
            self._session.scalars(
                select(Measure).where(Measure.enterprise_id == enterprise).order_by(Measure.number)
            )
        )

    def take_on(
        self, enterprise: int, diagnosis: int, number: int, text: str, *, owner: int, due: date, at: datetime
    ) -> Measure:
        """Take one on under a number that is free.

        Raises:
            ConflictError: the number is taken.
        """
        row = Measure(
            enterprise_id=enterprise,
            diagnosis_id=diagnosis,
            number=number,
            text=text,
            owner_id=owner,
            due=due,
            accepted_at=at,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def open(self) -> list[Measure]:
        """Those not done, of all enterprises, the earliest due first."""
        return list(
            self._session.scalars(
                select(Measure).where(Measure.done_at.is_(None)).order_by(Measure.due, Measure.id)
            )
        )


class SentReports:
    """Reports on their way to being read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sent(self, diagnosis: int, address: int, sha256: str, at: datetime) -> None:
        """Note that a report goes to an address; the same one again counts from the first time."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        self._session.execute(
            insert(SentReport)
            .values(diagnosis_id=diagnosis, address_id=address, sha256=sha256, sent_at=at)
            .on_conflict_do_nothing(
                index_elements=[SentReport.diagnosis_id, SentReport.address_id, SentReport.sha256]
            )
        )

    def opened(self, address: int, sha256: str, at: datetime) -> None:
        """Note that a link to a file was opened there: an act of hers, and the file may be a report."""
        self._session.execute(
            update(Address)
            .where(Address.id == address)
            .values(opened_at=at)
            .execution_options(synchronize_session=False)
        )
        self._session.execute(
            update(SentReport)
            .where(
                SentReport.sha256 == sha256, SentReport.address_id == address, SentReport.opened_at.is_(None)
            )
            .values(opened_at=at)
            .execution_options(synchronize_session=False)
        )

    def unopened(self, packs: Collection[str]) -> list[OpenReport]:
        """Of each enterprise that opened no report at all, the one sent first."""
        opened = (
            select(Diagnosis.enterprise_id)
            .join(SentReport, SentReport.diagnosis_id == Diagnosis.id)
            .where(SentReport.opened_at.is_not(None), Diagnosis.enterprise_id.is_not(None))
        )
        rows = self._session.execute(
            select(
                Diagnosis.enterprise_id,
                Address.person_id,
                SentReport.sent_at,
                Address.channel,
                Address.last_inbound_at,
            )
            .join(Diagnosis, Diagnosis.id == SentReport.diagnosis_id)
            .join(Address, Address.id == SentReport.address_id)
            .where(
                Diagnosis.enterprise_id.is_not(None),
                Diagnosis.pack.in_(sorted(packs)),
                Diagnosis.enterprise_id.not_in(opened),
            )
            .order_by(SentReport.sent_at.desc(), SentReport.id.desc())
        )
        first = {row[0]: OpenReport(row[0] or 0, row[1], row[2], row[3], row[4]) for row in rows}
        return list(first.values())
