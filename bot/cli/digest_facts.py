"""A digest's facts as JSON, as `digest --json` prints them."""

from __future__ import annotations

from datetime import date

from bot.campaign.changes import COUNTED, Changes
from bot.campaign.digest import RANKED, street_digest, unit_digest
from bot.campaign.model import Unit
from bot.campaign.standings import Standings
from bot.cli.quota_view import as_json as quota_json


def as_json(standings: Standings, unit: Unit, since: date | None) -> dict[str, object]:
    """What `quota show` knows of the unit, what changed, and whom to call or which parts stand still."""
    facts = quota_json(standings, unit)
    if unit.kind in RANKED:
        digest = unit_digest(standings, unit, since)
        return facts | {
            "available": digest.available,
            "changes": _changes(digest.changes),
            "ranked": [row.unit.id for row in digest.rows],
            "idle": [row.unit.id for row in digest.rows if row.idle],
        }
    street = street_digest(standings, unit, since)
    return facts | {
        "available": street.available,
        "changes": _changes(street.changes),
        "call_first": [
            {
                "name": call.name,
                "state": call.state.value,
                "days": call.days,
                "reachable": call.reachable,
                "questions_left": call.left,
            }
            for call in street.call_first
        ],
        "unreachable_besides": street.unreachable,
        "longest_silent_days": street.longest,
        "nearly_done": list(street.nearly),
        "unverified": street.unverified,
    }


def _changes(found: Changes) -> dict[str, object]:
    return {
        "since": found.since.isoformat(),
        "finished": list(found.finished),
        **{kind: getattr(found, kind) for kind in COUNTED},
    }
