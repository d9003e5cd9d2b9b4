"""Every kind of reminder over the database: what makes it due, to whom it goes, what ends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from support.noticed import QUESTIONS, Town, enterprise, finish, local, notices, person, seed

from bot.campaign.cadence import Preference
from bot.services.enrolment import PENDING, Invited, code_hash, invite
from bot.services.notice import Notice
from bot.services.notice_people import choose, chosen_by
from bot.services.notices import Notices
from storage.engine import Database
from storage.errors import ConflictError
from storage.models import DiagnosisState
from storage.unit_of_work import UnitOfWork

MORNING = "2024-10-14T10:00"


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with Database.open(sqlite_url) as opened:
        yield opened


@pytest.fixture
def town(database: Database) -> Town:
    return seed(database)


def reminded(service: Notices, moment: datetime, who: int) -> list[Notice]:
    return [one for one in service.run(moment) if one.group == "reminder" and one.person == who]


class Firm:
    """One enterprise with a contact and a result, whose report was sent."""

    def __init__(self, database: Database, channel: str = "web") -> None:
        self.database = database

        def make(work: UnitOfWork) -> tuple[int, int, int, int]:
            who = person(work, "boss", channel=channel)
            firm = enterprise(work, "示例长风厂")
            work.people.bind(who, firm, local("2024-09-01T10:00"))
            finish(work, firm, local("2024-10-08T10:00"))
            (result,) = work.diagnoses.of_enterprise(firm)
            work.diagnoses.register_file("a" * 64, 10, "application/x", local("2024-10-08T10:00"))
            address = work.people.addresses(who)[0].id
            work.sent_reports.sent(result.id, address, "a" * 64, local("2024-10-08T10:01"))
            return who, firm, result.id, address

        self.who, self.firm, self.result, self.address = database.write(make)

    def write(self, at: str) -> None:
        def wrote(work: UnitOfWork) -> None:
            row = work.people.address(self.address)
            assert row is not None
            row.last_inbound_at = local(at)

        self.database.write(wrote)


# reports nobody opened


def test_an_unread_report_is_mentioned_until_its_link_is_opened(database: Database, town: Town) -> None:
    firm, service = Firm(database), notices(database)

    assert reminded(service, local("2024-10-10T10:00"), firm.who) == []  # two days
    (first,) = reminded(service, local("2024-10-11T10:00"), firm.who)
    assert (first.kind, first.text) == (
        "report_unread",
        "示例长风厂的诊断报告写好了，还没打开过。回“报告”再发一份。",
    )
    database.write(lambda work: work.sent_reports.opened(firm.address, "a" * 64, local("2024-10-12T10:00")))
    assert [d for n in range(30) for d in reminded(service, local(MORNING) + timedelta(n), firm.who)] == []


def test_a_file_in_the_chat_counts_as_seen_once_she_writes_again(database: Database, town: Town) -> None:
    firm = Firm(database, "telegram")
    service = notices(database, channels={"web", "telegram"}, in_chat={"telegram"})

    assert len(reminded(service, local("2024-10-11T10:00"), firm.who)) == 1
    firm.write("2024-10-11T11:00")
    assert [d for n in range(30) for d in reminded(service, local(MORNING) + timedelta(n), firm.who)] == []


def test_it_gives_up_after_two(database: Database, town: Town) -> None:
    firm, service = Firm(database), notices(database)

    found = [one for n in range(60) for one in reminded(service, local(MORNING) + timedelta(n), firm.who)]

    assert len(found) == 2
    assert found[1].text.endswith("\n不想再收提醒回“停”。")


# measures


def take_on(firm: Firm, due: date) -> None:
    firm.database.write(
        lambda work: work.measures.take_on(
            firm.firm, firm.result, 1, "报工改为扫码", owner=firm.who, due=due, at=local("2024-10-08T10:00")
        )
    )


def test_a_measure_is_mentioned_a_week_before_its_day_and_after_it_until_it_is_done(
    database: Database, town: Town
) -> None:
    firm = Firm(database)
    database.write(lambda work: work.sent_reports.opened(firm.address, "a" * 64, local(MORNING)))
    take_on(firm, date(2024, 11, 15))
    service = notices(database)
    found: list[tuple[str, str]] = []
    day = date(2024, 10, 14)
    while day < date(2024, 11, 30):
        found += [(str(day), one.text) for one in reminded(service, local(f"{day}T10:00"), firm.who)]
        day += timedelta(1)

    assert [day for day, _ in found] == ["2024-11-08", "2024-11-15", "2024-11-22", "2024-11-29"]
    assert found[0][1].startswith("示例长风厂说好 11 月 15 日前做的第 1 条：报工改为扫码。")
    assert found[2][1].startswith("示例长风厂第 1 条已过 11 月 15 日：报工改为扫码。")

    def done(work: UnitOfWork) -> None:
        work.measures.of(firm.firm)[0].done_at = local("2024-11-29T12:00")

    database.write(done)
    assert [
        d for n in range(30) for d in reminded(service, local("2024-12-02T10:00") + timedelta(n), firm.who)
    ] == []


def test_a_measures_number_is_given_once(database: Database, town: Town) -> None:
    firm = Firm(database)
    take_on(firm, date(2024, 11, 15))

    with pytest.raises(ConflictError):
        take_on(firm, date(2024, 11, 16))


# invitations that were opened and not confirmed


def test_who_opened_an_invitation_and_did_not_confirm_is_asked_again_without_the_whole_name(
    database: Database, town: Town
) -> None:
    def opened(work: UnitOfWork) -> int:
        firm = enterprise(work, "示例长风机械有限公司")
        code = invite(work, Invited(enterprise=firm), local("2024-10-08T10:00"))
        invitation = work.access.invitation(code_hash(code))
        assert invitation is not None
        who = person(work, "curious")
        work.people.set_context(work.people.addresses(who)[0].id, {PENDING: invitation.id})
        return who

    who = database.write(opened)
    (found,) = reminded(notices(database), local(MORNING), who)

    assert found.kind == "not_bound"
    assert found.text.startswith("您打开过示例长＊＊＊有限公司的诊断邀请，还差一步")


def test_an_invitation_nobody_opened_is_left_to_the_liaison_who_sees_it_in_the_preview(
    database: Database, town: Town
) -> None:
    def invited(work: UnitOfWork) -> int:
        firm = enterprise(work, "示例远山厂")
        invite(work, Invited(enterprise=firm), local("2024-10-08T10:00"))
        return firm

    firm = database.write(invited)
    service = notices(database)

    (found,) = [one for one in service.plan(local(MORNING)) if one.enterprise == firm]
    assert (found.person, found.address, found.kind) == (None, None, "not_bound")
    assert set(found.show_to) == {town.street_liaison, town.both_liaison, town.blocked_liaison}
    assert [one for one in service.run(local(MORNING)) if one.enterprise == firm] == []


# what ends them at once


def test_an_answer_ends_it_at_once(database: Database, town: Town) -> None:
    service = notices(database)
    assert len(reminded(service, local(MORNING), town.stalled)) == 1

    def answers(work: UnitOfWork) -> None:
        firm = work.people.enterprises_of(town.stalled)[0].id
        (row,) = work.diagnoses.of_enterprise(firm)
        row.last_answer_at, row.answered = local("2024-10-15T10:00"), 43

    database.write(answers)
    days = [n for n in range(1, 12) if reminded(service, local(MORNING) + timedelta(n), town.stalled)]
    assert days == [4, 9]  # three days after the answer, and then every five


def test_handing_in_ends_everything(database: Database, town: Town) -> None:
    def hands_in(work: UnitOfWork) -> None:
        firm = work.people.enterprises_of(town.stalled)[0].id
        (row,) = work.diagnoses.of_enterprise(firm)
        row.state, row.submitted_at, row.answered = DiagnosisState.SUBMITTED, local(MORNING), QUESTIONS

    database.write(hands_in)
    service = notices(database)

    assert [
        d for n in range(75) for d in reminded(service, local(MORNING) + timedelta(n), town.stalled)
    ] == []


def test_who_stopped_is_sent_nothing_and_is_no_call_either(database: Database, town: Town) -> None:
    database.write(lambda work: choose(work, town.stalled, reminders=False))
    service = notices(database)

    assert reminded(service, local(MORNING), town.stalled) == []
    assert [one for one in service.plan(local(MORNING)) if one.person == town.stalled] == []
    database.write(lambda work: choose(work, town.stalled, reminders=True))
    assert len(reminded(notices(database), local(MORNING), town.stalled)) == 1


def test_choosing_one_thing_keeps_the_other(database: Database, town: Town) -> None:
    def choices(work: UnitOfWork) -> tuple[Preference, bool]:
        choose(work, town.bound, replace(Preference(), stopped=True))
        choose(work, town.bound, reminders=False)
        choose(work, town.bound, Preference())
        return chosen_by(work, town.bound)

    assert database.write(choices) == (Preference(), True)
