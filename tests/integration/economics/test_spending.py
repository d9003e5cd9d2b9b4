"""What may be sent is kept with each address: opened by turns, spent by claims, corrected by errors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.counting import BRIEF, SUBSCRIPTION, TEMPLATE, House, Platform, refuses, taken, ways

from bot.channels.base import Act, DeliveryNews, Kind, Outgoing, Receipt, Way
from bot.channels.choosing import Offer
from bot.services.dispatch import EARLY, LEASE
from bot.services.erasing import RETENTION, Retention
from bot.services.troubles import since
from storage.engine import Database
from storage.models.messaging import OutboxStatus
from storage.repositories.timers import ClaimedTimer

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


class TestWindows:
    def test_a_message_of_hers_opens_five(self, house: House) -> None:
        house.acts()

        assert house.left() == 5
        assert house.address().open_until == house.clock.now() + timedelta(hours=48)

    @pytest.mark.parametrize("act", [Act.MENU, Act.FOLLOW, Act.SCAN])
    def test_other_acts_open_three_for_a_minute(self, house: House, act: Act) -> None:
        house.acts(act)

        assert house.left() == 3
        assert house.address().open_until == house.clock.now() + timedelta(minutes=1)

    def test_each_message_sent_takes_one_and_the_sixth_finds_no_way(
        self, house: House, wechat: Platform
    ) -> None:
        house.acts()
        for number in range(6):
            house.queue(f"k{number}", kind="digest")

        house.run(rounds=7)

        assert wechat.keys == ["k0", "k1", "k2", "k3", "k4"]
        assert [outgoing.most for outgoing in wechat.given] == [5, 4, 3, 2, 1]
        assert set(ways(wechat)) == {Way.CUSTOMER_SERVICE}
        row = house.row("k5")
        assert (row.status, row.last_error, row.attempt) == (FAILED, "no_way", 1)
        assert house.row("k4").way == "customer_service"
        assert house.address().open_until is None

    def test_a_message_that_became_three_takes_three(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.queue("k")
        wechat.answer = lambda _outgoing: Receipt("p", messages=3)

        house.run()

        assert house.left() == 2

    def test_a_message_nobody_took_takes_nothing(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.queue("k", kind="digest")
        wechat.answer = refuses("too_long")

        house.run()

        assert (house.row("k").status, house.left()) == (FAILED, 5)

    def test_one_that_may_have_arrived_takes_one(self, house: House, wechat: Platform) -> None:
        house.acts()
        house.queue("k")
        wechat.answer = refuses("timeout", unknown=True)

        house.run()

        assert (house.row("k").status, house.left()) == (UNKNOWN, 4)

    def test_a_process_that_died_over_it_may_have_used_all_it_was_given(self, house: House) -> None:
        house.acts()
        house.queue("k")
        house.dies_sending()
        assert house.kept().sending is not None
        house.queue("next")

        house.run()
        assert house.row("next").status is QUEUED  # nobody spends what it may still need
        house.run(after=LEASE)

        assert house.row("k").status is UNKNOWN
        assert (house.kept().sending, house.left()) == (None, 0)

    def test_leaving_ends_it_all(self, house: House) -> None:
        house.acts()
        house.hears(Kind.NOTICE, grants=("sub",))
        house.hears(Kind.LEAVE)

        assert house.address().economics is None
        assert house.address().blocked_at is not None

    def test_a_failing_turn_opens_the_window_all_the_same(self, house: House) -> None:
        class Broken:
            def hear(self, *_: object) -> None:
                raise ZeroDivisionError

        house.inbound._parts = (Broken(),)
        house.acts()
        house.inbound._parts = ()
        house.acts()

        assert house.left() == 5


class TestForms:
    @pytest.fixture
    def house(self, database: Database, wechat: Platform) -> House:
        return House(database, {"wechat": wechat}, Offer(TEMPLATE, SUBSCRIPTION))

    def test_a_consent_is_spent_before_a_template_and_both_are_filled(
        self, house: House, wechat: Platform
    ) -> None:
        house.hears(Kind.NOTICE, grants=("sub",))
        assert house.address().open_until is not None
        house.queue("one", kind="reminder", brief=True)
        house.queue("two", kind="reminder", brief=True)

        house.run(rounds=3)

        assert ways(wechat) == [Way.SUBSCRIPTION, Way.TEMPLATE]
        assert [outgoing.form for outgoing in wechat.given] == ["sub", "tpl"]
        assert [outgoing.prompt.brief for outgoing in wechat.given] == [(("thing1", BRIEF[0][1]),)] * 2
        assert house.kept().grants == {}

    def test_what_has_no_short_form_is_no_matter_for_forms(self, house: House, wechat: Platform) -> None:
        house.hears(Kind.NOTICE, grants=("sub",))
        house.queue("k", kind="digest")

        house.run()

        assert not wechat.given
        assert house.row("k").last_error == "no_way"

    def test_a_consent_taken_back_is_gone(self, house: House) -> None:
        house.hears(Kind.NOTICE, grants=("sub",))
        house.hears(Kind.NOTICE, withdrawn=("sub",))

        assert house.kept().grants == {}
        assert house.address().open_until is None

    def test_after_a_refusal_the_next_way_of_the_same_address_is_tried(
        self, house: House, wechat: Platform
    ) -> None:
        house.acts()
        house.queue("k", kind="reminder", brief=True)

        def answer(outgoing: Outgoing) -> Receipt:
            if outgoing.way is Way.CUSTOMER_SERVICE:
                return refuses("window_closed")(outgoing)
            return Receipt("p")

        wechat.answer = answer
        house.run(rounds=3)

        assert ways(wechat) == [Way.CUSTOMER_SERVICE, Way.TEMPLATE]
        assert house.row("k").status is SENT
        assert house.left() == 0


@pytest.mark.parametrize(
    ("code", "left", "blocked"),
    [
        ("window_closed", 0, False),
        ("window_used_up", 0, False),
        ("unfollowed", 0, True),
        ("no_consent", 5, False),
        ("not_authorised", 5, False),
        ("daily_limit", 5, False),
    ],
)
def test_a_code_changes_what_is_kept(
    house: House, wechat: Platform, code: str, left: int, blocked: bool
) -> None:
    house.acts()
    house.queue("k", kind="digest")
    wechat.answer = refuses(code)

    house.run()

    assert house.left() == left
    assert (house.address().blocked_at is not None) == blocked


@pytest.mark.parametrize(("code", "until"), [("not_authorised", 3600), ("daily_limit", 14.5 * 3600)])
def test_what_closes_a_way_closes_it_to_everybody_for_a_while(
    house: House, wechat: Platform, code: str, until: float
) -> None:
    for account in ("li", "wang"):
        house.acts(account=account)
        house.queue(account, kind="digest", account=account)
    wechat.answer = refuses(code)
    house.run(rounds=2)
    assert wechat.keys[0] in ("li", "wang")
    before = len(wechat.given)
    house.acts(account="wang")
    house.queue("again", kind="digest", account="wang")
    house.run()
    assert (len(wechat.given), house.row("again").last_error) == (before, "no_way")
    wechat.answer = lambda _outgoing: Receipt("p")

    house.clock.move(timedelta(seconds=until))
    house.acts(account="wang")
    house.queue("later", kind="digest", account="wang")
    house.run()

    assert house.row("later").status is SENT


def test_what_an_operator_can_mend_is_noted_with_its_hint(
    house: House, wechat: Platform, database: Database
) -> None:
    for account, code in (("li", "ip_not_allowed"), ("wang", "unfollowed")):
        house.acts(account=account)
        house.queue(account, account=account)
        wechat.answer = refuses(code, vendor="40164", hint="加白名单", retryable=True)
        house.run()

    with database.read() as work:
        [trouble] = since(work, house.clock.now() - DAY)  # that somebody left is nothing to mend

    assert (trouble.channel, trouble.code, trouble.vendor, trouble.hint) == (
        "wechat", "ip_not_allowed", "40164", "加白名单",
    )  # fmt: skip


def test_what_was_put_off_for_an_hour_goes_as_soon_as_something_gets_through_again(
    house: House, wechat: Platform, database: Database
) -> None:
    for account in ("li", "wang"):
        house.acts(account=account)
    wechat.answer = refuses(
        "ip_not_allowed", vendor="40164", hint="加白名单", retryable=True, retry_after=3600
    )
    house.queue("first")
    house.run()
    wechat.answer = taken  # the operator has added the address
    house.queue("second", account="wang")

    house.run(timedelta(minutes=2))
    house.run(timedelta(seconds=1))

    assert wechat.keys == ["first", "second", "first"]
    assert (house.row("first").status, house.row("second").status) == (SENT, SENT)
    with database.read() as work:
        assert since(work, house.clock.now() - DAY) == []


def test_and_when_the_service_is_started_again(house: House, wechat: Platform) -> None:
    house.acts()
    wechat.answer = refuses("bad_secret", hint="换 Secret", retryable=True, retry_after=3600)
    house.queue("k")
    house.run()
    wechat.answer = taken

    again = House(house.database, house.platforms, clock=house.clock)
    again.run(timedelta(minutes=2))

    assert house.row("k").status is SENT


def test_a_wait_that_is_about_one_person_stays(house: House, wechat: Platform) -> None:
    for account in ("li", "wang"):
        house.acts(account=account)
    wechat.answer = refuses("too_fast", retryable=True, retry_after=3600)
    house.queue("k")
    house.run()
    wechat.answer = taken
    house.queue("other", account="wang")

    house.run(timedelta(minutes=2), rounds=3)

    assert wechat.keys == ["k", "other"]


def test_news_of_what_was_never_ours_is_not_kept_for_ever(house: House, database: Database) -> None:
    house.delivery.news(DeliveryNews("wechat", "of another program", delivered=True))
    house.clock.move(timedelta(days=6))
    house.delivery.news(DeliveryNews("wechat", "of late", delivered=True))
    house.clock.move(timedelta(days=1, seconds=1))

    Retention(database, days=1095).carry_out(
        ClaimedTimer(1, RETENTION, "", "", house.clock.now(), None, 1), house.clock.now()
    )

    with database.read() as work:
        assert list(work.settings.beginning(EARLY)) == ["news:wechat:of late"]
