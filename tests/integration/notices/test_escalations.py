"""Escalations as they run: judged day by day, told once to the level above, ended by themselves, audited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from support.noticed import LONG_AGO, QUESTIONS, STREET, Town, finish, grant, local, notices, person, seed

from bot.campaign.calendar import ChinaCalendar
from bot.packs.campaigns import load_campaign
from bot.services.auditing import Auditing
from bot.services.campaigning import Campaigning
from bot.services.escalating import ACTION, Escalating
from bot.services.notice import Notice
from bot.services.timers import Timers
from storage.engine import Database
from storage.models import Address, DiagnosisState, Enterprise, EscalationStep, Outbox, OutboxStatus, Timer
from storage.unit_of_work import UnitOfWork

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()
AT = "T09:40"


@pytest.fixture
def database(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Database]:
    """SQLite; both kinds for the tests that ask for it, for every day of a story costs a round."""
    kind = getattr(request, "param", "sqlite")
    with Database.open(sqlite_url if kind == "sqlite" else request.getfixturevalue("postgres_url")) as opened:
        yield opened


@pytest.fixture
def town(database: Database) -> Town:
    return seed(database)


on_both = pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


def escalating(database: Database) -> Escalating:
    return Escalating(database, Campaigning(database, CAMPAIGN, QUESTIONS))


def auditing(database: Database) -> Auditing:
    return Auditing(database, Campaigning(database, CAMPAIGN, QUESTIONS))


def live(database: Database, first: str, last: str) -> list[tuple[date, Notice]]:
    """Every working day from one to another: judge, run a round; what escalations told."""
    judge, rounds = escalating(database), notices(database)
    found: list[tuple[date, Notice]] = []
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        moment = local(f"{day}{AT}")
        judge.catch_up(moment)
        found += [(day, one) for one in rounds.run(moment) if one.group == "escalation"]
        day += timedelta(1)
    return found


def about(found: list[tuple[date, Notice]], who: int) -> list[tuple[str, str]]:
    return [(day.isoformat(), one.why) for day, one in found if one.person == who]


@on_both
def test_a_street_behind_for_ten_working_days_is_told_of_to_its_district(
    database: Database, town: Town
) -> None:
    found = live(database, "2024-10-14", "2024-11-01")

    to_district = [(day, one) for day, one in found if one.person == town.both_liaison]
    (day, told) = to_district[0]
    # behind since the 14th, the first day it was judged: the tenth working day after it is the 28th
    assert day == date(2024, 10, 28)
    assert f"{STREET} raise 1" in told.why
    assert told.text.startswith("10 月 28 日：1 个单位需要您过问")
    assert "1. 洞泾镇：10 月 14 日起落后，还差" in told.text
    assert "联络人没有留姓名电话。" in told.text
    assert len(to_district) == 1


def test_whom_to_call_is_named(database: Database, town: Town) -> None:
    def name(work: UnitOfWork) -> None:
        row = work.people.get(town.street_liaison)
        assert row is not None
        row.display_name, row.phone = "陈工", "13800000000"

    database.write(name)
    found = live(database, "2024-10-14", "2024-10-28")

    (told,) = [one for _, one in found if one.person == town.both_liaison]
    assert "请联系 陈工 13800000000" in told.text


def test_nobody_is_told_to_call_herself(database: Database, town: Town) -> None:
    database.write(lambda work: work.access.revoke(town.street_liaison, "liaison", "unit", STREET, LONG_AGO))
    database.write(lambda work: work.access.revoke(town.blocked_liaison, "liaison", "unit", STREET, LONG_AGO))
    found = live(database, "2024-10-14", "2024-10-28")

    (told,) = [one for _, one in found if one.person == town.both_liaison]
    assert "联络人就是您自己。" in told.text


def test_the_city_is_told_after_another_ten_working_days(database: Database, town: Town) -> None:
    city = database.write(lambda work: _official(work, "city"))

    found = live(database, "2024-10-14", "2024-11-15")

    told = about(found, city)
    assert told[0][0] == "2024-10-28"  # the districts behind since the 14th
    assert ("2024-11-11", f"{STREET} raise 2") in told
    assert all(CALENDAR.is_workday(date.fromisoformat(day)) for day, _ in told)


def _official(work: UnitOfWork, unit: str) -> int:
    who = person(work, f"official-{unit}")
    grant(work, who, unit)
    return who


def _all_finish(work: UnitOfWork) -> None:
    at = local("2024-10-30T08:00")
    for one in work.session.scalars(select(Enterprise.id)):
        begun = work.diagnoses.of_enterprise(one)
        for row in begun:
            row.state, row.submitted_at = DiagnosisState.SUBMITTED, row.submitted_at or at
        if not begun:
            finish(work, one, at)


def test_it_ends_by_itself_with_a_short_note(database: Database, town: Town) -> None:
    live(database, "2024-10-14", "2024-10-29")

    database.write(_all_finish)
    found = live(database, "2024-10-30", "2024-10-31")

    (told,) = [one for _, one in found if one.person == town.both_liaison and "end" in one.why]
    assert told.text == "已经赶上进度：洞泾镇（1 个），之前的提醒到此为止。"
    assert [one for _, one in live(database, "2024-11-01", "2024-11-04") if STREET in one.why] == []


def test_the_preview_of_an_end_nobody_heard_the_beginning_of_is_what_the_run_sends(
    database: Database, town: Town
) -> None:
    def block(at: datetime | None) -> None:
        row = update(Address).where(Address.person_id == town.both_liaison).values(blocked_at=at)
        database.write(lambda work: work.session.execute(row))

    block(LONG_AGO)
    live(database, "2024-10-14", "2024-10-29")
    block(None)
    database.write(_all_finish)
    moment = local("2024-10-30T09:40")

    def about_the_street(found: list[Notice]) -> list[str]:
        return [
            f"{one.person} {one.text}" for one in found if one.group == "escalation" and STREET in one.why
        ]

    service = notices(database)
    planned = about_the_street(service.plan(moment))
    escalating(database).catch_up(moment)
    ran = about_the_street(service.run(moment))

    assert planned == ran == []


@on_both
def test_unopened_digests_are_told_of_and_any_act_ends_it(database: Database, town: Town) -> None:
    def sent_but_not_opened(work: UnitOfWork) -> None:
        address = work.session.scalars(
            select(Address.id).where(Address.person_id == town.street_liaison)
        ).one()
        for week in range(3):
            at = local("2024-09-23T09:40") + timedelta(weeks=week)
            work.session.add(
                Outbox(
                    key=f"digest:{town.street_liaison}:old{week}", address_id=address, kind="digest",
                    prompt="{}", due=at, created_at=at, sent_at=at, status=OutboxStatus.SENT,
                )
            )  # fmt: skip

    database.write(sent_but_not_opened)

    (first,) = [one for _, one in live(database, "2024-10-14", "2024-10-14") if STREET in one.why]
    assert first.person == town.both_liaison
    assert "洞泾镇：近几期简报没有人打开过" in first.text
    assert "落后" not in first.text

    def acts(work: UnitOfWork) -> None:
        row = work.session.scalars(select(Address).where(Address.person_id == town.street_liaison)).one()
        row.opened_at = local("2024-10-14T15:00")  # a link: as good as a message

    database.write(acts)
    later = [one for _, one in live(database, "2024-10-15", "2024-10-25") if STREET in one.why]
    assert all("end" not in one.why for one in later)  # it is behind besides, so the escalation goes on


@on_both
def test_each_step_is_told_once_whoever_runs_and_however_often(database: Database, town: Town) -> None:
    live(database, "2024-10-14", "2024-10-25")
    moment = local(f"2024-10-28{AT}")
    judges = [escalating(database) for _ in range(3)]
    rounds = [notices(database) for _ in range(3)]

    judged = [len(one.catch_up(moment)) for one in judges]
    told = [one for each in rounds for one in each.run(moment) if one.group == "escalation"]

    assert judged == [1, 0, 0]
    assert len({(one.person, one.key) for one in told}) == len(told)
    assert [one.person for one in told].count(town.both_liaison) == 1
    with database.read() as work:
        steps = list(work.session.scalars(select(EscalationStep).where(EscalationStep.told_at.is_not(None))))
    assert {tuple(step.keys or ()) for step in steps} == {(one.key,) for one in told}


@on_both
def test_days_missed_while_down_are_judged_in_order_and_told_in_one_message(
    database: Database, town: Town
) -> None:
    city = database.write(lambda work: _official(work, "city"))
    live(database, "2024-10-14", "2024-10-15")

    found = live(database, "2024-11-18", "2024-11-18")  # down for a month

    with database.read() as work:
        rows = [row.detail for row in work.audit.recent(action=ACTION)]
    assert '"days":["2024-10-16","2024-10-17"' in rows[0].replace(" ", "")
    told = [one for _, one in found if one.person == city]
    assert len(told) == 1  # both steps of the street and those of the districts, merged
    assert f"{STREET} raise 2" in told[0].why
    assert [one for _, one in found if one.person == town.both_liaison] != []


def test_the_preview_shows_what_the_day_would_raise_and_keeps_nothing(database: Database, town: Town) -> None:
    live(database, "2024-10-14", "2024-10-25")
    moment = local(f"2024-10-28{AT}")

    previewed = [one for one in notices(database).plan(moment) if one.group == "escalation"]
    escalating(database).catch_up(moment)
    ran = [one for one in notices(database).run(moment) if one.group == "escalation"]

    sent = [(one.person, one.text) for one in previewed if one.address is not None]
    assert sorted(sent) == sorted((one.person, one.text) for one in ran)
    assert any(one.person is None for one in previewed)  # districts behind, and nobody in the city to tell


def test_the_audit_says_what_did_not_run(database: Database, town: Town) -> None:
    live(database, "2024-10-14", "2024-10-28")
    missing = auditing(database).missing(local("2024-10-28T18:00"))

    # nobody looks after the city: the districts' first step reached nobody, and says so
    assert missing
    assert {(one.told_unit, one.why) for one in missing} == {("city", "nobody")}

    def failed(work: UnitOfWork) -> None:
        key = f"escalation:{town.both_liaison}:2024-10-28"
        row = work.outbox.by_key(key)
        assert row is not None
        row.status, row.last_error = OutboxStatus.FAILED, "blocked"

    database.write(failed)
    after = auditing(database).missing(local("2024-10-28T18:00"))
    assert {(one.unit, one.told_unit, one.why) for one in after if one.why != "nobody"} == {
        (STREET, "310117", "blocked")
    }


def test_the_audit_finds_a_day_nobody_judged(database: Database, town: Town) -> None:
    live(database, "2024-10-14", "2024-10-15")

    missing = auditing(database).missing(local("2024-10-18T18:00"))

    assert [(one.on.isoformat(), one.why) for one in missing if one.why == "not_judged"] == [
        ("2024-10-16", "not_judged"),
        ("2024-10-17", "not_judged"),
    ]


class Still:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@on_both
def test_the_timers_row_of_a_working_day_is_made_once_at_the_digests_hour(
    database: Database, town: Town
) -> None:
    judge = escalating(database)

    made = [
        judge.set_timer(local(moment))
        for moment in ("2024-10-14T09:36", "2024-10-14T09:37", "2024-10-14T12:00", "2024-10-13T10:00")
    ]
    clock = Still(local("2024-10-14T09:40"))
    fired = Timers(database, {"escalation": judge.fire}, clock).run_once()
    again = Timers(database, {"escalation": judge.fire}, clock).run_once()

    assert made == [False, True, False, False]
    assert (fired, again) == (1, 0)
    with database.read() as work:
        (row,) = work.session.scalars(select(Timer))
        assert (row.subject, row.scope) == ("shanghai-2023", "2024-10-14")
        assert row.done_at is not None
        assert len(work.audit.recent(action=ACTION)) == 1
