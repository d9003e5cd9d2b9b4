"""Digests and reminders: to whom, when, and exactly once."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from support.noticed import Town, finish, grant, local, notices, person, seed

from bot.campaign.cadence import Preference
from bot.campaign.model import Every
from bot.conversation.prompt import Prompt
from bot.services.notice import Notice
from bot.services.notice_people import choose
from storage.engine import Database
from storage.models import Outbox
from storage.unit_of_work import UnitOfWork

MONDAY = local("2024-10-14T09:40")  # 56 working days before the deadline: a digest a week


@pytest.fixture
def town(database: Database) -> Town:
    return seed(database)


def told(found: list[Notice]) -> list[tuple[int, str]]:
    return sorted((notice.person or 0, notice.kind) for notice in found)


def keys(database: Database) -> list[str]:
    with database.read() as work:
        return sorted(work.session.scalars(select(Outbox.key)))


def test_everybody_gets_one_message_of_each_sort(database: Database, town: Town) -> None:
    found = notices(database).run(MONDAY)

    assert told(found) == sorted(
        [
            (town.street_liaison, "digest"),
            (town.both_liaison, "digest"),
            (town.bound, "not_started"),
            (town.stalled, "stalled"),
            (town.double, "not_started"),
        ]
    )
    texts = {notice.person: notice.text for notice in found}
    assert texts[town.street_liaison].startswith("洞泾镇 · 10 月 14 日（周一）")
    both = texts[town.both_liaison]
    assert "松江区 · 10 月" in both
    assert "嘉定区 · 10 月" in both
    assert both.count("洞泾镇") == 1  # in the district's ranking; no digest of its own beside it
    assert (
        texts[town.stalled] == "示例云岭厂的诊断停在第 42/60 题，还剩约 6 分钟，答过的都在。回“继续”接着答。"
    )
    assert "示例石湖厂" in texts[town.double]


def test_the_preview_is_what_the_run_sends(database: Database, town: Town) -> None:
    service = notices(database)

    previewed = service.plan(MONDAY)
    assert keys(database) == []
    sent = service.run(MONDAY)

    assert [one for one in previewed if one.address is not None] == sent
    (unreached,) = [one for one in previewed if one.address is None]
    assert (unreached.person, unreached.kind) == (town.blocked_liaison, "digest")
    assert keys(database) == sorted(one.key for one in sent)
    assert service.plan(MONDAY) == [unreached]


@pytest.mark.parametrize(
    "moment",
    [
        "2024-10-14T08:29",  # before the quiet hours end
        "2024-10-14T20:00",
        "2024-10-13T10:00",  # Sunday
        "2024-10-01T10:00",  # the national holiday
        "2023-07-03T10:00",  # before the campaign: nobody had joined by then
    ],
)
def test_nobody_is_written_to_at_night_on_a_day_off_or_before_the_campaign(
    database: Database, town: Town, moment: str
) -> None:
    assert notices(database).run(local(moment)) == []


def test_a_worked_sunday_is_a_working_day(database: Database, town: Town) -> None:
    assert notices(database).run(local("2024-09-29T10:00"))


def test_the_digest_waits_for_its_hour_and_reminders_do_not(database: Database, town: Town) -> None:
    early = notices(database).run(local("2024-10-14T09:00"))

    assert {notice.kind for notice in early} == {"stalled", "not_started"}


def test_after_a_week_off_line_one_digest_is_made_up_for(database: Database, town: Town) -> None:
    service = notices(database)
    service.run(MONDAY)
    database.write(lambda work: finish(work, 1, local("2024-10-16T10:00")))

    # down from the 15th to the 31st, a Thursday
    found = [notice for notice in service.run(local("2024-10-31T15:00")) if notice.kind == "digest"]

    assert {notice.window for notice in found} == {"2024-W44"}
    assert Counter(notice.person for notice in found) == {town.street_liaison: 1, town.both_liaison: 1}


def test_a_digest_that_would_only_repeat_the_last_waits_for_news(database: Database, town: Town) -> None:
    service = notices(database)
    service.run(local("2024-10-21T10:00"))

    def digests(moment: str) -> list[tuple[int, str]]:
        return [(one.person or 0, one.why) for one in service.run(local(moment)) if one.kind == "digest"]

    assert digests("2024-10-28T10:00") == []
    database.write(lambda work: finish(work, 1, local("2024-10-30T10:00")))
    assert digests("2024-10-31T10:00") == [
        (town.street_liaison, "1 changed since 2024-10-21"),
        (town.both_liaison, "1 changed since 2024-10-21"),
    ]
    assert digests("2024-11-04T10:00") == []
    twice_a_week = digests("2024-11-07T10:00")  # 38 working days left
    assert [why for _, why in twice_a_week] == ["now every twice_a_week"] * 2


def test_the_heartbeat_comes_although_nothing_is_new(database: Database, town: Town) -> None:
    service = notices(database)
    service.run(local("2024-03-04T10:00"))

    found = {one.window: one.why for one in service.run(local("2024-04-03T10:00")) if one.kind == "digest"}

    assert found == {"2024-04": "nothing new for 30 days: heartbeat"}


def test_what_a_person_chose_goes_first(database: Database, town: Town) -> None:
    def choices(work: UnitOfWork) -> None:
        choose(work, town.street_liaison, Preference(Every.DAY, time(14, 0)))
        choose(work, town.both_liaison, Preference(stopped=True))
        choose(work, town.stalled, Preference(), reminders=False)

    database.write(choices)
    service = notices(database)

    morning, afternoon = service.run(MONDAY), service.run(local("2024-10-14T14:00"))

    assert told(morning) == sorted([(town.bound, "not_started"), (town.double, "not_started")])
    assert [(one.person, one.window) for one in afternoon] == [(town.street_liaison, "2024-10-14")]


def test_reminders_keep_their_rhythm_and_give_up(database: Database, town: Town) -> None:
    service = notices(database)
    sent: Counter[tuple[int, str]] = Counter()
    moment = local("2024-10-14T10:00")
    for _ in range(50):
        sent.update((one.person or 0, one.kind) for one in service.run(moment) if one.kind != "digest")
        moment += timedelta(days=1)

    assert sent[town.bound, "not_started"] == 4  # every five days, at most four
    assert sent[town.stalled, "stalled"] == 6  # at most six
    assert sent[town.double, "not_started"] == 8  # four for each of her two enterprises


def test_nobody_is_reminded_more_than_twice_a_week(database: Database, town: Town) -> None:
    service = notices(database)
    days: dict[int, list[datetime]] = {}
    moment = local("2024-11-25T10:00")
    for _ in range(37):
        for one in service.run(moment):
            if one.kind != "digest":
                days.setdefault(one.person or 0, []).append(moment)
        moment += timedelta(days=1)

    assert days[town.stalled]
    for own in days.values():
        assert all(later - first >= timedelta(days=7) for first, later in zip(own, own[2:], strict=False))


def test_a_campaign_that_is_over_is_silent(database: Database, town: Town) -> None:
    assert notices(database).run(local("2026-01-05T10:00")) == []


def test_a_liaison_of_many_units_gets_three_and_the_names_of_the_rest(database: Database, town: Town) -> None:
    def more(work: UnitOfWork) -> int:
        many = person(work, "many")
        for unit in ("310114", "310115", "310116", "310117", "310118"):
            grant(work, many, unit)
        return many

    many = database.write(more)
    (found,) = [one for one in notices(database).run(MONDAY) if one.person == many]

    assert found.text.count("（周一）") == 3
    assert found.text.startswith("松江区")  # the furthest behind first
    assert found.text.count("退订") == 1
    assert "您还管着 2 个单位：金山区、青浦区。回“状态”加单位名，看哪一个都行。" in found.text


def test_four_rounds_at_once_queue_everything_once(database_url: str) -> None:
    with Database.open(database_url) as first:
        town = seed(first)
    opened = [Database.open(database_url) for _ in range(4)]
    start = threading.Barrier(len(opened))
    found: list[list[Notice]] = [[] for _ in opened]

    def round_(place: int) -> None:
        start.wait()
        found[place] = notices(opened[place]).run(MONDAY)

    threads = [threading.Thread(target=round_, args=(place,)) for place in range(len(opened))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queued = keys(opened[0])
    for one in opened:
        one.close()

    assert len(queued) == len(set(queued)) == 5
    assert sorted(one.key for own in found for one in own) == queued
    assert {one.person for own in found for one in own} >= {town.bound, town.street_liaison}


def test_a_round_planned_before_another_was_queued_sends_nothing_more(database: Database, town: Town) -> None:
    """Two processes read at the same time; meanwhile the state changes, so that their kinds differ."""
    service = notices(database)
    late = service.plan(MONDAY)
    service.run(MONDAY)
    changed = [
        replace(one, key=f"{one.key}-other", kind="deadline_near", prompt=Prompt(one.text))
        for one in late
        if one.kind == "stalled"
    ]

    assert database.write(lambda work: service._put(work, changed, MONDAY)) == set()
