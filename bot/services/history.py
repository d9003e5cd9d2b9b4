"""What was said with an account: its own messages, the replies, and what was sent to it later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot import messages
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_from_json
from bot.errors import InputError
from storage.engine import Database
from storage.models.messaging import Inbox, Outbox


@dataclass(frozen=True, slots=True)
class Said:
    """One line: the person's own words (`prompt` is None) or a prompt. `id` is unique within the account."""

    id: str
    text: str
    prompt: Prompt | None


@dataclass(frozen=True, slots=True)
class News:
    """What was said after a cursor, in order. `known` is False when the account never said anything."""

    lines: Sequence[Said]
    cursor: str
    known: bool


def reply_id(key: str, place: int) -> str:
    """The id of the n-th prompt of the reply to the message with that key."""
    return f"{key}.{place}"


class History:
    """Reads conversations back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def news(self, channel: str, account: str, cursor: str) -> News:
        """What was said after `cursor`, an empty one for everything.

        Raises:
            InputError: it is no cursor of ours.
        """
        after, since = _read_cursor(cursor)
        with self._database.read() as work:
            address = work.people.address_at(channel, account)
            inbound = work.inbox.said_at(channel, account, after)
            outbound = work.outbox.sent_to(address.id, since) if address else []
            locale = _locale(work.people.at(channel, account))
        dated = [(row.received_at, _exchange(row, locale)) for row in inbound]
        dated += [(row.sent_at or row.due, [_sent(row)]) for row in outbound]
        dated.sort(key=lambda item: item[0])
        last_in = inbound[-1].id if inbound else after
        last_out = outbound[-1].sent_at if outbound else since
        return News(
            [line for _, lines in dated for line in lines],
            _cursor(last_in, last_out),
            known=bool(after or inbound),
        )


def _locale(person: object) -> str:
    return str(getattr(person, "locale", "zh-CN"))


def _exchange(row: Inbox, locale: str) -> list[Said]:
    """The message and its reply."""
    said = _own_words(json.loads(row.payload), locale)
    lines = [Said(row.key, said, None)] if said else []
    prompts = json.loads(row.reply) if row.reply else []
    for place, item in enumerate(prompts):
        prompt = prompt_from_json(item)
        lines.append(Said(reply_id(row.key, place), prompt.text, prompt))
    return lines


def _own_words(payload: dict[str, object], locale: str) -> str:
    match payload:
        case {"text": str(text)}:
            return text
        case {"kind": "text", "code_hash": str()}:
            return messages.load(locale).say("enrolment.code_said")
        case {"keys": list(keys)}:
            return messages.load(locale).say("list.comma").join(str(key) for key in keys)
        case {"file": {"name": str(name)}}:
            return f"📎 {name}"
        case _:
            return ""


def _sent(row: Outbox) -> Said:
    prompt = prompt_from_json(json.loads(row.prompt))
    return Said(f"out.{row.id}", prompt.text, prompt)


def _cursor(after: int, since: datetime | None) -> str:
    return f"{after}.{int(since.timestamp() * 1_000_000) if since else 0}"


def _read_cursor(cursor: str) -> tuple[int, datetime | None]:
    if not cursor:
        return 0, None
    parts = cursor.split(".")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):  # noqa: PLR2004 - two numbers
        raise InputError("not a cursor of ours")
    micros = int(parts[1])
    try:
        since = datetime.fromtimestamp(micros / 1_000_000, UTC) if micros else None
    except (ValueError, OverflowError, OSError) as error:
        raise InputError("not a cursor of ours") from error
    return int(parts[0]), since
