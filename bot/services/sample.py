"""A small set of invented enterprises, so that a first look shows something. Loaded once, on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.campaign.model import Campaign
from bot.packs.pack import Pack
from bot.questionnaire.model import Question
from bot.services import own_quotas
from bot.services.enrolment import Invited, invite
from bot.services.library import plan_of
from scoring.canonical import assessment_to_json
from scoring.engine import assess
from scoring.packed import pack as packed
from scoring.values import Answers, AnswerValue, GridAnswer, NotApplicable, answer_to_json
from storage.engine import Database
from storage.models.diagnosis import Answer, Diagnosis, DiagnosisState
from storage.models.enterprise import Enterprise
from storage.models.person import Person
from storage.unit_of_work import UnitOfWork

SETTING = "sample"
DISTRICT = "310117"
STREETS = ("310117/洞泾镇", "310117/车墩镇", "310117/新桥镇", "310117/九亭镇")

_WORDS = (
    "启明",
    "长桥",
    "云岭",
    "石湖",
    "东塔",
    "青禾",
    "白鹭",
    "松风",
    "三川",
    "海棠",
    "金穗",
    "南屏",
    "江枫",
    "星桥",
    "望山",
    "春申",
    "玉兰",
    "临江",
    "广陵",
    "北辰",
)
_TRADES = (
    ("equipment", "精密机械"),
    ("auto", "汽车零部件"),
    ("electronics", "电子"),
    ("materials", "新材料"),
    ("biomed", "生物科技"),
    ("fashion", "服饰"),
    ("equipment", "泵阀"),
)
_COUNT = 40
_SUBMITTED = 22
_STARTED = 8
_BOUND = 4
_INVITED = 3


@dataclass(frozen=True, slots=True)
class SignIns:
    """One-time codes for a first look, each in another role."""

    contact: str
    liaison: str
    admin: str


def load(database: Database, pack: Pack, now: datetime) -> None:
    """Put the invented enterprises in, unless they are there already."""
    database.write(lambda work: _load(work, pack, now))


def set_quotas(database: Database, campaign: Campaign, now: datetime) -> None:
    """Give the streets of the invented enterprises quotas of their size: Annex 2's are of whole districts."""
    each = _COUNT // len(STREETS)
    quotas = {street: {year.year: each for year in campaign.years} for street in STREETS}
    known = {street: row for street, row in quotas.items() if street in campaign.units}
    database.write(
        lambda work: own_quotas.keep(work, campaign, known, by="sample", source="invented", at=now)
    )


def sign_ins(database: Database, now: datetime) -> SignIns:
    """New codes: for the contact of an enterprise that has not started, a street's liaison, and an admin."""

    def make(work: UnitOfWork) -> SignIns:
        fresh = work.settings.get(SETTING)
        enterprise = int(str(fresh)) if fresh is not None else 1
        day = timedelta(days=1)
        return SignIns(
            contact=invite(work, Invited(enterprise=enterprise), now, valid=day),
            liaison=invite(
                work, Invited(role="liaison", scope_kind="unit", scope_id=STREETS[0]), now, valid=day
            ),
            admin=invite(work, Invited(role="admin", scope_kind="all"), now, valid=day),
        )

    return database.write(make)


def fresh_enterprise(database: Database) -> Enterprise:
    """The invented enterprise the contact's sign-in is for: it has not started."""
    with database.read() as work:
        enterprise = work.enterprises.get(int(str(work.settings.get(SETTING))))
    if enterprise is None:
        raise KeyError(SETTING)
    return enterprise


def _load(work: UnitOfWork, pack: Pack, now: datetime) -> None:
    if work.settings.get(SETTING) is not None:
        return
    fresh = 0
    for number in range(_COUNT):
        enterprise = work.enterprises.add(_enterprise(number, now))
        if number < _SUBMITTED:
            diagnosed(work, pack, enterprise, number, now - timedelta(days=3 + 7 * (number % 20)))
        elif number < _SUBMITTED + _STARTED:
            started(work, pack, enterprise, number, now - timedelta(days=2 * (number % _STARTED) + 1))
        elif number < _SUBMITTED + _STARTED + _BOUND:
            _person(work, enterprise, now - timedelta(days=number))
        elif number < _SUBMITTED + _STARTED + _BOUND + _INVITED:
            invite(work, Invited(enterprise=enterprise.id), now - timedelta(days=number))
        else:
            fresh = fresh or enterprise.id
    work.settings.put(SETTING, fresh)


