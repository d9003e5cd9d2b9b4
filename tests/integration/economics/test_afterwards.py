"""What cannot go at once: to another address, later, or again; and what the platform tells afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.counting import House, Platform, refuses

from bot.channels.base import DeliveryNews, Outgoing, Receipt
from bot.services.dispatch import HELD, HELD_FOR, LEASE
from storage.engine import Database
from storage.models.messaging import OutboxStatus

SENT, FAILED, QUEUED, UNKNOWN = (
    OutboxStatus.SENT,
    OutboxStatus.FAILED,
    OutboxStatus.QUEUED,
    OutboxStatus.UNKNOWN,
)
DAY = timedelta(days=1)


@pytest.fixture
def wechat() -> Platform:
    return Platform("wechat")


@pytest.fixture
def house(database: Database, wechat: Platform) -> House:
    return House(database, {"wechat": wechat, "telegram": Platform("telegram")})


class TestElsewhere:
    def test_the_next_open_way_is_tried_when_there_is_none_here(self, house: House) -> None:
        house.acts()
        house.join("li", "wechat", "42", "telegram")
        house.clock.move(3 * DAY)
        house.queue("k", kind="reminder")

        house.run(rounds=2)

        row = house.row("k")
        assert (row.status, row.address_id) == (SENT, house.address("telegram", "42").id)
        assert house.platforms["telegram"].keys == ["k"]
        assert not house.platforms["wechat"].given
        assert row.tried is not None
        assert "no_way" in row.tried

    def test_and_when_one_fails_finally(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.join("li", "wechat", "42", "telegram")
        house.queue("k", kind="reminder")
        wechat.answer = refuses("unfollowed")

        house.run(rounds=2)

        assert (wechat.keys, house.platforms["telegram"].keys) == (["k"], ["k"])
        assert house.row("k").status is SENT

    def test_but_no_address_twice(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.join("li", "wechat", "42", "telegram")
        house.queue("k", kind="reminder")
        wechat.answer = refuses("too_long")
        house.platforms["telegram"].answer = refuses("too_long")

        house.run(rounds=4)

        assert (wechat.keys, house.platforms["telegram"].keys) == (["k"], ["k"])
        assert house.row("k").status is FAILED

    def test_a_reply_stays_in_its_chat(self, house: House) -> None:
        house.acts()
        house.join("li", "wechat", "42", "telegram")
        house.clock.move(3 * DAY)
        house.queue("k", kind="reply")

        house.run(rounds=2)

        assert house.row("k").last_error == "no_way"
        assert not house.platforms["telegram"].given

    def test_one_that_may_have_arrived_is_sent_nowhere_else(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.join("li", "wechat", "42", "telegram")
        house.queue("k", kind="reminder")
        wechat.answer = refuses("timeout", unknown=True)

        house.run(rounds=3)

        assert house.row("k").status is UNKNOWN
        assert not house.platforms["telegram"].given


class TestWaiting:
    def test_what_somebody_waits_for_goes_out_when_she_writes_again(
        self, house: House, wechat: Platform
    ) -> None:
        house.acts()
        house.clock.move(3 * DAY)
        house.queue("report", kind="report")
        house.run()
        assert (house.row("report").status, house.row("report").attempt) == (QUEUED, 0)

        house.acts()
        house.run(after=HELD)

        assert house.row("report").status is SENT
        assert (house.row("report").attempt, house.row("report").last_error) == (1, None)

    def test_but_not_for_ever(self, house: House) -> None:
        house.acts()
        house.clock.move(3 * DAY)
        house.queue("report", kind="report")
        house.run()

        house.run(after=HELD_FOR)

        assert (house.row("report").status, house.row("report").last_error) == (FAILED, "no_way")

    def test_a_colleague_of_hers_gets_thirty_a_minute_and_the_others_later(self, database: Database) -> None:
        wecom = Platform("wecom")
        house = House(database, {"wecom": wecom})
        house.acts(channel="wecom")
        for number in range(40):
            house.queue(f"k{number}", channel="wecom")

        begun = house.clock.now()
        house.run(rounds=55)
        assert 25 <= len(wecom.given) <= 30
        house.run(rounds=150)

        assert len(wecom.given) == 40
        assert house.clock.now() - begun < timedelta(minutes=4)


class TestUnknown:
    def test_where_the_platform_knows_our_keys_it_is_sent_again_and_counted_once(
        self, database: Database
    ) -> None:
        desk = Platform("wecom_kf", refuses("timeout", unknown=True), knows_keys=True)
        house = House(database, {"wecom_kf": desk})
        house.acts(channel="wecom_kf")
        house.queue("k", channel="wecom_kf")
        house.run()
        assert house.row("k").status is QUEUED
        desk.answer = refuses("repeated")

        house.run(after=timedelta(seconds=20))

        assert (house.row("k").status, desk.keys) == (SENT, ["k", "k"])
        assert house.left("wecom_kf") == 4

    def test_so_is_one_of_a_process_that_died(self, database: Database) -> None:
        desk = Platform("wecom_kf", knows_keys=True)
        house = House(database, {"wecom_kf": desk})
        house.acts(channel="wecom_kf")
        house.queue("k", channel="wecom_kf")
        house.dies_sending()

        house.run(after=LEASE, rounds=2)

        assert (house.row("k").status, desk.keys) == (SENT, ["k"])
        assert house.left("wecom_kf") == 4


class TestNews:
    def sent(self, house: House) -> None:
        house.acts()
        house.queue("k", kind="reminder")
        house.run()
        assert house.row("k").status is SENT

    def test_that_it_arrived(self, house: House) -> None:
        self.sent(house)

        house.delivery.news(DeliveryNews("wechat", "p-k", delivered=True))

        assert house.row("k").delivered_at == house.clock.now()

    def test_that_it_did_not(self, house: House) -> None:
        self.sent(house)

        house.delivery.news(DeliveryNews("wechat", "p-k", delivered=False, code="unfollowed"))

        assert (house.row("k").status, house.row("k").last_error) == (FAILED, "unfollowed")
        assert (house.left(), house.address().blocked_at is not None) == (0, True)

    def test_then_the_next_way_is_tried(self, house: House) -> None:
        self.sent(house)
        house.join("li", "wechat", "42", "telegram")

        house.delivery.news(DeliveryNews("wechat", "p-k", delivered=False, code="unfollowed"))
        house.run()

        assert house.platforms["telegram"].keys == ["k"]
        assert house.row("k").status is SENT

    def test_of_another_channel_it_is_not_ours(self, house: House) -> None:
        self.sent(house)

        house.delivery.news(DeliveryNews("wecom_kf", "p-k", delivered=False, code="x"))

        assert house.row("k").status is SENT

    def test_that_came_before_the_answer_to_the_sending(self, house: House, wechat: Platform) -> None:
        def answer(outgoing: Outgoing) -> Receipt:
            house.delivery.news(DeliveryNews("wechat", "early", delivered=False, code="blocked"))
            return Receipt("early")

        house.acts()
        house.queue("k", kind="reminder")
        wechat.answer = answer
        house.run()

        assert (house.row("k").status, house.row("k").last_error) == (FAILED, "blocked")
        assert house.address().blocked_at is not None

    def test_of_one_of_unknown_outcome(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.queue("k")
        wechat.answer = refuses("timeout", unknown=True, context={"platform_id": "mine"})
        house.run()

        house.delivery.news(DeliveryNews("wechat", "mine", delivered=True))

        assert (house.row("k").status, house.row("k").delivered_at) == (SENT, house.clock.now())
