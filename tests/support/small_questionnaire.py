"""A small questionnaire with every kind of detour in it, and an understanding that knows little."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from bot.conversation.definition import Definition, Keeper, Liaison
from bot.conversation.wording import marks
from bot.messages import Messages, load
from bot.questionnaire.model import Choice, GridRow, Question, Questionnaire, Section
from bot.questionnaire.understanding.outcome import (
    Asked,
    Command,
    Confirm,
    Outcome,
    Unclear,
    Understood,
)
from scoring.values import Answers, AnswerValue, NotApplicable


@dataclass(frozen=True)
class PlainRule:
    """A rule written in Python, so that these tests need no rule language."""

    source: str
    references: frozenset[str]
    test: Callable[[Answers, AnswerValue | None], bool]

    def holds(self, answers: Answers, this: AnswerValue | None = None) -> bool:
        return self.test(answers, this)


def equals(question: str, value: AnswerValue) -> PlainRule:
    return PlainRule(
        f"${{{question}}} = {value!r}", frozenset({question}), lambda a, _: a.get(question) == value
    )


def at_most(question: str) -> PlainRule:
    def test(answers: Answers, this: AnswerValue | None) -> bool:
        most = answers.get(question)
        return isinstance(most, Decimal) and isinstance(this, Decimal) and this <= most

    return PlainRule(f". <= ${{{question}}}", frozenset({question}), test)


def _choices(*labels: str, exclusive: tuple[int, ...] = ()) -> tuple[Choice, ...]:
    return tuple(Choice(str(n), label, exclusive=n in exclusive) for n, label in enumerate(labels, start=1))


def small() -> Questionnaire:
    """Eleven questions in three sections: every type, two branches, one rule across questions."""
    industry = (
        Choice("auto", "汽车", "汽车"),
        Choice("steel", "钢铁", "钢铁"),
        Choice("other", "其他", "其他"),
    )
    progress = _choices("靠现场看、口头问", "班组每天填电子表格", "关键工序在系统里报工")
    systems = replace(_choices("ERP", "MES", "焊装线监控")[2], relevant=equals("industry", "auto"))
    questions = (
        Question("industry", "single", "profile", "您单位属于哪个行业？", choices=industry, required=True),
        Question(
            "staff",
            "number",
            "profile",
            "单位有多少人？",
            unit="人",
            integer=True,
            minimum=Decimal(1),
            required=True,
        ),
        Question(
            "it-staff",
            "number",
            "profile",
            "其中信息化人员有多少？",
            unit="人",
            integer=True,
            minimum=Decimal(0),
            constraint=at_most("staff"),
            constraint_message="信息化人员不会比总人数多，请再看一眼。",
        ),
        Question(
            "progress",
            "single",
            "shop",
            "车间的生产进度，平时怎么掌握？",
            help="报工：做完一道工序，在系统里点一下。",
            evidence="报工界面截图。",
            choices=progress,
        ),
        Question(
            "systems",
            "multiple",
            "shop",
            "车间用了哪些系统？",
            choices=(*_choices("ERP", "MES"), systems, Choice("0", "都没有", exclusive=True)),
        ),
        Question("welding", "yesno", "shop", "焊装线联网了吗？", relevant=equals("industry", "auto")),
        Question("furnace", "yesno", "shop", "高炉联网了吗？", relevant=equals("industry", "steel")),
        Question(
            "use",
            "grid",
            "shop",
            "下面几样用到什么程度？",
            choices=_choices("已用", "计划用", "没有"),
            rows=(GridRow("scan", "扫码"), GridRow("sensor", "传感器")),
        ),
        Question("since", "date", "plan", "哪天开始做数字化的？"),
        Question("wish", "text", "plan", "最想先解决什么？"),
        Question("proof", "file", "plan", "发一张规划的封面来。"),
    )
    return Questionnaire(
        id="small",
        version="1",
        locale="zh-CN",
        title="小问卷",
        intro="",
        sections=(
            Section("profile", "基本情况"),
            Section("shop", "车间", intro="下面说说车间。"),
            Section("plan", "打算"),
        ),
        questions=questions,
        status="sample",
        source="",
        licence="MIT",
        status_name="示例问卷",
    )


_COMMANDS = {
    "返回": Command.BACK,
    "上一题": Command.BACK,
    "跳过": Command.SKIP,
    "帮助": Command.HELP,
    "暂停": Command.PAUSE,
    "进度": Command.PROGRESS,
    "回顾": Command.REVIEW,
    "重来": Command.RESTART,
    "不适用": Command.NA,
    "找人": Command.HANDOFF,
}


def understand(  # noqa: C901, PLR0911 - a fake, one line a case
    question: Question,
    text: str,
    messages: Messages,
    *,
    today: date,
    attempt: int = 0,
    number_of: Mapping[str, int] | None = None,
) -> Outcome:
    """Knows marks, numbers, yes and no, and the commands; “约 n” is worth confirming."""
    said = text.strip()
    if said in _COMMANDS:
        return Asked(_COMMANDS[said], said if said == "找人" else "")
    if said.startswith("改"):
        return Asked(Command.EDIT, said[1:].strip())
    if said.startswith("不适用"):
        return Understood(NotApplicable(said[3:].strip("，, ")))
    match question.type:
        case "single":
            keys = {mark: key for key, mark in marks(question).items()}
            return Understood(keys[said]) if said in keys else _unclear(attempt)
        case "multiple":
            keys = {mark: key for key, mark in marks(question).items()}
            picked = tuple(dict.fromkeys(re.split("[、,]", said)))
            return (
                Understood(tuple(keys[m] for m in picked)) if set(picked) <= set(keys) else _unclear(attempt)
            )
        case "number":
            digits = said.removeprefix("约")
            if not (digits.isascii() and digits.isdecimal()):
                return _unclear(attempt)
            value = Decimal(digits)
            return Understood(value) if digits == said else Confirm(value, f"您是说 {value}，对吗？")
        case "yesno":
            return Understood(said == "是") if said in ("是", "否") else _unclear(attempt)
        case "date":
            return Understood(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said) else _unclear(attempt)
        case "text":
            return Understood(text) if said else _unclear(attempt)
        case _:
            return _unclear(attempt)


def _unclear(attempt: int) -> Unclear:
    return Unclear(f"没看懂（{attempt}）。")


def interpret(text: str, question: Question | None = None) -> bool | None:
    """对, 是 and 1; 不, 否 and 2; digits only where no choice is typed so."""
    if question is not None and question.choices and text in ("1", "2"):
        return None
    return {"对": True, "是": True, "1": True, "不": False, "否": False, "不对": False, "2": False}.get(
        text.strip()
    )


class Around(TypedDict, total=False):
    """Fields of `Definition` a test may set."""

    content_hash: str
    answers: Mapping[str, AnswerValue]
    last: Mapping[str, AnswerValue]
    last_on: str
    register: Mapping[str, AnswerValue]
    keeper: Keeper


def definition(questionnaire: Questionnaire | None = None, **fields: Unpack[Around]) -> Definition:
    """A definition of the small questionnaire with the fake understanding."""
    return Definition(
        questionnaire=questionnaire or small(),
        messages=load("zh-CN"),
        understand=understand,
        interpret=interpret,
        enterprise_name="甲乙机械",
        liaison=Liaison("王老师", "021-5555 0100"),
        **fields,
    )
