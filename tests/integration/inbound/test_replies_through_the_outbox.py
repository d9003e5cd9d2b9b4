"""Where a reply cannot go back by itself, the turn's own transaction queues it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.clock import FrozenClock

from bot.channels.base import Capabilities, DeliveryError, InboundMessage, Kind, Outgoing, Receipt
from bot.conversation.limits import TURNS_A_MINUTE
from bot.conversation.prompt import Prompt
from bot.inbound import Inbound, Reply
from bot.services.delivery import Delivery
from storage.engine import Database
from storage.models import Address, Outbox, OutboxStatus
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork


class Echo:
    """Answers every message with two prompts; breaks on “break”."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt]:
        self.heard.append(message.text)
        if message.text == "break":
            raise RuntimeError("planted")
        return [Prompt(f"{message.text} 一"), Prompt(f"{message.text} 二")]


class Pipe:
    """A channel that writes down what it is given; the account “slow” waits until it is let go."""

    name = "pipe"
    capabilities = Capabilities(max_text=100)

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.begun = asyncio.Event()
        self.let_go = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> Receipt:
        if outgoing.account == "slow":
            self.begun.set()
            await self.let_go.wait()
        if outgoing.account == "gone":
            raise DeliveryError("blocked", "blocked")
        self.sent.append((outgoing.account, outgoing.prompt.text, outgoing.locale))
        return Receipt("1")


CLOCK = FrozenClock()


def door(database: Database, part: Echo | None = None) -> Inbound:
    return Inbound(database, [part or Echo()], FrozenClock(), through_outbox={"pipe"})


def message(text: str, key: str, account: str = "li", **more: object) -> InboundMessage:
    plain = InboundMessage("pipe", account, key, Kind.TEXT, CLOCK.now(), text)
    return replace(plain, **more)  # type: ignore[arg-type] # fields by name


def queued(database: Database) -> list[tuple[str, str]]:
    with database.read() as work:
        rows = work.session.query(Outbox).order_by(Outbox.id).all()
        return [(json.loads(row.prompt)["text"], row.status) for row in rows]


def test_the_reply_is_queued_by_the_turn_once_however_often_the_message_comes(database: Database) -> None:
    part = Echo()
    inbound = door(database, part)

    first, again = inbound.handle(message("好", "1")), inbound.handle(message("好", "1"))

    assert queued(database) == [("好 一", "queued"), ("好 二", "queued")]
    assert (first.duplicate, again.duplicate) == (False, True)
    assert first.prompts == again.prompts
    assert part.heard == ["好"]


def test_other_channels_queue_nothing(database: Database) -> None:
    reply = door(database).handle(message("好", "1", channel="web"))

    assert len(reply.prompts) == 2
    assert queued(database) == []


def test_a_turn_that_fails_queues_the_apology_even_to_someone_new(database: Database) -> None:
    reply: Reply = door(database).handle(message("break", "1", locale="en"))

    assert reply.failed
    [(text, _)] = queued(database)
    assert text == reply.prompts[0].text


def test_someone_who_writes_too_fast_is_told_once_a_minute(database: Database) -> None:
    inbound = door(database)
    for number in range(TURNS_A_MINUTE + 5):
        inbound.handle(message("好", str(number)))

    assert len(queued(database)) == 2 * TURNS_A_MINUTE + 1


def test_someone_who_left_is_not_written_to_and_is_known_to_have_left(database: Database) -> None:
    inbound = door(database)
    inbound.handle(message("", "0", "stranger", kind=Kind.LEAVE))
    inbound.handle(message("好", "1"))
    inbound.handle(message("", "2", kind=Kind.LEAVE))

    assert len(queued(database)) == 2
    with database.read() as work:
        left = work.people.address_at("pipe", "li")
        assert left is not None
        assert left.blocked_at is not None
        assert work.people.address_at("pipe", "stranger") is None


async def delivered(database: Database, pipe: Pipe) -> None:
    delivery = Delivery(database, {"pipe": pipe}, CLOCK)
    while await delivery.run_once():
        pass


