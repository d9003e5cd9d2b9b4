"""The turn's statements, written once in SQLAlchemy Core and compiled for each database.

Parameters are named `p_…`, because SQLAlchemy keeps the columns' own names for itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Select,
    Text,
    any_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite

from storage.compiled import Statement
from storage.models import (
    Address,
    Answer,
    AssessmentDocument,
    Diagnosis,
    DiagnosisState,
    Grant,
    Inbox,
    InboxStatus,
    Interview,
    Outbox,
    OutboxStatus,
    PackedAnswers,
    Person,
    Timer,
)

DIAGNOSIS = (
    Diagnosis.id,
    Diagnosis.enterprise_id,
    Diagnosis.started_by,
    Diagnosis.pack,
    Diagnosis.pack_version,
    Diagnosis.content_hash,
    Diagnosis.round,
    Diagnosis.kind,
    Diagnosis.state,
    Diagnosis.variant,
    Diagnosis.answered,
    Diagnosis.started_at,
    Diagnosis.submitted_at,
)
INTERVIEW = (
    Interview.id,
    Interview.person_id,
    Interview.diagnosis_id,
    Interview.state,
    Interview.revision,
    Interview.active,
)


def p(name: str, column: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's own typing of columns is not stable enough
    """A parameter, typed as the column where no comparison types it."""
    return bindparam(f"p_{name}", type_=None if column is None else column.type, required=True)


class Statements:
    """Every statement of a turn for one database."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._message()
        self._people()
        self._reading()
        self._answering()
        self._diagnosing()
        self._interviewing()
        self._afterwards()

    def _compile(self, expression: Any) -> Statement:  # noqa: ANN401 - any executable
        return Statement(expression, self._dialect)

    def _insert(self, model: Any) -> Any:  # noqa: ANN401 - the dialect's insert with its ON CONFLICT
        return postgresql.insert(model) if self._dialect.name == "postgresql" else sqlite.insert(model)

    def _message(self) -> None:
        received = self._insert(Inbox).values(
            channel=p("channel"),
            key=p("key"),
            account=p("account"),
            kind=p("kind"),
            received_at=p("received"),
            payload=p("payload"),
            status=InboxStatus.RECEIVED,
            deliveries=1,
            late=False,
        )
        # Updating on conflict, rather than doing nothing, waits for a turn that holds the row and then
        # returns what that turn left, in this same statement.
        self.receive = self._compile(
            received.on_conflict_do_update(
                index_elements=[Inbox.channel, Inbox.key], set_={"deliveries": Inbox.deliveries + 1}
            ).returning(Inbox.id, Inbox.status, Inbox.reply, Inbox.error, Inbox.deliveries, Inbox.late)
        )
        self.settle = self._compile(
            update(Inbox)
            .where(Inbox.id == p("id"))
            .values(status=p("status"), reply=p("reply"), error=p("error"))
        )

    def _people(self) -> None:
        here = (Address.channel == p("channel"), Address.account == p("account"))
        grants = exists().where(Grant.person_id == Person.id, Grant.revoked_at.is_(None))
        address = (Address.id, Address.context, Address.blocked_at, Address.last_inbound_at)
        person = (
            Person.id,
            Person.locale,
            Person.consent_at,
            Person.consent_version,
            Person.erased_at,
            grants,
        )
        known = select(*address, *person).join(Person, Person.id == Address.person_id).where(*here)
        self.who = self._compile(known.with_for_update(key_share=True, of=Person))
        # What is changed by what it was has to be locked before it is read.
        self.who_and_economics = self._compile(
            known.add_columns(Address.economics).with_for_update(key_share=True, of=[Person, Address])
        )
        whose = select(Address.person_id).where(*here).scalar_subquery()
        self.active_at_address = self._compile(self._active(Interview.person_id == whose))
        self.active_of_person = self._compile(self._active(Interview.person_id == p("person")))
        heard = (
            update(Address)
            .where(Address.id == p("address"))
            .values(
                last_inbound_at=p("received"),
                blocked_at=None,
                context=func.coalesce(p("context", Address.context), Address.context),
            )
        )
        self.heard = self._compile(heard)
        self.heard_and_economics = self._compile(
            heard.values(economics=p("economics"), open_until=p("open_until"))
        )
        self.block = self._compile(
            update(Address).where(Address.id == p("address")).values(blocked_at=p("at"))
        )
        self.new_person = self._compile(
            plain_insert(Person).values(id=p("id"), locale=p("locale"), created_at=p("at"))
        )
        self.new_address = self._compile(
            plain_insert(Address).values(
                id=p("id"),
                person_id=p("person"),
                channel=p("channel"),
                account=p("account"),
                last_inbound_at=p("received"),
                context=p("context"),
                economics=p("economics"),
                open_until=p("open_until"),
                created_at=p("received"),
            )
        )
        self.consent = self._compile(
            update(Person)
            .where(Person.id == p("person"))
            .values(consent_version=p("version"), consent_at=p("at"))
        )
        self.locale = self._compile(update(Person).where(Person.id == p("person")).values(locale=p("locale")))

    def _active(self, whose: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
        return (
            select(*INTERVIEW, *DIAGNOSIS)
            .join(Diagnosis, Diagnosis.id == Interview.diagnosis_id)
            .where(whose, Interview.active)
            # The diagnosis first: who holds it may then change the interviews of everyone on it.
            .with_for_update(key_share=True, of=[Diagnosis, Interview])
        )

    def _reading(self) -> None:
        current = (Answer.diagnosis_id == p("diagnosis"), Answer.superseded_at.is_(None))
        self.answer = self._compile(select(Answer.value).where(*current, Answer.question_id == p("question")))
        self.answers = self._compile(select(Answer.question_id, Answer.value).where(*current))
        self.details = self._compile(
            select(Answer.question_id, Answer.value, Answer.author_id, Answer.channel, Answer.at).where(
                *current
            )
        )
        if self._dialect.name == "postgresql":
            wanted = bindparam("p_questions", type_=postgresql.ARRAY(Text()), required=True)
            self.some_answers = self._compile(
                select(Answer.question_id, Answer.value).where(*current, Answer.question_id == any_(wanted))
            )
        newest = (
            select(*DIAGNOSIS)
            .where(Diagnosis.pack == p("pack"), Diagnosis.state == DiagnosisState.SUBMITTED)
            .order_by(Diagnosis.round.desc(), Diagnosis.submitted_at.desc(), Diagnosis.id.desc())
            .limit(1)
        )
        self.latest_of_enterprise = self._compile(newest.where(Diagnosis.enterprise_id == p("enterprise")))
        self.latest_of_person = self._compile(
            # "+ 0" keeps SQLite from walking through everybody's try-outs by the enterprise they lack.
            newest.where((Diagnosis.enterprise_id + 0).is_(None), Diagnosis.started_by == p("person"))
        )
        self.open_diagnosis = self._compile(
            select(*DIAGNOSIS)
            .where(
                Diagnosis.enterprise_id == p("enterprise"),
                Diagnosis.pack == p("pack"),
                Diagnosis.state == DiagnosisState.STARTED,
            )
            .order_by(Diagnosis.round.desc(), Diagnosis.id.desc())
            .limit(1)
            .with_for_update(key_share=True)
        )
        self.last_round = self._compile(
            select(func.max(Diagnosis.round)).where(
                Diagnosis.enterprise_id == p("enterprise"),
                Diagnosis.pack == p("pack"),
                Diagnosis.kind == p("kind"),
            )
        )

    def _answering(self) -> None:
        same = (Answer.diagnosis_id == p("diagnosis"), Answer.question_id == p("question"))
        current = exists().where(*same, Answer.superseded_at.is_(None))
        self.count_answer = self._compile(
            update(Diagnosis)
            .where(Diagnosis.id == p("diagnosis"))
            .values(answered=Diagnosis.answered + case((current, 0), else_=1), last_answer_at=p("at"))
        )
        self.count_retracted = self._compile(
            update(Diagnosis)
            .where(Diagnosis.id == p("diagnosis"))
            .values(answered=Diagnosis.answered - case((current, 1), else_=0))
        )
        self.supersede = self._compile(
            update(Answer).where(*same, Answer.superseded_at.is_(None)).values(superseded_at=p("at"))
        )
        self.new_answer = self._compile(
            plain_insert(Answer).values(
                diagnosis_id=p("diagnosis"),
                question_id=p("question"),
                value=p("value"),
                author_id=p("author"),
                channel=p("channel"),
                at=p("at"),
                supersedes=select(func.max(Answer.id)).where(*same).scalar_subquery(),
            )
        )

    def _diagnosing(self) -> None:
        this = Diagnosis.id == p("diagnosis")
        self.new_diagnosis = self._compile(
            plain_insert(Diagnosis).values(
                id=p("id"),
                enterprise_id=p("enterprise"),
                started_by=p("person"),
                pack=p("pack"),
                pack_version=p("version"),
                content_hash=p("content_hash"),
                round=p("round"),
                kind=p("kind"),
                state=DiagnosisState.STARTED,
                variant=p("variant"),
                answered=0,
                started_at=p("at"),
            )
        )
        self.variant = self._compile(update(Diagnosis).where(this).values(variant=p("variant")))
        self.submit = self._compile(
            update(Diagnosis)
            .where(this)
            .values(
                state=DiagnosisState.SUBMITTED,
                submitted_at=p("at"),
                score=p("score"),
                level=p("level"),
                grade=p("grade"),
                variant=func.coalesce(p("variant", Diagnosis.variant), Diagnosis.variant),
            )
        )
        self.withdraw = self._compile(
            update(Diagnosis).where(this).values(state=DiagnosisState.WITHDRAWN, withdrawn_at=p("at"))
        )
        self.assessment = self._compile(
            self._insert(AssessmentDocument)
            .values(diagnosis_id=p("diagnosis"), document=p("document"))
            .on_conflict_do_update(
                index_elements=[AssessmentDocument.diagnosis_id], set_={"document": p("document")}
            )
        )
        packed = self._insert(PackedAnswers).from_select(
            ["diagnosis_id", "pack", "pack_version", "packed"],
            select(
                Diagnosis.id, Diagnosis.pack, Diagnosis.pack_version, p("packed", PackedAnswers.packed)
            ).where(this),
        )
        self.packed = self._compile(
            packed.on_conflict_do_update(
                index_elements=[PackedAnswers.diagnosis_id], set_={"packed": packed.excluded.packed}
            )
        )

    def _interviewing(self) -> None:
        this = Interview.id == p("interview")
        self.interview = self._compile(
            select(*INTERVIEW)
            .where(Interview.person_id == p("person"), Interview.diagnosis_id == p("diagnosis"))
            .with_for_update(key_share=True)
        )
        self.deactivate = self._compile(
            update(Interview).where(Interview.person_id == p("person"), Interview.active).values(active=False)
        )
        self.activate = self._compile(update(Interview).where(this).values(active=True, updated_at=p("at")))
        self.new_interview = self._compile(
            plain_insert(Interview).values(
                id=p("id"),
                person_id=p("person"),
                diagnosis_id=p("diagnosis"),
                state=p("state"),
                revision=0,
                active=True,
                created_at=p("at"),
                updated_at=p("at"),
            )
        )
        self.save_interview = self._compile(
            update(Interview).where(this).values(state=p("state"), revision=p("revision"), updated_at=p("at"))
        )

    def _afterwards(self) -> None:
        self.put_outbox = self._compile(
            self._insert(Outbox)
            .values(
                key=p("key"),
                address_id=p("address"),
                kind=p("kind"),
                prompt=p("prompt"),
                due=p("due"),
                attempt=0,
                status=OutboxStatus.QUEUED,
                created_at=p("at"),
            )
            .on_conflict_do_nothing(index_elements=[Outbox.key])
        )
        self.cancel_outbox = self._compile(
            update(Outbox)
            .where(
                Outbox.address_id == p("address"),
                Outbox.kind == p("kind"),
                # As the partial index says it, in literals, so that SQLite sees that it applies.
                Outbox.status.in_([literal_column("'queued'"), literal_column("'sending'")]),
                Outbox.status == literal_column("'queued'"),
            )
            .values(status=OutboxStatus.CANCELLED)
        )
        self.put_timer = self._compile(
            self._insert(Timer)
            .values(
                kind=p("kind"),
                subject=p("subject"),
                scope=p("scope"),
                due=p("due"),
                payload=p("payload"),
                attempt=0,
            )
            .on_conflict_do_nothing(index_elements=[Timer.kind, Timer.subject, Timer.scope, Timer.due])
        )
        pending = delete(Timer).where(
            Timer.kind == p("kind"), Timer.subject == p("subject"), Timer.done_at.is_(None)
        )
        self.cancel_timers = self._compile(pending)
        self.cancel_timer = self._compile(pending.where(Timer.scope == p("scope")))


@cache
def statements(dialect: Dialect) -> Statements:
    """The statements compiled for a database, once in a process."""
    return Statements(dialect)
