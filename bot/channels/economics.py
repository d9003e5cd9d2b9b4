"""What sending costs, as a value: open windows, messages left in them, one-time consents, rates.

Pure. `Allowance` is what is kept of one address; the functions say what an act, a send, an error or later
news makes of it. Nothing here is ever more generous than the platforms: windows do not add up, so a message
is taken out of every open one; what a platform may have taken counts as taken; and one message of an address
is being sent at a time (`sending`), so that nobody else spends what it may need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

from bot.channels.base import Act, Way


class Closes(StrEnum):
    """What an error of the platform closes."""

    NOTHING = "nothing"
    WINDOW = "window"  # her window is over: nothing by customer service until she acts
    COUNT = "count"  # the messages of her window are used up
    CONSENT = "consent"  # there is no consent (left) for this form
    PERSON = "person"  # she left: nothing at all until she is back
    WAY = "way"  # nobody gets anything by this way until the operator does something
    DAY = "day"  # nobody gets anything by this way before midnight


CLOSES: Final[Mapping[str, Closes]] = {
    "window_closed": Closes.WINDOW,
    "window_used_up": Closes.COUNT,
    "session_taken": Closes.WINDOW,
    "no_consent": Closes.CONSENT,
    "unfollowed": Closes.PERSON,
    "blocked": Closes.PERSON,
    "deactivated": Closes.PERSON,
    "refused": Closes.PERSON,
    "not_authorised": Closes.WAY,
    "bad_form": Closes.WAY,
    "daily_limit": Closes.DAY,
}
"""By our code; what is not here closes nothing."""

WAY_CLOSED: Final = timedelta(hours=1)
"""How long a way stays closed that only the operator can open; then one message tries it again."""

_DAY_OF: Final = timezone(timedelta(hours=8))  # the platforms' days begin at midnight in Beijing


@dataclass(frozen=True, slots=True)
class Opening:
    """What one act opens: `most` messages within `lasting`."""

    most: int
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` messages in any `seconds`; what goes beyond, the platform drops."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Rules:
    """A platform's rules for writing to one person. Without `opens`, no act of hers is needed.

    `rank` orders the channels whose only way is PLAIN: the lowest is tried first.
    """

    source: str
    opens: Mapping[Act, Opening] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    rank: int = 3


_DAYS = timedelta(hours=48)
_MINUTE = timedelta(minutes=1)

RULES: Final[Mapping[str, Rules]] = {
    "wechat": Rules(
        "developers.weixin.qq.com: Customer_Service_Messages, as of November 2026",
        opens={
            Act.MESSAGE: Opening(5, _DAYS),
            Act.MENU: Opening(3, _MINUTE),
            Act.FOLLOW: Opening(3, _MINUTE),
            Act.SCAN: Opening(3, _MINUTE),
        },
    ),
    "wecom_kf": Rules(
        "developer.work.weixin.qq.com: kf/send_msg, five in 48 hours of the customer's last message; "
        "kf/send_msg_on_event, one greeting within 20 seconds of an entrance that brings a code",
        opens={Act.MESSAGE: Opening(5, _DAYS), Act.ENTER: Opening(1, timedelta(seconds=20))},
    ),
    "wecom": Rules(
        "developer.work.weixin.qq.com/document/path/90236: a member gets 30 a minute and 1,000 an hour",
        rates=(Rate(30, 60), Rate(1000, 3600)),
        rank=1,
    ),
    "telegram": Rules("core.telegram.org/bots/api: no window; the adapter keeps the pace", rank=2),
}
"""By channel."""

FREE: Final = Rules("our own: any number, at any time")
"""Of a channel without rules: the web chat, the terminal."""


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
    """What went out in the span of time numbered `span`, and in the one before it."""

    span: int
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Sending:
    """What the message that is being sent may use: so many messages by this way, or one consent of `form`."""

    way: Way
    form: str = ""
    most: int = 1


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is kept of one address. `recent`: when the last sends were over, how many messages each was."""

    windows: Mapping[Act, Window] = field(default_factory=dict)
    grants: Mapping[str, int] = field(default_factory=dict)
    spent: Mapping[int, Spent] = field(default_factory=dict)
    sending: Sending | None = None
    recent: tuple[tuple[datetime, int], ...] = ()

    def left(self, now: datetime) -> int:
        """How many messages can go by customer service."""
        return max((one.left for one in self.windows.values() if now < one.until), default=0)

    def open_until(self) -> datetime | None:
        """Until when something can go by customer service; None: it cannot."""
        return max((one.until for one in self.windows.values() if one.left > 0), default=None)


NOTHING: Final = Allowance()
_REMEMBERED: Final = timedelta(minutes=5)  # the longest an act may take to be told, with all of its tries


def after_act(
    before: Allowance,
    channel: str,
    act: Act | None,
    at: datetime,
    *,
    grants: Iterable[str] = (),
    withdrawn: Iterable[str] = (),
) -> Allowance:
    """She did something: it opens its own window anew; consents are added or taken back.

    `at` is when the platform says she did it. What was sent since then, before we were told, came out of the
    window she had opened.
    """
    windows, forms = dict(before.windows), dict(before.grants)
    opening = rules_of(channel).opens.get(act) if act else None
    if act and opening:
        until = at + opening.lasting
        known = windows.get(act)
        if known is None or known.until < until:  # the same event again, or an older one, opens nothing anew
            since = sum(used for moment, used in before.recent if moment >= at)
            windows[act] = Window(until, max(0, opening.most - since))
    for form in grants:
        forms[form] = forms.get(form, 0) + 1
    for form in withdrawn:
        forms.pop(form, None)
    return replace(before, windows=windows, grants=forms)


