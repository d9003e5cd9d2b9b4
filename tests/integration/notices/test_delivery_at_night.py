"""What waited in the outbox into the night is not sent then; the next morning writes anew, digests too."""

from __future__ import annotations

import asyncio
from datetime import UTC

from support.clock import FrozenClock
from support.noticed import ZONE, local, notices, seed

from bot.campaign.calendar import ChinaCalendar
from bot.channels.base import Capabilities, Outgoing, Receipt
from bot.packs.campaigns import load_campaign
from bot.services.campaigning import Campaigning
from bot.services.delivery import Delivery
from storage.engine import Database


class Mailbox:
    """Takes everything."""

    name = "web"
    capabilities = Capabilities(max_text=10_000)

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.texts: dict[str, str] = {}

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.keys.append(outgoing.key)
        self.texts[outgoing.key] = outgoing.prompt.text
        return Receipt()


def test_a_digest_that_waited_into_the_night_comes_the_next_morning(database: Database) -> None:
    town = seed(database)
    service, box = notices(database), Mailbox()
    campaigning = Campaigning(database, load_campaign("shanghai-2023"), 60)
    clock = FrozenClock()
    delivery = Delivery(database, {"web": box}, clock, awake=campaigning.awake)

    service.run(local("2024-10-14T19:59"))
    clock.moment = local("2024-10-14T20:01").astimezone(UTC)
    assert asyncio.run(delivery.run_once()) == 5
    assert box.keys == []

    morning = local("2024-10-15T09:40")
    again = service.run(morning)
    clock.moment = morning.astimezone(UTC)
    asyncio.run(delivery.run_once())

    reminded = {notice.person for notice in again if notice.kind != "digest"}
    assert reminded == {town.bound, town.stalled, town.double}
    digests = {notice.person: notice.why for notice in again if notice.kind == "digest"}
    assert digests == {town.street_liaison: "first digest", town.both_liaison: "first digest"}
    assert len(box.keys) == len(set(box.keys)) == len(again) == 5
    assert box.texts[f"digest:{town.street_liaison}:2024-W42"].startswith("洞泾镇 · 10 月 15 日")
    later = service.run(local("2024-10-16T09:40"))
    assert [notice for notice in later if notice.kind == "digest"] == []  # the window's went out


def test_awake_is_the_campaigns_own_hours(database: Database) -> None:
    campaigning = Campaigning(database, load_campaign("shanghai-2023"), 60)

    assert campaigning.awake(local("2024-09-29T10:00"))  # a Sunday that is worked
    assert ChinaCalendar().is_workday(local("2024-09-29T10:00").astimezone(ZONE).date())
    assert not campaigning.awake(local("2024-10-02T10:00"))
    assert not campaigning.awake(local("2024-10-14T20:00"))
    assert campaigning.awake(local("2024-10-14T08:30"))
