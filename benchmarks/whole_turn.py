"""A whole turn as the application runs it: what the web page posts in, what it draws out.

The database behind it can be changed for one used in another way, so that peers and floors run the very same
interview: `Direct` runs a turn in the calling thread, on any kind of turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection

from bot.channels.web.adapter import Sender, drawn, message
from bot.conversation.definition import Definition, Keeper
from bot.conversation.effects import SaveAnswer, Say
from bot.conversation.engine import Turn, begin, resume
from bot.conversation.inputs import Said
from bot.conversation.interview import Interview
from bot.conversation.prompt import Prompt
from bot.inbound import Inbound
from bot.messages import load
from bot.packs.pack import Pack
from bot.questionnaire.model import Questionnaire
from bot.services.enrolment import Enrolment
from bot.services.interviewing import Interviewing
from bot.services.library import Library
from bot.services.results import Results
from scoring.values import AnswerValue
from storage.compiled import SQLITE
from storage.connecting import database_url, postgres_engine, sqlite_engine
from storage.engine import Database
from storage.json_text import dump
from storage.postgres import PostgresTurn
from storage.sqlite import SqliteTurn
from storage.turn_reading import Row, Value
from storage.turn_statements import Statements
from storage.turns import TurnTx
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
Expression: TypeAlias = Any  # a statement that SQLAlchemy is to compile each time
Done: TypeAlias = "list[tuple[str, Any]]"  # what a turn had the driver execute: SQL, parameters

PACK = "shanghai-ref"
_THINKING = timedelta(seconds=2)  # what the door lets one person have; the clock need not be a person's
_REPLIES = {
    "single": "2",
    "multiple": "1、3",
    "grid": "2",
    "number": "320",
    "percent": "60%",
    "yesno": "没有",
    "date": "2024年5月20日",
}
_INSTEAD = {"revenue": "3.2亿"}
_keys = count(1)


class Clock:
    """Moves on at every look, so that nobody writes faster than people can."""

    def __init__(self) -> None:
        self._looks = count(1)

    def now(self) -> datetime:
        """Two seconds after the last look."""
        return datetime(2026, 3, 2, 1, tzinfo=UTC) + next(self._looks) * _THINKING


class OneQuestionnaire(Library):
    """Asks the same questionnaire whatever the pack."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(PACK)
        self._asked = questionnaire

    def pack(self, pack: str, version: str) -> Pack:  # noqa: ARG002 - there is but one
        """The pack that lends its place."""
        return self.default()

    def questionnaire(self, pack: Pack, locale: str) -> Questionnaire:  # noqa: ARG002 - there is but one
        """The questionnaire."""
        return self._asked


class Office:
    """The application around one database, without its web server."""

    def __init__(self, database: Database | Direct, library: Library | None = None) -> None:
        self.library = library or Library(PACK)
        self.clock = Clock()
        results = Results(10, database.read)
        interviewing = Interviewing(
            self.library, Keeper("甲方"), results.submit, results.again, results.prepare
        )
        self.inbound = Inbound(
            cast("Database", database), [Enrolment(interviewing.begin), interviewing], self.clock
        )
        asked = self.library.questionnaire(self.library.default(), "zh-CN")
        self.replies = {
            one.id: _INSTEAD.get(one.id) or _REPLIES.get(one.type, "不清楚") for one in asked.questions
        }

    def turn(self, account: str, text: str) -> Prompt:
        """One whole turn: from the bytes that came to the bytes that go; the last thing that was said."""
        body = f'{{"id": "{next(_keys):032x}", "kind": "text", "text": "{text}"}}'
        posted = message(json.loads(body), Sender(account, "zh-CN"), self.clock.now())
        reply = self.inbound.handle(posted)
        json.dumps([drawn(prompt, lambda file: file.sha256) for prompt in reply.prompts], ensure_ascii=False)
        assert not reply.failed, "a turn failed"
        return reply.prompts[-1]


class Interviewee:
    """Someone who answers as long as she is asked something."""

    def __init__(self, office: Office, account: str) -> None:
        """She has begun and agreed when this returns."""
        self._office = office
        self._account = account
        office.turn(account, "你好")
        self.asked = office.turn(account, "同意").question

    def answer(self) -> None:
        """Answer the question that is open; from the last one on, look at the progress."""
        text = self._office.replies[self.asked] if self.asked else "还剩多少"
        self.asked = self._office.turn(self._account, text).question


def interviewees(office: Office, tag: str) -> Iterator[Interviewee]:
    """One after the other, as many as are asked for."""
    return (Interviewee(office, f"{tag}{number}") for number in count())


