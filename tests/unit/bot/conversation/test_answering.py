from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Unpack

import pytest
from support.chat import Chat, begun
from support.small_questionnaire import Around, definition, small

from bot.conversation.effects import KeepEvidence, SaveAnswer
from bot.conversation.engine import resume
from bot.conversation.inputs import GaveFile, Said, Unsupported
from bot.conversation.interview import Interview, Phase
from bot.conversation.limits import MAX_FILE_BYTES
from bot.questionnaire.understanding import interpret_confirmation, understand
from bot.questionnaire.understanding.outcome import Command
from scoring.values import FileAnswer, GridAnswer, NotApplicable

_PHOTO = GaveFile("现场.jpg", "ab" * 32, "image/jpeg", 1000)


def at(question: str, *, real: bool = False, **fields: Unpack[Around]) -> Chat:
    """A chat of a car maker with that question on the screen; with `real`, replies are read for real."""
    chat = begun(**fields)
    if real:
        chat.definition = replace(chat.definition, understand=understand, interpret=interpret_confirmation)
    chat.say("1")
    while chat.interview.question != question:
        chat.say({"staff": "300", "use": "1"}.get(chat.interview.question, "跳过"))
    return chat


def test_an_answer_is_said_back_with_the_next_question_in_one_message() -> None:
    chat = begun()

    text = chat.say("1")

    assert chat.effects() == (SaveAnswer("industry", "auto"),)
    assert len(chat.turn.says) == 1
    assert text.startswith("收到：1（汽车）。\n\n2/10 ▓")
    assert "单位有多少人" in text


def test_the_header_says_where_she_is() -> None:
    chat = begun()
    chat.say("1")

    assert "2/10 ▓░░░░░░░░░ · 基本情况 · 约还需" in chat.text
    assert (chat.prompt.done, chat.prompt.total) == (1, 10)


def test_a_prompt_carries_all_that_a_channel_needs() -> None:
    chat = at("progress")

    assert [(option.mark, option.key) for option in chat.prompt.options] == [
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
    ]
    assert chat.prompt.question == "progress"
    assert chat.prompt.token == chat.interview.token
    assert "1 靠现场看" in chat.prompt.text
    assert "1 靠现场看" not in chat.prompt.lead
    assert chat.prompt.lead in chat.prompt.text
    assert chat.prompt.shortcuts == (Command.HELP, Command.BACK, Command.SKIP, Command.PAUSE)
    assert not chat.prompt.multiple


def test_a_multiple_choice_is_marked_as_one() -> None:
    assert at("systems").prompt.multiple


def test_a_required_question_offers_no_skipping() -> None:
    chat = begun()

    assert Command.SKIP not in chat.prompt.shortcuts
    assert "跳不过去" in chat.say("跳过")
    assert chat.interview.question == "industry"


def test_a_guess_is_asked_back() -> None:
    chat = at("staff")

    assert chat.say("约300") == "您是说 300，对吗？"
    assert chat.effects() == ()
    chat.say("对")

    assert chat.effects() == (SaveAnswer("staff", Decimal(300)),)


def test_a_guess_can_be_corrected_at_once() -> None:
    chat = at("staff")

    chat.say("约300", "320")

    assert chat.answers["staff"] == 320


def test_a_wrong_guess_leads_back_to_the_question() -> None:
    chat = at("staff")

    assert "单位有多少人" in chat.say("约300", "不对")
    assert "staff" not in chat.answers


def test_each_failure_is_answered_and_the_third_gives_the_ways_out() -> None:
    chat = at("progress")

    assert "没看懂（0）" in chat.say("嗯嗯")
    assert "没看懂（1）" in chat.say("那个")
    third = chat.say("随便")

    assert "最简单的办法" in third
    assert "跳过" in third
    assert "王老师：021-5555 0100" in third
    assert chat.say("随便") != third
    assert "收到：3" in chat.say("3")


def test_an_answer_that_contradicts_an_earlier_one_is_not_taken() -> None:
    chat = at("it-staff")

    assert "信息化人员不会比总人数多" in chat.say("500")
    assert "it-staff" not in chat.answers


def test_a_rule_about_an_answer_not_given_is_not_held_against_her() -> None:
    chat = begun()
    chat.say("1")
    chat.answers.clear()

    chat.say("不适用，不方便说")
    chat.say("500")

    assert chat.answers["it-staff"] == 500


def test_skipped_questions_are_listed_at_the_end_and_can_be_filled_in() -> None:
    chat = at("proof")

    assert "2 题跳过（第 3、10 题）" in _skipping_only(chat, 3, 10)
    assert "其中信息化人员有多少" in chat.say("3")
    assert "（第 10 题）" in chat.say("5")


def _skipping_only(chat: Chat, *numbers: int) -> str:
    for number in (4, 5, 6, 8, 9):
        chat.say(f"改 {number}")
        chat.say({4: "1", 5: "1", 6: "是", 8: "2024-01-02", 9: "省钱"}[number])
    return chat.say("跳过")


