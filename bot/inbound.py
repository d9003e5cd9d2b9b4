"""The one door of every message: store it, find out who it is, let the right part answer, commit, reply.

A message is in the inbox before anything else happens, under its platform's key: the same event brought again
gets the stored reply, even while the first is still running. Whatever a turn does is one transaction. A turn
that fails leaves the message stored with its error, nothing half-applied, and tells the person.

Where a channel cannot carry the reply back in the request that brought the message, the reply is put into the
outbox by the same transaction: a crash between commit and sending loses it no more than any other message.
Where it can carry a part of it back, the rest is put there; and all of it, where the platform would not wait
any longer (`bot.services.replies`).
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Protocol

import structlog

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.clock import Clock
from bot.conversation import limits
from bot.conversation.prompt import Prompt
from bot.services.allowances import Allowances
from bot.services.kept_messages import payload, prompt_text, reply_text, stored_prompts
from bot.services.looking import LookFirst, Settle
from bot.services.replies import AT_ONCE, REPLY, Ways, reply_key
from storage.engine import Database
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger("bot.inbound")

DEFAULT_LOCALE = "zh-CN"


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say back. `duplicate` means the message had been handled before; `inbox` is its row."""

    prompts: tuple[Prompt, ...]
    inbox: int
    duplicate: bool = False
    failed: bool = False


class Part(Protocol):
    """A part of the bot that may answer a message: commands, enrolment, the interview."""

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | LookFirst | None:
        """Answer, or None when the message is not for this part. Everything inside the turn.

        What needs a look through the register first is a `LookFirst`.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A message that is stored and waits for what its `part` has to look up."""

    part: int
    first: LookFirst


@dataclass(frozen=True, slots=True)
class _Looked:
    """A message whose part has looked."""

    part: int
    settle: Settle


def _hers(turn: TurnTx, message: InboundMessage) -> bool:
    """Whether a message that is known already came from the same account: a key is no password.

    The web page chooses its keys itself; what somebody else was answered is not given out for one.
    """
    row = turn.work.inbox.get(message.channel, message.key)
    return row is not None and row.account == message.account


def _looked(waiting: _Waiting) -> _Looked:
    """Look outside any turn; what goes wrong there goes wrong in the second turn, where it is noted."""
    try:
        return _Looked(waiting.part, waiting.first.look())
    except Exception as error:  # noqa: BLE001 - raised again where the message is kept with its error
        return _Looked(waiting.part, partial(_fail, error))


def _fail(error: Exception, *_turn: object) -> list[Prompt]:
    raise error


