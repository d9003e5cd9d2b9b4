"""Everything that is kept of one person, as a workbook for her phone; texts are never formulas."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bot import messages
from bot.clock import SHANGHAI, Clock
from bot.messages import Messages
from bot.services.kept_messages import stored_prompts
from bot.services.registers.writing import text_cell
from scoring.values import JsonValue
from storage.engine import Database
from storage.json_text import Json
from storage.unit_of_work import UnitOfWork

_WIDTHS = (22, 28, 60, 24)
_LONGEST = 2_000  # characters of one cell

OWN = "own"  # how the reference to a person's data begins
Line = tuple[str, ...]


class OwnDataFiles:
    """Makes a person's data when its link is opened or it is sent: nothing of it is kept, or left of her."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def content(self, reference: str) -> bytes | None:
        """The workbook behind a reference; None when it is none, or she is erased."""
        kind, _, number = reference.partition(":")
        if kind != OWN or not number.isdecimal():
            return None
        with self._database.read() as work:
            row = work.people.get(int(number))
            if row is None or row.erased_at is not None:
                return None
            return own_data(work, row.id, messages.load(row.locale), self._clock.now())


def own_data_of(person: int) -> str:
    """The reference to a person's data."""
    return f"{OWN}:{person}"


def own_data(work: UnitOfWork, person: int, words: Messages, now: datetime) -> bytes:
    """The workbook: who she is, where she is reached, for whom she speaks, her answers, words, messages."""
    book = Workbook(write_only=True)
    for key, lines in (
        ("person", _person(work, person, words, now)),
        ("answers", _answers(work, person)),
        ("feedback", _feedback(work, person)),
        ("messages", _messages(work, person)),
    ):
        sheet = book.create_sheet(words.say(f"own_data.sheet.{key}"))
        for index, width in enumerate(_WIDTHS, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        for head in [words.variants(f"own_data.head.{key}"), *lines]:
            sheet.append([text_cell(sheet, text[:_LONGEST]) for text in head])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _person(work: UnitOfWork, person: int, words: Messages, now: datetime) -> Iterator[Line]:
    row = work.people.get(person)
    if row is None:
        return

    def line(what: str, *values: str) -> Line:
        return (words.say(f"own_data.line.{what}"), *values)

    yield line("made", _moment(now))
    yield line("name", row.display_name or "")
    yield line("phone", row.phone or "")
    yield line("language", row.locale)
    yield line("consent", _moment(row.consent_at), row.consent_version or "")
    for address in work.people.addresses(person):
        noted = json.dumps(address.context, ensure_ascii=False) if address.context else ""
        yield line("address", address.channel, address.account, noted)
    for enterprise in work.people.enterprises_of(person):
        yield line("enterprise", enterprise.name)
    for grant in work.access.grants_of(person):
        yield line(
            "role", grant.role, f"{grant.scope_kind} {grant.scope_id}".strip(), _moment(grant.granted_at)
        )


def _answers(work: UnitOfWork, person: int) -> Iterator[Line]:
    for answer in work.people.answers_of(person):
        yield (_moment(answer.at), answer.question_id, _text(answer.value), answer.channel)
    for file in work.people.evidence_of(person):
        yield (_moment(file.added_at), file.question_id, f"📎 {file.name}", "")


def _feedback(work: UnitOfWork, person: int) -> Iterator[Line]:
    for one in work.people.feedback_of(person):
        yield (_moment(one.given_at), one.question_id or "", one.text)


def _messages(work: UnitOfWork, person: int) -> Iterator[Line]:
    for address in work.people.addresses(person):
        found: list[tuple[datetime, Line]] = []
        for row in work.inbox.said_at(address.channel, address.account, limit=10_000):
            said = _text(json.loads(row.payload).get("text", ""))
            replies = "\n".join(prompt.text for prompt in stored_prompts(row.reply))
            found.append((row.received_at, (_moment(row.received_at), address.channel, said, replies)))
        for sent in work.outbox.sent_to(address.id, limit=10_000):
            text = str(json.loads(sent.prompt).get("text", ""))
            moment = sent.sent_at or sent.due
            found.append((moment, (_moment(moment), address.channel, "", text)))
        yield from _in_order(found)


def _in_order(found: Iterable[tuple[datetime, Line]]) -> Iterator[Line]:
    return (line for _, line in sorted(found, key=lambda one: one[0]))


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


def _text(value: Json | JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
