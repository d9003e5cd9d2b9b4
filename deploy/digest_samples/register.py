"""Invented registers in memory: a campaign's quotas filled with enterprises that live at a seeded pace."""

from __future__ import annotations

import random
from datetime import date, timedelta

from bot.campaign.calendar import calendar
from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.standings import Standings
from bot.campaign.states import Progress

QUESTIONS = 60
_WORDS = ("启明", "长桥", "云岭", "石湖", "东塔", "青禾", "白鹭", "松风", "三川", "海棠", "金穗", "南屏")
_TRADES = ("精密机械", "汽车零部件", "电子", "新材料", "生物科技", "服饰", "泵阀")
_WEEK = timedelta(7)
_GIVES_UP = 60  # days after which one that will not go on is known to be out


def filled(campaign: Campaign, on: date, *, share: float = 0.9, seed: int = 7) -> Standings:
    """Every responsible unit with as many enterprises as its quotas, living over the campaign's days.

    `share` is how many of them finish in the end; a tenth lies in parks, a twentieth belongs to the groups.
    Streets are of uneven size.
    """
    chance = random.Random(seed)  # noqa: S311 - invented data
    first, last = campaign.years[0].starts, campaign.years[-1].deadline
    groups = campaign.units.children(campaign.units.root.id, UnitKind.GROUP)
    firms: list[Progress] = []
    for unit_id, row in campaign.quotas.rows.items():
        streets = campaign.units.children(unit_id, UnitKind.STREET)
        parks = campaign.units.children(unit_id, UnitKind.PARK)
        weights = [chance.random() + 0.2 for _ in streets]
        for _ in range(sum(row.values())):
            one = Progress(len(firms) + 1, _name(len(firms)), unit_id, total=QUESTIONS)
            one.street = chance.choices(streets, weights)[0].id if streets else ""
            one.park = _one(parks, chance, 0.1)
            one.group = _one(groups, chance, 0.05)
            begins = first + timedelta(chance.randrange((last - first).days))
            _live(one, begins, on, chance, finishes=chance.random() < share)
            firms.append(one)
    return Standings(campaign, firms, on, calendar(campaign.calendar))


def _name(number: int) -> str:
    word, trade = _WORDS[number % len(_WORDS)], _TRADES[number % len(_TRADES)]
    return f"示例{word}{trade}{number // 84 + 1}厂"


def _one(units: tuple[Unit, ...], chance: random.Random, share: float) -> str:
    return chance.choice(units).id if units and chance.random() < share else ""


def _live(one: Progress, begins: date, on: date, chance: random.Random, *, finishes: bool) -> None:
    """What has happened to it by the day: invited, joined, started, silent for a while, done."""
    if begins > on:
        return
    joins, starts = begins + timedelta(chance.randrange(2, 20)), begins + timedelta(chance.randrange(20, 40))
    ends = starts + timedelta(chance.randrange(2, 30))
    one.invited_on = begins
    one.reachable = chance.random() < 0.7  # noqa: PLR2004 - most have a contact the bot can write to
    if not finishes and chance.random() < 0.3:  # noqa: PLR2004 - some never react
        return
    one.bound_on = joins if joins <= on else None
    if starts <= on:
        one.started_on = starts
        one.last_answer_on = min(on, ends, starts + _WEEK)
        one.place = chance.choice((18, 31, 44, 52, 57))
    if not finishes and (on - starts).days > _GIVES_UP and chance.random() < 0.8:  # noqa: PLR2004 - says so
        one.standing = chance.choice(("refused", "closed", "moved"))
    if finishes and ends <= on:
        one.submitted_on = one.verified_on = ends
        one.level, one.place = chance.randrange(1, 6), QUESTIONS
