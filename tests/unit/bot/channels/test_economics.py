"""What sending costs: tables of what acts, sends, errors and time do, and never more than the rules allow."""

from __future__ import annotations

from collections import Counter, deque
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.allowance_json import from_text, to_text
from bot.channels.base import Act, Way
from bot.channels.choosing import Offer, Reach, choose
from bot.channels.economics import (
    NOTHING,
    RULES,
    Allowance,
    Sending,
    Window,
    after_act,
    after_error,
    after_leaving,
    after_news,
    after_send,
    reserve,
    shut_after,
)
from bot.channels.forms import Form

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAYS = timedelta(hours=48)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
FORM = "sub-deadline"
ACTS = {Act.MESSAGE: (5, DAYS), Act.MENU: (3, MINUTE), Act.FOLLOW: (3, MINUTE), Act.SCAN: (3, MINUTE)}


def acted(*acts: Act, channel: str = "wechat", before: Allowance = NOTHING) -> Allowance:
    for act in acts:
        before = after_act(before, channel, act, NOW)
    return before


def sent(
    before: Allowance, used: int | None = 1, way: Way = Way.CUSTOMER_SERVICE, form: str = ""
) -> Allowance:
    return after_send(
        reserve(before, "wechat", Sending(way, form, before.left(NOW)), NOW), "wechat", used, NOW
    )


class TestWindows:
    @pytest.mark.parametrize("act", list(ACTS))
    def test_an_act_opens_its_window(self, act: Act) -> None:
        most, lasting = ACTS[act]
        open_ = acted(act)

        assert open_.left(NOW) == most
        assert open_.left(NOW + lasting - SECOND) == most
        assert open_.left(NOW + lasting) == 0
        assert open_.open_until() == NOW + lasting

    @pytest.mark.parametrize(
        ("acts", "left"),
        [
            ((Act.MESSAGE, Act.MENU), 5),
            ((Act.MENU, Act.MESSAGE), 5),
            ((Act.FOLLOW, Act.SCAN, Act.MENU), 3),
            ((Act.MESSAGE, Act.MESSAGE), 5),
        ],
    )
    def test_windows_do_not_add_up(self, acts: tuple[Act, ...], left: int) -> None:
        assert acted(*acts).left(NOW) == left

    def test_a_message_is_taken_out_of_every_open_window(self) -> None:
        assert sent(acted(Act.MESSAGE, Act.MENU), 3).windows == {
            Act.MESSAGE: Window(NOW + DAYS, 2),
            Act.MENU: Window(NOW + MINUTE, 0),
        }

    def test_another_message_of_hers_opens_it_anew(self) -> None:
        assert after_act(sent(acted(Act.MESSAGE), 5), "wechat", Act.MESSAGE, NOW + SECOND).left(NOW) == 5

    def test_the_same_event_again_opens_nothing_anew(self) -> None:
        used = sent(acted(Act.MESSAGE), 4)

        assert after_act(used, "wechat", Act.MESSAGE, NOW) == used

    def test_a_menu_click_gives_three_when_the_five_are_used_up(self) -> None:
        used_up = sent(acted(Act.MESSAGE), 5)
        assert used_up.left(NOW) == 0
        assert after_act(used_up, "wechat", Act.MENU, NOW + SECOND).left(NOW) == 3

    def test_a_menu_click_gives_no_two_days(self) -> None:
        assert acted(Act.MENU).left(NOW + MINUTE) == 0

    def test_what_was_sent_before_we_heard_of_an_act_came_out_of_its_window(self) -> None:
        used = sent(acted(Act.MESSAGE), 2)

        assert after_act(used, "wechat", Act.MENU, NOW).left(NOW) == 3
        assert after_act(used, "wechat", Act.MENU, NOW).windows[Act.MENU].left == 1
        assert after_act(used, "wechat", Act.MENU, NOW + SECOND).windows[Act.MENU].left == 3

    def test_an_old_event_told_late_opens_nothing_anew(self) -> None:
        used = sent(acted(Act.MESSAGE), 4)

        assert after_act(used, "wechat", Act.MESSAGE, NOW - SECOND) == used

    @pytest.mark.parametrize("act", [Act.MENU, Act.FOLLOW, Act.SCAN])
    def test_customer_service_knows_only_messages(self, act: Act) -> None:
        assert acted(act, channel="wecom_kf").left(NOW) == 0
        assert acted(Act.MESSAGE, channel="wecom_kf").left(NOW) == 5

    @pytest.mark.parametrize("channel", ["telegram", "web", "wecom"])
    def test_elsewhere_nothing_is_kept(self, channel: str) -> None:
        assert acted(Act.MESSAGE, channel=channel) == NOTHING


