"""Prompts as cards and texts."""

from __future__ import annotations

from typing import Any

import pytest

from bot import messages
from bot.channels.wecom.drawing import BODY, TITLE, Data, steps
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt, PromptKind
from bot.questionnaire.understanding.outcome import Command

WORDS = messages.load("zh-CN")
YES_NO = (Option("yes", "有", mark="1"), Option("no", "没有", mark="2"))


def asking(lead: str, options: tuple[Option, ...], **more: Any) -> Prompt:  # noqa: ANN401 - fields of a prompt
    listed = "\n".join(f"{option.mark} {option.label}" for option in options)
    given = {"question": "q1", "token": "7", **more}
    return Prompt(f"{lead}\n{listed}", lead=lead, options=options, **given)


def drawn(prompt: Prompt) -> list[str]:
    return [
        step.card["card_type"] if step.card else step.attachment.name if step.attachment else step.text
        for step in steps(prompt, WORDS, "k")
    ]


def test_a_question_that_fits_is_a_card_with_a_button_for_each_choice() -> None:
    [step] = steps(asking("12/58\n有 ERP 吗？", YES_NO, shortcuts=(Command.SKIP,)), WORDS, "k")

    card = step.card
    assert card is not None
    assert card["main_title"] == {"title": "12/58"}
    assert card["sub_title_text"] == "有 ERP 吗？"
    assert [button["text"] for button in card["button_list"]] == ["1 有", "2 没有", "跳过"]
    assert Data.read(card["button_list"][1]["key"]) == Data("7", "q1", "no", "已选 2 没有")
    assert Data.read(card["button_list"][2]["key"]) == Data("7", "q1", "/skip", "已选 跳过")


def test_a_question_too_long_for_a_card_is_a_numbered_text() -> None:
    prompt = asking("很长" * (BODY // 2) + "。", YES_NO)

    assert drawn(prompt) == [prompt.text]


def test_choices_too_long_for_buttons_get_boxes_and_still_longer_ones_numbers() -> None:
    for_boxes = tuple(Option(str(n), "十一个汉字的选项十一个", mark=str(n)) for n in range(1, 4))
    for_nothing = tuple(Option(str(n), "二十个汉字的选项" * 3, mark=str(n)) for n in range(1, 4))

    assert drawn(asking("怎么做？", for_boxes)) == ["vote_interaction"]
    assert drawn(asking("怎么做？", for_nothing)) == [asking("怎么做？", for_nothing).text]


@pytest.mark.parametrize(("count", "kind"), [(6, "button_interaction"), (7, "vote_interaction"), (21, None)])
def test_six_buttons_and_twenty_boxes_at_most(count: int, kind: str | None) -> None:
    options = tuple(Option(str(n), f"选{n}", mark=str(n)) for n in range(count))
    prompt = asking("哪个？", options)

    assert drawn(prompt) == [kind or prompt.text]


def test_several_choices_are_boxes_with_what_is_ticked() -> None:
    [step] = steps(asking("有哪些？", YES_NO, multiple=True, ticked=("no",)), WORDS, "k")

    card = step.card
    assert card is not None
    assert [option["is_checked"] for option in card["checkbox"]["option_list"]] == [False, True]
    assert card["checkbox"]["mode"] == 1
    assert Data.read(card["submit_button"]["key"]) == Data("7", "q1", "", "已提交", several=True)


def test_a_digest_keeps_its_words_and_gets_buttons_that_stay() -> None:
    offered = (Option("list", "看名单", mark="1"), Option("remind", "一键催办", mark="2"))
    text = "洞泾镇 · 10 月 14 日\n" + "全年 40 家，已完成 22 家。" * 20

    words, buttons = steps(
        asking(text, offered, question="command", token="", kind=PromptKind.LIST), WORDS, "k"
    )

    assert words.text == text
    assert buttons.card is not None
    assert [button["text"] for button in buttons.card["button_list"]] == ["1 看名单", "2 一键催办"]
    assert Data.read(buttons.card["button_list"][0]["key"]) == Data("", "command", "list", "")


def test_a_first_line_too_long_for_a_title_is_no_title() -> None:
    [step] = steps(asking("长" * (TITLE + 1), YES_NO), WORDS, "k")

    assert step.card is not None
    assert "main_title" not in step.card


def test_the_task_follows_our_key_alone() -> None:
    prompt = asking("有吗？", YES_NO)

    first, again, other = (steps(prompt, WORDS, key)[0].card for key in ("a", "a", "b"))

    assert first is not None
    assert first == again
    assert other is not None
    assert first["task_id"] != other["task_id"]


def test_files_follow_with_what_is_said_of_them() -> None:
    file = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "d" * 64, "请看第 3 页")

    assert drawn(Prompt("好了", attachments=(file,))) == ["好了", "请看第 3 页", "报告.docx"]


def test_what_does_not_fit_a_button_is_a_text() -> None:
    huge = (Option("x" * 1100, "有", mark="1"), Option("no", "没有", mark="2"))
    prompt = asking("有吗？", huge)

    assert Data("7", "q1", "x" * 1100).spelt() == ""
    assert drawn(prompt)[0] != "button_interaction"


def test_a_digest_in_markdown_has_a_bold_heading_and_nothing_of_a_name_is_marked_up() -> None:
    text = "洞泾镇 · 10 月 14 日\n[点我](http://x) *粗* <font color='red'>红</font>"
    prompt = Prompt(text, PromptKind.LIST)

    [step] = steps(prompt, WORDS, "k", markdown=True)

    assert step.markdown
    assert step.text.startswith("**洞泾镇 · 10 月 14 日**\n")
    assert not set("[]*<>") & set(step.text.split("\n")[1])
    assert not steps(Prompt(text), WORDS, "k", markdown=True)[0].markdown  # only digests and lists


def test_a_digest_too_long_for_markdown_stays_a_text() -> None:
    [step] = steps(Prompt("[" * 2000, PromptKind.LIST), WORDS, "k", markdown=True)

    assert not step.markdown
