"""Prompts as texts, menus and files, as few as it takes."""

from __future__ import annotations

import pytest

from bot import messages
from bot.channels.rendering import size
from bot.channels.wecom_kf.drawing import read_id, row_id, steps
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.questionnaire.understanding.outcome import Command

WORDS = messages.load("zh-CN")
YES_NO = (Option("yes", "有", mark="1"), Option("no", "没有", mark="2"))
REPORT = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "d" * 64)


def link(file: Attachment) -> str:
    return f"https://example.com/{file.name}"


def asking(lead: str, options: tuple[Option, ...], *, multiple: bool = False) -> Prompt:
    listed = "\n".join(f"{option.mark} {option.label}" for option in options)
    shortcuts = (Command.SKIP, Command.HELP)
    return Prompt(
        f"{lead}\n{listed}",
        lead=lead,
        question="q1",
        token="7",
        options=options,
        multiple=multiple,
        shortcuts=shortcuts,
    )


def kinds(prompt: Prompt, most: int | None = None) -> list[str]:
    return [step.body["msgtype"] if step.body else "file" for step in steps(prompt, WORDS, link, most)]


def test_a_question_is_one_menu() -> None:
    [step] = steps(asking("有 ERP 吗？", YES_NO), WORDS, link)

    assert step.body is not None
    menu = step.body["msgmenu"]
    assert menu["head_content"] == "有 ERP 吗？"
    assert [row["click"]["content"] for row in menu["list"]] == ["1 有", "2 没有"]
    assert read_id(menu["list"][1]["click"]["id"]) == ("7", "q1", "no")


@pytest.mark.parametrize(
    "prompt",
    [
        asking("有哪些？", YES_NO, multiple=True),
        asking("很长" * 200, YES_NO),
        asking("哪个？", tuple(Option(str(n), f"选{n}", mark=str(n)) for n in range(11))),
        asking("哪个？", (Option("a", "很长" * 30, mark="1"), Option("b", "短", mark="2"))),
        asking("哪个？", (Option("k" * 70, "有", mark="1"), Option("b", "没有", mark="2"))),
    ],
    ids=["several", "long head", "eleven", "long row", "long id"],
)
def test_what_no_menu_holds_is_one_numbered_text(prompt: Prompt) -> None:
    [step] = steps(prompt, WORDS, link)

    assert step.body == {"msgtype": "text", "text": {"content": prompt.text}}


def test_a_report_is_a_text_and_a_file_or_where_only_one_is_left_a_text_with_a_link() -> None:
    prompt = Prompt("报告好了", attachments=(REPORT,))

    assert kinds(prompt) == ["text", "file"]
    [step] = steps(prompt, WORDS, link, 1)
    assert step.body is not None
    assert "https://example.com/报告.docx" in step.body["text"]["content"]


def test_a_text_that_would_take_more_than_is_left_ends_early_and_says_so() -> None:
    prompt = Prompt("\n".join(f"{n}. 这一行不短，也不长。" for n in range(400)))

    found = steps(prompt, WORDS, link, 2)

    assert len(found) == 2
    texts = [step.body["text"]["content"] for step in found if step.body]
    assert texts[1].endswith(WORDS.say("wecom_kf.cut"))
    assert all(size(text) <= 2048 for text in texts)


def test_ids_are_read_as_they_are_spelt_and_no_others() -> None:
    assert read_id(row_id("7", "q1", "a|b")) == ("7", "q1", "a|b")
    assert row_id("7", "q|1", "a") == ""
    assert row_id("7", "q1", "x" * 64) == ""
    assert read_id("2x|y|z") is None
    assert read_id("1x|y") is None
