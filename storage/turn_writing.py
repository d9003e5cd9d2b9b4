"""What a turn writes, the same on both databases."""

from __future__ import annotations

from datetime import datetime

from storage.errors import StaleInterviewError
from storage.json_text import Json
from storage.models.diagnosis import DiagnosisKind, DiagnosisState
from storage.turn_reading import TurnReading
from storage.turns import DiagnosisRef, InterviewRef, PersonRef


class TurnWriting(TurnReading):
    """The writing half of `TurnTx`."""

    # people

    def new_person(self, *, locale: str, at: datetime) -> PersonRef:
        """See `TurnTx`."""
        self._begun()
        if self._address is not None:
            raise ValueError("this address belongs to someone already")
        hears = self._message["hears"]
        economics, open_until = (None, None) if hears is None else hears(None)
        person = self._insert("person", self._statements.new_person, p_locale=locale, p_at=at)
        self._address = self._insert(
            "address",
            self._statements.new_address,
            p_person=person,
            p_channel=self._message["channel"],
            p_account=self._message["account"],
            p_received=self._message["received"],
            p_context={} if self._message["context"] is None else self._message["context"],
            p_economics=economics,
            p_open_until=open_until,
        )
        return PersonRef(person, locale, None, None, None, has_grants=False)

    def address_id(self) -> int:
        """See `TurnTx`."""
        self._begun()
        if self._address is None:
            raise ValueError("nobody is known at this address yet: call new_person() first")
        return self._address

    def record_consent(self, person: int, version: str | None, at: datetime) -> None:
        """See `TurnTx`."""
        self._run(self._statements.consent, p_person=person, p_version=version, p_at=at if version else None)

    def set_locale(self, person: int, locale: str) -> None:
        """See `TurnTx`."""
        self._run(self._statements.locale, p_person=person, p_locale=locale)

    def block_address(self, address: int, at: datetime | None) -> None:
        """See `TurnTx`."""
        self._run(self._statements.block, p_address=address, p_at=at)

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
        """See `TurnTx`."""
        key = self._insert(
            "diagnosis",
            self._statements.new_diagnosis,
            p_enterprise=enterprise,
            p_person=person,
            p_pack=pack,
            p_version=pack_version,
            p_content_hash=content_hash,
            p_round=round,
            p_kind=kind,
            p_variant=variant,
            p_at=at,
        )
        return DiagnosisRef(
            key,
            enterprise,
            person,
            pack,
            pack_version,
            content_hash,
            round,
            kind,
            DiagnosisState.STARTED,
            variant,
            answered=0,
            started_at=at,
            submitted_at=None,
        )

    def new_interview(self, person: int, diagnosis: int, state: str, at: datetime) -> InterviewRef:
        """See `TurnTx`."""
        self._run(self._statements.deactivate, p_person=person)
        key = self._insert(
            "interview",
            self._statements.new_interview,
            p_person=person,
            p_diagnosis=diagnosis,
            p_state=state,
            p_at=at,
        )
        self._revisions[key] = 0
        return InterviewRef(key, person, diagnosis, state, revision=0, active=True)

    def activate_interview(self, interview: InterviewRef, at: datetime) -> None:
        """See `TurnTx`."""
        self._run(self._statements.deactivate, p_person=interview.person_id)
        self._run(self._statements.activate, p_interview=interview.id, p_at=at)

    def save_interview(self, interview: int, state: str, revision: int, at: datetime) -> int:
        """See `TurnTx`."""
        # The row is locked since it was loaded, so what was loaded is what is stored: no need to ask again.
        if self._revisions.get(interview) != revision:
            raise StaleInterviewError(f"interview {interview} is not at revision {revision}: load it again")
        self._revisions[interview] = revision + 1
        self._run(
            self._statements.save_interview,
            p_interview=interview,
            p_state=state,
            p_revision=revision + 1,
            p_at=at,
        )
        return revision + 1

    def save_answer(
        self, diagnosis: int, question: str, value: Json, *, author: int | None, channel: str, at: datetime
    ) -> None:
        """See `TurnTx`."""
        self._run(self._statements.count_answer, p_diagnosis=diagnosis, p_question=question, p_at=at)
        self._run(self._statements.supersede, p_diagnosis=diagnosis, p_question=question, p_at=at)
        self._run(
            self._statements.new_answer,
            p_diagnosis=diagnosis,
            p_question=question,
            p_value=value,
            p_author=author,
            p_channel=channel,
            p_at=at,
        )

    def retract_answer(self, diagnosis: int, question: str, at: datetime) -> None:
        """See `TurnTx`."""
        self._run(self._statements.count_retracted, p_diagnosis=diagnosis, p_question=question)
        self._run(self._statements.supersede, p_diagnosis=diagnosis, p_question=question, p_at=at)

    def set_variant(self, diagnosis: int, variant: str | None) -> None:
        """See `TurnTx`."""
        self._run(self._statements.variant, p_diagnosis=diagnosis, p_variant=variant)

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
        """See `TurnTx`."""
        self._run(
            self._statements.submit,
            p_diagnosis=diagnosis,
            p_at=at,
            p_score=score,
            p_level=level,
            p_grade=grade,
            p_variant=variant,
        )
        if assessment is not None:
            self._run(self._statements.assessment, p_diagnosis=diagnosis, p_document=assessment)
        if packed is not None:
            self._run(self._statements.packed, p_diagnosis=diagnosis, p_packed=packed)

    def withdraw_diagnosis(self, diagnosis: int, at: datetime) -> None:
        """See `TurnTx`."""
        self._run(self._statements.withdraw, p_diagnosis=diagnosis, p_at=at)

    # what happens next

    def put_outbox(self, *, key: str, address: int, prompt: str, kind: str, due: datetime) -> None:
        """See `TurnTx`."""
        self._begun()
        self._run(
            self._statements.put_outbox,
            p_key=key,
            p_address=address,
            p_kind=kind,
            p_prompt=prompt,
            p_due=due,
            p_at=self._message["received"],
        )

    def cancel_outbox(self, address: int, kind: str) -> None:
        """See `TurnTx`."""
        self._run(self._statements.cancel_outbox, p_address=address, p_kind=kind)

    def put_timer(self, *, kind: str, subject: str, scope: str, due: datetime, payload: Json = None) -> None:
        """See `TurnTx`."""
        self._run(
            self._statements.put_timer,
            p_kind=kind,
            p_subject=subject,
            p_scope=scope,
            p_due=due,
            p_payload=payload,
        )

    def cancel_timer(self, *, kind: str, subject: str, scope: str | None = None) -> None:
        """See `TurnTx`."""
        if scope is None:
            self._run(self._statements.cancel_timers, p_kind=kind, p_subject=subject)
        else:
            self._run(self._statements.cancel_timer, p_kind=kind, p_subject=subject, p_scope=scope)
