"""The shape of a campaign's three files: which keys they have and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from typing import TypeVar

from bot.campaign.model import Cadence, Every, Hours, Milestone, ReminderRhythm, UnitKind, Year
from bot.packs.places import NOWHERE, Place
from bot.packs.readers import Reader, Shape, ident, list_of, table_of, text, whole, word
from bot.packs.report import Report

T = TypeVar("T")

_KINDS = tuple(kind.value for kind in UnitKind)


def _day(value: object, place: Place, report: Report) -> date | None:
    return _parsed(date.fromisoformat, "a day such as 2025-12-31 in quotes", value, place, report)


def _clock(value: object, place: Place, report: Report) -> time | None:
    return _parsed(time.fromisoformat, "a time such as 09:30 in quotes", value, place, report)


def _share(value: object, place: Place, report: Report) -> Fraction | None:
    def percent(written: str) -> Fraction:
        if not written.endswith("%"):
            raise ValueError(written)
        return Fraction(written[:-1].strip()) / 100

    return _parsed(percent, "a share such as 60% in quotes", value, place, report)


def _parsed(parse: Callable[[str], T], form: str, value: object, place: Place, report: Report) -> T | None:
    written = text(value, place, report)
    if written is None:
        return None
    try:
        return parse(written)
    except (ValueError, ZeroDivisionError):
        report.add("CAMPAIGN-SHAPE-001", place, f"“{written}” is not {form}.", f"Write {form}.")
        return None


def _year_key(value: object, place: Place, report: Report) -> str | None:
    written = text(value, place, report)
    if written is not None and written.isdigit() and len(written) == len("2025"):
        return written
    report.add("CAMPAIGN-SHAPE-002", place, f"“{written}” is no year.", "Write a year such as 2025.")
    return None


@dataclass(frozen=True)
class RawUnit:
    """One [[unit]] of units.toml; the names in its lists become units of their own."""

    id: str
    name: str
    kind: str
    parent: str = ""
    streets: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class RawQuota:
    """One row: a unit and its numbers by year."""

    unit: str
    years: Mapping[str, int]
    place: Place = NOWHERE


@dataclass(frozen=True)
class RawPlan:
    """[plan] of campaign.toml."""

    year_shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class RawQuotas:
    """quotas.toml."""

    quota: tuple[RawQuota, ...]
    source: str = ""
    printed_total: Mapping[str, int] = field(default_factory=dict)
    estimated_years: tuple[int, ...] = ()
    street: tuple[RawQuota, ...] = ()


@dataclass(frozen=True)
class RawReminders:
    """[reminders] of campaign.toml."""

    per_week: int


@dataclass(frozen=True)
class RawEscalation:
    """[escalation] of campaign.toml."""

    behind_workdays: int
    unopened_digests: int
    chain: tuple[str, ...]


@dataclass(frozen=True)
class RawCampaign:
    """campaign.toml."""

    id: str
    name: str
    source: str
    timezone: str
    calendar: str
    pack: str
    counts_when: str
    register_total: int
    year: tuple[Year, ...]
    milestone: tuple[Milestone, ...]
    plan: RawPlan
    cadence: tuple[Cadence, ...]
    hours: Hours
    reminders: RawReminders
    reminder: tuple[ReminderRhythm, ...]
    escalation: RawEscalation
    led_by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RawUnits:
    """units.toml."""

    unit: tuple[RawUnit, ...]


def _every(value: object, place: Place, report: Report) -> Every | None:
    found = word(*(every.value for every in Every))(value, place, report)
    return Every(found) if found else None


_BY_YEAR: Reader[dict[str, int]] = table_of(whole, _year_key)
_QUOTA = Shape(RawQuota, {"unit": text, "years": _BY_YEAR}, naming="unit")
QUOTAS = Shape(
    RawQuotas,
    {
        "source": text,
        "printed_total": _BY_YEAR,
        "estimated_years": list_of(whole),
        "quota": list_of(_QUOTA),
        "street": list_of(_QUOTA),
    },
)
_NAMES = list_of(text)
UNITS = Shape(
    RawUnits,
    {
        "unit": list_of(
            Shape(
                RawUnit,
                {
                    "id": text,
                    "name": text,
                    "kind": word(*_KINDS),
                    "parent": text,
                    "streets": _NAMES,
                    "towns": _NAMES,
                    "townships": _NAMES,
                    "parks": _NAMES,
                    "since": _day,
                    "until": _day,
                },
                naming="id",
            )
        )
    },
)
CAMPAIGN = Shape(
    RawCampaign,
    {
        "id": ident,
        "name": text,
        "source": text,
        "timezone": text,
        "calendar": word("CN", "weekdays"),
        "pack": text,
        "counts_when": word("submitted", "verified"),
        "register_total": whole,
        "led_by": table_of(whole),
        "year": list_of(Shape(Year, {"year": whole, "starts": _day, "deadline": _day})),
        "milestone": list_of(
            Shape(
                Milestone,
                {
                    "by": _day,
                    "what": word("diagnosed", "transformed", "providers"),
                    "at_least": whole,
                    "share": _share,
                    "from_level": whole,
                },
            )
        ),
        "plan": Shape(RawPlan, {"year_shares": table_of(_share, _year_key)}),
        "cadence": list_of(Shape(Cadence, {"workdays_left": whole, "every": _every})),
        "hours": Shape(
            Hours, {"digest_at": _clock, "quiet_from": _clock, "quiet_to": _clock, "heartbeat_days": whole}
        ),
        "reminders": Shape(RawReminders, {"per_week": whole}),
        "reminder": list_of(
            Shape(
                ReminderRhythm,
                {"kind": ident, "after_days": whole, "every_days": whole, "at_most": whole},
                naming="kind",
            )
        ),
        "escalation": Shape(
            RawEscalation,
            {
                "behind_workdays": whole,
                "unopened_digests": whole,
                "chain": list_of(word(*_KINDS)),
            },
        ),
    },
)
