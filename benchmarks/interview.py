"""One turn of the pure interview, its state as JSON text before and after, over 120 questions.

The peer is goflow, the engine behind RapidPro, its session round-tripped through JSON on every turn of a flow
with 120 questions. It is written in Go and cannot run here: its figures were measured before, on a machine of
this class, and grow with the questions asked.
"""

from __future__ import annotations

import gc
import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from benchmarks.table import Row, show
from bot.conversation.definition import Definition
from bot.conversation.effects import SaveAnswer
from bot.conversation.engine import begin, resume
from bot.conversation.inputs import Said
from bot.conversation.interview import Interview
from bot.conversation.path import Paths
from bot.messages import load
from bot.questionnaire.model import Choice, Question, Questionnaire, Section
from bot.questionnaire.rules import compile_rule
from scoring.values import AnswerValue

QUESTIONS = 120
_INTERVIEWS = 30
_GOFLOW_MS = 1.16
_GOFLOW_P99_MS = 5.0
_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_LABELS = (
    "靠现场看、口头问",
    "班组每天填电子表格",
    "关键工序在系统里报工",
    "多数工序自动采集",
    "异常会自己提醒",
)


def questionnaire() -> Questionnaire:
    """Twelve sections of ten questions: choices, numbers, yes/no; a third of them asked under a rule."""
    questions = tuple(_question(number) for number in range(QUESTIONS))
    sections = tuple(Section(f"s{n}", f"第 {n + 1} 部分") for n in range(QUESTIONS // 10))
    return Questionnaire("bench", "1", "zh-CN", "一百二十题", "", sections, questions, "sample", "", "MIT")


def _question(number: int) -> Question:
    section, name = f"s{number // 10}", f"q{number}"
    text = f"第 {number + 1} 个问题：车间的生产进度，平时是怎么掌握的？"
    rule = compile_rule("${q0} != '5'") if number % 3 == 1 else None
    match number % 10:
        case 4:
            return Question(name, "number", section, text, unit="人", minimum=Decimal(0), relevant=rule)
        case 7:
            return Question(name, "yesno", section, text, relevant=rule)
        case _:
            choices = tuple(Choice(str(n), label) for n, label in enumerate(_LABELS, start=1))
            return Question(name, "single", section, text, choices=choices, relevant=rule)


def turns() -> list[list[float]]:
    """Milliseconds of each turn, question by question, for several interviews."""
    asked = questionnaire()
    paths = Paths(asked)
    return [_interview(asked, paths) for _ in range(_INTERVIEWS)]


def _interview(asked: Questionnaire, paths: Paths) -> list[float]:
    answers: dict[str, AnswerValue] = {}
    definition = Definition(asked, load("zh-CN"), answers=answers, shared_paths=paths)
    now = _NOW
    state = begin(definition, now, consented=True).interview.to_json()
    spent = []
    for question in asked.questions:
        reply = {"number": "320", "yesno": "有"}.get(question.type, "3")
        now += timedelta(seconds=15)
        before = time.perf_counter()
        turn = resume(Interview.from_json(state), Said(reply), definition, now)
        state = turn.interview.to_json()
        spent.append((time.perf_counter() - before) * 1000)
        saved = [effect for effect in turn.effects if isinstance(effect, SaveAnswer)]
        assert [effect.question for effect in saved] == [question.id]
        answers.update((effect.question, effect.value) for effect in saved)
    return spent


def slope(by_question: list[float]) -> float:
    """Growth over the whole questionnaire, as a part of the mean: least squares through the medians."""
    places = range(len(by_question))
    return (
        statistics.linear_regression(places, by_question).slope
        * len(by_question)
        / statistics.mean(by_question)
    )


def run() -> list[Row]:
    """The rows of this benchmark."""
    turns()  # caches and bytecode
    gc.collect()
    measured = turns()
    flat = sorted(spent for interview in measured for spent in interview)
    single = [number for number in range(QUESTIONS) if _question(number).type == "single"]
    medians = [statistics.median(interview[number] for interview in measured) for number in single]
    p50, p99 = flat[len(flat) // 2], flat[len(flat) * 99 // 100]
    goflow = f"{_GOFLOW_MS} ms (goflow, another day)"
    return [
        Row("pure turn of 120 questions, p50", f"{p50:.2f} ms", goflow, p50 / _GOFLOW_MS, "≤ 1.0"),
        Row("… its p99", f"{p99:.2f} ms", f"{_GOFLOW_P99_MS} ms (the same)", p99 / _GOFLOW_P99_MS),
        Row(
            "… the last question to the first, fitted",
            f"{p50:.2f} ms",
            "question 1",
            1 + slope(medians),
            "≤ 1.15",
        ),
    ]


if __name__ == "__main__":
    print(show(run()))