class TestSending:
    @pytest.mark.parametrize(("used", "left"), [(1, 4), (3, 2), (0, 5), (None, 0)])
    def test_what_was_used_is_gone_and_what_nobody_knows_all_of_it(self, used: int | None, left: int) -> None:
        assert sent(acted(Act.MESSAGE), used).left(NOW) == left

    def test_a_window_opened_while_a_message_is_sent_pays_for_it_too(self) -> None:
        under_way = reserve(acted(Act.MESSAGE), "wechat", Sending(Way.CUSTOMER_SERVICE, most=5), NOW)
        written = after_act(under_way, "wechat", Act.MESSAGE, NOW + SECOND)

        assert after_send(written, "wechat", 2, NOW).left(NOW) == 3

    def test_nothing_under_way_nothing_to_settle(self) -> None:
        assert after_send(acted(Act.MESSAGE), "wechat", 1, NOW) == acted(Act.MESSAGE)

    def test_a_consent_is_for_one_message(self) -> None:
        consented = after_act(NOTHING, "wechat", None, NOW, grants=(FORM, FORM))

        once = sent(consented, way=Way.SUBSCRIPTION, form=FORM)
        assert once.grants == {FORM: 1}
        assert sent(once, way=Way.SUBSCRIPTION, form=FORM).grants == {}
        assert sent(once, 0, way=Way.SUBSCRIPTION, form=FORM).grants == {FORM: 1}

    def test_a_consent_taken_back_meanwhile_does_not_come_back(self) -> None:
        consented = after_act(NOTHING, "wechat", None, NOW, grants=(FORM,))
        under_way = reserve(consented, "wechat", Sending(Way.SUBSCRIPTION, FORM), NOW)
        withdrawn = after_act(under_way, "wechat", None, NOW, withdrawn=(FORM,))

        assert after_send(withdrawn, "wechat", 0, NOW).grants == {}

    def test_leaving_ends_everything(self) -> None:
        everything = after_act(acted(Act.MESSAGE), "wechat", None, NOW, grants=(FORM,))

        assert after_leaving(everything) == NOTHING


@pytest.mark.parametrize(
    ("code", "left", "grants"),
    [
        ("window_closed", 0, {FORM: 1}),
        ("window_used_up", 0, {FORM: 1}),
        ("session_taken", 0, {FORM: 1}),
        ("no_consent", 5, {}),
        ("unfollowed", 0, {}),
        ("blocked", 0, {}),
        ("refused", 0, {}),
        ("not_authorised", 5, {FORM: 1}),  # closed to everybody, not to her
        ("daily_limit", 5, {FORM: 1}),
        ("too_fast", 5, {FORM: 1}),
        ("too_long", 5, {FORM: 1}),
        ("never heard of", 5, {FORM: 1}),
    ],
)
def test_what_an_error_closes(code: str, left: int, grants: dict[str, int]) -> None:
    everything = after_act(acted(Act.MESSAGE), "wechat", None, NOW, grants=(FORM,))

    after = after_error(everything, code, FORM)

    assert (after.left(NOW), dict(after.grants)) == (left, grants)


def test_a_used_up_window_opens_with_her_next_message() -> None:
    closed = after_error(acted(Act.MESSAGE), "window_used_up")

    assert after_act(closed, "wechat", Act.MESSAGE, NOW + SECOND).left(NOW) == 5


@pytest.mark.parametrize(
    ("code", "until"),
    [
        ("not_authorised", NOW + timedelta(hours=1)),
        ("bad_form", NOW + timedelta(hours=1)),
        ("daily_limit", datetime(2026, 3, 2, 16, 0, tzinfo=UTC)),  # midnight in Beijing
        ("window_closed", None),
        ("too_fast", None),
    ],
)
def test_what_an_error_closes_to_everybody(code: str, until: datetime | None) -> None:
    assert shut_after(code, NOW) == until


def test_later_news_close_what_an_error_would() -> None:
    everything = after_act(acted(Act.MESSAGE), "wechat", None, NOW, grants=(FORM,))

    assert after_news(everything, "unfollowed") == NOTHING
    assert after_news(everything, "not_delivered") == everything
    assert after_news(everything, "no_consent") == everything  # of which form, it does not say


@pytest.mark.parametrize(
    "allowance",
    [
        NOTHING,
        acted(Act.MESSAGE, Act.SCAN),
        reserve(acted(Act.MESSAGE), "wechat", Sending(Way.CUSTOMER_SERVICE, most=5), NOW),
        after_act(NOTHING, "wechat", None, NOW, grants=(FORM,)),
        reserve(NOTHING, "wecom", Sending(Way.PLAIN), NOW),
        sent(acted(Act.MESSAGE), 2),
    ],
)
def test_it_is_kept_as_text(allowance: Allowance) -> None:
    assert from_text(to_text(allowance)) == allowance
    assert (to_text(allowance) is None) == (allowance == NOTHING)


def test_every_rule_names_its_source() -> None:
    assert all(rules.source for rules in RULES.values())


