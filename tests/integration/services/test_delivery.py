"""The outbox's way out: sent once, tried again where that helps, never again where nobody knows."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from support.clock import FrozenClock
from support.storing import new_person

from bot.channels.base import Capabilities, Channel, DeliveryError, Outgoing, Receipt
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.conversation.prompt_json import prompt_to_json
from bot.services.delivery import FIRST_RETRY, LAST_RETRY, LEASE, MAX_ATTEMPTS, Delivery, judged
from storage.engine import Database
from storage.models.messaging import Outbox, OutboxStatus
from storage.unit_of_work import UnitOfWork

PROMPT = Prompt(
    "一题",
    options=(Option("1", "甲", mark="1"),),
    attachments=(Attachment(AttachmentKind.DOCUMENT, "报告.docx", "ab" * 32),),
)
Answer = Callable[[Outgoing], Receipt]


class Pipe:
    """A channel that does what it is told for each message, and writes down what it was given."""

    name = "pipe"
    capabilities = Capabilities(max_text=100)

    def __init__(self, answer: Answer = lambda outgoing: Receipt(f"p-{outgoing.key}")) -> None:
        self.sent: list[Outgoing] = []
        self.answer = answer

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.sent.append(outgoing)
        await asyncio.sleep(0)
        return self.answer(outgoing)


def fails(code: str, *, retryable: bool = False, unknown: bool = False, after: float | None = None) -> Answer:
    def answer(_outgoing: Outgoing) -> Receipt:
        raise DeliveryError(code, "planted", retryable=retryable, unknown=unknown, retry_after=after)

    return answer


class House:
    """A database with an outbox, a clock, and a delivery loop over one channel."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self.database = database
        self.clock = FrozenClock()
        self.counted: list[tuple[str, str]] = []
        self.delivery = Delivery(
            database,
            {"pipe": channel},
            self.clock,
            lambda channel, outcome: self.counted.append((channel, outcome)),
        )

    def queue(
        self, key: str, account: str = "li", prompt: str = "", channel: str = "pipe", kind: str = "info"
    ) -> None:
        text = prompt or json.dumps(prompt_to_json(PROMPT))
        now = self.clock.now()

        def put(work: UnitOfWork) -> None:
            address = work.people.address_at(channel, account) or new_person(work, account, channel)[1]
            work.outbox.put(key=key, address=address.id, prompt=text, kind=kind, due=now, at=now)

        self.database.write(put)

    def run(self, after: timedelta = timedelta(0)) -> int:
        self.clock.move(after)
        return asyncio.run(self.delivery.run_once())

    def row(self, key: str) -> Outbox:
        with self.database.read() as work:
            found = work.outbox.by_key(key)
            assert found is not None
            return found


def test_what_is_due_is_sent_as_it_was_queued(database: Database) -> None:
    pipe = Pipe()
    house = House(database, pipe)
    house.queue("k")

    assert house.run() == 1
    assert house.run() == 0

    [outgoing] = pipe.sent
    assert (outgoing.key, outgoing.account, outgoing.prompt, outgoing.locale) == ("k", "li", PROMPT, "zh-CN")
    row = house.row("k")
    assert (row.status, row.platform_id, row.sent_at) == (OutboxStatus.SENT, "p-k", house.clock.now())
    assert house.counted == [("pipe", "sent")]


def test_a_failure_that_may_pass_is_tried_again_later_and_later_until_it_is_given_up(
    database: Database,
) -> None:
    pipe = Pipe(fails("unavailable", retryable=True))
    house = House(database, pipe)
    house.queue("k")
    waits = [FIRST_RETRY * 2**n for n in range(MAX_ATTEMPTS - 1)]
    assert house.run() == 1
    for number, wait in enumerate(waits, start=1):
        row = house.row("k")
        assert (row.status, row.attempt, row.retry_at) == (
            OutboxStatus.QUEUED,
            number,
            house.clock.now() + wait,
        )
        assert house.run(wait - timedelta(seconds=1)) == 0
        assert house.run(timedelta(seconds=1)) == 1

    row = house.row("k")
    assert (row.status, row.last_error, row.attempt) == (OutboxStatus.FAILED, "unavailable", MAX_ATTEMPTS)
    assert house.run(timedelta(days=1)) == 0
    assert len(pipe.sent) == MAX_ATTEMPTS


