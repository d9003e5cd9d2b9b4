"""The turn as the storage sees it: what a message's transaction can read and write.

One implementation for each database (`storage.sqlite`, `storage.postgres`); both are exercised by one suite.
Everything the storage does not look into (payload, reply, prompt, state, assessment) is JSON text; answers
are JSON values. Moments have a time zone. No operation's cost grows with what is already stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from storage.json_text import Json
from storage.models.diagnosis import DiagnosisKind, DiagnosisState
from storage.models.messaging import InboxStatus

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AddressRef:
    """Where the message came from. `context` is as it was before this message."""

    id: int
    context: Json = field(repr=False)
    blocked_at: datetime | None
    last_inbound_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Who wrote. `has_grants`: holds at least one role, so may use liaisons' or admins' commands."""

    id: int
    locale: str
    consent_at: datetime | None
    consent_version: str | None
    erased_at: datetime | None
    has_grants: bool


@dataclass(frozen=True, slots=True)
class InterviewRef:
    """One interview, locked until the turn ends. `state` is its JSON text."""

    id: int
    person_id: int
    diagnosis_id: int
    state: str = field(repr=False)
    revision: int
    active: bool


@dataclass(frozen=True, slots=True)
class DiagnosisRef:
    """One diagnosis without its result. `answered` counts its current answers before this turn."""

    id: int
    enterprise_id: int | None
    started_by: int | None
    pack: str
    pack_version: str
    content_hash: str
    round: int
    kind: DiagnosisKind
    state: DiagnosisState
    variant: str | None
    answered: int
    started_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class TurnStart:
    """What `begin` found.

    `duplicate`: the message was handled before; then `status`, `stored_reply` and `stored_error` say how, and
    nothing is to be done but to send that reply again. A message that was stored and not yet handled is no
    duplicate. `deliveries` counts how often the platform brought it.
    `late`: it was acknowledged without its reply, which therefore has to be queued.
    `address` and `person` are None for someone new; `interview` and `diagnosis` without an active interview.
    """

    inbox_id: int
    duplicate: bool
    status: InboxStatus
    stored_reply: str | None = field(repr=False)
    stored_error: str | None = field(repr=False)
    deliveries: int
    address: AddressRef | None
    person: PersonRef | None
    interview: InterviewRef | None
    diagnosis: DiagnosisRef | None
    late: bool = False


@dataclass(frozen=True, slots=True)
class AnswerRef:
    """One current answer with who gave it, through which channel, when."""

    question_id: str
    value: Json = field(repr=False)
    author_id: int | None
    channel: str
    at: datetime


Economics: TypeAlias = "tuple[str | None, datetime | None]"
"""JSON text of what may be sent to an address, and until when something can be sent there unasked."""


