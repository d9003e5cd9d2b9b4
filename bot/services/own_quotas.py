"""Quotas a city, a district or a park set itself: kept in the database beside the campaign's files.

They stand in one setting row for each campaign, so that every process sees a change at once and the campaign
folder stays as it was published. What is set here goes before what the files say, for its unit and year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.campaign.model import Campaign, UnitKind
from storage.json_text import Json
from storage.unit_of_work import UnitOfWork

Quotas = Mapping[str, Mapping[int, int]]


def _key(campaign: Campaign) -> str:
    return f"quotas:{campaign.id}"


def stored(work: UnitOfWork, campaign: Campaign) -> dict[str, dict[int, int]]:
    """What was set, by unit and year; units the campaign does not know any more are left out."""
    kept = work.settings.get(_key(campaign))
    if not isinstance(kept, dict):
        return {}
    return {
        unit: {int(year): int(str(number)) for year, number in row.items()}
        for unit, row in kept.items()
        if unit in campaign.units and isinstance(row, dict)
    }


def applied(work: UnitOfWork, campaign: Campaign) -> Campaign:
    """The campaign with what was set."""
    own = stored(work, campaign)
    if not own:
        return campaign
    rows, streets = dict(campaign.quotas.rows), dict(campaign.quotas.streets)
    for unit, row in own.items():
        into = rows if campaign.units[unit].kind is UnitKind.DISTRICT else streets
        into[unit] = {**into.get(unit, {}), **row}
    return replace(campaign, quotas=replace(campaign.quotas, rows=rows, streets=streets))


def keep(work: UnitOfWork, campaign: Campaign, quotas: Quotas, *, by: str, source: str, at: datetime) -> int:
    """Set quotas, leaving other units and years as they were; how many numbers changed. Audited."""
    own = stored(work, campaign)
    changed: list[Json] = []
    for unit, row in quotas.items():
        mine = own.setdefault(unit, {})
        for year, number in row.items():
            if mine.get(year) != number:
                changed.append([unit, year, mine.get(year), number])
                mine[year] = number
    if changed:
        kept: dict[str, Json] = {
            unit: {str(year): number for year, number in row.items()} for unit, row in own.items()
        }
        work.settings.put(_key(campaign), kept)
        detail: dict[str, Json] = {"campaign": campaign.id, "source": source, "changed": changed}
        work.audit.append(at=at, actor=by, channel="cli", action="quotas.set", detail=detail)
    return len(changed)
