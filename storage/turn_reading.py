"""The message of a turn and what a turn reads, the same on both databases.

How a statement reaches the database differs: that is left to a few primitives.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from storage.compiled import Statement
from storage.errors import NotBegunError
from storage.json_text import Json, load
from storage.models.diagnosis import DiagnosisKind, DiagnosisState
from storage.models.messaging import InboxStatus
from storage.turn_statements import INTERVIEW, Statements
from storage.turns import (
    AddressRef,
    AnswerRef,
    DiagnosisRef,
    Economics,
    InterviewRef,
    PersonRef,
    TurnStart,
)
from storage.unit_of_work import UnitOfWork

Row: TypeAlias = Sequence[Any]  # as the driver returns it
Value: TypeAlias = Any  # a parameter, or a column as the driver returns it

INTERVIEW_WIDTH = len(INTERVIEW)
ADDRESS_WIDTH = 4  # columns of the address in the statement `who`
ECONOMICS = 10  # the place of the economics in `who_and_economics`
ERROR_LENGTH = 2000  # characters of an error that are kept


class TurnReading(ABC):
    """The message, and what a turn reads, on top of a few primitives."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements
        self._start: TurnStart | None = None
        self._message: dict[str, Any] = {}
        self._settled = False
        self._failure: str | None = None
        self._address: int | None = None
        self._revisions: dict[int, int] = {}
        self._work: UnitOfWork | None = None

    # primitives

    @abstractmethod
    def _run(self, statement: Statement, **given: Value) -> None:
        """Execute; whether it is sent now or with the commit is the database's affair."""

    @abstractmethod
    def _rows(self, statement: Statement, **given: Value) -> list[Row]:
        """Execute and fetch everything."""

    @abstractmethod
    def _insert(self, table: str, statement: Statement, **given: Value) -> int:
        """Insert a row with a fresh key and return the key."""

    @abstractmethod
    def _open(self, message: dict[str, Any]) -> tuple[Row, Row | None, Row | None]:
        """Store or find the message, find and lock who wrote and her active interview."""

    @abstractmethod
    def _moment(self, value: Value) -> datetime:
        """A moment as the driver returns it, in UTC."""

    @abstractmethod
    def _some_answers(self, diagnosis: int, questions: Collection[str]) -> list[Row]:
        """(question, value) of the current answers among these questions."""

    def _who(self, message: dict[str, Any]) -> Statement:
        """Who wrote; with what may be sent to her when the message changes that."""
        compiled = self._statements
        return compiled.who if message["p_hears"] is None else compiled.who_and_economics

    def _row(self, statement: Statement, **given: Value) -> Row | None:
        rows = self._rows(statement, **given)
        return rows[0] if rows else None

    def _when(self, value: Value) -> datetime | None:
        return None if value is None else self._moment(value)

    # the message

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
        """See `TurnTx`."""
        self._message = {
            "channel": channel,
            "key": key,
            "account": account,
            "kind": kind,
            "payload": payload,
            "received": received,
            "context": context,
            "hears": hears,
        }
        found, who, active = self._open({f"p_{name}": value for name, value in self._message.items()})
        self._start = start = self._as_start(found, who, active)
        self._settled = start.duplicate
        if start.address is not None:
            self._address = start.address.id
            if not start.duplicate:
                self._note_heard(who)
        if start.interview is not None:
            self._revisions[start.interview.id] = start.interview.revision
        return start

    def _note_heard(self, who: Row | None) -> None:
        message, compiled = self._message, self._statements
        given = {
            "p_address": self._address,
            "p_received": message["received"],
            "p_context": message["context"],
        }
        if message["hears"] is None or who is None:
            self._run(compiled.heard, **given)
            return
        economics, open_until = message["hears"](who[ECONOMICS])
        self._run(compiled.heard_and_economics, **given, p_economics=economics, p_open_until=open_until)

    @property
    def message(self) -> dict[str, Any]:
        """The arguments `begin` was called with; empty before."""
        return self._message

    @property
    def work(self) -> UnitOfWork:
        """See `TurnTx`."""
        if self._work is None:
            self._leave_fast_path()
            self._work = UnitOfWork(
                Session(
                    bind=self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
                )
            )
        return self._work

    def _leave_fast_path(self) -> None:
        """Make the connection fit for SQLAlchemy's own use; nothing to do unless the database says so."""
        return

    def complete(self) -> None:
        """Send what the repositories hold back, and mark the message done unless the turn said otherwise."""
        if self._work is not None:
            self._work.commit()
            self._work.session.close()
        if self._start is not None and not self._settled:
            self.finish()

    def abandon(self) -> None:
        """Drop what the repositories hold back."""
        if self._work is not None:
            self._work.session.close()

    def finish(self, reply: str | None = None) -> None:
        """See `TurnTx`."""
        if self._failure is None:
            self._settle(InboxStatus.DONE, None, reply)
        else:  # an apology does not make a failed message done
            self._settle(InboxStatus.FAILED, self._failure, reply)

    def put_off(self) -> None:
        """See `TurnTx`."""
        self._begun()
        self._settled = True

    def fail(self, error: str, reply: str | None = None) -> None:
        """See `TurnTx`."""
        self._failure = error[:ERROR_LENGTH]
        self._settle(InboxStatus.FAILED, self._failure, reply)

    def _settle(self, status: InboxStatus, error: str | None, reply: str | None) -> None:
        self._run(
            self._statements.settle,
            p_id=self._begun().inbox_id,
            p_status=status,
            p_error=error,
            p_reply=reply,
        )
        self._settled = True

    def _begun(self) -> TurnStart:
        if self._start is None:
            raise NotBegunError("call begin() before anything else in a turn")
        return self._start

    # reading

    def answer(self, diagnosis: int, question: str) -> Json:
        """See `TurnTx`."""
        row = self._row(self._statements.answer, p_diagnosis=diagnosis, p_question=question)
        return None if row is None else load(row[0])

    def answers(self, diagnosis: int, questions: Collection[str] | None = None) -> dict[str, Json]:
        """See `TurnTx`."""
        if questions is None:
            rows = self._rows(self._statements.answers, p_diagnosis=diagnosis)
        else:
            rows = self._some_answers(diagnosis, questions) if questions else []
        return {question: load(value) for question, value in rows}

    def answer_details(self, diagnosis: int) -> list[AnswerRef]:
        """See `TurnTx`."""
        return [
            AnswerRef(question, load(value), author, channel, self._moment(at))
            for question, value, author, channel, at in self._rows(
                self._statements.details, p_diagnosis=diagnosis
            )
        ]

    def latest_diagnosis(
        self, pack: str, *, enterprise: int | None = None, person: int | None = None
    ) -> DiagnosisRef | None:
        """See `TurnTx`."""
        if (enterprise is None) == (person is None):
            raise ValueError("name either the enterprise or the person")
        if enterprise is not None:
            row = self._row(self._statements.latest_of_enterprise, p_pack=pack, p_enterprise=enterprise)
        else:
            row = self._row(self._statements.latest_of_person, p_pack=pack, p_person=person)
        return None if row is None else self._as_diagnosis(row)

    def open_diagnosis(self, enterprise: int, pack: str) -> DiagnosisRef | None:
        """See `TurnTx`."""
        row = self._row(self._statements.open_diagnosis, p_enterprise=enterprise, p_pack=pack)
        return None if row is None else self._as_diagnosis(row)

    def last_answers(
        self, pack: str, *, enterprise: int | None = None, person: int | None = None
    ) -> dict[str, Json]:
        """See `TurnTx`."""
        latest = self.latest_diagnosis(pack, enterprise=enterprise, person=person)
        return {} if latest is None else self.answers(latest.id)

    def next_round(self, enterprise: int, pack: str, kind: DiagnosisKind) -> int:
        """See `TurnTx`."""
        row = self._row(self._statements.last_round, p_enterprise=enterprise, p_pack=pack, p_kind=kind)
        return 1 + ((row[0] if row else None) or 0)

    def interview_of(self, person: int, diagnosis: int) -> InterviewRef | None:
        """See `TurnTx`."""
        row = self._row(self._statements.interview, p_person=person, p_diagnosis=diagnosis)
        if row is None:
            return None
        interview = _as_interview(row)
        self._revisions[interview.id] = interview.revision
        return interview

    # rows to values

    def _as_start(self, found: Row, who: Row | None, active: Row | None) -> TurnStart:
        inbox_id, status, reply, error, deliveries, late = found
        status = InboxStatus(status)
        return TurnStart(
            inbox_id=inbox_id,
            duplicate=status is not InboxStatus.RECEIVED,
            status=status,
            stored_reply=reply,
            stored_error=error,
            deliveries=deliveries,
            late=bool(late),
            address=None if who is None else self._as_address(who),
            person=None if who is None else self._as_person(who),
            interview=None if active is None else _as_interview(active),
            diagnosis=None if active is None else self._as_diagnosis(active[INTERVIEW_WIDTH:]),
        )

    def _as_address(self, row: Row) -> AddressRef:
        key, context, blocked_at, last_inbound_at = row[:ADDRESS_WIDTH]
        return AddressRef(key, load(context), self._when(blocked_at), self._when(last_inbound_at))

    def _as_person(self, row: Row) -> PersonRef:
        key, locale, consent_at, version, erased_at, has_grants = row[ADDRESS_WIDTH:ECONOMICS]
        return PersonRef(
            key, locale, self._when(consent_at), version, self._when(erased_at), bool(has_grants)
        )

    def _as_diagnosis(self, row: Row) -> DiagnosisRef:
        (key, enterprise, person, pack, version, content_hash, number) = row[:7]
        kind, state, variant, answered, started_at, submitted_at = row[7:]
        return DiagnosisRef(
            key,
            enterprise,
            person,
            pack,
            version,
            content_hash,
            number,
            DiagnosisKind(kind),
            DiagnosisState(state),
            variant,
            answered,
            self._moment(started_at),
            self._when(submitted_at),
        )


def _as_interview(row: Row) -> InterviewRef:
    key, person, diagnosis, state, revision, active = row[:INTERVIEW_WIDTH]
    return InterviewRef(key, person, diagnosis, state, revision, bool(active))
