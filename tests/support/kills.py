"""A crowd interviewed by a process that is killed again and again; it remembers what was promised to it."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.packs.pack import Pack
from bot.questionnaire.model import Questionnaire
from bot.services.sample import invented_answers
from scoring.values import AnswerValue, GridAnswer, NotApplicable, answer_to_json
from storage.engine import Database
from storage.models.diagnosis import DiagnosisState
from storage.models.enterprise import Enterprise
from storage.models.interview import Interview
from storage.models.messaging import InboxStatus
from storage.models.person import Person
from storage.unit_of_work import UnitOfWork

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
THINKING = timedelta(seconds=20)
AT_ONCE = 24  # people who are answering at the same time
REPEATED = 0.03  # share of messages that come again although they were answered
REST = 5  # replies that may come between the one that decides on a kill and the kill
PATIENCE = 60.0  # seconds without any reply after which a process counts as stuck

Request = dict[str, Any]
Reply = Mapping[str, Any]


@dataclass
class Contact:
    """One person: what she will say, what she sent, what was promised to her."""

    number: int
    values: Mapping[str, AnswerValue]
    questionnaire: Questionnaire
    sent: int = 0
    waiting: Request | None = None
    asked: str = ""  # the question her message answers
    rows: int = 0
    finished: bool = False
    promised: dict[str, AnswerValue] = field(default_factory=dict)
    replies: dict[str, Any] = field(default_factory=dict)  # by key: the prompts that came back first
    carried_out: set[str] = field(default_factory=set)  # keys whose first delivery was answered
    faults: list[str] = field(default_factory=list)

    @property
    def account(self) -> str:
        """Her account."""
        return f"person{self.number}"

    def begin(self) -> Request:
        """Her first words."""
        return self._message(kind="text", text="你好")

    def hear(self, reply: Reply) -> Request | None:
        """Take a reply; her next message, or None when she is done or this was said before."""
        key, prompts = str(reply["key"]), reply["prompts"]
        if not reply["duplicate"]:
            if key in self.carried_out:
                self.faults.append(f"{key}: carried out twice")
            self.carried_out.add(key)
        if key in self.replies:
            if self.replies[key] != prompts:
                self.faults.append(f"{key}: another reply than the first")
            return None
        if reply["failed"]:
            self.faults.append(f"{key}: failed")
            return None
        self.replies[key] = prompts
        if self.waiting is None or self.waiting["key"] != key:
            return None
        self.waiting = None
        return self._next(prompts[-1])

    def _next(self, prompt: Mapping[str, Any]) -> Request | None:
        question = prompt.get("question", "")
        if self.asked and question != self.asked:
            self.promised[self.asked] = self.values[self.asked]
        if question and question in self.promised:
            self.faults.append(f"{question} was asked again")
            return None
        self.asked, self.rows = (question, 0) if question != self.asked else (self.asked, self.rows + 1)
        if prompt.get("kind") == "result":
            self.finished = True
            return None
        if question:
            return self._answer(prompt, self.values[question])
        options = [option["key"] for option in prompt.get("options", ())]
        keys = ["submit"] if "submit" in options else options[:1]
        return self._message(kind="tap", question="", token=prompt.get("token", ""), keys=keys)

    def _answer(self, prompt: Mapping[str, Any], value: AnswerValue) -> Request:
        question = self.questionnaire.question(prompt["question"])
        tap = {"kind": "tap", "question": question.id, "token": prompt["token"]}
        match value:
            case GridAnswer():
                return self._message(**tap, keys=[value.as_dict()[question.rows[self.rows].key]])
            case tuple():
                return self._message(**tap, keys=list(value))
            case bool():
                return self._message(kind="text", text="有" if value else "没有")
            case Decimal():
                unit = "%" if question.type == "percent" else ""
                return self._message(kind="text", text=f"{value}{unit}")
            case NotApplicable(reason=reason):
                return self._message(kind="text", text=f"不适用，{reason}")
            case str() if question.choices and self.number % 2:
                return self._message(**tap, keys=[value])
            case str():
                marks = {option["key"]: option["mark"] for option in prompt.get("options", ())}
                return self._message(kind="text", text=marks.get(value, value))
            case _:
                raise TypeError(type(value).__name__)

    def _message(self, **fields: object) -> Request:
        self.sent += 1
        self.waiting = {
            "account": self.account,
            "key": f"{self.account}-{self.sent}",
            "at": (NOW + self.sent * THINKING).isoformat(),
            **fields,
        }
        return self.waiting


@dataclass
class Figures:
    """What happened."""

    interviews: int = 0
    answers: int = 0
    acknowledged: int = 0
    repeated: int = 0
    kills: int = 0
    under_way: int = 0  # messages in the process' hands when it was killed, all in all
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.interviews} interviews, {self.kills} kills with {self.under_way:,} messages under way,"
            f" {self.acknowledged:,} replies acknowledged, {self.answers:,} answers,"
            f" {self.repeated:,} repeated messages, in {self.seconds:.0f} s: none lost, none asked again"
        )


class Crowd:
    """Everybody, and the process that serves them while it lives."""

    def __init__(self, pack: Pack, people: int, seed: int, replies_between_kills: int) -> None:
        """A process is killed after at most so many replies, however fast or slow they come."""
        self._chance = random.Random(seed)  # noqa: S311 - the same moments in every run, as far as a machine allows
        self._most = replies_between_kills
        self._pace = 0.0  # seconds a reply, in the life before
        self._pack = pack
        self.figures = Figures(interviews=people)
        self.people = [self._person(number) for number in range(people)]
        self._by_key: dict[str, Contact] = {}
        self._queue = list(reversed(self.people))
        self._active: list[Contact] = []

    def _person(self, number: int) -> Contact:
        questionnaire = self._pack.questionnaire("zh-CN")
        industry = self._pack.structure.question("industry").choices[0].key
        return Contact(number, invented_answers(self._pack, industry, 320, number), questionnaire)

    def settle_in(self, database: Database) -> None:
        """Make every other one the contact of an enterprise; the others try the questionnaire out."""

        def rows(work: UnitOfWork) -> None:
            for one in self.people[::2]:
                person = work.people.add(Person(created_at=NOW))
                enterprise = work.enterprises.add(
                    Enterprise(name=f"示例{one.number}厂", unit="310117", created_at=NOW, updated_at=NOW)
                )
                work.people.bind(person.id, enterprise.id, NOW)
                work.people.add_address(person.id, "web", one.account, NOW)

        database.write(rows)

    def talk(self, url: str, pack: str, folder: Path) -> None:
        """Let everybody finish, whatever becomes of the process."""
        began = time.monotonic()
        with _supervised(url, pack, folder) as listener:
            while not all(one.finished or one.faults for one in self.people):
                connection, _ = listener.accept()
                with connection:
                    self._one_life(connection)
        self.figures.seconds = time.monotonic() - began

    def _one_life(self, connection: socket.socket) -> None:
        """Talk to one process until it is time to kill it; then hear what it had said."""
        lines = _Lines(connection)
        process = int(next(lines.until(time.monotonic() + PATIENCE))["process"])
        for one in self._active:
            if one.waiting is not None:
                lines.send(one.waiting)
        self._fill(lines)
        self._live(lines, self._chance.randint(0, self._most))
        if not self._active:
            return
        self.figures.kills += 1
        self.figures.under_way += sum(one.waiting is not None for one in self._active)
        os.kill(process, signal.SIGKILL)
        for reply in lines.until(None):
            self._hear(reply, None)

    def _live(self, lines: _Lines, replies: int) -> None:
        """Hear so many replies, then what comes within the time of a few more, but no more than those.

        A reply follows a commit: without that rest every kill would fall just behind one.
        """
        first = 0.0
        for heard in range(replies):
            self._hear(lines.one(PATIENCE), lines)
            if not self._active:
                return
            first = first or time.monotonic()  # starting is not what the pace is about
            self._pace = (time.monotonic() - first) / heard if heard else self._pace
        rest = lines.until(time.monotonic() + self._chance.uniform(0, REST * self._pace))
        for _, reply in zip(range(REST), rest, strict=False):
            self._hear(reply, lines)
            if not self._active:
                return

    def _fill(self, lines: _Lines) -> None:
        while self._queue and len(self._active) < AT_ONCE:
            one = self._queue.pop()
            self._active.append(one)
            self._send(one, one.begin(), lines)

    def _send(self, one: Contact, request: Request, lines: _Lines | None) -> None:
        self._by_key[request["key"]] = one
        if lines is not None:
            lines.send(request)
            if self._chance.random() < REPEATED:
                self.figures.repeated += 1
                lines.send(request)

    def _hear(self, reply: Reply, lines: _Lines | None) -> None:
        one = self._by_key[reply["key"]]
        if "unavailable" in reply:
            if lines is not None and one.waiting is not None:
                lines.send(one.waiting)
            return
        following = one.hear(reply)
        if following is not None:
            self._send(one, following, lines)
        elif one.waiting is None and one in self._active:
            self._active.remove(one)
            if lines is not None:
                self._fill(lines)

    def check(self, database: Database) -> None:
        """Fail unless everything that was promised is there, once, and nothing else happened."""
        assert [fault for one in self.people for fault in one.faults] == []
        with database.read() as work:
            assert work.inbox.undone() == []
            assert work.inbox.failed() == []
            for one in self.people:
                self._check_one(work, one)

    def _check_one(self, work: UnitOfWork, one: Contact) -> None:
        person = work.people.at("web", one.account)
        assert person is not None
        [interview] = work.session.query(Interview).filter(Interview.person_id == person.id).all()
        diagnosis = work.diagnoses.get(interview.diagnosis_id)
        assert diagnosis is not None
        assert diagnosis.state is DiagnosisState.SUBMITTED
        promised = {question: answer_to_json(value) for question, value in one.promised.items()}
        assert work.diagnoses.answers(diagnosis.id) == promised
        assert diagnosis.answered == len(promised)
        for question in promised:
            assert len(work.diagnoses.history(diagnosis.id, question)) == self._times(question)
        for key, prompts in one.replies.items():
            row = work.inbox.get("web", key)
            assert row is not None
            assert (row.status, json.loads(row.reply or "[]")) == (InboxStatus.DONE, prompts)
        self.figures.answers += len(promised)
        self.figures.acknowledged += len(one.replies)

    def _times(self, question: str) -> int:
        """How often an answer is stored: a grid once a row."""
        return max(1, len(self._pack.structure.question(question).rows))


class _Lines:
    """JSON objects a line, both ways; what was cut off in the middle is not heard."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""
        self._heard: deque[Reply] = deque()

    def send(self, data: Request) -> None:
        """Write one; a process that is gone hears nothing."""
        try:
            self._connection.sendall((json.dumps(data, ensure_ascii=False) + "\n").encode())
        except OSError:
            return

    def one(self, patience: float) -> Reply:
        """The next one; nothing within so many seconds means that the process is stuck."""
        reply = next(self.until(time.monotonic() + patience), None)
        assert reply is not None, "the process neither answers nor dies"
        return reply

    def until(self, moment: float | None) -> Iterator[Reply]:
        """What comes until then, or, without a moment, until the other side is gone."""
        while self._heard or self._wait(moment):
            yield self._heard.popleft()

    def _wait(self, moment: float | None) -> bool:
        """Read until there is a line; False when the moment came or the other side went before."""
        while not self._heard:
            left = None if moment is None else moment - time.monotonic()
            if left is not None and left <= 0:
                return False
            ready, _, _ = select.select([self._connection], [], [], left)
            if not ready or not self._read():
                return False
        return True

    def _read(self) -> bool:
        try:
            data = self._connection.recv(1 << 16)
        except OSError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._heard.extend(json.loads(line) for line in lines)
        return bool(data)


@contextmanager
def _supervised(url: str, pack: str, folder: Path) -> Iterator[socket.socket]:
    """A supervisor with its servers; where they connect to."""
    address = folder / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        listener.settimeout(60)
        supervisor = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/support/killable.py"), url, pack, str(address)],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": os.environ.get("PATH", "")},
            stdin=subprocess.PIPE,
        )
        assert supervisor.stdin is not None
        try:
            yield listener
        finally:
            supervisor.stdin.close()
            listener.close()
            supervisor.wait(30)
