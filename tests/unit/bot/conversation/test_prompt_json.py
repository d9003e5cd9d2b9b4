"""A prompt survives the outbox."""

from __future__ import annotations

import json

import pytest

from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt, PromptKind
from bot.conversation.prompt_json import prompt_from_json, prompt_to_json
from bot.questionnaire.understanding.outcome import Command

FULL = Prompt(
    "一题\n1 甲",
    kind=PromptKind.QUESTION,
    lead="一题",
    question="q1",
    token="7",
    options=(Option("a", "甲", "甲", "1"),),
    multiple=True,
    ticked=("a",),
    shortcuts=(Command.BACK,),
    done=3,
    total=58,
    accepts_file=True,
    attachments=(Attachment(AttachmentKind.PICTURE, "图.png", "ab" * 32, "图"),),
    brief=(("what", "数字化诊断"), ("progress", "12/58")),
)


@pytest.mark.parametrize("prompt", [Prompt("好"), FULL])
def test_there_and_back(prompt: Prompt) -> None:
    assert prompt_from_json(json.loads(json.dumps(prompt_to_json(prompt)))) == prompt


def test_a_plain_prompt_is_short() -> None:
    assert prompt_to_json(Prompt("好")) == {"text": "好"}
