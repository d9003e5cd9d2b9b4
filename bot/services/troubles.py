"""What platforms refused lately and an operator can mend: one note a channel and code, for `doctor`.

What stops a whole channel ends with the first message that goes out again: then its notes are removed, and
whatever was put off because of it goes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.channels.economics import Closes, closes
from storage.unit_of_work import UnitOfWork

_PREFIX: Final = "trouble:"
STOPS_ALL: Final = frozenset(
    {
        "bad_secret",
        "bad_token",
        "ip_not_allowed",
        "banned",
        "bad_kf",
        "token_busy",
        "unreachable",
        "tls",
        "bad_address",
        "redirected",
        "http_4xx",
    }
)
"""Our codes for what no message of a channel gets past."""

_ABOUT_HER: Final = frozenset({Closes.WINDOW, Closes.COUNT, Closes.CONSENT, Closes.PERSON})


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last time a channel refused with a code. `vendor` is the platform's own; `hint` says what to do."""

    channel: str
    code: str
    vendor: str
    hint: str
    at: datetime


def note(work: UnitOfWork, channel: str, code: str, vendor: str, hint: str, now: datetime) -> None:
    """Keep it, unless there is nothing to do or it is about one person only."""
    if hint and closes(code) not in _ABOUT_HER:
        kept = {"vendor": vendor, "hint": hint, "at": now.isoformat()}
        work.settings.replace(f"{_PREFIX}{channel}:{code}", dict(kept))


def open_since(work: UnitOfWork, moment: datetime) -> list[Trouble]:
    """The troubles after that moment on channels that have sent nothing since, the newest first."""

    def over(one: Trouble) -> bool:
        sent = work.outcomes.last_sent(one.channel)
        return sent is not None and sent > one.at

    return [one for one in since(work, moment) if not over(one)]


def over(work: UnitOfWork, channel: str, now: datetime) -> None:
    """A message of the channel went out: nothing holds the others up any more."""
    for code in STOPS_ALL:
        work.settings.remove(f"{_PREFIX}{channel}:{code}")
    work.outcomes.hurry(channel, STOPS_ALL, now)


def since(work: UnitOfWork, moment: datetime) -> list[Trouble]:
    """The troubles after that moment, the newest first."""
    found = []
    for key, kept in work.settings.beginning(_PREFIX).items():
        if not isinstance(kept, dict):
            continue
        _, channel, code = key.split(":", 2)
        at = datetime.fromisoformat(str(kept["at"]))
        if at >= moment:
            found.append(Trouble(channel, code, str(kept["vendor"]), str(kept["hint"]), at))
    return sorted(found, key=lambda one: one.at, reverse=True)
