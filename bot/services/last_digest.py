"""When a person had her last digest, and how much one tells."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from bot.services.notice import DIGEST, HELD_BACK
from storage.repositories.notices import Notices as NoticeRows
from storage.unit_of_work import UnitOfWork

UNITS = 3  # units told of in full in one message; further ones are named
_LOOKED_BACK = timedelta(days=62)  # two months: the longest a digest tells of


def last_digest_on(work: UnitOfWork, person: int, now: datetime, zone: tzinfo) -> date | None:
    """The day of her last digest of the last two months, or None."""
    rows = NoticeRows(work.session)
    sent = rows.history(frozenset({DIGEST}), now - _LOOKED_BACK, now, HELD_BACK, people=[person])
    return max(past.at for past in sent).astimezone(zone).date() if sent else None