def test_not_applicable_wants_a_reason() -> None:
    chat = at("progress")

    assert "用一句话说下原因" in chat.say("不适用")
    assert "请用几个字" in chat.say("1")
    chat.say("我们没有车间")

    assert chat.effects() == (SaveAnswer("progress", NotApplicable("我们没有车间")),)


def test_not_applicable_with_its_reason_is_taken_at_once() -> None:
    chat = at("progress")

    chat.say("不适用，没有车间")

    assert chat.answers["progress"] == NotApplicable("没有车间")


def test_not_applicable_can_be_cancelled() -> None:
    chat = at("progress")

    assert "车间的生产进度" in chat.say("不适用", "取消")
    assert "progress" not in chat.answers


def test_a_grid_is_asked_row_by_row_and_kept_row_by_row() -> None:
    chat = at("use")

    assert "第 1/2 项：扫码" in chat.text
    assert "第 2/2 项：传感器" in chat.say("1")
    assert chat.answers["use"] == GridAnswer((("scan", "1"),))
    chat.say("3")

    assert chat.answers["use"] == GridAnswer((("scan", "1"), ("sensor", "3")))
    assert chat.interview.question == "since"


def test_all_rows_can_be_answered_at_once() -> None:
    chat = at("use", real=True)

    text = chat.say("都没有")

    assert "这 2 项都是“没有”" in text
    assert chat.answers["use"] == GridAnswer((("scan", "3"), ("sensor", "3")))


def test_all_said_in_the_middle_of_a_grid_means_the_rest() -> None:
    chat = at("use", real=True)

    chat.say("已用", "其余都没有")

    assert chat.answers["use"] == GridAnswer((("scan", "1"), ("sensor", "3")))


def test_skipping_in_the_middle_of_a_grid_keeps_the_rows_given() -> None:
    chat = at("use")

    chat.say("1", "跳过")

    assert chat.answers["use"] == GridAnswer((("scan", "1"),))
    assert chat.status()["use"] == "a"


def test_back_inside_a_grid_goes_one_row_back() -> None:
    chat = at("use")

    assert "第 1/2 项：扫码" in chat.say("1", "上一题")
    chat.say("2", "2")

    assert chat.answers["use"] == GridAnswer((("scan", "2"), ("sensor", "2")))


def test_a_half_answered_grid_goes_on_where_it_stopped() -> None:
    chat = at("use")
    chat.say("1", "改 1", "不变")

    assert "第 2/2 项：传感器" in chat.text


def test_a_file_answers_a_file_question() -> None:
    chat = at("proof")

    chat.do(_PHOTO)

    assert chat.effects() == (SaveAnswer("proof", FileAnswer("现场.jpg", "ab" * 32)),)


def test_a_file_at_another_question_is_kept_as_evidence_and_the_question_stays() -> None:
    chat = at("progress")

    chat.do(_PHOTO)

    assert chat.effects() == (KeepEvidence("progress", "现场.jpg", "ab" * 32, "image/jpeg", 1000),)
    assert "附在第 4 题后面" in chat.text
    assert "车间的生产进度" in chat.text


def test_a_file_that_is_too_large_is_refused_with_the_limit() -> None:
    chat = at("progress")

    chat.do(GaveFile("a.mp4", "ab" * 32, "video/mp4", MAX_FILE_BYTES + 1))

    assert chat.effects() == ()
    assert "20 MB" in chat.text


@pytest.mark.parametrize("what", ["voice", "location", "sticker", "video", "contact card"])
def test_what_cannot_be_read_is_answered_kindly_with_the_question(what: str) -> None:
    chat = at("progress")

    chat.do(Unsupported(what))

    assert "车间的生产进度" in chat.text
    assert chat.effects() == ()


def test_a_pasted_document_is_turned_down() -> None:
    chat = at("wish")

    assert "2000" in chat.say("字" * 2001)
    assert "wish" not in chat.answers


def test_a_definition_of_another_version_is_refused() -> None:
    chat = begun()
    other = definition(content_hash="changed")

    with pytest.raises(ValueError, match="pinned to small 1"):
        resume(chat.interview, Said("1"), other, chat.now)


def test_the_state_does_not_grow_with_the_answers() -> None:
    chat = at("progress")
    early = len(chat.interview.to_json())
    chat.say("1", "1", "是", "1", "2", "2024-01-02", "很长的愿望" * 100)

    assert len(chat.interview.to_json()) < early + 60


def test_an_interview_of_an_unknown_schema_is_refused() -> None:
    text = begun().interview.to_json().replace('"schema":1', '"schema":99')

    with pytest.raises(ValueError, match="schema 99"):
        Interview.from_json(text)


def test_a_questionnaire_without_questions_is_ready_at_once() -> None:
    chat = Chat(definition(replace(small(), questions=())))

    chat.say("同意")

    assert chat.phase() is Phase.READY