def after_leaving(before: Allowance) -> Allowance:
    """She unfollowed or blocked us: windows and consents are gone."""
    return replace(before, windows={}, grants={})


def reserve(before: Allowance, channel: str, what: Sending, now: datetime) -> Allowance:
    """Before a message is sent: note what it may use. What has a rate is counted at once."""
    return replace(before, sending=what, spent=_counted(before.spent, channel, 1, now))


def after_send(before: Allowance, channel: str, used: int | None, now: datetime) -> Allowance:
    """The attempt is over and used `used` messages, surely or maybe; None: nobody knows how many."""
    what = before.sending
    if what is None:
        return before
    used = what.most if used is None else used
    after = replace(before, sending=None, spent=_counted(before.spent, channel, used - 1, now))
    if what.way is Way.CUSTOMER_SERVICE:
        # The platform may count it in a window that was opened meanwhile.
        recent = [(moment, number) for moment, number in before.recent if now - moment < _REMEMBERED]
        recent += [(now, used)] if used else []
        return replace(after, windows=_charged(before.windows, used), recent=tuple(recent))
    if what.way is Way.SUBSCRIPTION and used:
        return replace(after, grants=_changed(before.grants, what.form, -1))
    return after


def after_error(before: Allowance, code: str, form: str = "") -> Allowance:
    """The platform refused with one of our codes."""
    match closes(code):
        case Closes.WINDOW:
            return replace(before, windows={})
        case Closes.COUNT:
            return replace(before, windows={act: replace(one, left=0) for act, one in before.windows.items()})
        case Closes.CONSENT:
            return replace(before, grants={name: n for name, n in before.grants.items() if name != form})
        case Closes.PERSON:
            return after_leaving(before)
        case _:
            return before


def after_news(before: Allowance, code: str) -> Allowance:
    """The platform tells later that a message did not arrive.

    It counted all the same. Only what says that she left, or that the window is over, changes anything.
    """
    return before if closes(code) is Closes.CONSENT else after_error(before, code)


def shut_after(code: str, now: datetime) -> datetime | None:
    """Until when an error closes its way to everybody; None when it does not."""
    match closes(code):
        case Closes.WAY:
            return now + WAY_CLOSED
        case Closes.DAY:
            tomorrow = now.astimezone(_DAY_OF).date() + timedelta(days=1)
            return datetime.combine(tomorrow, time(), _DAY_OF).astimezone(UTC)
        case _:
            return None


def closes(code: str) -> Closes:
    """What one of our codes closes."""
    return CLOSES.get(code, Closes.NOTHING)


def pace(allowance: Allowance, rates: Sequence[Rate], now: datetime) -> tuple[datetime | None, int | None]:
    """How long to wait for the rates, if at all, and how many messages they leave.

    Time is cut into spans as long as the rate's. What went out in this span and the one before it together
    stays within the rate, so that it does in any stretch of that length; one is spared for the message that
    is counted in one span and taken by the platform in the next.
    """
    wait: datetime | None = None
    most: int | None = None
    for rate in rates:
        spent = _rolled(allowance.spent.get(rate.seconds), rate.seconds, now)
        room = rate.most - 1 - spent.now - spent.before
        most = room if most is None else min(most, room)
        if room <= 0:
            # When this span is over the one before it no longer counts; if that is not enough, the next one.
            spans = 1 if spent.now < rate.most - 1 else 2
            at = datetime.fromtimestamp((spent.span + spans) * rate.seconds, UTC)
            wait = at if wait is None else max(wait, at)
    return wait, most


def _rolled(spent: Spent | None, seconds: int, now: datetime) -> Spent:
    """What was spent as the span of `now` sees it."""
    span = int(now.timestamp()) // seconds
    if spent is None or spent.span < span - 1:
        return Spent(span, 0, 0)
    return spent if spent.span >= span else Spent(span, 0, spent.now)


def _counted(spent: Mapping[int, Spent], channel: str, number: int, now: datetime) -> Mapping[int, Spent]:
    """`number` more went out; a negative one puts nothing back, for a platform may count what it refuses."""
    rates = rules_of(channel).rates
    if not rates or number <= 0:
        return spent
    rolled = {rate.seconds: _rolled(spent.get(rate.seconds), rate.seconds, now) for rate in rates}
    return {seconds: replace(one, now=one.now + number) for seconds, one in rolled.items()}


def _charged(windows: Mapping[Act, Window], number: int) -> Mapping[Act, Window]:
    return {act: replace(one, left=max(0, one.left - number)) for act, one in windows.items()}


def _changed(grants: Mapping[str, int], form: str, by: int) -> Mapping[str, int]:
    changed = {**grants, form: grants.get(form, 0) + by}
    return {name: number for name, number in changed.items() if number > 0}
