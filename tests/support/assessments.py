"""Invented enterprises with every answer given, as report inputs: weak, middling, strong, and a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from bot.packs.loader import load_pack
from bot.packs.pack import Pack
from bot.questionnaire.model import Question
from bot.reports.facts import Answered, Enterprise, Peers, ReportInput, Verification
from bot.reports.gather import gather
from scoring.cohort import describe, standing
from scoring.values import AnswerValue, FileAnswer, GridAnswer

PACKS = Path(__file__).resolve().parents[2] / "templates" / "packs"
STRENGTHS = {"weak": 0.12, "middling": 0.5, "strong": 0.93}
DEPARTMENTS = {
    "zh-CN": ("生产部", "信息部", "财务部", "质量部"),
    "en": ("Production", "IT", "Finance", "Quality"),
}
FIRST = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)


@cache
def pack(name: str = "shanghai-ref") -> Pack:
    """The newest shipped version of a pack."""
    return load_pack(max((PACKS / name).iterdir()))


def answer(question: Question, strength: float, place: int) -> AnswerValue:
    """A plausible answer: `strength` 0 to 1 picks the choice, wavering with the question's place."""
    wavering = strength + ((place * 37) % 11 - 5) / 25
    part = min(max(wavering, 0.0), 0.999)
    keys = [choice.key for choice in question.choices if not choice.exclusive]
    columns = [choice.key for choice in question.choices]
    column = columns[int(part * len(columns))] if columns else ""
    made: dict[str, AnswerValue] = {
        "single": column,
        "multiple": tuple(keys[: int(part * (len(keys) + 1))]),
        "number": Decimal(320),
        "percent": Decimal(int(part * 100)),
        "yesno": part >= 0.4,
        "date": "2025-06-30",
        "grid": GridAnswer.of({row.key: column for row in question.rows}),
        "file": FileAnswer("现场照片.jpg", "0" * 64),
        "text": "两条冲压线，一条装配线。",
    }
    return made[question.type]


def answers(
    name: str, strength: float, industry: str = "auto", locale: str = "zh-CN"
) -> dict[str, AnswerValue]:
    """An answer to every question that is asked."""
    loaded = pack(name)
    given: dict[str, AnswerValue] = {}
    for place, question in enumerate(loaded.questionnaire(locale).questions):
        given[question.id] = industry if question.id == "industry" else answer(question, strength, place)
    return {key: value for key, value in given.items() if key not in loaded.relevance(given)}


@cache
def report_input(
    kind: str = "middling",
    *,
    name: str = "shanghai-ref",
    locale: str = "zh-CN",
    with_peers: bool = True,
    without: tuple[str, ...] = (),
) -> ReportInput:
    """Everything one report is made from."""
    loaded = pack(name)
    given = {k: v for k, v in answers(name, STRENGTHS[kind], locale=locale).items() if k not in without}
    assessment = loaded.assess(given, locale)
    variant = loaded.wording(locale).variants.get(assessment.variant)
    return gather(
        loaded,
        _authored(given, locale),
        enterprise=Enterprise(
            "示例汽车零部件有限公司" if locale == "zh-CN" else "Example Auto Parts Co., Ltd.",
            code="91310000132260250X",
            industry=variant.name if variant else "",
            district="嘉定区" if locale == "zh-CN" else "Jiading",
        ),
        on=date(2026, 3, 14),
        locale=locale,
        finished=not without,
        verification=Verification("7F3K-92QX-M4TD", "https://example.org/reports/v/7F3K-92QX-M4TD"),
        peers=_peers(assessment.score, locale) if with_peers else None,
    )


def _authored(given: Mapping[str, AnswerValue], locale: str) -> dict[str, Answered]:
    who = DEPARTMENTS[locale]
    return {
        key: Answered(value, who[place // 4 % len(who)], FIRST + timedelta(minutes=37 * place))
        for place, (key, value) in enumerate(given.items())
    }


def _peers(score: Fraction, locale: str) -> Peers:
    others = [Fraction(n * 37 % 89 + 5) for n in range(127)]
    groups = {
        group: describe([Fraction((n * 31 + shift) % 83 + 8) for n in range(127)])
        for shift, group in enumerate(["strategy", "capability", "solution", "governance", "innovation"])
    }
    who = "本市同行业企业" if locale == "zh-CN" else "manufacturers of the same industry in the city"
    return Peers(who, standing(score, others), describe(others), groups)


def with_name(facts: ReportInput, name: str) -> ReportInput:
    """The same report for an enterprise of another name."""
    return replace(facts, enterprise=replace(facts.enterprise, name=name))
