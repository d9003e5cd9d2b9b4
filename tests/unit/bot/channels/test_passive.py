"""What goes back in the request that brought a message, and what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import messages
from bot.channels.base import Capabilities
from bot.channels.passive import part, text_of
from bot.channels.rendering import size
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt

CAN = Capabilities(max_text=2048, buttons=10, button_label=128, sends_pictures=True, passive_reply=True)
WORDS = messages.load("zh-CN")
MORE = WORDS.say("channel.more")
FILE = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "d" * 64)
PICTURE = Attachment(AttachmentKind.PICTURE, "雷达图.png", "e" * 64)
ASKING = Prompt(
    "怎么做？\n1 甲\n2 乙",
    lead="怎么做？",
    question="q1",
    token="3",
    options=(Option("a", "甲", mark="1"), Option("b", "乙", mark="2")),
)


def link(file: Attachment) -> str:
    return f"https://example.com/reports/{file.sha256[:8]}"


def parted(*prompts: Prompt, can: Capabilities = CAN) -> tuple[str | None, list[str]]:
    found = part(prompts, can, WORDS, link)
    back = text_of(found.back, can, WORDS, link) if found.back else None
    return back, [text_of(prompt, can, WORDS, link) for prompt in found.rest]


def sentences(count: int) -> str:
    return "".join(f"这是第 {number} 句，不长也不短，说完为止。" for number in range(count))


def test_one_prompt_goes_back_as_it_is() -> None:
    found = part([ASKING], CAN, WORDS, link)

    assert found.back == ASKING
    assert found.rest == ()


def test_nothing_said_is_nothing_to_send() -> None:
    assert part([], CAN, WORDS, link).all == ()
    assert part([Prompt("  ")], CAN, WORDS, link).all == ()


def test_several_prompts_become_one_text_that_asks_what_the_last_one_asks() -> None:
    found = part([Prompt("收到：4。"), ASKING], CAN, WORDS, link)

    assert found.back is not None
    assert found.back.text == "收到：4。\n\n怎么做？\n1 甲\n2 乙"
    assert found.back.lead == "收到：4。\n\n怎么做？"
    assert (found.back.question, found.back.options) == ("q1", ASKING.options)
    assert found.rest == ()


def test_files_go_back_as_links() -> None:
    back, rest = parted(Prompt("请看附件", attachments=(PICTURE, FILE)))

    assert back is not None
    assert back.splitlines() == [
        "请看附件",
        "雷达图.png：https://example.com/reports/eeeeeeee",
        "报告.docx：https://example.com/reports/dddddddd",
    ]
    assert rest == []


def test_what_does_not_fit_follows_and_the_reply_says_so() -> None:
    long = [Prompt(sentences(24)), Prompt(sentences(16)), Prompt("三"), ASKING]

    back, rest = parted(*long)

    assert back == f"{sentences(24)}\n\n{MORE}"
    assert rest == [f"{sentences(16)}\n\n三\n\n{ASKING.text}"]


@pytest.mark.parametrize("count", [33, 36, 37, 60, 200])
def test_one_text_longer_than_a_reply_is_cut_between_sentences_and_nothing_is_lost(count: int) -> None:
    back, rest = parted(replace(ASKING, text=sentences(count)), Prompt("末"))

    assert back is not None
    assert size(back) <= CAN.max_text
    if rest:
        assert back.endswith(f"。\n\n{MORE}")
    assert "".join([back.removesuffix(f"\n\n{MORE}"), *rest]).replace("\n", "") == f"{sentences(count)}末"


def test_a_prompt_with_files_stays_alone_in_what_follows() -> None:
    shown = Prompt("请看附件", attachments=(FILE,))

    found = part(
        [Prompt(sentences(37)), Prompt("二" * 60), shown, Prompt("四"), Prompt("五")], CAN, WORDS, link
    )

    assert [(prompt.text, prompt.attachments) for prompt in found.rest] == [
        ("二" * 60, ()),
        ("请看附件", (FILE,)),
        ("四\n\n五", ()),
    ]


def test_every_part_fits_whatever_is_said() -> None:
    small = replace(CAN, max_text=100)
    for count in range(1, 12):
        said = [Prompt("😀一二三四五。" * length) for length in range(count)]
        back, rest = parted(*said, can=small)
        assert back is None or size(back) <= 100
        everything = "".join(text for text in [back or "", *rest]).replace(MORE, "").replace("\n", "")
        assert everything == "".join(prompt.text for prompt in said)
