"""Channels that count as the platforms do, and a house that hears and sends through them."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from support.clock import FrozenClock

from bot.channels.allowance_json import from_text
from bot.channels.base import Act, Capabilities, DeliveryError, InboundMessage, Kind, Outgoing, Receipt, Way
from bot.channels.choosing import Offer
from bot.channels.economics import Allowance
from bot.channels.forms import Form
from bot.conversation.prompt import Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.inbound import Inbound
from bot.services.allowances import Allowances
from bot.services.delivery import Delivery
from storage.engine import Database
from storage.models.messaging import Outbox
from storage.models.person import Address
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

TEMPLATE = Form("tpl", {"thing1": "what"})
SUBSCRIPTION = Form("sub", {"thing1": "what"})
BRIEF = (("what", "企业数字化诊断"),)
Answer = Callable[[Outgoing], Receipt]
_numbers = count(1)


def taken(outgoing: Outgoing) -> Receipt:
    """The platform takes it, under an id of its own."""
    return Receipt(f"p-{outgoing.key}")


def refuses(code: str, **more: object) -> Answer:
    """The platform refuses it."""

    def answer(_outgoing: Outgoing) -> Receipt:
        raise DeliveryError(code, "planted", **more)  # type: ignore[arg-type]

    return answer


class Platform:
    """A channel that does what it is told for each message, and notes what it was given."""

    def __init__(self, name: str, answer: Answer = taken, *, knows_keys: bool = False) -> None:
        self.name = name
        self.capabilities = Capabilities(max_text=2048, knows_keys=knows_keys)
        self.answer = answer
        self.given: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Take a message, or refuse it."""
        self.given.append(outgoing)
        await asyncio.sleep(0)
        return self.answer(outgoing)

    @property
    def keys(self) -> list[str]:
        """The keys of what it was given."""
        return [outgoing.key for outgoing in self.given]


class Silent:
    """A part of the bot that answers nothing."""

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: object
    ) -> list[Prompt]:
        """Nothing."""
        return []


@dataclass
class House:
    """One process: a door, an outbox and channels."""

    database: Database
    platforms: dict[str, Platform]
    offer: Offer = field(default_factory=Offer)
    clock: FrozenClock = field(default_factory=FrozenClock)

    def __post_init__(self) -> None:
        allowances = Allowances({"wechat": self.offer})
        self.inbound = Inbound(self.database, [Silent()], self.clock, allowances=allowances)
        self.counted: Counter[str] = Counter()
        self.delivery = Delivery(
            self.database,
            self.platforms,
            self.clock,
            lambda _channel, outcome: self.counted.update([outcome]),
            allowances=allowances,
        )

    def acts(self, act: Act = Act.MESSAGE, channel: str = "wechat", account: str = "li") -> None:
        """She does something."""
        self.clock.move(timedelta(microseconds=1))
        self.hears(Kind.TEXT, channel, account, act=act)

    def hears(self, kind: Kind, channel: str = "wechat", account: str = "li", **more: object) -> None:
        """Something comes in."""
        message = InboundMessage(channel, account, f"m{next(_numbers)}", kind, self.clock.now(), **more)  # type: ignore[arg-type]
        self.inbound.handle(message)

    def join(self, account: str, channel: str, other: str, other_channel: str) -> None:
        """The person at one address is at another one too."""

        def add(work: UnitOfWork) -> None:
            person = work.people.at(channel, account)
            assert person is not None
            address = work.people.add_address(person.id, other_channel, other, self.clock.now())
            address.last_inbound_at = self.clock.now() - timedelta(days=1)

        self.database.write(add)

    def queue(
        self,
        key: str,
        kind: str = "info",
        *,
        brief: bool = False,
        channel: str = "wechat",
        account: str = "li",
    ) -> None:
        """Something is to be said to her."""
        prompt = Prompt(f"消息 {key}", brief=BRIEF if brief else ())
        now = self.clock.now()

        def put(work: UnitOfWork) -> None:
            address = work.people.address_at(channel, account)
            assert address is not None
            text = json.dumps(prompt_to_json(prompt), ensure_ascii=False)
            work.outbox.put(key=key, address=address.id, prompt=text, kind=kind, due=now, at=now)

        self.database.write(put)

    def dies_sending(self) -> None:
        """Claim one message, begin to send it, and never be heard of again."""
        now, dispatch = self.clock.now(), self.delivery._dispatch

        def begin(work: UnitOfWork) -> None:
            [ready] = dispatch.claim(work, now, 5, awake=True).ready
            assert dispatch.begin(work, ready, now)

        self.database.write(begin)

    def run(self, after: timedelta = timedelta(0), rounds: int = 1) -> None:
        """Let the loop look so many times, each time a second later."""
        self.clock.move(after)
        for _ in range(rounds):
            asyncio.run(self.delivery.run_once())
            self.clock.move(timedelta(seconds=1))

    def row(self, key: str) -> Outbox:
        """A queued message."""
        with self.database.read() as work:
            found = work.outbox.by_key(key)
            assert found is not None
            return found

    def address(self, channel: str = "wechat", account: str = "li") -> Address:
        """An address."""
        with self.database.read() as work:
            found = work.people.address_at(channel, account)
            assert found is not None
            return found

    def kept(self, channel: str = "wechat", account: str = "li") -> Allowance:
        """What is kept of an address."""
        return from_text(self.address(channel, account).economics)

    def left(self, channel: str = "wechat", account: str = "li") -> int:
        """How many messages may still go to her by customer service."""
        return self.kept(channel, account).left(self.clock.now())


def ways(platform: Platform) -> list[Way]:
    """By which ways its messages came."""
    return [outgoing.way for outgoing in platform.given]