@pytest.mark.anyio
async def test_replies_go_out_in_order_in_the_persons_language(database: Database) -> None:
    inbound, pipe = door(database), Pipe()
    inbound.handle(message("甲", "1"))
    inbound.handle(message("乙", "2"))
    inbound.handle(message("a", "3", "smith", locale="en"))

    await delivered(database, pipe)

    assert [text for account, text, _ in pipe.sent if account == "li"] == ["甲 一", "甲 二", "乙 一", "乙 二"]
    assert {locale for account, _, locale in pipe.sent if account == "smith"} == {"en"}


@pytest.mark.anyio
async def test_nobody_waits_for_a_strangers_slow_message(database: Database) -> None:
    inbound, pipe = door(database), Pipe()
    inbound.handle(message("慢", "1", "slow"))
    inbound.handle(message("快", "2", "li"))
    delivery = Delivery(database, {"pipe": pipe}, CLOCK)

    stuck = asyncio.create_task(delivery.run_once())
    await pipe.begun.wait()
    for _ in range(200):
        await asyncio.sleep(0.01)
        if await delivery.run_once():  # finds something once the first is noted
            break
    in_between = list(pipe.sent)
    pipe.let_go.set()
    await stuck

    assert [text for _, text, _ in in_between] == ["快 一", "快 二"]


@pytest.mark.anyio
async def test_a_reply_goes_before_a_round_that_is_waiting(database: Database) -> None:
    inbound, pipe = door(database), Pipe()
    for number in range(120):
        inbound.handle(message("来了", f"a{number}", f"official{number}"))
    await delivered(database, pipe)
    pipe.sent.clear()

    def queue_round(work: UnitOfWork) -> None:
        for address in work.session.query(Address):
            work.outbox.put(
                key=f"digest:{address.id}",
                address=address.id,
                prompt='{"text":"简报"}',
                kind="note",
                due=CLOCK.now(),
                at=CLOCK.now(),
            )

    database.write(queue_round)
    inbound.handle(message("在吗", "1", "official119"))
    await delivered(database, pipe)

    assert "在吗 一" in [text for _, text, _ in pipe.sent[:50]]
    assert [text for account, text, _ in pipe.sent if account == "official119"] == [
        "在吗 一",
        "在吗 二",
        "简报",
    ]
    assert len(pipe.sent) == 122


@pytest.mark.anyio
async def test_no_more_is_begun_than_a_channel_can_line_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.delivery.MOST_AT_ONCE", 1)
    inbound, pipe = door(database), Pipe()
    inbound.handle(message("慢", "1", "slow"))
    delivery = Delivery(database, {"pipe": pipe}, CLOCK)
    stuck = asyncio.create_task(delivery.run_once())
    await pipe.begun.wait()

    inbound.handle(message("快", "2", "li"))
    begun = await delivery.run_once()
    pipe.let_go.set()
    await stuck
    await delivered(database, pipe)

    assert begun == 0
    assert len(pipe.sent) == 4


@pytest.mark.anyio
async def test_a_process_that_died_before_sending_leaves_the_reply_to_the_next(database: Database) -> None:
    door(database).handle(message("好", "1"))
    pipe = Pipe()  # a new process: nothing is left of the first but its database

    await delivered(database, pipe)

    assert [text for _, text, _ in pipe.sent] == ["好 一", "好 二"]


@pytest.mark.anyio
async def test_a_reply_whose_sender_died_is_unknown_and_not_repeated(database: Database) -> None:
    door(database).handle(message("好", "1"))

    def claim(work: UnitOfWork) -> int:
        claimed = work.outbox.claim_due(CLOCK.now(), timedelta(minutes=2), 10)
        return sum(work.outcomes.begin(one.id, one.attempt, CLOCK.now()) for one in claimed)

    assert database.write(claim) == 1
    later, pipe = FrozenClock(CLOCK.now() + timedelta(minutes=3)), Pipe()
    delivery = Delivery(database, {"pipe": pipe}, later)
    while await delivery.run_once():
        pass

    assert [text for _, text, _ in pipe.sent] == ["好 二"]
    assert [status for _, status in queued(database)] == [OutboxStatus.UNKNOWN, OutboxStatus.SENT]


@pytest.mark.anyio
async def test_a_person_who_blocked_us_is_noted(database: Database) -> None:
    door(database).handle(message("好", "1", "gone"))

    await delivered(database, Pipe())

    with database.read() as work:
        address = work.people.address_at("pipe", "gone")
        assert address is not None
        assert address.blocked_at is not None
