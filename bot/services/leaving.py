"""Leaving: a contact stops speaking for her enterprise; anybody sees her data, or has it erased."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.channels.base import InboundMessage, Kind
from bot.clock import SHANGHAI
from bot.conversation.prompt import Attachment, AttachmentKind, Prompt
from bot.messages import Messages, load
from bot.services.effects import ERASE, ERASE_AFTER
from bot.services.handing_over import unbind
from bot.services.invitation_prompts import answered, choice
from bot.services.own_data import own_data_of
from storage.json_text import Json
from storage.turns import PersonRef, TurnStart, TurnTx

QUESTION: Final = "leaving"  # what a tap on its buttons names
PENDING: Final = "leaving"  # the key under which an address remembers what it is to confirm
ERASE_ALL = -1  # what is noted when everything is to be erased, instead of an enterprise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("/"))


UNBIND = _words("解绑/解除绑定/取消绑定/我要解绑/unbind/unlink/leave the enterprise")
MINE = _words("我的数据/我的信息/导出我的数据/查看我的数据/my data/export my data/mydata")
ERASING = _words(
    "删除我的数据/删除我的信息/注销/注销账号/erase my data/delete my data/erase/withdraw/撤回同意/撤回"
)


class Leaving:
    """The part of the bot that lets people go."""

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | None:
        """Answer a wish to leave or to see her data, or the confirmation of one; None for anything else."""
        words, text = load(person.locale), _plain(message)
        pending = _context(start).get(PENDING)
        if isinstance(pending, int):
            answer = _answer(message, pending, words)
            _note(turn, start, None)
            if answer is not None:
                return _confirmed(turn, person, message, pending, answer=answer, words=words, now=now)
        if text in MINE:
            return _hers(turn, person, message.channel, words, now)
        if text in UNBIND:
            return _ask_to_unbind(turn, start, person, words)
        if text in ERASING and start.interview is None:  # an interview asks and withdraws by itself
            _note(turn, start, ERASE_ALL)
            return [_ask("erase_ask", words)]
        return None


def _hers(turn: TurnTx, person: PersonRef, channel: str, words: Messages, now: datetime) -> list[Prompt]:
    """Everything that is kept of her, as a file that is made when she opens it."""
    name = words.say("own_data.file", day=f"{now.astimezone(SHANGHAI):%Y-%m-%d}")
    file = Attachment(AttachmentKind.DOCUMENT, name, own_data_of(person.id))
    turn.work.audit.append(
        at=now, actor=f"person:{person.id}", channel=channel, action="person.data_given", detail={}
    )
    return [Prompt(words.say("own_data.sent"), attachments=(file,))]


def _ask_to_unbind(turn: TurnTx, start: TurnStart, person: PersonRef, words: Messages) -> list[Prompt] | None:
    """Ask whether she wants to leave the enterprise she is answering for, else the one bound first."""
    bound = turn.work.people.enterprises_of(person.id)
    current = start.diagnosis.enterprise_id if start.diagnosis else None
    chosen = next((one for one in bound if one.id == current), bound[0] if bound else None)
    if chosen is None:
        return [Prompt(words.say("enrolment.not_bound"))] if start.interview is None else None
    _note(turn, start, chosen.id)
    return [_ask("unbind_ask", words, name=chosen.name)]


def _ask(key: str, words: Messages, **fields: object) -> Prompt:
    options = (("yes", words.say(f"enrolment.{key}_yes")), ("no", words.say("enrolment.stay_as_it_is")))
    return choice(QUESTION, QUESTION, words.say(f"enrolment.{key}", **fields), options)


def _confirmed(
    turn: TurnTx,
    person: PersonRef,
    message: InboundMessage,
    pending: int,
    *,
    answer: bool,
    words: Messages,
    now: datetime,
) -> list[Prompt]:
    if not answer:
        return [Prompt(words.say("enrolment.left_alone"))]
    if pending == ERASE_ALL:
        turn.record_consent(person.id, None, now)
        turn.put_timer(kind=ERASE, subject=str(person.id), scope="", due=now + ERASE_AFTER)
        return [Prompt(words.say("enrolment.erased"))]
    unbind(turn, person.id, pending, message.channel, now)
    return [Prompt(words.say("enrolment.unbound"))]


def _plain(message: InboundMessage) -> str:
    if message.kind is not Kind.TEXT:
        return ""
    return unicodedata.normalize("NFKC", message.text).strip().strip("。.!！").removeprefix("/").casefold()


def _answer(message: InboundMessage, pending: int, words: Messages) -> bool | None:
    yes = words.say("enrolment.erase_ask_yes" if pending == ERASE_ALL else "enrolment.unbind_ask_yes")
    return answered(message, QUESTION, (yes, words.say("enrolment.stay_as_it_is")))


def _context(start: TurnStart) -> Mapping[str, Json]:
    context = start.address.context if start.address else None
    return context if isinstance(context, dict) else {}


def _note(turn: TurnTx, start: TurnStart, pending: int | None) -> None:
    rest = {key: value for key, value in _context(start).items() if key != PENDING}
    kept: Json = rest if pending is None else {**rest, PENDING: pending}
    turn.work.people.set_context(turn.address_id(), kept)
