"""Whether a digest is due to a person, and worth sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.campaign.cadence import Preference, Window, digest_window, every_on
from bot.campaign.changes import change
from bot.campaign.model import Unit
from bot.campaign.standings import Standings


@dataclass(frozen=True, slots=True)
class DigestDue:
    """A digest that goes out now: its window, and why it is worth sending, for the preview."""

    window: Window
    why: str


def digest_due(
    standings: Standings,
    units: Sequence[Unit],
    preference: Preference,
    last_on: date | None,
    local_now: datetime,
) -> DigestDue | None:
    """The digest that is due to a person now, or None.

    Nothing goes out before the campaign begins and after its last deadline, nor about units without a target
    and without enterprises. One that would only repeat the last waits for news: a change that it tells of, a
    quicker rhythm, or the heartbeat.

    Args:
        standings: the units on the day of `local_now`.
        units: those she is told of.
        preference: what she chose.
        last_on: the day of her last digest; None when she had none.
        local_now: the moment, where she is.
    """
    campaign, today = standings.campaign, local_now.date()
    if not campaign.runs_on(today) or last_on == today:
        return None
    window = digest_window(campaign, preference, local_now, standings.calendar)
    if window is None or (last_on is not None and window.first <= last_on):
        return None
    told = [unit for unit in units if standings.target(unit).total or standings.members(unit)]
    why = _news(standings, told, last_on, today) if told else ""
    return DigestDue(window, why) if why else None


def _news(standings: Standings, units: Sequence[Unit], last_on: date | None, today: date) -> str:
    campaign = standings.campaign
    if last_on is None:
        return "first digest"
    rule = campaign.counts_when
    changed = {
        one.id for unit in units for one in standings.members(unit) if change(one, rule, last_on, today)
    }
    if changed:
        return f"{len(changed)} changed since {last_on.isoformat()}"
    every = every_on(campaign, today, standings.calendar)
    if every is not every_on(campaign, last_on, standings.calendar):
        return f"now every {every.value}"
    if (today - last_on).days >= campaign.hours.heartbeat_days:
        return f"nothing new for {(today - last_on).days} days: heartbeat"
    return ""
