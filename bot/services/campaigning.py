"""The campaign over the register: how far every enterprise is, and the digests that say so."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.campaign.cadence import may_send, next_moment
from bot.campaign.calendar import calendar
from bot.campaign.digest_text import worded
from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.standings import Standings
from bot.campaign.states import Progress
from bot.messages import Messages
from bot.services import own_quotas
from storage.engine import Database
from storage.repositories.register_facts import EnterpriseFacts, Windowed
from storage.repositories.scope import EnterpriseFilter, Scope
from storage.unit_of_work import UnitOfWork

_MINUTE_A_QUESTION = 3  # questions a minute, for how long an unfinished diagnosis still takes


class Campaigning:
    """Reads the register as the campaign sees it."""

    def __init__(
        self,
        database: Database,
        campaign: Campaign,
        questions: int,
        windowed: Callable[[], Windowed | None] = lambda: None,
    ) -> None:
        """`questions` is how many an enterprise is asked, for how far it is.

        `windowed` tells on which channels people can only be written to for a while after they acted.
        """
        self._database = database
        self.campaign = campaign
        self.calendar = calendar(campaign.calendar)
        self.zone = ZoneInfo(campaign.timezone)
        self._questions = questions
        self._windowed = windowed
        self._days: dict[int, date] = {}  # by quarter of an hour: 35,000 a year

    def progress(self) -> list[Progress]:
        """Every enterprise of the register and how far it is, in one query."""
        with self._database.read() as work:
            return self._register(work)

    def standings(self, on: date, year: int | None = None) -> Standings:
        """Every unit on one day, with the quotas that were set since the campaign's files."""
        with self._database.read() as work:
            return self.standings_in(work, on, year)

    def standings_in(self, work: UnitOfWork, on: date, year: int | None = None) -> Standings:
        """As `standings`, as a unit of work sees them."""
        campaign = own_quotas.applied(work, self.campaign)
        return Standings(campaign, self._register(work), on, self.calendar, year)

    def standings_of(self, work: UnitOfWork, unit: Unit, on: date) -> Standings:
        """As `standings_in`, read from the responsible unit that `unit` lies in alone.

        Targets and paces of that unit and what is below it are right in it; nothing else is.
        """
        above = self.campaign.units.chain(unit.id)
        district = next((one for one in above if one.kind is UnitKind.DISTRICT), None)
        if district is None:
            return self.standings_in(work, on)
        campaign = own_quotas.applied(work, self.campaign)
        members = self.progress_in(work, Scope(units=frozenset({district.id})))
        return Standings(campaign, members, on, self.calendar)

    def _register(self, work: UnitOfWork) -> list[Progress]:
        everything = EnterpriseFilter(scope=Scope(everything=True))
        return [
            self.progress_of(one)
            for one in work.register.each({self.campaign.pack}, everything, self._windowed())
        ]

    def awake(self, now: datetime) -> bool:
        """Whether people may be written to unasked: a working day, outside the quiet hours."""
        return may_send(self.campaign.hours, now.astimezone(self.zone), self.calendar)

    def next_awake(self, now: datetime) -> datetime:
        """The first moment from `now` on at which people may be written to."""
        return next_moment(self.campaign.hours, now.astimezone(self.zone), self.calendar)

    def progress_in(self, work: UnitOfWork, scope: Scope, only: Collection[int] = ()) -> list[Progress]:
        """The enterprises of a scope and how far they are; with `only`, those of them."""
        wanted = EnterpriseFilter(scope=scope, ids=frozenset(only))
        return [
            self.progress_of(one) for one in work.register.of({self.campaign.pack}, wanted, self._windowed())
        ]

    def digest_text(self, unit: Unit, on: date, messages: Messages, last_on: date | None = None) -> str:
        """One unit's digest in words; it tells what changed since `last_on`."""
        return worded(self.standings(on), unit, messages, last_on)

    def progress_of(self, one: EnterpriseFacts) -> Progress:
        """What the campaign knows of one enterprise, from its row in the register."""
        left = max(0, self._questions - (one.answered or 0))
        return Progress(
            id=one.id,
            name=one.name,
            unit=one.unit,
            street=one.street or "",
            park=one.park or "",
            group=one.group or "",
            industry=one.industry or "",
            standing=one.standing.value,
            standing_since=self._day(one.standing_at),
            invited_on=self._day(one.invited_at),
            bound_on=self._day(one.bound_at),
            started_on=self._day(one.started_at),
            last_answer_on=self._day(one.last_answer_at),
            submitted_on=self._day(one.submitted_at),
            verified_on=self._day(one.verified_at),
            place=one.answered or 0,
            total=self._questions,
            minutes_left=-(-left // _MINUTE_A_QUESTION),
            level=one.level or 0,
            grade=one.grade or 0,
            reachable=bool(one.reachable),
        )

    def _day(self, moment: datetime | None) -> date | None:
        if moment is None:
            return None
        # All moments of a quarter of an hour in UTC fall on the same day, in any zone.
        quarter = moment.toordinal() * 96 + moment.hour * 4 + moment.minute // 15
        day = self._days.get(quarter)
        if day is None:
            day = self._days[quarter] = moment.astimezone(self.zone).date()
        return day
