"""When something goes out, as a person says it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.commands.base import Call
from bot.services.chasing import DELAY


def moment_text(call: Call, due: datetime) -> str:
    """“in a minute”, or the day and the hour it waits for."""
    if due - call.now <= DELAY:
        return call.say("moment.soon")
    zone = call.desk.campaigning.zone
    local = due.astimezone(zone)
    clock = f"{local.hour}:{local.minute:02}"
    days = (local.date() - call.today).days
    if days == 0:
        return call.say("moment.today", clock=clock)
    if days == 1:
        return call.say("moment.tomorrow", clock=clock)
    return call.say("moment.day", month=local.month, day=local.day, clock=clock)


def ago_text(call: Call, moment: datetime | None) -> str:
    """How long ago something was, in days."""
    if moment is None:
        return call.say("moment.never")
    days = (call.now - moment) // timedelta(days=1)
    return call.say("moment.days_ago", days=days) if days else call.say("moment.lately")
