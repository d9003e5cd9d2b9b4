"""The unit of work: one transaction, the repositories, and nothing kept unless committed."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import Self

from sqlalchemy.orm import Session

from storage.repositories.access import Access
from storage.repositories.audit import AuditLog
from storage.repositories.diagnoses import Diagnoses
from storage.repositories.enterprises import Enterprises
from storage.repositories.follow_ups import FollowUps
from storage.repositories.inbox import InboxMessages
from storage.repositories.interviews import Interviews
from storage.repositories.measures import Measures, SentReports
from storage.repositories.messages import OutboxMessages
from storage.repositories.outcomes import Outcomes
from storage.repositories.packs import Packs
from storage.repositories.people import People
from storage.repositories.progress import Progress
from storage.repositories.register_contacts import RegisterContacts
from storage.repositories.register_facts import RegisterFacts
from storage.repositories.settings import Settings, Tokens
from storage.repositories.timers import Timers
from storage.repositories.wrong_enterprises import WrongEnterprises


class UnitOfWork:
    """Entering begins, leaving without `commit()` rolls back. Rows stay readable after it has ended."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    def commit(self) -> None:
        """Keep everything done so far."""
        self.session.commit()

    def flush(self) -> None:
        """Send pending changes to the database now, so that keys are assigned and constraints checked."""
        self.session.flush()

    @cached_property
    def enterprises(self) -> Enterprises:
        """The register."""
        return Enterprises(self.session)

    @cached_property
    def register_contacts(self) -> RegisterContacts:
        """Whom the register names at enterprises."""
        return RegisterContacts(self.session)

    @cached_property
    def wrong_enterprises(self) -> WrongEnterprises:
        """Invitations that were meant for another enterprise."""
        return WrongEnterprises(self.session)

    @cached_property
    def people(self) -> People:
        """People, their addresses, and the enterprises they speak for."""
        return People(self.session)

    @cached_property
    def access(self) -> Access:
        """Grants, invitations, failed codes."""
        return Access(self.session)

    @cached_property
    def packs(self) -> Packs:
        """Published pack versions."""
        return Packs(self.session)

    @cached_property
    def diagnoses(self) -> Diagnoses:
        """Diagnoses, answers, results, evidence, feedback."""
        return Diagnoses(self.session)

    @cached_property
    def register(self) -> RegisterFacts:
        """The register with what happened to each enterprise."""
        return RegisterFacts(self.session)

    @cached_property
    def progress(self) -> Progress:
        """How far enterprises are."""
        return Progress(self.session)

    @cached_property
    def interviews(self) -> Interviews:
        """Where people are in their questionnaires."""
        return Interviews(self.session)

    @cached_property
    def follow_ups(self) -> FollowUps:
        """What a reply to the last answered command would mean."""
        return FollowUps(self.session)

    @cached_property
    def inbox(self) -> InboxMessages:
        """Messages that came in."""
        return InboxMessages(self.session)

    @cached_property
    def measures(self) -> Measures:
        """What enterprises took on after their results."""
        return Measures(self.session)

    @cached_property
    def sent_reports(self) -> SentReports:
        """Reports that were sent, and whether they were opened."""
        return SentReports(self.session)

    @cached_property
    def outbox(self) -> OutboxMessages:
        """Messages that go out."""
        return OutboxMessages(self.session)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What becomes of messages that go out."""
        return Outcomes(self.session)

    @cached_property
    def timers(self) -> Timers:
        """What is to happen at a moment."""
        return Timers(self.session)

    @cached_property
    def audit(self) -> AuditLog:
        """The hash-chained log of changes."""
        return AuditLog(self.session)

    @cached_property
    def settings(self) -> Settings:
        """Values under keys."""
        return Settings(self.session)

    @cached_property
    def tokens(self) -> Tokens:
        """Access tokens of the platforms."""
        return Tokens(self.session)