class Alone:
    """The pure core by itself: the same interview, its state as text between turns, nothing stored."""

    def __init__(self, office: Office) -> None:
        self._replies = office.replies
        self._clock = office.clock
        self._answers: dict[str, AnswerValue] = {}
        asked = office.library.questionnaire(office.library.default(), "zh-CN")
        paths = office.library.paths(asked)
        self._definition = Definition(asked, load("zh-CN"), answers=self._answers, shared_paths=paths)
        self._asked = ""
        self._keep(begin(self._definition, self._clock.now(), consented=True))

    def answer(self) -> None:
        """One turn."""
        text = self._replies[self._asked] if self._asked else "还剩多少"
        interview = Interview.from_json(self._state)
        self._keep(resume(interview, Said(text), self._definition, self._clock.now()))

    def _keep(self, turn: Turn) -> None:
        self._state = turn.interview.to_json()
        for effect in turn.effects:
            if isinstance(effect, SaveAnswer):
                self._answers[effect.question] = effect.value
            elif isinstance(effect, Say):
                self._asked = effect.prompt.question


# the same turn on a database that is used differently


class Direct:
    """Runs turns in the thread that asks, each on the connection of whoever made this."""

    def __init__(self, run: Callable[[Callable[[TurnTx], Any]], Any]) -> None:
        self._run = run

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Nobody hands in on it."""
        raise NotImplementedError

    def turn_here(self, fn: Callable[[TurnTx], T], _rescue: object = None) -> T:
        """Run it to its end."""
        return cast("T", self._run(fn))


class _Noting:
    """A driver's connection that notes what it is told to execute."""

    def __init__(self, driver: Any, done: Done) -> None:  # noqa: ANN401 - either driver's
        self._driver = driver
        self._done = done

    def execute(self, sql: str, values: Any = ()) -> Any:  # noqa: ANN401 - either driver's
        self._done.append((sql, values))
        return self._driver.execute(sql, values)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the driver has
        return getattr(self._driver, name)


def noting(url: str, turns: list[Done]) -> Direct:
    """A database that adds to `turns` what each turn had its driver execute, BEGIN and COMMIT left out."""
    address = database_url(url)
    if url.startswith("sqlite"):
        connection = sqlite_engine(address, writing=True).connect()
    else:
        connection = postgres_engine(address, checked=False).connect()

    def run(fn: Callable[[TurnTx], Any]) -> Any:  # noqa: ANN401 - whatever the turn returns
        with connection.begin():
            done: Done = []
            driver = cast("Any", _Noting(connection.connection.dbapi_connection, done))
            turn: SqliteTurn | PostgresTurn
            if url.startswith("sqlite"):
                turn = SqliteTurn(connection, driver)
                result = fn(turn)
                turn.complete()
            else:
                turn = PostgresTurn(connection, driver)
                turn.open()
                result = fn(turn)
                turn.commit()
            turns.append([one for one in done if one[0] not in ("BEGIN", "COMMIT")])
            return result

    return Direct(run)


class _Expressions(Statements):
    """The turn's statements, left to SQLAlchemy to run."""

    def _compile(self, expression: Any) -> Any:  # noqa: ANN401 - an expression instead of its compiled form
        return expression


_CORE = _Expressions(SQLITE)


class CoreTurn(SqliteTurn):
    """A turn through SQLAlchemy Core, statement by statement."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, cast("Any", None))
        self._statements = _CORE

    def _run(self, statement: Expression, **given: Value) -> None:
        self._connection.execute(statement, given)

    def _rows(self, statement: Expression, **given: Value) -> list[Row]:
        rows: list[Row] = [tuple(row) for row in self._connection.execute(statement, given)]
        if statement is _CORE.who:  # JSON comes decoded, and is wanted as text
            return [(row[0], dump(row[1]), *row[2:]) for row in rows]
        if statement is _CORE.answer:
            return [(dump(row[0]),) for row in rows]
        if statement is _CORE.answers:
            return [(row[0], dump(row[1])) for row in rows]
        return rows

    def _insert(self, table: str, statement: Expression, **given: Value) -> int:  # noqa: ARG002 - SQLite needs no table to make a key
        made = self._connection.execute(statement, {**given, "p_id": None})
        return made.lastrowid

    def _moment(self, value: Value) -> datetime:
        return cast("datetime", value)


def core_connection(url: str) -> Direct:
    """A connection of one's own, used through SQLAlchemy Core: what most applications do."""
    connection = sqlite_engine(database_url(url), writing=True, busy_ms=60_000).connect()

    def run(fn: Callable[[TurnTx], Any]) -> Any:  # noqa: ANN401 - whatever the turn returns
        with connection.begin():
            turn = CoreTurn(connection)
            result = fn(turn)
            turn.complete()
            return result

    return Direct(run)
