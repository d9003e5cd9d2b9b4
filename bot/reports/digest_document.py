"""A district's or the city's digest as a Word file of one page, for forwarding to whoever is responsible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import zip_longest
from pathlib import Path

from bot.campaign.curve import Curve, curve
from bot.campaign.digest import Row, UnitDigest, unit_digest
from bot.campaign.digest_text import milestone_line, news_line
from bot.campaign.model import Unit, UnitKind
from bot.campaign.pace_text import WEEK, course_line, day_text, forecast_text, notes, percent, tenths
from bot.campaign.standings import Standings
from bot.clock import SHANGHAI
from bot.messages import Messages
from bot.reports.digest_views import CardView, DigestContext, PairView, PartView, RankingView, YearView
from bot.reports.render import FOLDER
from bot.reports.word.cache import load_template
from bot.reports.word.charts import Chart, Series
from bot.reports.word.template import Rendered

COURSE = "course"  # the name of the chart
SHOWN = 18  # units in the ranking: more would not fit the page
_NAMES = 6  # units that stand still, by name
_NOTHING: PartView = {"place": "", "name": "", "progress": "", "percent": "", "short": ""}


@dataclass(frozen=True, slots=True)
class Basis:
    """What the results rest on: the questionnaire's status (参考问卷), title and version."""

    status: str
    title: str
    version: str


def render_digest(
    standings: Standings, unit: Unit, basis: Basis, messages: Messages, template: Path | None = None
) -> Rendered:
    """Write the digest of a district or the city, with the shipped template or an operator's own.

    Raises:
        TemplateError: the template cannot be used.
    """
    compiled = load_template(template or FOLDER / f"digest.{messages.locale}.docx")
    drawn = _Document(standings, unit, basis, messages)
    return compiled.render(
        drawn.context(),
        charts={COURSE: drawn.chart()},
        moment=datetime.combine(standings.on, time(12), SHANGHAI).astimezone(UTC),
    )


