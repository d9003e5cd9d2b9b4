"""The part of the bot that hears commands.

A turn only decides whether a message is a command's; it is looked up outside the turn, so that reading a
large register holds up nobody, and carried out in a second turn, which looks again whether the asker's roles
and the follow-up are still the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.commands import follow_up, import_
from bot.commands.base import Act, Answer, Call, Desk, Request, Stage
from bot.commands.digest_replies import picked
from bot.commands.drawing import QUESTION, prompt_of
from bot.commands.follow_up import FollowUp, Word
from bot.commands.ownership import Found, found_in, is_open
from bot.commands.registry import HELP, allowed, by_key, unknown
from bot.commands.resolving import Reading, read, resolve
from bot.conversation.prompt import Prompt
from bot.messages import Messages
from bot.services.access import Authority, Role, authority_of
from bot.services.looking import LookFirst, Settle
from storage.engine import Database
from storage.repositories.follow_ups import StoredFollowUp
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

_LOOKS = 3  # a role that changes between looking and acting makes us look again, so often

Understands: TypeAlias = Callable[[TurnTx, TurnStart, PersonRef, InboundMessage, datetime], bool]
"""Whether the person's interview would make something of her words."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One message that is for the commands: from where, what, when."""

    person: PersonRef
    address: int
    message: InboundMessage
    text: str
    found: Found | None
    now: datetime


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What looking came to: to be carried out if everything it stands on is still so."""

    authority: Authority
    follow: StoredFollowUp | None
    answer: Answer | Act
    undone: bool


class Commands:
    """Answers whoever holds a role; someone who also speaks for an enterprise keeps her interview."""

    def __init__(self, database: Database, desk: Desk, understands: Understands) -> None:
        self._database = database
        self._desk = desk
        self._understands = understands

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | LookFirst | None:
        """Take what is a command's; None for people without a role, and for an interview's own words."""
        text = _text(message)
        if text is None or start.address is None or (message.kind is Kind.FILE and is_open(start)):
            return None
        found = found_in(text) if message.kind is not Kind.FILE else None
        asked = _Asked(person, start.address.id, message, text, found, now)
        if not person.has_grants:
            return self._look_first(asked, 1) if _is_contacts(found) else None
        if self._is_ours(turn, start, asked):
            return self._look_first(asked, 1)
        _end(turn, asked)
        return None

    def _is_ours(self, turn: TurnTx, start: TurnStart, asked: _Asked) -> bool:
        if asked.message.kind is Kind.TAP:
            return True
        open_ = is_open(start)
        if not open_:
            return True
        if asked.message.kind is Kind.START:
            return False
        if asked.found is not None and asked.found.slash:
            return True
        follow = _stored(turn.work, asked)
        if follow and isinstance(follow_up.meant(asked.text, _read(follow), asked.now), Request | Word):
            return True
        exact = asked.found is not None and asked.found.exact
        return exact and not self._understands(turn, start, asked.person, asked.message, asked.now)

    def _look_first(self, asked: _Asked, looks: int) -> LookFirst:
        return LookFirst(lambda: self._look(asked, looks))

    def _look(self, asked: _Asked, looks: int) -> Settle:
        """Find out, outside any turn, what to answer."""
        with self._database.read() as work:
            authority = authority_of(work, asked.person.id, self._desk.campaigning.campaign.units)
            if not authority.holdings:
                return _not_for_us
            follow = _stored(work, asked)
            answer = self._answer(asked, authority, follow, work)
            meant = follow_up.meant(asked.text, _read(follow), asked.now) if follow else None
        undone = isinstance(meant, Request) and meant.stage is Stage.UNDONE
        return partial(self._settle, asked, looks, _Outcome(authority, follow, answer, undone))

    def _settle(
        self, asked: _Asked, looks: int, outcome: _Outcome, turn: TurnTx, _start: TurnStart, person: PersonRef
    ) -> list[Prompt] | LookFirst:
        """Carry it out, unless her roles or what her reply belongs to have changed meanwhile."""
        words = messages.load(person.locale)
        now_held = authority_of(turn.work, person.id, self._desk.campaigning.campaign.units)
        if now_held.holdings != outcome.authority.holdings or _stored(turn.work, asked) != outcome.follow:
            if looks < _LOOKS:
                return self._look_first(asked, looks + 1)
            return [Prompt(words.say("commands.changed"))]
        answer = outcome.answer.run(turn) if isinstance(outcome.answer, Act) else outcome.answer
        if not person.has_grants:
            answer = _by_name(answer, words)
        before = _read(outcome.follow) if outcome.follow else FollowUp()
        follow = follow_up.after(answer, before, asked.now, undone=outcome.undone)
        token = secrets.token_hex(4)
        keep(turn.work, asked.address, follow, token, asked.now)
        return [prompt_of(answer, token, words)]

    def _answer(
        self, asked: _Asked, authority: Authority, stored: StoredFollowUp | None, work: UnitOfWork
    ) -> Answer | Act:
        words = messages.load(asked.person.locale)
        if asked.message.file is not None:
            return self._run(import_.request_of(asked.message.file), asked, authority, work)
        tapped = asked.message.kind is Kind.TAP and asked.found is None  # what a digest offers says it all
        if tapped and (stored is None or asked.message.token != stored.token):
            return Answer(words.say("commands.late_tap"))
        follow = _read(stored) if stored else FollowUp()
        found = asked.found
        number = follow_up.number_in(asked.text)
        if found is None and number is not None and number > len(follow.choices):
            found = picked(work, asked.address, asked.text, asked.now)
        meant = follow_up.meant(asked.text, follow, asked.now) if found is None else None
        if isinstance(meant, Request):
            return self._run(meant, asked, authority, work)
        if meant is not None:
            cancelled = meant is Word.CANCEL and follow.confirm is not None
            return Answer(words.say("commands.cancelled" if cancelled else f"commands.nothing_to.{meant}"))
        if found is None:
            return unknown(asked.text, authority, words, follow)
        command, rest = found.command, found.rest
        if not authority.roles & command.roles:
            return Answer(words.say("commands.not_yours", help=_help_name(words.locale)))
        reading = Reading(authority.narrowed(command.roles), work, words)
        request = read(command, rest, reading)
        return request if isinstance(request, Answer) else self._run(request, asked, authority, work)

    def _run(self, request: Request, asked: _Asked, authority: Authority, work: UnitOfWork) -> Answer | Act:
        words = messages.load(asked.person.locale)
        command = by_key(request.command)
        if command is None or not authority.roles & command.roles:
            return Answer(words.say("commands.gone"))
        narrowed = authority.narrowed(command.roles)
        args = resolve(command, request, Reading(narrowed, work, words))
        if isinstance(args, Answer):
            return args
        return command.handler(
            Call(
                command=command,
                request=request,
                args=args,
                authority=narrowed,
                whole=authority,
                work=work,
                desk=self._desk,
                words=words,
                now=asked.now,
                channel=asked.message.channel,
                address=asked.address,
                allowed=allowed(authority),
            )
        )


def keep(work: UnitOfWork, address: int, follow: FollowUp, token: str, now: datetime) -> None:
    """Keep what may follow at an address, or forget what was there."""
    if follow.nothing:
        work.follow_ups.end(address)
    else:
        work.follow_ups.put(
            address, token=token, state=follow_up.to_json(follow), expires_at=now + follow_up.VALID
        )


def _by_name(answer: Answer, words: Messages) -> Answer:
    """For a contact: what there is to choose, with a slash each. A bare number answers her interview."""
    if not answer.choices:
        return answer
    name = by_key(answer.choices[0].request.command)
    spoken = name.names[1] if name else ""
    lines = [f"{spoken} {one.label}" for one in answer.choices]
    return replace(
        answer,
        text="\n".join([answer.text, *lines]),
        choices=(),
        next=words.say("commands.hint.by_name"),
        replies=tuple(lines),
    )


def _is_contacts(found: Found | None) -> bool:
    """Whether it is one of the few commands a contact without any other role has: with a slash only."""
    if found is None or not found.slash or found.command is HELP:
        return False
    return Role.CONTACT in found.command.roles


def _text(message: InboundMessage) -> str | None:
    """What a message says to a command; None when it cannot be one."""
    match message.kind:
        case Kind.TEXT:
            return message.text.strip()
        case Kind.TAP if message.question == QUESTION and message.keys:
            return message.keys[0]
        case Kind.START:
            return "/help"
        case Kind.FILE if message.file is not None:
            return ""
        case _:
            return None


def _stored(work: UnitOfWork, asked: _Asked) -> StoredFollowUp | None:
    return work.follow_ups.of(asked.address, asked.now)


def _read(stored: StoredFollowUp) -> FollowUp:
    return follow_up.from_json(stored.state)


def _end(turn: TurnTx, asked: _Asked) -> None:
    """She went on with something else: what could follow the last command does no more."""
    stored = _stored(turn.work, asked)
    if stored is not None:
        keep(turn.work, asked.address, _read(stored).ended(asked.now), stored.token, asked.now)


def _not_for_us(_turn: TurnTx, _start: TurnStart, _person: PersonRef) -> None:
    """She holds roles over things that are no more: the next part answers."""


def _help_name(locale: str) -> str:
    return HELP.names[1] if locale == "en" else HELP.names[0]