def _enterprise(number: int, now: datetime) -> Enterprise:
    industry, trade = _TRADES[number % len(_TRADES)]
    return Enterprise(
        name=f"示例{_WORDS[number % len(_WORDS)]}{trade}有限公司",
        unit=DISTRICT,
        street=STREETS[number % len(STREETS)],
        industry=industry,
        headcount=60 + 37 * (number % 11),
        created_at=now,
        updated_at=now,
    )


def _person(work: UnitOfWork, enterprise: Enterprise, at: datetime) -> Person:
    person = work.people.add(Person(locale="zh-CN", created_at=at))
    work.people.bind(person.id, enterprise.id, at)
    return person


def diagnosed(work: UnitOfWork, pack: Pack, enterprise: Enterprise, number: int, at: datetime) -> None:
    """Let an enterprise have handed in a diagnosis; the same number gives the same answers."""
    diagnosis = _diagnosis(work, pack, enterprise, at)
    answers = invented_answers(pack, enterprise.industry or "", enterprise.headcount or 0, number)
    _keep(work, diagnosis, answers, at)
    plan = plan_of(pack)
    irrelevant = pack.relevance(answers)
    result = assess(plan, answers, irrelevant=irrelevant)
    diagnosis.state = DiagnosisState.SUBMITTED
    diagnosis.submitted_at = at
    diagnosis.score = f"{result.score.numerator}/{result.score.denominator}"
    diagnosis.level, diagnosis.grade = result.level, result.grade
    diagnosis.variant = result.variant or None
    work.diagnoses.keep_result(diagnosis.id, assessment_to_json(result), packed(plan, answers, irrelevant))


def started(work: UnitOfWork, pack: Pack, enterprise: Enterprise, number: int, at: datetime) -> None:
    """Let an enterprise have begun a diagnosis and stopped on the way."""
    diagnosis = _diagnosis(work, pack, enterprise, at)
    answers = invented_answers(pack, enterprise.industry or "", enterprise.headcount or 0, number)
    given = list(answers.items())[: 6 * (1 + number % _STARTED)]
    _keep(work, diagnosis, dict(given), at)


def _diagnosis(work: UnitOfWork, pack: Pack, enterprise: Enterprise, at: datetime) -> Diagnosis:
    person = _person(work, enterprise, at)
    return work.diagnoses.add(
        Diagnosis(
            enterprise_id=enterprise.id,
            started_by=person.id,
            pack=pack.id,
            pack_version=pack.version,
            content_hash=pack.content_hash,
            started_at=at,
        )
    )


def _keep(work: UnitOfWork, diagnosis: Diagnosis, answers: Answers, at: datetime) -> None:
    for question, value in answers.items():
        work.session.add(
            Answer(
                diagnosis_id=diagnosis.id,
                question_id=question,
                value=answer_to_json(value),
                author_id=diagnosis.started_by,
                channel="web",
                at=at,
            )
        )
    diagnosis.answered = len(answers)
    work.flush()


def invented_answers(pack: Pack, industry: str, headcount: int, seed: int) -> dict[str, AnswerValue]:
    """Answers such an enterprise might give, in order; the same seed gives the same ones."""
    found: dict[str, AnswerValue] = {}
    for question, value in _proposed(pack, industry, headcount, seed):
        found[question.id] = value
    irrelevant = pack.relevance(found)
    return {key: value for key, value in found.items() if key not in irrelevant}


def _proposed(pack: Pack, industry: str, headcount: int, seed: int) -> Iterator[tuple[Question, AnswerValue]]:
    profile: dict[str, AnswerValue] = {"industry": industry, "headcount": Decimal(headcount)}
    for place, question in enumerate(pack.structure.questions):
        yield question, profile.get(question.profile) or _answer(question, place, seed)


def _answer(question: Question, place: int, seed: int) -> AnswerValue:
    """One plausible answer: around the enterprise's own level, a step up or down."""
    step = (seed % 4) + (place * 7 + seed * 13) % 3 - 1
    plain = [choice.key for choice in question.choices if not choice.exclusive]
    match question.type:
        case "single":
            return plain[max(0, min(step, len(plain) - 1))]
        case "multiple":
            return tuple(plain[: max(1, step)])
        case "grid":
            return GridAnswer.of(
                {row.key: plain[(step + n) % len(plain)] for n, row in enumerate(question.rows)}
            )
        case "percent":
            return Decimal(max(0, min(95, 10 + 20 * step)))
        case "number":
            low = question.usual_minimum or question.minimum or Decimal(0)
            return low + Decimal(1500 * (1 + seed % 9))
        case "yesno":
            return seed % 2 == 0
        case "date":
            return "2024-05-20"
        case _:
            return NotApplicable("示例")
