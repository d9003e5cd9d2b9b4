"""Digests over a small register: the counts are those of the rows, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from support.clock import FrozenClock
from support.people import STREET, UNIT, contact, new_code, new_enterprise

from bot.app import Core
from bot.messages import load
from bot.services.access import scope_of
from bot.services.sample import invented_answers
from storage.models.diagnosis import Answer, Diagnosis, DiagnosisState
from storage.unit_of_work import UnitOfWork

NOW = datetime(2025, 10, 14, 2, 0, tzinfo=UTC)
TODAY = date(2025, 10, 14)
OTHER_STREET = "310117/车墩镇"


@pytest.fixture
def campaign(build: Callable[..., Core], database_url: str) -> Core:
    """The campaign's own pack, a register of eight, in the autumn of 2025."""
    core = build(database_url, "shanghai-ref", clock=FrozenClock(NOW))
    done = [new_enterprise(core, f"示例已交{number}厂", headcount=100) for number in range(3)]
    for number, enterprise in enumerate(done):
        diagnosis(core, enterprise, days=number, submitted=True)
    stalled = new_enterprise(core, "示例停顿厂")
    diagnosis(core, stalled, days=19, answered=10)
    new_enterprise(core, "示例未邀厂")
    invited = new_enterprise(core, "示例已邀厂")
    new_code(core, invited)
    diagnosis(core, new_enterprise(core, "示例邻镇厂", street=OTHER_STREET), days=2, submitted=True)
    new_enterprise(core, "示例邻区厂", unit="310114", street="310114/南翔镇")
    return core


def diagnosis(core: Core, enterprise: int, *, days: int, answered: int = 58, submitted: bool = False) -> None:
    at = NOW - timedelta(days=days)
    pack = core.library.default()

    def add(work: UnitOfWork) -> None:
        row = work.diagnoses.add(
            Diagnosis(
                enterprise_id=enterprise,
                pack=pack.id,
                pack_version=pack.version,
                content_hash=pack.content_hash,
                state=DiagnosisState.SUBMITTED if submitted else DiagnosisState.STARTED,
                started_at=at,
                last_answer_at=at,
                submitted_at=at if submitted else None,
                answered=answered,
                score="50/1" if submitted else None,
                level=3 if submitted else None,
                grade=5 if submitted else None,
            )
        )
        given = list(invented_answers(pack, "equipment", 100, 1))[:answered]
        work.session.add_all(
            Answer(diagnosis_id=row.id, question_id=question, value="1", channel="web", at=at)
            for question in given
        )

    core.database.write(add)


def digest(core: Core, unit: str, locale: str = "zh-CN") -> str:
    campaign = core.campaigning.campaign
    return core.campaigning.digest_text(campaign.units[unit], TODAY, load(locale))


def test_every_enterprise_is_counted_once_in_the_state_it_is_in(campaign: Core) -> None:
    progress = {one.name: one for one in campaign.campaigning.progress()}

    assert len(progress) == 8
    assert progress["示例已交0厂"].submitted_on == TODAY
    assert (progress["示例停顿厂"].place, progress["示例停顿厂"].submitted_on) == (10, None)
    assert progress["示例停顿厂"].last_answer_on == TODAY - timedelta(days=19)
    assert progress["示例已邀厂"].invited_on == TODAY
    assert progress["示例未邀厂"].invited_on is None


def test_a_streets_digest_speaks_of_its_own_enterprises(campaign: Core) -> None:
    said = digest(campaign, STREET)

    assert said.startswith("洞泾镇 · 10 月 14 日（周二）")
    assert "已完成 3" in said
    assert "示例停顿厂" in said
    assert "19 天" in said
    assert "邻镇" not in said
    assert "邻区" not in said


def test_a_districts_counts_its_streets_together(campaign: Core) -> None:
    said = digest(campaign, UNIT)

    assert said.startswith("松江区")
    assert "已完成 4" in said


def test_the_city_counts_everything(campaign: Core) -> None:
    root = campaign.campaigning.campaign.units.root.id

    assert "已完成 4" in digest(campaign, root)


def test_a_unit_without_enterprises_has_a_digest_all_the_same(campaign: Core) -> None:
    assert digest(campaign, "310117/九亭镇").startswith("九亭镇")


def test_it_is_written_in_english_as_well(campaign: Core) -> None:
    said = digest(campaign, STREET, "en")

    assert "3" in said
    assert "示例停顿厂" in said


def test_what_lies_within_several_units_is_listed_once(campaign: Core) -> None:
    units = campaign.campaigning.campaign.units

    def within(*ids: str) -> list[str]:
        scope = scope_of(units, [units[one] for one in ids])
        with campaign.database.read() as work:
            return [one.name for one in campaign.campaigning.progress_in(work, scope)]

    assert len(within(STREET, UNIT)) == 7
    assert within(OTHER_STREET) == ["示例邻镇厂"]
    assert len(within(units.root.id)) == 8


def test_a_day_is_the_campaigns_own(campaign: Core) -> None:
    late = datetime(2025, 10, 13, 17, 0, tzinfo=UTC)  # one in the morning of the 14th in Shanghai
    talker = contact(campaign, new_enterprise(campaign, "示例夜班厂"), "li")
    assert isinstance(campaign.clock, FrozenClock)
    campaign.clock.moment = late
    talker.say("同意")
    talker.tap("auto")

    [one] = [one for one in campaign.campaigning.progress() if one.name == "示例夜班厂"]
    assert one.last_answer_on == date(2025, 10, 14)
    assert one.place == 1
