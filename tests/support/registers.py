"""Invented registers in memory: a campaign's quotas filled with enterprises at a seeded pace."""

from __future__ import annotations

import random
from datetime import date, timedelta

from bot.campaign.calendar import calendar
from bot.campaign.model import Campaign, UnitKind
from bot.campaign.standings import Standings
from bot.campaign.states import Progress


def filled(campaign: Campaign, on: date, *, share: float = 0.9, seed: int = 7) -> Standings:
    """Every responsible unit with as many enterprises as its quotas, finishing over the campaign's days.

    `share` is how many of them finish by the campaign's end; the streets are of uneven size.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data
    first, last = campaign.years[0].starts, campaign.years[-1].deadline
    days = (last - first).days
    firms: list[Progress] = []
    for unit_id, row in campaign.quotas.rows.items():
        streets = campaign.units.children(unit_id, UnitKind.STREET)
        weights = [chance.random() + 0.2 for _ in streets]
        for _ in range(sum(row.values())):
            street = chance.choices(streets, weights)[0].id if streets else ""
            one = Progress(len(firms) + 1, f"示例{len(firms) + 1}厂", unit_id, street=street, total=60)
            _lived(one, first + timedelta(chance.randrange(days)), on, chance.random() < share)
            firms.append(one)
    return Standings(campaign, firms, on, calendar(campaign.calendar))


def _lived(one: Progress, begins: date, on: date, finishes: bool) -> None:
    """What has happened to it by the day: invited, joined, started two weeks later, done in another."""
    if begins > on:
        return
    one.invited_on = begins
    one.bound_on = begins + timedelta(5)
    one.started_on = one.last_answer_on = begins + timedelta(14)
    one.place = 55 if one.id % 7 == 0 else 20
    one.reachable = one.id % 3 > 0
    if finishes:
        one.submitted_on = one.verified_on = begins + timedelta(21)
        one.level, one.place = 1 + one.id % 5, 60
