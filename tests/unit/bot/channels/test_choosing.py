"""The order of ways: in the request, by customer service, by a form, WeCom, Telegram, the web, or a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.channels.base import Act, Way
from bot.channels.choosing import Choice, Offer, Reach, choose
from bot.channels.economics import NOTHING, Allowance, Sending, after_act, after_send, reserve
from bot.channels.forms import Form

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
FORM = "sub-deadline"


def acted(act: Act, channel: str = "wechat") -> Allowance:
    return after_act(NOTHING, channel, act, NOW)


def spent(used: int) -> Allowance:
    under_way = reserve(acted(Act.MESSAGE), "wechat", Sending(Way.CUSTOMER_SERVICE, most=5), NOW)
    return after_send(under_way, "wechat", used, NOW)


class TestChoosing:
    def reach(self, address: int, channel: str, allowance: Allowance = NOTHING, ago: int = 0) -> Reach:
        return Reach(address, channel, allowance, NOW - timedelta(days=ago))

    @property
    def everything(self) -> list[Reach]:
        consented = after_act(acted(Act.MESSAGE), "wechat", None, NOW, grants=(FORM,))
        return [
            self.reach(5, "web"),
            self.reach(4, "telegram", ago=1),
            self.reach(3, "wecom", ago=9),
            self.reach(1, "wechat", consented, ago=2),
        ]

    OFFERS = {"wechat": Offer(Form("tpl-reminder"), Form(FORM))}  # noqa: RUF012 - read only

    def chosen(self, reaches: list[Reach], **more: object) -> tuple[int, Way] | None:
        found = choose(reaches, NOW, offers=self.OFFERS, **more)  # type: ignore[arg-type]
        return (found.address, found.way) if found else None

    def test_the_order(self) -> None:
        reaches = self.everything
        assert self.chosen(reaches, passive=1, brief=True) == (1, Way.PASSIVE)
        assert self.chosen(reaches, brief=True) == (1, Way.CUSTOMER_SERVICE)
        reaches[3] = self.reach(1, "wechat", after_act(NOTHING, "wechat", None, NOW, grants=(FORM,)))
        assert self.chosen(reaches, brief=True) == (1, Way.SUBSCRIPTION)
        reaches[3] = self.reach(1, "wechat")
        assert self.chosen(reaches, brief=True) == (1, Way.TEMPLATE)
        assert self.chosen(reaches) == (3, Way.PLAIN)  # a form needs a short text
        assert self.chosen(reaches[:2]) == (4, Way.PLAIN)
        assert self.chosen(reaches[:1]) == (5, Way.PLAIN)
        assert self.chosen([]) is None

    def test_a_closed_window_and_no_form_is_no_way(self) -> None:
        assert choose([self.reach(1, "wechat"), self.reach(2, "wecom_kf")], NOW, brief=True) is None

    def test_a_consent_for_another_form_is_none(self) -> None:
        other = after_act(NOTHING, "wechat", None, NOW, grants=("another",))
        offers = {"wechat": Offer(subscription=Form(FORM))}

        assert choose([self.reach(1, "wechat", other)], NOW, offers=offers, brief=True) is None

    def test_of_equals_the_one_she_last_wrote_from(self) -> None:
        both = [self.reach(1, "wechat", acted(Act.MESSAGE), ago=1)]
        both.append(self.reach(2, "wecom_kf", acted(Act.MESSAGE, channel="wecom_kf")))

        assert self.chosen(both) == (2, Way.CUSTOMER_SERVICE)

    def test_what_was_never_written_from_comes_last(self) -> None:
        assert self.chosen([Reach(1, "web"), Reach(2, "web", heard=NOW)]) == (2, Way.PLAIN)

    def test_a_way_that_is_closed_to_everybody_is_passed_over(self) -> None:
        shut = {"wechat": {Way.CUSTOMER_SERVICE: NOW + SECOND, Way.TEMPLATE: NOW}}

        assert self.chosen(self.everything, brief=True, shut=shut) == (1, Way.SUBSCRIPTION)
        assert self.chosen(self.everything, shut=shut) == (3, Way.PLAIN)

    def test_it_says_how_many_messages_it_may_become(self) -> None:
        assert choose([self.reach(1, "wechat", spent(2))], NOW) == Choice(1, Way.CUSTOMER_SERVICE, most=3)

    def test_a_member_who_got_her_thirty_gets_the_next_later_or_elsewhere(self) -> None:
        full: Allowance = NOTHING
        for _ in range(29):
            full = after_send(reserve(full, "wecom", Sending(Way.PLAIN), NOW), "wecom", 1, NOW)
        wecom = self.reach(3, "wecom", full)

        later = choose([wecom], NOW)
        assert later is not None
        assert later.wait_until is not None
        assert NOW < later.wait_until <= NOW + 2 * MINUTE
        assert choose([wecom], later.wait_until, offers={}) == Choice(3, Way.PLAIN, most=29)
        assert self.chosen([wecom, self.reach(4, "telegram")]) == (4, Way.PLAIN)