class TurnTx(Protocol):
    """One turn's transaction. Every method but `begin` needs `begin` first (`NotBegunError`)."""

    def begin(
        self,
        *,
        channel: str,
        key: str,
        account: str,
        kind: str,
        payload: str,
        received: datetime,
        context: Json = None,
        hears: Callable[[str | None], Economics] | None = None,
    ) -> TurnStart:
        """Store the inbound message, or find it; find and lock who wrote and her active interview.

        Waits while another turn of the same message, address, person or diagnosis runs. Notes on the address
        that she wrote at `received` (and is not blocking us); a `context` replaces the stored one. `hears`
        gets the economics of her address and returns what they are with this message; it may run again.
        """
        ...

    @property
    def work(self) -> UnitOfWork:
        """The repositories, in this same transaction: for commands and other rare things."""
        ...

    # reading

    def answer(self, diagnosis: int, question: str) -> Json:
        """The current answer, or None when there is none. One indexed look-up."""
        ...

    def answers(self, diagnosis: int, questions: Collection[str] | None = None) -> dict[str, Json]:
        """The current answers by question id: those of `questions`, or all of them. Unanswered: absent."""
        ...

    def answer_details(self, diagnosis: int) -> list[AnswerRef]:
        """All current answers with author, channel and time, in no order that matters."""
        ...

    def latest_diagnosis(
        self, pack: str, *, enterprise: int | None = None, person: int | None = None
    ) -> DiagnosisRef | None:
        """The newest submitted diagnosis of the enterprise, or of a person's try-outs, or None.

        Name exactly one of the two (`ValueError`).
        """
        ...

    def open_diagnosis(self, enterprise: int, pack: str) -> DiagnosisRef | None:
        """The enterprise's newest diagnosis that is started and not submitted, or None. It is locked."""
        ...

    def last_answers(
        self, pack: str, *, enterprise: int | None = None, person: int | None = None
    ) -> dict[str, Json]:
        """The answers of `latest_diagnosis`; empty when there is none."""
        ...

    def next_round(self, enterprise: int, pack: str, kind: DiagnosisKind) -> int:
        """The round a new diagnosis gets: 1 for the first."""
        ...

    def interview_of(self, person: int, diagnosis: int) -> InterviewRef | None:
        """That person's interview on that diagnosis, locked, or None."""
        ...

    # people

    def new_person(self, *, locale: str, at: datetime) -> PersonRef:
        """Make a person with the address this message came from; needs an unknown address (`ValueError`)."""
        ...

    def address_id(self) -> int:
        """The address this message came from; `ValueError` for someone new before `new_person`."""
        ...

    def record_consent(self, person: int, version: str | None, at: datetime) -> None:
        """Note the consent text she agreed to, or with None that she withdrew."""
        ...

    def set_locale(self, person: int, locale: str) -> None:
        """Note the language she chose."""
        ...

    def block_address(self, address: int, at: datetime | None) -> None:
        """Note that she left or blocked us at that moment, or with None that she is back."""
        ...

    # diagnoses, interviews and answers

    def new_diagnosis(
        self,
        *,
        enterprise: int | None,
        person: int | None,
        pack: str,
        pack_version: str,
        content_hash: str,
        at: datetime,
        round: int = 1,  # noqa: A002 - the house's word
        kind: DiagnosisKind = DiagnosisKind.SELF,
        variant: str | None = None,
    ) -> DiagnosisRef:
        """Start a diagnosis. A round that exists already fails the turn (`ConflictError`)."""
        ...

    def new_interview(self, person: int, diagnosis: int, state: str, at: datetime) -> InterviewRef:
        """Start an interview and make it the person's active one. One per person and diagnosis."""
        ...

    def activate_interview(self, interview: InterviewRef, at: datetime) -> None:
        """Make it the person's active one; her others become inactive."""
        ...

    def save_interview(self, interview: int, state: str, revision: int, at: datetime) -> int:
        """Store a new state over `revision` (the one that was loaded); the new revision.

        Raises:
            StaleInterviewError: that is not its revision, or this turn did not load it.
        """
        ...

    def save_answer(
        self, diagnosis: int, question: str, value: Json, *, author: int | None, channel: str, at: datetime
    ) -> None:
        """Store an answer; a current one of the same question is superseded and kept."""
        ...

    def retract_answer(self, diagnosis: int, question: str, at: datetime) -> None:
        """Supersede the current answer by none; without one, nothing happens."""
        ...

    def set_variant(self, diagnosis: int, variant: str | None) -> None:
        """Note which variant of the standard applies."""
        ...

    def submit_diagnosis(
        self,
        diagnosis: int,
        *,
        at: datetime,
        score: str | None = None,
        level: int | None = None,
        grade: int | None = None,
        variant: str | None = None,
        assessment: str | None = None,
        packed: bytes | None = None,
    ) -> None:
        """Mark it submitted with its result; submitting again replaces the result. `score` is "n/d"."""
        ...

    def withdraw_diagnosis(self, diagnosis: int, at: datetime) -> None:
        """Mark it withdrawn; its answers stay and count nowhere."""
        ...

    # what happens next

    def put_outbox(self, *, key: str, address: int, prompt: str, kind: str, due: datetime) -> None:
        """Queue a message. A key that was queued before, whatever became of it, is left alone."""
        ...

    def cancel_outbox(self, address: int, kind: str) -> None:
        """Cancel what is queued for that address under that kind and not yet being sent."""
        ...

    def put_timer(self, *, kind: str, subject: str, scope: str, due: datetime, payload: Json = None) -> None:
        """Set a timer. The same (kind, subject, scope, due) exists once, done or not."""
        ...

    def cancel_timer(self, *, kind: str, subject: str, scope: str | None = None) -> None:
        """Remove the timers that have not gone off: of one scope, or with None of all."""
        ...

    def finish(self, reply: str | None = None) -> None:
        """Mark the message done and keep its reply for duplicates. A turn that never calls it is done too.

        After `fail` the message stays failed and only the reply is kept.
        """
        ...

    def put_off(self) -> None:
        """Leave the message stored and not handled: another turn of it follows, which finds it so."""
        ...

    def fail(self, error: str, reply: str | None = None) -> None:
        """Mark the message failed, keep the error and the reply; the rest of the turn stands."""
        ...


Rescue: TypeAlias = Callable[[TurnTx, TurnStart, Exception], T]
