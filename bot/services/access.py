"""The one place that decides what a person may see: from her grants to the units of the campaign."""

from __future__ import annotations

from collections.abc import Iterable

from bot.campaign.model import Unit, Units
from storage.models.access import Grant

EVERYTHING = "all"  # the scope kind of a grant over the whole campaign
UNIT = "unit"


def visible_units(units: Units, grants: Iterable[Grant]) -> tuple[Unit, ...]:
    """The units the grants are over, highest first; grants over units that are no more give nothing."""
    found: dict[str, Unit] = {}
    for grant in grants:
        unit = units.root if grant.scope_kind == EVERYTHING else units.by_id.get(grant.scope_id)
        if unit is not None and grant.scope_kind in (EVERYTHING, UNIT):
            found[unit.id] = unit
    return tuple(sorted(found.values(), key=lambda unit: len(units.chain(unit.id))))
