"""A result is worked out before the turn that stores it, and is that of the answers that turn finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from sqlalchemy import text
from support.people import Talker, contact, new_enterprise

from bot.app import Core
from bot.conversation.definition import Keeper
from bot.inbound import Inbound
from bot.services.interviewing import Interviewing
from bot.services.judging import Judged, Subject
from bot.services.results import Results

CHANGE = text(
    "UPDATE answer SET value = :value"
    " WHERE diagnosis_id = :diagnosis AND question_id = :question AND superseded_at IS NULL"
)

Meanwhile = Callable[[Subject], None]


def watched(core: Core, meanwhile: Meanwhile) -> tuple[Core, list[Judged]]:
    """The application, doing something else while a result is worked out; what was worked out."""
    results = Results(10, core.database.read)
    worked_out: list[Judged] = []

    def prepare(subject: Subject) -> Judged:
        worked_out.append(results.prepare(subject))
        meanwhile(subject)
        return worked_out[-1]

    interviewing = Interviewing(core.library, Keeper("甲方"), results.submit, results.again, prepare)
    return replace(core, inbound=Inbound(core.database, [interviewing], core.clock)), worked_out


def ready(core: Core) -> Talker:
    """Someone who has answered everything and not handed in."""
    talker = contact(core, new_enterprise(core, industry="auto"), "li")
    talker.say("同意")
    talker.answer()
    return talker


def test_others_write_while_a_result_is_worked_out(core: Core) -> None:
    talker = ready(core)

    def someone_writes(_subject: Subject) -> None:
        core.database.write(lambda work: work.settings.put("meanwhile", 1))

    talker.core, worked_out = watched(core, someone_writes)

    assert "诊断结果" in talker.say("提交")
    assert len(worked_out) == 1
    assert "诊断结果" in talker.say("结果")  # asked for again, it is worked out again
    assert len(worked_out) == 2
    with core.database.read() as work:
        assert work.settings.get("meanwhile") == 1
        row = work.diagnoses.get(talker.diagnosis())
        assert row is not None
        assert Fraction(row.score or "") == worked_out[0].result.score


def test_an_answer_changed_meanwhile_counts(core: Core) -> None:
    talker = ready(core)
    before = talker.answers()

    def a_colleague_answers(subject: Subject) -> None:
        core.database.write(
            lambda work: work.session.execute(
                CHANGE, {"diagnosis": subject.diagnosis, "question": "plan", "value": '"1"'}
            )
        )

    talker.core, worked_out = watched(core, a_colleague_answers)
    talker.say("提交")

    with core.database.read() as work:
        row = work.diagnoses.get(talker.diagnosis())
        assert row is not None
        assert Fraction(row.score or "") < worked_out[0].result.score
    assert {key: value for key, value in talker.answers().items() if before[key] != value} == {"plan": "1"}
