from __future__ import annotations

import pytest
from support.chat import Chat, begun
from support.small_questionnaire import definition

from bot.conversation.definition import Keeper
from bot.conversation.effects import Consented, ConsentRefused, SaveAnswer, Withdrawn
from bot.conversation.engine import begin
from bot.conversation.inputs import GaveFile, Reminded, Started, Tapped
from bot.conversation.interview import Phase
from bot.conversation.prompt import PromptKind


def test_the_first_message_says_what_why_who_and_how_to_withdraw() -> None:
    chat = Chat(definition(keeper=Keeper("市经信委", "12345", "3 年")))

    assert chat.prompt.kind is PromptKind.CONSENT
    for part in ("甲乙机械", "会记下", "谁看得到", "撤回同意", "市经信委", "12345", "3 年", "分钟"):
        assert part in chat.text


def test_a_keeper_without_a_contact_is_named_all_the_same() -> None:
    chat = Chat(definition(keeper=Keeper("市经信委")))

    assert "个人信息由市经信委负责。" in chat.text


def test_nothing_is_asked_before_consent() -> None:
    chat = Chat()

    chat.say("300", "这是什么", "你好")
    chat.do(GaveFile("a.png", "ab" * 32, "image/png", 5))

    assert chat.phase() is Phase.CONSENT
    assert chat.answers == {}
    assert chat.effects() == ()


@pytest.mark.parametrize("word", ["1", "同意", "好的", "可以", "Yes", "同意。"])
def test_agreeing_starts_with_the_first_question(word: str) -> None:
    chat = Chat()

    text = chat.say(word)

    assert chat.effects() == (Consented(),)
    assert "1/9" in text
    assert "您单位属于哪个行业" in text


@pytest.mark.parametrize("word", ["2", "不同意", "不要", "no"])
def test_a_refusal_is_honoured(word: str) -> None:
    chat = Chat()

    chat.say(word)

    assert chat.effects() == (ConsentRefused(),)
    assert chat.phase() is Phase.REFUSED
    chat.do(Reminded())
    assert chat.turn.says == ()


def test_after_a_refusal_a_polite_word_is_no_consent() -> None:
    chat = Chat()
    chat.say("不同意")

    chat.say("好的", "1", "谢谢")

    assert chat.phase() is Phase.REFUSED
    assert "会记下" in chat.say("同意")
    assert chat.phase() is Phase.CONSENT
    chat.say("同意")
    assert chat.effects() == (Consented(),)


def test_a_tap_on_an_old_consent_button_does_nothing() -> None:
    chat = Chat()
    old = chat.prompt
    chat.say("不同意")

    chat.do(Tapped("", old.token, ("yes",)))

    assert chat.phase() is Phase.REFUSED


def test_withdrawing_is_asked_back_and_then_done() -> None:
    chat = begun()
    chat.say("1")

    assert "确定撤回吗" in chat.say("撤回同意")
    assert chat.effects() == ()
    chat.say("是")

    assert chat.effects() == (Withdrawn(),)
    assert chat.phase() is Phase.WITHDRAWN
    chat.say("300")
    assert not any(isinstance(effect, SaveAnswer) for effect in chat.effects())


def test_withdrawing_can_be_left() -> None:
    chat = begun()

    assert "您单位属于哪个行业" in chat.say("撤回同意", "不")


def test_consent_given_before_is_not_asked_again() -> None:
    chat = Chat()

    turn = begin(chat.definition, chat.now, consented=True)

    assert turn.interview.phase is Phase.ASKING


def test_opening_the_chat_again_shows_the_consent_text_again() -> None:
    chat = Chat()
    first = chat.text

    chat.do(Started())

    assert chat.text == first
