from datetime import date, timedelta

from bot.campaign.calendar import ChinaCalendar
from bot.campaign.escalation import Escalation, Standing, advance, missing_steps, told
from bot.packs.campaigns import load_campaign

CAMPAIGN = load_campaign("shanghai-2023")
CALENDAR = ChinaCalendar()
STREET = "310117/洞泾镇"
BEHIND = Standing(behind_since=date(2024, 9, 2))


def test_it_begins_after_ten_working_days_behind() -> None:
    assert advance(CAMPAIGN, STREET, None, BEHIND, date(2024, 9, 13), CALENDAR) is None

    begun = advance(CAMPAIGN, STREET, None, BEHIND, date(2024, 9, 14), CALENDAR)  # a Saturday that is worked

    assert begun == Escalation(STREET, ("310117", "city"), date(2024, 9, 14), 1, date(2024, 9, 14))
    assert told(begun) == ("310117",)


def test_unopened_digests_begin_it_too() -> None:
    begun = advance(CAMPAIGN, STREET, None, Standing(unopened_digests=3), date(2024, 9, 2), CALENDAR)

    assert begun is not None
    assert begun.step == 1


def test_it_goes_one_level_up_at_a_time_and_stops_at_the_top() -> None:
    current = advance(CAMPAIGN, STREET, None, BEHIND, date(2024, 9, 18), CALENDAR)
    steps = []
    for n in range(1, 120):
        current = advance(CAMPAIGN, STREET, current, BEHIND, date(2024, 9, 18) + timedelta(n), CALENDAR)
        assert current is not None
        steps.append(current.step)

    assert steps[0] == 1
    assert max(steps) == 2
    assert steps == sorted(steps)


def test_calling_twice_on_a_day_changes_nothing() -> None:
    once = advance(CAMPAIGN, STREET, None, BEHIND, date(2024, 10, 14), CALENDAR)

    assert advance(CAMPAIGN, STREET, once, BEHIND, date(2024, 10, 14), CALENDAR) == once


def test_it_ends_by_itself_and_can_begin_again_with_the_chain_of_that_day() -> None:
    old = Escalation(STREET, ("somebody-else",), date(2024, 9, 18), 1, date(2024, 9, 18))

    ended = advance(CAMPAIGN, STREET, old, Standing(), date(2024, 9, 20), CALENDAR)
    again = advance(CAMPAIGN, STREET, ended, BEHIND, date(2024, 10, 14), CALENDAR)

    assert ended is not None
    assert ended.chain == ("somebody-else",)  # as it was when it began
    assert ended.ended_on == date(2024, 9, 20)
    assert again is not None
    assert (again.chain, again.step, again.ended_on) == (("310117", "city"), 1, None)


def test_the_city_has_nobody_above_it() -> None:
    assert advance(CAMPAIGN, "city", None, BEHIND, date(2024, 12, 2), CALENDAR) is None


def test_the_auditor_finds_steps_that_were_not_sent() -> None:
    two = Escalation(STREET, ("310117", "city"), date(2024, 9, 18), 2, date(2024, 10, 9))

    assert missing_steps({STREET: two}, {STREET: 1}) == {STREET: 1}
    assert missing_steps({STREET: two}, {STREET: 2}) == {}
