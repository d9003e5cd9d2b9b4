"""An allowance as JSON text, as it is kept with its address; and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.channels.base import Act, Way
from bot.channels.economics import NOTHING, Allowance, Sending, Spent, Window


def to_text(allowance: Allowance) -> str | None:
    """The text; None when there is nothing to keep."""
    if allowance == NOTHING:
        return None
    kept: dict[str, Any] = {}
    if allowance.windows:
        kept["windows"] = {
            act.value: [one.until.isoformat(), one.left] for act, one in allowance.windows.items()
        }
    if allowance.grants:
        kept["grants"] = dict(allowance.grants)
    if allowance.spent:
        kept["spent"] = {
            str(seconds): [one.span, one.now, one.before] for seconds, one in allowance.spent.items()
        }
    if allowance.sending:
        kept["sending"] = [allowance.sending.way.value, allowance.sending.form, allowance.sending.most]
    if allowance.recent:
        kept["recent"] = [[moment.isoformat(), used] for moment, used in allowance.recent]
    return json.dumps(kept, separators=(",", ":"))


def from_text(text: str | None) -> Allowance:
    """The allowance `to_text` wrote."""
    if not text:
        return NOTHING
    kept = json.loads(text)
    sending = kept.get("sending")
    return Allowance(
        windows={
            Act(act): Window(datetime.fromisoformat(until), left)
            for act, (until, left) in kept.get("windows", {}).items()
        },
        grants=kept.get("grants", {}),
        spent={int(seconds): Spent(*counts) for seconds, counts in kept.get("spent", {}).items()},
        sending=Sending(Way(sending[0]), sending[1], sending[2]) if sending else None,
        recent=tuple((datetime.fromisoformat(moment), used) for moment, used in kept.get("recent", ())),
    )
