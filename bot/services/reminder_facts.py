"""What reminders need besides the register: unread reports, open measures, invitations half taken."""

from __future__ import annotations

from collections.abc import Collection

from bot.services.access import OVER_UNITS
from bot.services.campaigning import Campaigning
from bot.services.enrolment import PENDING
from bot.services.notice_people import Liaisons
from bot.services.reminder_notices import Facts
from storage.repositories.measures import OpenReport
from storage.repositories.notices import Notices as NoticeRows
from storage.unit_of_work import UnitOfWork


def read_facts(
    work: UnitOfWork, campaigning: Campaigning, liaisons: Liaisons, in_chat: Collection[str]
) -> Facts:
    """The facts as they stand, in three statements. On channels `in_chat` the file itself is in the chat."""
    unread = {
        one.enterprise: one.sent_at.astimezone(campaigning.zone).date()
        for one in work.sent_reports.unopened({campaigning.campaign.pack})
        if not _seen(one, in_chat)
    }
    looked_after: dict[str, set[int]] = {}
    for person, grants in liaisons.grants.items():
        for grant in grants:
            if grant.role in OVER_UNITS:
                looked_after.setdefault(grant.scope_id, set()).add(person)
    return Facts(
        unread=unread,
        measures={one.enterprise_id: one for one in reversed(work.measures.open())},
        pending=NoticeRows(work.session).pending(PENDING),
        liaisons=looked_after,
    )


def _seen(one: OpenReport, in_chat: Collection[str]) -> bool:
    """No platform says that a file was read: who wrote after it came has had it on her screen."""
    return one.channel in in_chat and one.last_inbound_at is not None and one.last_inbound_at > one.sent_at
