"""What a platform tells of a person without her having said anything: kept, and answered with nothing."""

from __future__ import annotations

from datetime import datetime

from support.clock import FrozenClock

from bot.channels.base import InboundMessage, Kind
from bot.conversation.limits import TURNS_A_MINUTE
from bot.conversation.prompt import Prompt
from bot.inbound import Inbound
from storage.engine import Database
from storage.models.messaging import InboxStatus
from storage.turns import PersonRef, TurnStart, TurnTx

CLOCK = FrozenClock()


class Talkative:
    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt]:
        return [Prompt("你好")]


def notice(key: str, grants: tuple[str, ...] = ()) -> InboundMessage:
    return InboundMessage("wechat", "li", key, Kind.NOTICE, CLOCK.now(), grants=grants)


def test_a_notice_is_stored_and_nobody_is_answered(database: Database) -> None:
    inbound = Inbound(database, [Talkative()], CLOCK, through_outbox=["wechat"])

    reply = inbound.handle(notice("popup:1", grants=("tmpl",)))

    assert reply.prompts == ()
    with database.read() as work:
        row = work.inbox.get("wechat", "popup:1")
        assert row is not None
        assert row.status is InboxStatus.DONE
        assert work.outbox.depth() == {}
        assert work.people.at("wechat", "li") is not None  # the consent has somebody to belong to


def test_a_notice_without_a_consent_makes_nobody(database: Database) -> None:
    Inbound(database, [Talkative()], CLOCK).handle(notice("sent:1"))

    with database.read() as work:
        assert work.people.at("wechat", "li") is None


def test_no_notice_is_dropped_because_a_person_is_quick(database: Database) -> None:
    inbound = Inbound(database, [Talkative()], CLOCK)
    for number in range(TURNS_A_MINUTE + 5):
        inbound.handle(notice(f"popup:{number}", grants=("tmpl",)))

    with database.read() as work:
        assert work.inbox.get("wechat", f"popup:{TURNS_A_MINUTE + 4}") is not None