class Platform:
    """Counts as the platforms' pages say, the strictest way they can be read."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.windows: dict[Act, tuple[datetime, int]] = {}
        self.consents: Counter[str] = Counter()
        self.times: deque[datetime] = deque()

    def act(self, act: Act, at: datetime) -> None:
        opening = RULES[self.channel].opens.get(act)
        if opening:
            self.windows[act] = (at + opening.lasting, opening.most)

    def take(self, way: Way, at: datetime) -> bool:
        """Count one message; whether the rules allow it."""
        if way is Way.CUSTOMER_SERVICE:
            allowed = any(left > 0 for until, left in self.windows.values() if at < until)
            self.windows = {act: (until, left - 1) for act, (until, left) in self.windows.items()}
            return allowed
        if way is Way.SUBSCRIPTION:
            self.consents[FORM] -= 1
            return self.consents[FORM] >= 0
        self.times.append(at)
        return all(
            sum(at - timedelta(seconds=rate.seconds) < one <= at for one in self.times) <= rate.most
            for rate in RULES[self.channel].rates
        )


class Life:
    """One address over time, kept by us and counted by the platform."""

    def __init__(self, channel: str) -> None:
        self.now, self.kept = NOW, NOTHING
        self.channel, self.platform = channel, Platform(channel)

    def act(self, act: Act) -> None:
        self.now += timedelta(microseconds=1)
        self.kept = after_act(self.kept, self.channel, act, self.now)
        self.platform.act(act, self.now)

    def act_told_late(self, act: Act, seconds: int, wanted: int) -> None:
        """The platform counts it at once; we hear of it later, and may have sent something meanwhile."""
        self.now += timedelta(microseconds=1)
        at = self.now
        self.platform.act(act, at)
        self.wait(seconds)
        self.send("sent", wanted, midway=False)
        self.kept = after_act(self.kept, self.channel, act, at)

    def consent(self) -> None:
        self.kept = after_act(self.kept, self.channel, None, self.now, grants=(FORM,))
        self.platform.consents[FORM] += 1

    def withdraw(self) -> None:
        self.kept = after_act(self.kept, self.channel, None, self.now, withdrawn=(FORM,))
        self.platform.consents[FORM] = 0

    def leave(self) -> None:
        self.kept = after_leaving(self.kept)
        self.platform.windows, self.platform.consents = {}, Counter()

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def send(self, outcome: str, wanted: int, *, midway: bool) -> None:
        """Send what may be sent; with `midway` she writes while it is on its way."""
        offers = {self.channel: Offer(subscription=Form(FORM))}
        choice = choose([Reach(1, self.channel, self.kept)], self.now, offers=offers, brief=True)
        if choice is None or choice.wait_until is not None:
            return
        self.kept = reserve(
            self.kept, self.channel, Sending(choice.way, choice.form, choice.most or 1), self.now
        )
        if midway:
            self.act(Act.MESSAGE)
        most = wanted if choice.most is None else min(wanted, choice.most)
        taken = 0 if outcome == "refused" else most
        for _ in range(taken):
            assert self.platform.take(choice.way, self.now), (choice, self.kept)
        self.kept = after_send(self.kept, self.channel, None if outcome == "lost" else taken, self.now)
        self.kept = after_error(self.kept, outcome, choice.form)


EVENTS = st.one_of(
    st.builds(lambda act: ("act", act), st.sampled_from(Act)),
    st.tuples(st.just("act_told_late"), st.sampled_from(Act), st.sampled_from([0, 1, 20]), st.integers(1, 5)),
    st.sampled_from([("consent",), ("withdraw",), ("leave",)]),
    st.builds(lambda seconds: ("wait", seconds), st.sampled_from([1, 1, 1, 20, 61, 3600, 172_800])),
    st.tuples(
        st.just("send"),
        st.sampled_from(["sent", "sent", "sent", "sent", "refused", "lost", "window_used_up", "blocked"]),
        st.integers(1, 7),
        st.booleans(),
    ),
)


@pytest.mark.parametrize("channel", sorted(RULES))
@given(events=st.lists(EVENTS, min_size=20, max_size=100))
@settings(deadline=None, max_examples=200)
def test_never_more_than_the_rules_allow(channel: str, events: list[tuple[Any, ...]]) -> None:
    life = Life(channel)
    for what, *about in events:
        if what == "send":
            outcome, wanted, midway = about
            life.send(outcome, wanted, midway=midway)
        else:
            getattr(life, what)(*about)
        assert from_text(to_text(life.kept)) == life.kept


def test_a_member_is_never_written_to_faster_than_her_rates() -> None:
    life = Life("wecom")
    for _ in range(4000):
        life.send("sent", 1, midway=False)
        life.wait(1)

    assert 4000 / 60 * 10 < len(life.platform.times) <= 1000 * 2  # and yet she is written to
