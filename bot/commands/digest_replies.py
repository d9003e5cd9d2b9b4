"""A number in reply to a digest: what the last digest at that address offered under it.

A digest keeps nothing when it is queued: its own options say what they ask for, so that a round of thousands
writes no rows for it, and a confirmation that waits is not pushed aside by a digest that arrives.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.commands.follow_up import number_in
from bot.commands.ownership import Found, found_in
from bot.conversation.prompt_json import prompt_from_json
from bot.services.notice import DIGEST
from storage.repositories.notices import Notices as NoticeRows
from storage.unit_of_work import UnitOfWork

VALID = timedelta(days=7)


def picked(work: UnitOfWork, address: int, text: str, now: datetime) -> Found | None:
    """The command a number asks for, or None: no number, no digest in a week, nothing under that number."""
    number = number_in(text)
    if number is None:
        return None
    digest = NoticeRows(work.session).last_sent(address, DIGEST, now - VALID)
    if digest is None:
        return None
    options = prompt_from_json(json.loads(digest.prompt)).options
    asked_for = next((option.key for option in options if option.mark == str(number)), None)
    return found_in(asked_for) if asked_for else None
