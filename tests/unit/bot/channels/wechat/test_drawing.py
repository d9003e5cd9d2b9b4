"""Prompts as customer-service messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import messages
from bot.channels.rendering import size
from bot.channels.wechat import CAPABILITIES
from bot.channels.wechat.drawing import Step, harmless, passive_reply, steps
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt

WORDS = messages.load("zh-CN")
REPORT = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "d" * 64)
PICTURE = Attachment(AttachmentKind.PICTURE, "雷达图.png", "e" * 64)
LINK = '<a href="https://example.com/reports/dddddddd">报告.docx</a>'
ASKING = Prompt(
    "怎么做？\n1 甲\n2 乙",
    lead="怎么做？",
    question="q1",
    token="3",
    options=(Option("a", "甲", mark="1"), Option("b", "乙", mark="2")),
)


def link(file: Attachment) -> str:
    return f"https://example.com/reports/{file.sha256[:8]}"


def test_choices_can_be_tapped() -> None:
    assert steps(ASKING, WORDS, link) == (Step("怎么做？", (("1|3|q1|a", "1 甲"), ("1|3|q1|b", "2 乙"))),)


@pytest.mark.parametrize(
    "prompt",
    [
        replace(ASKING, multiple=True),
        replace(ASKING, question="q|1"),
        replace(ASKING, options=(Option("k" * 60, "甲", mark="1"), Option("b", "乙", mark="2"))),
        replace(
            ASKING,
            text="\n".join(["怎么做？", *(f"{n} 甲" for n in range(11))]),
            options=tuple(Option(str(n), "甲", mark=str(n)) for n in range(11)),
        ),
    ],
    ids=["several", "odd question", "long key", "too many"],
)
def test_what_cannot_be_tapped_stays_numbered_in_the_text(prompt: Prompt) -> None:
    [step] = steps(prompt, WORDS, link)

    assert step == Step(prompt.text)


def test_a_menu_that_would_be_too_long_becomes_text_in_parts() -> None:
    options = tuple(Option(str(n), "长" * 35, mark=str(n)) for n in range(1, 8))
    lead = "问" * 500
    listed = "\n".join(f"{option.mark} {option.label}" for option in options)

    found = steps(replace(ASKING, lead=lead, text=f"{lead}\n{listed}", options=options), WORDS, link)

    assert len(found) == 2
    assert all(not step.items and size(step.text) <= CAPABILITIES.max_text for step in found)


def test_the_report_comes_as_words_with_its_link_and_a_picture() -> None:
    found = steps(Prompt("报告好了", attachments=(PICTURE, REPORT)), WORDS, link)

    assert found == (Step(f"报告好了\n{LINK}\n{WORDS.say('wechat.link')}"), Step(picture=PICTURE))


def test_where_one_message_is_left_the_picture_becomes_a_link_too() -> None:
    [step] = steps(Prompt("报告好了", attachments=(PICTURE, REPORT)), WORDS, link, most=1)

    assert step.picture is None
    assert step.text.count("https://") == 2


def test_a_caption_is_said_before_its_picture() -> None:
    shown = replace(PICTURE, caption="五个维度")

    assert steps(Prompt("", attachments=(shown,)), WORDS, link) == (Step("五个维度"), Step(picture=shown))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a href="http://evil.example">点此</a>', '＜a href="http://evil.example">点此＜/a>'),
        ("< A\thref='weixin://bizmsgmenu?msgmenucontent=提交&msgmenuid=1'>x< /a >", None),
        ("零\x00控\x0b 😀\ud800 <\x00a href=x>", "零控 😀 ＜a href=x>"),
        ("<b>粗</b> a < b, <abc> <a1>", "<b>粗</b> a < b, <abc> <a1>"),
    ],
)
def test_nobody_else_makes_a_link(text: str, expected: str | None) -> None:
    found = harmless(text)

    assert found == (expected if expected is not None else text.replace("<", "＜"))
    assert harmless(found) == found


def test_hostile_words_are_no_links_anywhere_and_ours_are() -> None:
    evil = '<a href="http://evil.example">x</a>'
    prompt = Prompt(
        f"{evil}\n1 {evil}",
        lead=evil,
        question="q1",
        token="3",
        options=(Option("a", evil, mark="1"),),
        attachments=(Attachment(AttachmentKind.DOCUMENT, f"{evil}.docx", "d" * 64),),
    )

    back = passive_reply([prompt], WORDS, link).back
    assert back is not None
    for text in (back.text, *(step.text for step in steps(prompt, WORDS, link))):
        assert text.count("<a href=") == 1
        assert '<a href="https://example.com/reports/dddddddd">＜a href' in text
    [menu] = steps(replace(prompt, attachments=()), WORDS, link)
    assert all("<a" not in label for _, label in menu.items)
