"""Before anything unasked is queued: the best open way to each person, or a call by the liaison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from support.noticed import QUESTIONS, STREET, enterprise, grant, local, person

from bot.campaign.digest import street_digest
from bot.channels.allowance_json import to_text
from bot.channels.base import Act, Way
from bot.channels.choosing import Offer
from bot.channels.economics import NOTHING, Sending, after_act, after_send, reserve
from bot.channels.forms import Form
from bot.packs.campaigns import load_campaign
from bot.services.allowances import Allowances, Channels
from bot.services.campaigning import Campaigning
from bot.services.notice import Notice
from bot.services.notices import Notices
from storage.engine import Database
from storage.repositories.register_facts import Windowed
from storage.unit_of_work import UnitOfWork

MORNING = local("2024-10-14T10:00")
FORMS = Offer(Form("tpl", {"thing1": "what"}), Form("sub", {"thing1": "what"}))
ON = frozenset({"wechat", "wecom", "telegram", "web"})


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with Database.open(sqlite_url) as opened:
        yield opened


class Office:
    """A firm whose contact has stopped half-way, and the liaison of its street."""

    def __init__(self, database: Database, offer: Offer | None = None) -> None:
        self.database = database
        self.allowances = Allowances({"wechat": offer or Offer()})
        self.campaigning = Campaigning(
            database,
            load_campaign("shanghai-2023"),
            QUESTIONS,
            lambda: Windowed(self.allowances.windowed, MORNING),
        )
        self.notices = Notices(database, self.campaigning, Channels(ON, self.allowances.offers))

        def make(work: UnitOfWork) -> int:
            grant(work, person(work, "liaison"), STREET)
            who = person(work, "boss", channel="wechat")
            work.people.bind(who, enterprise(work, "示例长风厂"), local("2024-09-01T10:00"))
            return who

        self.who = database.write(make)

    def acted(self, at: datetime, *, used: int = 0, grants: tuple[str, ...] = ()) -> None:
        """She wrote, or consented, at that moment; so many messages were sent since."""

        def keep(work: UnitOfWork) -> None:
            [address, *_] = [one for one in work.people.addresses(self.who) if one.channel == "wechat"]
            after = after_act(NOTHING, "wechat", Act.MESSAGE, at, grants=grants)
            under_way = reserve(after, "wechat", Sending(Way.CUSTOMER_SERVICE, most=5), at)
            self.allowances.keep(work, "wechat", address.id, after_send(under_way, "wechat", used, at))

        self.database.write(keep)

    def also_at(self, channel: str) -> None:
        """She has another address."""
        self.database.write(lambda work: work.people.add_address(self.who, channel, f"{channel}-1", MORNING))

    def reminder(self) -> Notice:
        """The one that is due to her, sendable or not."""
        [found] = [one for one in self.notices.plan(MORNING) if one.group == "reminder"]
        return found

    def called(self) -> list[str]:
        """Whom the street's digest says to call because the bot cannot reach them."""
        standings = self.campaigning.standings(MORNING.date())
        digest = street_digest(standings, self.campaigning.campaign.units[STREET])
        return [call.name for call in digest.call_first if not call.reachable]


def test_while_her_window_is_open_she_is_written_to(database: Database) -> None:
    office = Office(database)
    office.acted(MORNING - timedelta(hours=47))

    assert office.reminder().channel == "wechat"
    assert office.called() == []


@pytest.mark.parametrize(("ago", "used"), [(49, 0), (1, 5)])
def test_when_it_is_over_or_used_up_the_liaison_has_to_call(database: Database, ago: int, used: int) -> None:
    office = Office(database)
    office.acted(MORNING - timedelta(hours=ago), used=used)

    reminder = office.reminder()

    assert (reminder.address, reminder.channel) == (None, "")
    assert office.called() == ["示例长风厂"]
    assert not [one for one in office.notices.run(MORNING) if one.group == "reminder"]


@pytest.mark.parametrize("grants", [("sub",), ()])
def test_with_a_consent_or_a_template_she_is_reached_and_the_form_can_be_filled(
    database: Database, grants: tuple[str, ...]
) -> None:
    offer = Offer(subscription=FORMS.subscription) if grants else Offer(FORMS.template)
    office = Office(database, offer)
    office.acted(MORNING - timedelta(hours=49), grants=grants)

    reminder = office.reminder()

    assert reminder.channel == "wechat"
    assert office.called() == []
    facts = dict(reminder.prompt.brief)
    assert set(facts) == {"what", "name", "progress", "deadline", "todo"}
    assert (facts["name"], facts["deadline"]) == ("示例长风厂", "2024年12月31日")
    assert facts["progress"] == f"0/{QUESTIONS}"


def test_a_consent_for_a_form_that_is_not_set_up_is_none(database: Database) -> None:
    office = Office(database)
    office.acted(MORNING - timedelta(hours=49), grants=("sub",))

    assert office.reminder().address is None
    assert office.called() == ["示例长风厂"]


@pytest.mark.parametrize("other", ["wecom", "telegram", "web"])
def test_another_address_is_a_way_too(database: Database, other: str) -> None:
    office = Office(database)
    office.acted(MORNING - timedelta(hours=49))
    office.also_at(other)

    assert office.reminder().channel == other
    assert office.called() == []


def test_an_open_window_comes_before_the_others(database: Database) -> None:
    office = Office(database)
    office.acted(MORNING - timedelta(hours=20))
    office.also_at("wecom")

    assert office.reminder().channel == "wechat"


def test_nothing_is_kept_of_her_before_she_writes(database: Database) -> None:
    office = Office(database)

    assert to_text(NOTHING) is None
    assert office.reminder().address is None
    assert office.called() == ["示例长风厂"]