def test_once_it_passes_it_is_sent(database: Database) -> None:
    pipe = Pipe(fails("unavailable", retryable=True))
    house = House(database, pipe)
    house.queue("k")
    house.run()
    pipe.answer = lambda outgoing: Receipt("p")

    house.run(FIRST_RETRY)

    assert house.row("k").status is OutboxStatus.SENT
    assert [outgoing.key for outgoing in pipe.sent] == ["k", "k"]  # one key, for platforms that know it again


def test_the_platform_may_ask_for_a_longer_wait(database: Database) -> None:
    house = House(database, Pipe(fails("throttled", retryable=True, after=300)))
    house.queue("k")
    house.run()

    assert house.row("k").retry_at == house.clock.now() + timedelta(seconds=300)


def test_waits_are_never_longer_than_an_hour_by_themselves() -> None:
    error = DeliveryError("x", "planted", retryable=True)

    assert max(judged(error, attempt).after for attempt in range(1, MAX_ATTEMPTS)) <= LAST_RETRY


@pytest.mark.parametrize("code", ["blocked", "deactivated", "unfollowed"])
def test_who_blocked_us_is_noted_and_not_tried_again(database: Database, code: str) -> None:
    pipe = Pipe(fails(code))
    house = House(database, pipe)
    house.queue("k")
    house.run()

    assert house.row("k").status is OutboxStatus.FAILED
    assert house.run(timedelta(days=1)) == 0
    with database.read() as work:
        address = work.people.address_at("pipe", "li")
        assert address is not None
        assert address.blocked_at is not None


def test_a_message_that_is_refused_blocks_nobody(database: Database) -> None:
    house = House(database, Pipe(fails("too_long")))
    house.queue("k")
    house.run()

    assert (house.row("k").status, house.row("k").last_error) == (OutboxStatus.FAILED, "too_long")
    with database.read() as work:
        address = work.people.address_at("pipe", "li")
        assert address is not None
        assert address.blocked_at is None


def broken(_outgoing: Outgoing) -> Receipt:
    raise RuntimeError("planted: the adapter has a fault")


@pytest.mark.parametrize("answer", [fails("timeout", unknown=True, retryable=True), broken])
def test_what_may_have_arrived_is_never_repeated(database: Database, answer: Answer) -> None:
    pipe = Pipe(answer)
    house = House(database, pipe)
    house.queue("k")
    house.queue("next")
    house.run()
    pipe.answer = lambda outgoing: Receipt("p")

    for _ in range(3):
        house.run(timedelta(hours=1))

    assert house.row("k").status is OutboxStatus.UNKNOWN
    assert [outgoing.key for outgoing in pipe.sent] == ["k", "next"]
    assert house.row("next").status is OutboxStatus.SENT


def test_a_process_that_dies_while_sending_repeats_nothing(database: Database) -> None:
    house = House(database, Pipe())
    house.run()  # it is there before the other one, so it cannot know that nobody lives
    house.queue("k")
    database.write(lambda work: begun(work, house))  # and then it died

    assert house.run(LEASE - timedelta(seconds=1)) == 0
    assert house.row("k").status is OutboxStatus.SENDING
    assert house.run(timedelta(seconds=1)) == 0
    assert (house.row("k").status, house.row("k").last_error) == (OutboxStatus.UNKNOWN, "lease_expired")


def begun(work: UnitOfWork, house: House) -> None:
    (one,) = work.outbox.claim_due(house.clock.now(), LEASE, 1)
    assert work.outcomes.begin(one.id, one.attempt, house.clock.now())


def test_what_a_process_claimed_and_did_not_begin_is_sent_by_the_next(database: Database) -> None:
    pipe = Pipe()
    house = House(database, pipe)
    house.run()
    house.queue("k")
    database.write(lambda work: work.outbox.claim_due(house.clock.now(), LEASE, 1))  # and then it died

    assert house.run(LEASE) == 1
    assert (house.row("k").status, house.row("k").attempt) == (OutboxStatus.SENT, 2)
    assert [outgoing.key for outgoing in pipe.sent] == ["k"]


def test_a_process_held_up_for_longer_than_its_lease_sends_nothing(database: Database) -> None:
    pipe = Pipe()
    house = House(database, pipe)
    house.run()
    house.queue("k")
    (held,) = database.write(lambda work: work.outbox.claim_due(house.clock.now(), LEASE, 1))
    house.run(LEASE)

    assert not database.write(lambda work: work.outcomes.begin(held.id, held.attempt, house.clock.now()))
    assert [outgoing.key for outgoing in pipe.sent] == ["k"]


