"""What is news since a day: each change of state once, as the campaign counts it."""

from datetime import date

import pytest

from bot.campaign.changes import Changes, changes
from bot.campaign.states import Progress, State

SINCE, ON = date(2027, 10, 4), date(2027, 10, 18)
BEFORE, DURING, AFTER = date(2027, 9, 20), date(2027, 10, 12), date(2027, 10, 19)


def firm(**facts: object) -> Progress:
    return Progress(1, "示例厂", "north", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"submitted_on": DURING}, {"finished": ("示例厂",)}),
        ({"submitted_on": ON}, {"finished": ("示例厂",)}),
        ({"submitted_on": SINCE}, {}),  # the last digest told of it
        ({"submitted_on": AFTER}, {}),
        ({"bound_on": DURING}, {"joined": 1}),
        ({"bound_on": BEFORE}, {}),
        ({"bound_on": BEFORE, "started_on": DURING, "last_answer_on": ON}, {"started": 1}),
        ({"started_on": BEFORE, "last_answer_on": date(2027, 10, 2)}, {"stalled": 1}),
        ({"started_on": BEFORE, "last_answer_on": BEFORE}, {}),  # it was stalled then
        ({"started_on": BEFORE, "last_answer_on": ON}, {"started": 1}),  # it was silent, and goes on
        ({"invited_on": DURING}, {}),  # the liaison's own doing
    ],
)
def test_what_counts_as_news(facts: dict[str, object], told: dict[str, object]) -> None:
    found = changes([firm(**facts)], "submitted", SINCE, ON)

    assert found == Changes(SINCE, **told)  # type: ignore[arg-type]
    assert found.heartbeat is (told == {})


def test_a_submission_is_not_finished_where_only_verified_counts() -> None:
    firms = [firm(submitted_on=DURING), firm(submitted_on=BEFORE, verified_on=DURING)]

    assert changes(firms, "verified", SINCE, ON).finished == ("示例厂",)


def test_what_waits_to_be_verified_is_news_where_only_verified_ones_count() -> None:
    waiting = [firm(submitted_on=DURING)]

    assert changes(waiting, "verified", SINCE, ON) == Changes(SINCE, submitted=1)
    assert changes([firm(submitted_on=BEFORE, verified_on=DURING)], "submitted", SINCE, ON).heartbeat


@pytest.mark.parametrize("standing", ["refused", "closed", "moved"])
def test_who_is_out_since_a_day_left_then_and_was_there_before(standing: str) -> None:
    gone = [firm(bound_on=BEFORE, standing=standing, standing_since=DURING)]

    assert changes(gone, "submitted", SINCE, ON) == Changes(SINCE, left=1)
    assert gone[0].state(BEFORE) is State.BOUND
    assert changes([firm(standing=standing, standing_since=BEFORE)], "submitted", SINCE, ON).heartbeat