class Inbound:
    """Handles messages of every channel. Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        parts: Sequence[Part],
        clock: Clock,
        *,
        through_outbox: Collection[str] = (),
        ways: Ways | None = None,
        allowances: Allowances | None = None,
    ) -> None:
        """`parts` are asked in order; the first that answers has answered.

        Replies on the channels named in `through_outbox` are queued besides being returned; where `ways`
        divides them, one part is returned and the other queued.
        """
        self._database = database
        self._ways = ways or Ways()
        self._allowances = allowances or Allowances()
        self._through_outbox = frozenset(through_outbox)
        self._parts = tuple(parts)
        self._clock = clock
        self._throttle = Throttle(limits.TURNS_A_MINUTE)

    def handle(self, message: InboundMessage) -> Reply:
        """Run one turn and wait until it is committed. Never raises for what a person did."""
        now = self._clock.now()
        if message.kind is not Kind.NOTICE and not self._throttle.allows(
            f"{message.channel}:{message.account}", now
        ):
            return self._too_fast(message, now)
        result = self._run(message, now, None)
        while isinstance(result, _Waiting):
            result = self._run(message, now, _looked(result))
        return result

    def _run(self, message: InboundMessage, now: datetime, looked: _Looked | None) -> Reply | _Waiting:
        return self._database.turn_here(
            lambda turn: self._turn(turn, message, now, looked),
            lambda turn, start, error: self._rescue(turn, start, message, error, now),
        )

    def _turn(
        self, turn: TurnTx, message: InboundMessage, now: datetime, looked: _Looked | None
    ) -> Reply | _Waiting:
        start = turn.begin(
            channel=message.channel,
            key=message.key,
            account=message.account,
            kind=message.kind.value,
            payload=payload(message),
            received=message.received,
            hears=self._allowances.hearing(message),
        )
        self._ways.took_up(message, start.deliveries)
        if start.duplicate:
            if not _hers(turn, message):
                return Reply((), start.inbox_id, duplicate=True)
            stored = stored_prompts(start.stored_reply)
            pieces = self._ways.pieces(message, _language(start, message), stored)
            return Reply(self._back(start, message, pieces), start.inbox_id, duplicate=True)
        if message.kind is Kind.LEAVE and start.interview is None:
            return self._answer(turn, start, message, [], now)
        if message.kind is Kind.NOTICE and not message.grants:
            return self._answer(turn, start, message, [], now)
        person = start.person or turn.new_person(locale=_locale(message), at=now)
        if message.kind is Kind.NOTICE:
            return self._answer(turn, start, message, [], now)
        heard = self._heard(turn, start, person, message, now, looked)
        if isinstance(heard, _Waiting):
            turn.put_off()
            return heard
        return self._answer(turn, start, message, heard, now)

    def _heard(
        self,
        turn: TurnTx,
        start: TurnStart,
        person: PersonRef,
        message: InboundMessage,
        now: datetime,
        looked: _Looked | None,
    ) -> Sequence[Prompt] | _Waiting:
        """What the first part answers that the message is for; those before one that looked have passed."""
        for place, part in enumerate(self._parts):
            if looked is not None and place < looked.part:
                continue
            if looked is not None and place == looked.part:
                prompts = looked.settle(turn, start, person)
            else:
                prompts = part.hear(turn, start, person, message, now)
            if isinstance(prompts, LookFirst):
                return _Waiting(place, prompts)
            if prompts is not None:
                return prompts
        return ()

    def _answer(
        self,
        turn: TurnTx,
        start: TurnStart,
        message: InboundMessage,
        prompts: Sequence[Prompt],
        now: datetime,
    ) -> Reply:
        """Keep the reply, and queue it where it cannot go back by itself; someone who left gets none."""
        if message.kind is Kind.LEAVE:
            prompts = ()
            if start.address:
                turn.block_address(start.address.id, now)
        locale = _language(start, message)
        back = self._parted(turn, start, message, locale, prompts)
        turn.finish(reply_text(prompts))
        return Reply(back, start.inbox_id)

    def _parted(
        self, turn: TurnTx, start: TurnStart, message: InboundMessage, locale: str, prompts: Sequence[Prompt]
    ) -> tuple[Prompt, ...]:
        """Put what will not go back by itself into the outbox; what does."""
        pieces = self._ways.pieces(message, locale, prompts)
        back = self._back(start, message, pieces)
        first = 0 if message.channel in self._through_outbox else len(back)
        for place, prompt in enumerate(pieces[first:], first):
            turn.put_outbox(
                key=reply_key(start.inbox_id, place),
                address=turn.address_id(),
                prompt=prompt_text(prompt),
                kind=REPLY,
                due=AT_ONCE,
            )
        return back

    def _back(
        self, start: TurnStart, message: InboundMessage, pieces: tuple[Prompt, ...]
    ) -> tuple[Prompt, ...]:
        """Which pieces go back in the request."""
        if start.late:
            return ()
        return pieces[:1] if self._ways.divided(message.channel) else pieces

    def _too_fast(self, message: InboundMessage, now: datetime) -> Reply:
        """Ask for a pause; where that has to be sent, once a minute."""
        prompt = Prompt(messages.load(_locale(message)).say("inbound.too_fast"))
        if message.channel in self._through_outbox:
            self._database.write(lambda work: _queue_pause(work, message, prompt, now))
        return Reply((prompt,), 0)

    def _rescue(
        self, turn: TurnTx, start: TurnStart, message: InboundMessage, error: Exception, now: datetime
    ) -> Reply:
        """The turn was rolled back: keep the message with its error and tell the person."""
        # No values in the log: a trace names the place, the error's class says what; answers stay out.
        where = traceback.extract_tb(error.__traceback__)[-1]
        log.error(
            "turn_failed",
            inbox=start.inbox_id,
            channel=message.channel,
            error=type(error).__name__,
            where=f"{where.name}:{where.lineno}",
        )
        locale = start.person.locale if start.person else _locale(message)
        prompt = Prompt(messages.load(locale).say("inbound.failed"))
        if start.person is None and (start.late or message.channel in self._through_outbox):
            # The failed turn took the new person back with it, and the apology needs her address.
            turn.new_person(locale=locale, at=now)
        back = self._parted(turn, start, message, locale, [prompt])
        turn.fail(type(error).__name__, reply_text([prompt]))
        return Reply(back, start.inbox_id, failed=True)


class Throttle:
    """Counts each person's turns of the last minute, so that a loop between two bots stops."""

    def __init__(self, a_minute: int) -> None:
        self._allowed = a_minute
        self._lock = Lock()
        self._turns: dict[str, deque[datetime]] = {}
        self._tidied: datetime | None = None

    def allows(self, who: str, now: datetime) -> bool:
        """Count one turn; whether it may still run."""
        since = now - timedelta(minutes=1)
        with self._lock:
            if self._tidied is None or self._tidied <= since:
                self._turns = {key: turns for key, turns in self._turns.items() if turns[-1] > since}
                self._tidied = now
            turns = self._turns.setdefault(who, deque())
            while turns and turns[0] <= since:
                turns.popleft()
            if len(turns) >= self._allowed:
                return False
            turns.append(now)
            return True


def _queue_pause(work: UnitOfWork, message: InboundMessage, prompt: Prompt, now: datetime) -> None:
    address = work.people.address_at(message.channel, message.account)
    if address is not None:
        work.outbox.put(
            key=f"too_fast:{address.id}:{now:%Y%m%d%H%M}",
            address=address.id,
            prompt=prompt_text(prompt),
            kind=REPLY,
            due=AT_ONCE,
            at=now,
        )


def _language(start: TurnStart, message: InboundMessage) -> str:
    return start.person.locale if start.person else _locale(message)


def _locale(message: InboundMessage) -> str:
    return message.locale if message.locale in messages.locales() else DEFAULT_LOCALE
