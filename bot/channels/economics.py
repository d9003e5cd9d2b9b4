"""What sending costs, as a value: open windows, messages left in them, one-time consents, ways to send.

Pure. `Allowance` is what is kept of one address; the functions say what an act, a send, an error or later
news makes of it. Nothing here is ever more generous than the platforms: a message is taken out of every open
window before it is sent (they do not add up), and put back only when the platform surely did not take it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.channels.base import Act, Way


@dataclass(frozen=True, slots=True)
class Opening:
    """What one act opens: `most` messages within `lasting`."""

    most: int
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` messages in any `seconds`; beyond, the platform drops them or refuses."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Rules:
    """A platform's rules for writing to one person. Without `opens`, no act of hers is needed.

    `first` orders the channels whose way is PLAIN: the lowest is tried first.
    """

    source: str
    opens: Mapping[Act, Opening] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    first: int = 3

    @property
    def way(self) -> Way:
        """How an ordinary message is sent."""
        return Way.CUSTOMER_SERVICE if self.opens else Way.PLAIN


_DAYS = timedelta(hours=48)
_MINUTE = timedelta(minutes=1)

RULES: Final[Mapping[str, Rules]] = {
    "wechat": Rules(
        "developers.weixin.qq.com, Customer_Service_Messages (read in November 2026)",
        opens={
            Act.MESSAGE: Opening(5, _DAYS),
            Act.MENU: Opening(3, _MINUTE),
            Act.FOLLOW: Opening(3, _MINUTE),
            Act.SCAN: Opening(3, _MINUTE),
        },
    ),
    "wecom_kf": Rules(
        "developer.work.weixin.qq.com, document/path/94677 (kf/send_msg)",
        opens={Act.MESSAGE: Opening(5, _DAYS)},
    ),
    "wecom": Rules(
        "developer.work.weixin.qq.com, document/path/90236: 30 a minute and 1,000 an hour for each member",
        rates=(Rate(30, 60), Rate(1000, 3600)),
        first=1,
    ),
    "telegram": Rules("core.telegram.org/bots/api; its own rate limits are kept by the adapter", first=2),
}
"""By channel. One that is not here (web, console) takes any number at any time."""

FREE: Final = Rules("our own")


def rules_of(channel: str) -> Rules:
    """The rules of a channel."""
    return RULES.get(channel, FREE)


@dataclass(frozen=True, slots=True)
class Window:
    """So many messages left until then."""

    until: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What went out under one rate: in the slot `slot` of time and in the slot before it."""

    slot: int
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is kept of one address. `reserved`: messages taken out for the one that is being sent."""

    windows: Mapping[Act, Window] = field(default_factory=dict)
    grants: Mapping[str, int] = field(default_factory=dict)
    reserved: int = 0
    spent: Mapping[int, Spent] = field(default_factory=dict)


NOTHING: Final = Allowance()