@pytest.mark.parametrize("kind", ["reminder", "nudge"])
def test_a_reminder_she_answered_before_it_went_out_is_not_sent(database: Database, kind: str) -> None:
    house = House(database, Pipe())
    house.queue("k", kind=kind)
    house.queue("info", account="other")

    def wrote(work: UnitOfWork) -> None:
        for account in ("li", "other"):
            row = work.people.address_at("pipe", account)
            if row is not None:
                row.last_inbound_at = house.clock.now() + timedelta(seconds=1)

    database.write(wrote)
    house.run(timedelta(seconds=2))

    assert (house.row("k").status, house.row("k").last_error) == (OutboxStatus.FAILED, "overtaken")
    assert house.row("info").status is OutboxStatus.SENT


def test_a_channel_that_is_off_fails_its_messages_and_no_others(database: Database) -> None:
    house = House(database, Pipe())
    house.queue("off", channel="telegram")
    house.queue("on")
    house.run()

    assert (house.row("off").status, house.row("off").last_error) == (OutboxStatus.FAILED, "channel_off")
    assert house.row("on").status is OutboxStatus.SENT


def test_a_message_nobody_can_read_stops_no_other(database: Database) -> None:
    house = House(database, Pipe())
    house.queue("bad", account="a", prompt='{"no":"prompt"}')
    house.queue("good", account="b")
    house.run()

    assert house.row("good").status is OutboxStatus.SENT
    assert house.row("bad").status is OutboxStatus.UNKNOWN


def test_the_log_says_what_failed_and_no_words(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(database, Pipe(broken))
    house.queue("k")
    house.run()

    logged = capsys.readouterr().out
    assert "RuntimeError" in logged
    assert "adapter_error" in logged
    assert "一题" not in logged


def test_two_loops_in_two_processes_never_send_one_message_twice(database_url: str) -> None:
    chance = random.Random(5)  # noqa: S311 - the same in every run

    def moody(outgoing: Outgoing) -> Receipt:
        if chance.random() < 0.2:
            raise DeliveryError("unavailable", "planted", retryable=True)
        taken.append(outgoing.key)
        return Receipt("p")

    taken: list[str] = []
    with Database.open(database_url) as one, Database.open(database_url) as two:
        houses = [House(one, Pipe(moody)), House(two, Pipe(moody))]
        houses[1].clock = houses[0].clock
        houses[1].delivery._clock = houses[0].clock
        for number in range(80):
            houses[0].queue(f"k{number:02}", account=f"a{number % 20}")

        async def both() -> int:
            runs = [house.delivery.run_once() for house in houses for _ in range(2)]
            return sum(await asyncio.gather(*runs))

        for _ in range(600):  # a round may find nothing due while something waits to be tried again
            houses[0].clock.move(timedelta(minutes=1))
            asyncio.run(both())
            with one.read() as work:
                if not work.outbox.depth():
                    break

        assert Counter(taken) == Counter(f"k{number:02}" for number in range(80))
        for person in range(20):  # each person's in order, whoever sent them
            mine = [key for key in taken if int(key[1:]) % 20 == person]
            assert mine == sorted(mine)


class Hangs(Pipe):
    """A platform that never answers."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.sent.append(outgoing)
        await asyncio.Event().wait()
        raise AssertionError


def die_sending(house: House) -> None:
    """The process is gone while its messages are on their way."""

    async def begin() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(house.delivery.run_once(), 0.5)

    asyncio.run(begin())


def test_after_a_crash_nobody_waits_for_the_dead_process(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as dead:
        house = House(dead, Hangs())
        house.queue("lost")
        house.queue("next")
        die_sending(house)

    with Database.open(sqlite_url) as alive:
        pipe = Pipe()
        again = House(alive, pipe)
        assert again.run(timedelta(seconds=1)) == 1
        assert [outgoing.key for outgoing in pipe.sent] == ["next"]
        assert again.row("lost").status is OutboxStatus.UNKNOWN  # it may have arrived: never sent twice


def test_a_process_that_arrives_leaves_what_another_is_sending(sqlite_url: str) -> None:
    with Database.open(sqlite_url) as first, Database.open(sqlite_url) as second:
        house = House(first, Hangs())
        house.queue("under way")
        die_sending(house)  # the loop stopped, the process lives: it may still report
        pipe = Pipe()
        beside = House(second, pipe)
        beside.queue("next")

        assert beside.run(timedelta(seconds=1)) == 0
        assert beside.row("under way").status is OutboxStatus.SENDING
        assert beside.run(LEASE) == 1
        assert beside.row("under way").status is OutboxStatus.UNKNOWN
