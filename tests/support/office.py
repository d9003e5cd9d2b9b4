"""An enterprise's people at their chats, over the real door and SQLite, with everything that may go wrong.

After every step it holds that the interviews are valid, that no answer was lost or stored twice, and that
every message is answered.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import cast

from support.clock import FrozenClock
from support.crashes import Crashing, Killed, Saved
from support.interview_rules import check, check_answers
from support.people import DEMO

from bot.channels.base import InboundMessage, Kind
from bot.conversation.definition import Definition, Keeper
from bot.conversation.interview import Interview, Mark
from bot.conversation.prompt import Prompt
from bot.conversation.replies import fits
from bot.inbound import Inbound, Reply
from bot.messages import load
from bot.services.effects import ERASE, TIMER
from bot.services.enrolment import Enrolment
from bot.services.interviewing import Interviewing
from bot.services.kept_messages import stored_prompts
from bot.services.library import Library
from bot.services.reminding import Reminding
from bot.services.results import Results
from bot.services.timers import Timers
from scoring.values import AnswerValue, answer_from_json
from storage.engine import Database
from storage.models.diagnosis import Answer
from storage.models.enterprise import Enterprise
from storage.models.messaging import Inbox, InboxStatus
from storage.models.person import Person
from storage.unit_of_work import UnitOfWork

LIBRARY = Library(DEMO)
KEEPER = Keeper("甲方")
ACCOUNTS = (("web", "li"), ("telegram", "li"), ("web", "wang"), ("web", "guest"))
"""Li on two channels, her colleague, and somebody who only tries."""


@dataclass
class Chat:
    """One account: what it sent with what came back, and the prompts it was shown."""

    sent: list[tuple[InboundMessage, Reply]] = field(default_factory=list)
    shown: list[Prompt] = field(default_factory=list)

    @property
    def question(self) -> str:
        """The question on the screen."""
        return self.shown[-1].question if self.shown else ""


class Office:
    """The people, the process that serves them, and the database both may lose sight of."""

    def __init__(self, template: Path, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.url = f"sqlite:///{shutil.copyfile(template, folder / 'office.db')}"
        self.clock = FrozenClock()
        self.chats = {account: Chat() for account in ACCOUNTS}
        self.saved: list[Saved] = []
        self.sent = self.turns = self.deaths = self.duplicates = 0
        self._process: _Process | None = None
        self.process.database.write(self._settle_in)

    def _settle_in(self, work: UnitOfWork) -> None:
        now = self.clock.now()
        enterprise = work.enterprises.add(
            Enterprise(name="示例厂", unit="310117", created_at=now, updated_at=now)
        )
        for account in ("li", "wang"):
            person = work.people.add(Person(created_at=now))
            work.people.bind(person.id, enterprise.id, now)
            for channel, name in ACCOUNTS:
                if name == account:
                    work.people.add_address(person.id, channel, name, now)

    @property
    def process(self) -> _Process:
        """The running process; started when there is none."""
        if self._process is None:
            self._process = _Process(self.url, self.clock, self.saved)
        return self._process

    def die(self) -> None:
        """Lose the process and everything in its memory."""
        self.close()
        self.deaths += 1

    def close(self) -> None:
        """Stop the process."""
        if self._process is not None:
            self.turns += self._process.crashing.turns
            self._process.database.close()
            self._process = None

    # what people do

    def message(self, account: tuple[str, str], kind: Kind, text: str = "", **more: object) -> InboundMessage:
        """A message of hers, sent a moment after the last."""
        self.clock.move(timedelta(seconds=2))
        self.sent += 1
        channel, name = account
        return InboundMessage(channel, name, f"m{self.sent}", kind, self.clock.now(), text, **more)  # type: ignore[arg-type]

    def send(self, message: InboundMessage) -> None:
        """Send it, and look at everything afterwards."""
        before = len(self.saved)
        reply = self.process.inbound.handle(message)
        self._answered(message, reply)
        self._look(message, before)

    def send_and_die(self, message: InboundMessage, steps: int) -> None:
        """The process dies after so many steps of the turn; the platform brings the message again."""
        before = self._stored()
        self.process.crashing.steps = steps
        try:
            reply = self.process.inbound.handle(message)
        except Killed:
            assert self._stored() == before  # nothing half-applied
            self.die()
            self.send(message)
        else:
            self.process.crashing.steps = None
            self._answered(message, reply)

    def send_and_lose_the_reply(self, message: InboundMessage) -> None:
        """The turn is committed, the process dies before anybody hears of it; the message comes again."""
        before = len(self.saved)
        lost = self.process.inbound.handle(message)
        self.die()
        after = self._stored()
        again = self.process.inbound.handle(message)
        assert (again.duplicate, again.prompts, again.inbox) == (True, lost.prompts, lost.inbox)
        assert self._stored() == after
        self.duplicates += 1
        self._answered(message, lost)
        self._look(message, before)

    def send_again(self, account: tuple[str, str], which: int) -> None:
        """An old message comes once more: the same reply, and nothing happens."""
        sent = self.chats[account].sent
        if not sent:
            return
        message, reply = sent[which % len(sent)]
        before = self._stored()
        again = self.process.inbound.handle(message)
        assert (again.duplicate, again.prompts, again.inbox) == (True, reply.prompts, reply.inbox)
        assert self._stored() == before
        self.duplicates += 1

    def send_at_once(self, messages: list[InboundMessage]) -> None:
        """Several messages in the same moment."""
        with ThreadPoolExecutor(len(messages)) as threads:
            replies = list(threads.map(self.process.inbound.handle, messages))
        for message, reply in zip(messages, replies, strict=True):
            self._answered(message, reply)
        for message in messages:  # each takes in what the others said
            if message.kind is not Kind.LEAVE:
                self.send(self.message((message.channel, message.account), Kind.START))

    def wait(self, time: timedelta) -> None:
        """Time passes, and what is due happens."""
        self.clock.move(time)
        while self.process.timers.run_once():
            pass
        with self.process.database.read() as work:
            for (channel, name), chat in self.chats.items():
                if work.people.at(channel, name) is None:
                    chat.sent.clear()  # erased: nothing is left to be repeated
        self._everything_is_stored()

    # what must hold

    def _answered(self, message: InboundMessage, reply: Reply) -> None:
        assert not reply.failed
        assert not reply.duplicate
        assert bool(reply.prompts) is (message.kind is not Kind.LEAVE)
        chat = self.chats[message.channel, message.account]
        chat.sent.append((message, reply))
        chat.shown += reply.prompts

    def _look(self, message: InboundMessage, before: int) -> None:
        with self.process.database.read() as work:
            person = work.people.at(message.channel, message.account)
            if person is None:
                assert message.kind is Kind.LEAVE
                return
            assert person.consent_version or len(self.saved) == before  # nothing is kept before she agreed
            row = work.interviews.active(person.id)
            about_a_code = message.kind is Kind.START and message.code  # the interview does not hear of it
            if row is None:
                assert about_a_code or message.kind is Kind.LEAVE
            else:
                stored = _values(work, row.diagnosis_id)
                if not about_a_code:
                    mine = Interview.from_json(row.state)
                    check(mine, self._definition)
                    check_answers(mine, stored, self._definition)
                for other in work.interviews.of_diagnosis(row.diagnosis_id):
                    self._check_colleague(Interview.from_json(other.state), stored)
        self._everything_is_stored()

    def _check_colleague(self, interview: Interview, stored: dict[str, AnswerValue]) -> None:
        """As `check_answers`, but for answers she has not heard of yet."""
        check(interview, self._definition)
        marks = zip(self._definition.questionnaire.questions, interview.status, strict=True)
        unheard = {question.id for question, mark in marks if mark in (Mark.OPEN, Mark.SKIPPED)}
        heard = {question: value for question, value in stored.items() if question not in unheard}
        check_answers(interview, heard, self._definition)

    def _everything_is_stored(self) -> None:
        """Every answer a committed turn stored is there once, the last of a question is the current one."""
        with self.process.database.read() as work:
            rows = work.session.query(Answer).order_by(Answer.id).all()
        assert [Saved(row.diagnosis_id, row.question_id, row.value) for row in rows] == self.saved
        newest = {(row.diagnosis_id, row.question_id): row.id for row in rows}
        current = {(row.diagnosis_id, row.question_id): row.id for row in rows if row.superseded_at is None}
        assert current == newest
        questions = self._definition.questionnaire
        assert all(fits(questions.question(one.question), answer_from_json(one.value)) for one in self.saved)

    def look_back(self) -> None:
        """Every message is stored as done, with the reply that was given to it."""
        with self.process.database.read() as work:
            inbox = work.session.query(Inbox).all()
        assert {row.status for row in inbox} <= {InboxStatus.DONE}
        replies = {row.key: stored_prompts(row.reply) for row in inbox if row.payload != "{}"}
        for chat in self.chats.values():
            assert all(replies[message.key] == reply.prompts for message, reply in chat.sent)

    def _stored(self) -> list[object]:
        """Everything a turn may change."""
        with self.process.database.read() as work:
            tables = (
                ("answer", "id, superseded_at"),
                ("interview", "id, state, revision, active"),
                ("diagnosis", "id, state, answered, score"),
                ("timer", "kind, subject, scope, due, done_at"),
                ("outbox", "key"),
                ("person", "id, consent_version"),
                ("address", "id, context, blocked_at"),
                ("inbox", "key, status, reply"),
            )
            connection = work.session.connection()
            return [
                connection.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608 - ours
                if table != "outbox"
                else connection.exec_driver_sql("SELECT key FROM outbox ORDER BY 1").fetchall()
                for table, columns in tables
            ]

    @cached_property
    def _definition(self) -> Definition:
        pack = LIBRARY.default()
        questionnaire = LIBRARY.questionnaire(pack, "zh-CN")
        return Definition(
            questionnaire, load("zh-CN"), pack.content_hash, shared_paths=LIBRARY.paths(questionnaire)
        )


class _Process:
    """What lives in one process' memory."""

    def __init__(self, url: str, clock: FrozenClock, saved: list[Saved]) -> None:
        self.database = Database.open(url)
        self.crashing = Crashing(self.database, saved=saved)
        results = Results(10, self.database.read)
        interviewing = Interviewing(LIBRARY, KEEPER, results.submit, results.again, results.prepare)
        database = cast("Database", self.crashing)
        self.inbound = Inbound(database, [Enrolment(interviewing.begin), interviewing], clock)
        reminding = Reminding(self.database, LIBRARY, KEEPER, {channel for channel, _ in ACCOUNTS})
        self.timers = Timers(self.database, {TIMER: reminding.nudge, ERASE: reminding.erase}, clock)


def _values(work: UnitOfWork, diagnosis: int) -> dict[str, AnswerValue]:
    return {q: answer_from_json(value) for q, value in work.diagnoses.answers(diagnosis).items()}
