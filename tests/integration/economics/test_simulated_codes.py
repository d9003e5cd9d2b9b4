"""Each code of the simulated Official Account changes what is kept, through the real calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import cast

import pytest
from support.clock import FrozenClock, MovingClock
from support.counting import House, Platform
from support.tencent_api import TencentApi
from support.tencent_follower import Follower
from support.tencent_office import Office

from bot.channels.base import Act, Kind, Outgoing, Receipt, Way
from bot.channels.choosing import Offer
from bot.channels.forms import Form
from storage.engine import Database
from storage.models.messaging import OutboxStatus

OFFER = Offer(Form("tpl-reminder", {"thing1": "what"}), Form("sub-deadline", {"thing1": "what"}))
ENDPOINTS = {
    Way.CUSTOMER_SERVICE: "message/custom/send",
    Way.TEMPLATE: "message/template/send",
    Way.SUBSCRIPTION: "message/subscribe/bizsend",
}


def send(office: Office, outgoing: Outgoing) -> Receipt:
    """As the adapter does, in a few lines."""
    body: dict[str, object] = {"touser": outgoing.account}
    if outgoing.form:
        facts = {name: {"value": value} for name, value in outgoing.prompt.brief}
        body |= {"template_id": outgoing.form, "data": facts}
    else:
        body |= {"msgtype": "text", "text": {"content": outgoing.prompt.text}}
    answer = office.oa.call(ENDPOINTS[outgoing.way], body)
    return Receipt(str(answer.get("msgid", "")))


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    clock = MovingClock()
    with TencentApi(clock) as api, Database.open(sqlite_url) as database:
        yield Office(api, database, clock)


@pytest.fixture
def house(office: Office) -> House:
    platform = Platform("wechat", partial(send, office))
    return House(office.database, {"wechat": platform}, OFFER, cast("FrozenClock", office.clock))


@pytest.fixture
def li(office: Office, house: House) -> Follower:
    """She has written, to the platform and to us."""
    follower = office.api.oa.person()
    follower.say("你好")
    house.acts(account=follower.account)
    return follower


def queue(house: House, li: Follower, key: str, *, brief: bool = False) -> None:
    house.queue(key, kind="reminder", account=li.account, brief=brief)


def test_the_platform_and_we_count_alike(office: Office, house: House, li: Follower) -> None:
    for number in range(7):
        queue(house, li, f"k{number}")

    house.run(rounds=8)

    assert len(office.api.oa.host.called("message/custom/send")) == 5  # it never had to say 45047
    assert [house.row(f"k{number}").last_error for number in (4, 5, 6)] == [None, "no_way", "no_way"]


def test_when_it_counts_otherwise_it_is_right(office: Office, house: House, li: Follower) -> None:
    office.api.oa.host.fault("message/custom/send", errcode=45047)
    queue(house, li, "k")
    house.run(rounds=2)

    assert (house.left(account=li.account), house.row("k").last_error) == (0, "no_way")

    li.say("在吗")
    house.acts(account=li.account)
    queue(house, li, "again")
    house.run()
    assert house.row("again").status is OutboxStatus.SENT


def test_a_window_that_is_over_and_then_a_template(office: Office, house: House, li: Follower) -> None:
    office.clock.move(timedelta(hours=49))
    queue(house, li, "k", brief=True)

    house.run(rounds=2)

    assert house.row("k").way == "template"
    assert house.row("k").status is OutboxStatus.SENT
    assert not office.api.oa.host.called("message/custom/send")


def test_a_consent_the_platform_does_not_know_of(office: Office, house: House, li: Follower) -> None:
    house.hears(Kind.NOTICE, account=li.account, grants=("sub-deadline",))
    office.clock.move(timedelta(hours=49))
    queue(house, li, "k", brief=True)

    house.run(rounds=3)

    assert len(office.api.oa.host.called("message/subscribe/bizsend")) == 1  # 43101
    assert house.kept(account=li.account).grants == {}
    assert house.row("k").way == "template"


@pytest.mark.parametrize("errcode", [43004, 50005])
def test_somebody_who_left(office: Office, house: House, li: Follower, errcode: int) -> None:
    office.api.oa.host.fault("message/custom/send", errcode=errcode)
    queue(house, li, "k")

    house.run()

    assert (house.row("k").status, house.row("k").last_error) == (OutboxStatus.FAILED, "unfollowed")
    assert house.address(account=li.account).blocked_at is not None
    assert house.address(account=li.account).open_until is None


@pytest.mark.parametrize("errcode", [48001, 45009])
def test_a_way_that_is_closed_to_everybody(office: Office, house: House, li: Follower, errcode: int) -> None:
    office.api.oa.host.fault("message/custom/send", errcode=errcode)
    queue(house, li, "k", brief=True)

    house.run(rounds=3)
    if errcode == 45009:  # asked to come back later, it finds the way shut
        house.run(after=timedelta(hours=1), rounds=2)

    assert len(office.api.oa.host.called("message/custom/send")) == 1
    assert house.row("k").way == "template"
    assert house.left(account=li.account) == 5  # hers is not spent


def test_a_menu_click_after_the_five(office: Office, house: House, li: Follower) -> None:
    for number in range(6):
        queue(house, li, f"k{number}")
    house.run(rounds=7)
    li.press("BEGIN")
    house.acts(Act.MENU, account=li.account)
    queue(house, li, "after")

    house.run()

    assert house.row("after").status is OutboxStatus.SENT
    assert house.left(account=li.account) == 2
