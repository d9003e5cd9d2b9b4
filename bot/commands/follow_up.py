"""What may follow an answer: a number, “more”, a confirmation, “undo”; as data, and the words that mean it.

It belongs to the address that was answered and ends with the next command, after a while, or by being used.
Only “undo” outlives the next command, for its minute.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.commands.base import Answer, Request, Stage
from bot.commands.slots import MARKS, synonyms
from bot.questionnaire.understanding import interpret_confirmation

VALID = timedelta(minutes=30)
UNDO = timedelta(minutes=1)
"""How long what was done can be taken back; what is to be sent waits so long."""

_NUMBER = re.compile(r"(?:回|选|第|no\.?|#)?\s*(\d{1,2})\s*[个.。、]?")


class Word(StrEnum):
    """What a short reply means."""

    MORE = "more"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What may follow. `until` ends the undoing."""

    choices: tuple[Request, ...] = ()
    more: Request | None = None
    confirm: Request | None = None
    undo: Request | None = None
    until: datetime | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing may follow."""
        return not (self.choices or self.more or self.confirm or self.undo)

    def ended(self, now: datetime) -> FollowUp:
        """What is left of it after something else was asked: undoing, while it can be done."""
        open_ = self.undo is not None and self.until is not None and now < self.until
        return FollowUp(undo=self.undo, until=self.until) if open_ else FollowUp()


def after(answer: Answer, before: FollowUp, now: datetime, *, undone: bool = False) -> FollowUp:
    """What may follow an answer; what was `undone` cannot be once more."""
    kept = FollowUp() if undone else before.ended(now)
    undo, until = (answer.undo, now + UNDO) if answer.undo else (kept.undo, kept.until)
    return FollowUp(tuple(one.request for one in answer.choices), answer.more, answer.confirm, undo, until)


def meant(text: str, follow: FollowUp, now: datetime) -> Request | Word | None:
    """What a reply asks for; a word alone when it means nothing here, None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold().rstrip(MARKS)
    place = number_in(plain)
    if place is not None and follow.choices:
        return follow.choices[place - 1] if 1 <= place <= len(follow.choices) else None
    word = word_of(plain, confirming=follow.confirm is not None)
    match word:
        case Word.MORE:
            return follow.more or word
        case Word.CONFIRM:
            return follow.confirm or word
        case Word.UNDO:
            return follow.undo if follow.undo and follow.until and now < follow.until else word
        case _:
            return word


def number_in(text: str) -> int | None:
    """The number a short reply is (1, 回 1, 第1个), or None."""
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    return int(number[1]) if number else None


def word_of(text: str, *, confirming: bool) -> Word | None:
    """The word a short reply is. While something waits to be confirmed, any yes or no will do."""
    for word in Word:
        if text in synonyms(f"commands.reply.{word}"):
            return word
    if confirming:
        answer = interpret_confirmation(text)
        if answer is not None:
            return Word.CONFIRM if answer else Word.CANCEL
    return None


def to_json(follow: FollowUp) -> str:
    """As text."""
    kept: dict[str, Any] = {"choices": [_out(one) for one in follow.choices]}
    for name in ("more", "confirm", "undo"):
        one = getattr(follow, name)
        if one is not None:
            kept[name] = _out(one)
    if follow.until is not None:
        kept["until"] = follow.until.isoformat()
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> FollowUp:
    """From text."""
    kept = json.loads(text)
    until = kept.get("until")
    more, confirm, undo = (_in(kept[name]) if name in kept else None for name in ("more", "confirm", "undo"))
    return FollowUp(
        tuple(_in(one) for one in kept["choices"]),
        more,
        confirm,
        undo,
        datetime.fromisoformat(until) if until else None,
    )


def _out(request: Request) -> list[Any]:
    return [request.command, dict(request.args), request.stage.value]


def _in(kept: list[Any]) -> Request:
    command, args, stage = kept
    return Request(command, args, Stage(stage))
