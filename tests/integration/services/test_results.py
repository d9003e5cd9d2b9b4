"""What is scored, stored and told when a diagnosis is handed in."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from support.people import DEMO, Talker, contact, new_enterprise

from bot.app import Core
from bot.services.library import plan_of
from scoring.canonical import assessment_from_json
from scoring.engine import assess
from scoring.packed import unpack
from storage.models.diagnosis import Diagnosis, DiagnosisState
from storage.unit_of_work import UnitOfWork

PACKS = Path(DEMO).parents[1]
POOR = {"plan": "1", "net": "都没有", "rate": "0", "energy": "320000", "use": "3", "audit": "没有"}


def peers(core: Core, scores: list[int], industry: str = "auto") -> None:
    """Enterprises of that industry that have handed in, with these scores."""

    def add(work: UnitOfWork, enterprise: int, score: int) -> None:
        pack = core.library.default()
        work.diagnoses.add(
            Diagnosis(
                enterprise_id=enterprise,
                pack=pack.id,
                pack_version=pack.version,
                content_hash=pack.content_hash,
                state=DiagnosisState.SUBMITTED,
                started_at=core.clock.now(),
                submitted_at=core.clock.now(),
                score=f"{score}/1",
                level=1,
                grade=1,
            )
        )

    for number, score in enumerate(scores):
        enterprise = new_enterprise(core, f"示例{industry}{number}厂", industry=industry)
        core.database.write(lambda work, e=enterprise, s=score: add(work, e, s))  # type: ignore[misc]  # mypy reads no defaults


def finished(core: Core, industry: str = "auto", account: str = "li", **instead: str) -> Talker:
    talker = contact(core, new_enterprise(core, industry=industry), account)
    talker.say("同意")
    talker.answer(**instead)
    talker.say("提交")
    return talker


def test_the_result_is_stored_whole_and_packed(core: Core) -> None:
    talker = finished(core)
    pack = core.library.default()

    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
        document = work.diagnoses.assessment(talker.diagnosis())
        [packed] = work.diagnoses.packed(pack.id, pack.version)
    assert row is not None
    assert document is not None
    result = assessment_from_json(document)
    assert Fraction(row.score or "") == result.score == Fraction("84.375")
    assert (row.level, row.grade, row.variant) == (result.level, result.grade, "auto") == (2, 3, "auto")
    plan = plan_of(pack)
    answers, irrelevant = unpack(plan, packed.packed)
    assert assess(plan, answers, irrelevant=irrelevant).score == result.score


def test_peers_are_shown_from_ten_on_and_only_of_her_industry(light: Core) -> None:
    peers(light, list(range(0, 100, 10)))  # ten, nine of them below
    peers(light, [99] * 20, industry="food")

    talker = finished(light)

    assert "比本市同行业 10 家里的 90 % 高（高于 9 家）" in talker.text


def test_nine_peers_are_too_few(light: Core) -> None:
    peers(light, list(range(0, 90, 10)))
    peers(light, [99] * 20, industry="food")

    assert "同行业" not in finished(light).text


def test_a_try_out_is_compared_with_nobody_and_counts_for_nobody(light: Core) -> None:
    peers(light, list(range(0, 90, 10)))
    tried = Talker(light, "guest")

    assert "同行业" not in tried.finish()
    assert "同行业" not in finished(light).text  # nine and a try-out are not ten


def test_ones_own_earlier_round_is_no_peer(light: Core) -> None:
    peers(light, list(range(0, 90, 10)))
    talker = finished(light)

    assert "同行业" not in talker.say("结果")
    peers(light, [95], industry="auto")
    assert "比本市同行业 10 家里的 90 % 高" in talker.say("结果")


def test_the_result_again_is_the_stored_one(core: Core) -> None:
    talker = finished(core)
    first = talker.text

    again = talker.say("结果")

    assert first.split("\n")[1:] == again.split("\n")[1:]


def test_the_lowest_score_has_no_level_and_says_so(core: Core) -> None:
    talker = finished(core, **POOR)

    assert "还没到第一级，0.0 分" in talker.text
    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
    assert row is not None
    assert (row.state, row.level, row.grade) == (DiagnosisState.SUBMITTED, 0, 0)


def test_an_unscored_questionnaire_is_handed_in_without_a_result(
    build: Callable[..., Core], database_url: str
) -> None:
    core = build(database_url, str(PACKS / "unscored/1"))
    talker = Talker(core, "li", locale="en")
    talker.say("hello", "I agree", "Example Works")

    said = talker.say("submit")

    assert "not scored" in said
    assert "points" not in said
    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
        assert row is not None
        assert (row.state, row.score) == (DiagnosisState.SUBMITTED, None)
        assert work.timers.pending(kind="report") == []
    assert "not scored" in talker.say("result")


def test_handing_in_again_replaces_the_result(core: Core) -> None:
    talker = finished(core)
    talker.say("改 11", "是", "没有", "提交")

    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
        document = work.diagnoses.assessment(talker.diagnosis())
        [packed] = work.diagnoses.packed("demo", "1.0")
    assert row is not None
    assert document is not None
    assert Fraction(row.score or "") == assessment_from_json(document).score < Fraction("84.375")
    assert packed.diagnosis_id == row.id


def test_the_next_steps_are_the_packs_own_advice(light: Core) -> None:
    talker = finished(light, rate="30%", energy="5000", audit="没有")

    assert "先做这几件：\n① 请负责人签发" in talker.text
    assert "做到后可到" in talker.text