class _Document:
    """One document's texts."""

    def __init__(self, standings: Standings, unit: Unit, basis: Basis, messages: Messages) -> None:
        self._standings = standings
        self._unit = unit
        self._basis = basis
        self._messages = messages
        self._digest: UnitDigest = unit_digest(standings, unit)

    def _say(self, key: str, /, **fields: object) -> str:
        return self._messages.say(f"digest_file.{key}", **fields)

    def context(self) -> DigestContext:
        """Everything the template shows."""
        digest, messages, campaign = self._digest, self._messages, self._standings.campaign
        weekday = messages.variants("digest.weekdays")[digest.on.weekday()]
        verified = campaign.counts_when == "verified"
        basis = self._say("verified" if verified else "self_reported")
        return {
            "title": self._say("title", unit=digest.unit.name),
            "date": self._say("date", date=digest.on.isoformat(), weekday=weekday),
            "campaign": campaign.name,
            "labels": self._say("labels", status=self._basis.status, basis=basis),
            "cards": self._cards(),
            "forecast": self._forecast(),
            "news": news_line(digest.changes, digest.on, messages, names=False)
            + messages.say("digest_file.join")
            + course_line(digest.unit, digest.pace, digest.rank, messages, week_told=True),
            "milestones": milestone_line(digest.milestones, messages),
            "course": {
                "alt": self._say(
                    "course_alt",
                    unit=digest.unit.name,
                    done=digest.pace.done,
                    target=digest.pace.target.total,
                    likely=digest.pace.forecast.likely,
                ),
                "caption": self._say("course", year=self._standings.year.year),
            },
            "years_title": self._say("years"),
            "has_printed": self._unit.kind is UnitKind.CITY and bool(campaign.quotas.printed),
            "years": self._years(),
            "ranking": self._ranking(),
            "sources": self._say(
                "sources",
                date=digest.on.isoformat(),
                pack=f"{self._basis.title} {self._basis.version}",
                status=self._basis.status,
                basis=basis,
                source=campaign.quotas.source or campaign.source,
            ),
        }

    def chart(self) -> Chart:
        """Needed, done and expected over the year, by month."""
        found: Curve = curve(self._standings, self._unit, by_month=True)
        say = self._say
        return Chart(
            tuple(f"{day.month}/{day.day}" for day in found.days),
            (
                Series(say("needed"), tuple(tenths(one) for one in found.needed)),
                Series(say("done"), tuple(None if one is None else str(one) for one in found.done)),
                Series(
                    say("expected"), tuple(None if one is None else tenths(one) for one in found.expected)
                ),
            ),
        )

    def _cards(self) -> list[CardView]:
        pace, say = self._digest.pace, self._say
        needed = say("none") if pace.needed is None else tenths(pace.needed * WEEK)
        said = notes(self._unit, pace, None, self._messages)
        return [
            {
                "label": say("card.target"),
                "number": str(pace.target.total),
                "note": said or say("card.this_year", count=pace.target.quota),
            },
            {
                "label": say("card.done"),
                "number": str(pace.done),
                "note": say("card.share", percent=percent(pace.done, pace.target.total)),
            },
            {
                "label": say("card.remaining"),
                "number": str(pace.remaining),
                "note": say(
                    "card.days",
                    days=pace.workdays_left,
                    day=day_text(pace.deadline, self._messages),
                    assumed="" if pace.official_calendar else say("card.assumed"),
                ),
            },
            {
                "label": say("card.needed"),
                "number": needed,
                "note": say("card.rate", rate=tenths(pace.rate * WEEK)),
            },
        ]

    def _forecast(self) -> str:
        pace = self._digest.pace
        if not pace.remaining:
            return self._say("met")
        if pace.needed is None:
            return self._say("over", count=pace.remaining)
        text = forecast_text(pace, self._messages)
        return self._say("forecast", text=text.lstrip("；; "))

    def _years(self) -> list[YearView]:
        standings, unit = self._standings, self._unit
        quotas = standings.campaign.quotas
        done = standings.done_by_year(unit)
        city = unit.kind is UnitKind.CITY
        rows, quota_sum, printed_sum = [], 0, 0
        for one in standings.campaign.years:
            quota = quotas.sum(one.year) if city else quotas.rows.get(unit.id, {}).get(one.year, 0)
            printed = quotas.printed.get(one.year) if city else None
            begun = one.starts <= standings.on
            name = self._say("year", year=one.year)
            if one.year in quotas.estimated:
                name += self._say("estimated")
            rows.append(self._year(name, quota, done.get(one.year, 0) if begun else None, printed))
            quota_sum += quota
            printed_sum += printed or 0
        return [*rows, self._year(self._say("all"), quota_sum, sum(done.values()), printed_sum or None)]

    def _year(self, name: str, quota: int, done: int | None, printed: int | None) -> YearView:
        nothing = self._say("none")
        return {
            "name": name,
            "quota": str(quota),
            "done": nothing if done is None else str(done),
            "percent": nothing if done is None else f"{percent(done, quota)} %",
            "gap": nothing if done is None else str(max(0, quota - done)),
            "printed": nothing if printed is None else str(printed),
            "difference": nothing if printed is None else f"{quota - printed:+d}",
        }

    def _ranking(self) -> RankingView:
        rows = self._digest.rows
        shown = [self._part(place, row) for place, row in enumerate(rows[:SHOWN], start=1)]
        half = -(-len(shown) // 2)
        pairs: list[PairView] = [
            {"left": left, "right": right}
            for left, right in zip_longest(shown[:half], shown[half:], fillvalue=_NOTHING)
        ]
        return {
            "title": self._say(f"ranking.{self._unit.kind}", count=len(rows)),
            "note": self._note(rows),
            "pairs": pairs,
        }

    def _part(self, place: int, row: Row) -> PartView:
        pace = row.pace
        return {
            "place": str(place),
            "name": row.unit.name,
            "progress": f"{pace.done}/{pace.target.total}",
            "percent": f"{percent(pace.done, pace.target.total)} %",
            "short": str(pace.shortfall[1]) if pace.shortfall[1] else self._say("enough"),
        }

    def _note(self, rows: Sequence[Row]) -> str:
        """What the ranking leaves out, how unset targets were split, who stands still."""
        say, comma = self._say, self._messages.say("digest.comma")
        digest, said = self._digest, []
        if digest.pace.remaining and digest.available < digest.pace.target.total:
            said.append(self._messages.say("digest.register_short", count=digest.available))
        rest = rows[SHOWN:]
        if rest:
            short = sum(row.pace.shortfall[1] for row in rest)
            said.append(say("rest", count=len(rest), short=short))
        if any(row.pace.target.derived for row in rows):
            said.append(say("split"))
        idle = [row.unit.name for row in rows if row.idle]
        if idle:
            more = self._messages.say("digest.more") if len(idle) > _NAMES else ""
            said.append(say("idle", count=len(idle), names=comma.join(idle[:_NAMES]), more=more))
        return say("join").join(said)
