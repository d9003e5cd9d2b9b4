"""What every channel with a sending side keeps, whatever its platform: one suite for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.channel_stands import STANDS, Stand, unhurried

from bot.channels.base import DeliveryError
from bot.channels.registry import CHANNELS, without_passive_reply
from bot.channels.rendering import size
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt

HOSTILE = "<b>粗</b> & *星* `码` ]]> {{7*7}} %s {name} \u202eabc 😀👨‍👩‍👧 “引”"
LONG = "\n".join(f"{number}. " + "这一行不短，也不长。" * 12 for number in range(60))
SHORT_OPTIONS = (Option("yes", "同意"), Option("no", "不同意"))
LONG_OPTIONS = tuple(
    Option(
        str(number), f"第 {number} 种做法：" + "说得很细，一句话说不完，" * 4, f"做法{number}", str(number)
    )
    for number in range(1, 6)
)
WITHOUT_A_PLATFORM = ("console", "web")  # nothing is called that could fail
FILES = (
    Attachment(AttachmentKind.DOCUMENT, "报告.docx", "d" * 64),
    Attachment(AttachmentKind.PICTURE, "雷达图.png", "e" * 64),
)


@pytest.fixture(params=sorted(CHANNELS))
def name(request: pytest.FixtureRequest) -> str:
    assert request.param in STANDS, f"the channel {request.param} has no stand: see support/channel_stands.py"
    found: str = request.param
    return found


@pytest.fixture
def stand(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    unhurried(monkeypatch)
    with STANDS[name]() as stand:
        yield stand


def asking(options: tuple[Option, ...], *, multiple: bool = False) -> Prompt:
    listed = "\n".join(f"{option.mark} {option.label}" for option in options)
    return Prompt(
        f"怎么做？\n{listed}", lead="怎么做？", question="q1", token="3", options=options, multiple=multiple
    )


def test_every_stand_is_of_a_registered_channel() -> None:
    assert set(STANDS) == set(CHANNELS)


def test_the_registry_knows_it_as_it_is(name: str, stand: Stand) -> None:
    assert stand.channel.name == name
    assert stand.capabilities == CHANNELS[name]
    assert (name in without_passive_reply()) == (not stand.capabilities.passive_reply)


def test_words_arrive_unchanged(stand: Stand) -> None:
    stand.send(Prompt(HOSTILE))

    assert [seen.text for seen in stand.seen()] == [HOSTILE]


def test_a_long_text_arrives_whole_in_order_and_in_parts_that_fit(stand: Stand) -> None:
    stand.send(Prompt(LONG))

    parts = [seen.text for seen in stand.seen()]
    assert "".join("".join(parts).split()) == "".join(LONG.split())
    can = stand.capabilities
    assert all(size(part, can.counting) <= can.max_text for part in parts)


@pytest.mark.parametrize("multiple", [False, True])
@pytest.mark.parametrize("options", [SHORT_OPTIONS, LONG_OPTIONS], ids=["short", "long"])
def test_every_choice_can_be_read_in_full_and_picked(
    stand: Stand, options: tuple[Option, ...], multiple: bool
) -> None:
    stand.send(asking(options, multiple=multiple))

    [seen] = stand.seen()
    readable = "\n".join([seen.text, *seen.buttons])
    for option in options:
        assert option.label in readable
        by_button = any(
            option.label in button or (option.short and option.short in button) for button in seen.buttons
        )
        by_words = f"{option.mark} {option.label}" in seen.text
        assert by_button or by_words, option


def test_files_arrive_or_can_be_fetched(stand: Stand) -> None:
    stand.send(Prompt("请看附件", attachments=FILES))

    seen = stand.seen()
    there = {file for message in seen for file in message.files}
    words = "\n".join(message.text for message in seen)
    assert "请看附件" in words
    for file in FILES:
        assert file.name in there or (file.name in words and "/reports/" in words)


def test_messages_arrive_in_the_order_they_are_sent(stand: Stand) -> None:
    for number in range(3):
        stand.send(Prompt(str(number)), key=str(number))

    assert [seen.text for seen in stand.seen()] == ["0", "1", "2"]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_it_speaks_every_language_of_ours(stand: Stand, locale: str) -> None:
    stand.send(asking(SHORT_OPTIONS, multiple=True), locale=locale)

    assert len(stand.seen()) == 1


@pytest.mark.parametrize("said", ["retryable", "unknown", "final"])
def test_a_failure_says_what_it_means_and_nothing_of_what_was_sent(
    name: str, stand: Stand, said: str
) -> None:
    if name in WITHOUT_A_PLATFORM:
        assert not stand.trouble
        return
    stand.trouble[said]()

    with pytest.raises(DeliveryError) as caught:
        stand.send(Prompt("很私密的话"))

    error = caught.value
    if said == "unknown" and stand.capabilities.knows_keys:
        assert (error.retryable, error.unknown) == (True, False)
        return
    assert (error.retryable, error.unknown) == (said == "retryable", said == "unknown")
    assert error.code == error.code.lower().replace(" ", "_")
    assert "私密" not in f"{error} {error.hint} {error.context}"


def test_where_keys_are_known_a_message_whose_answer_was_lost_is_sent_again_and_arrives_once(
    name: str, stand: Stand
) -> None:
    if not stand.capabilities.knows_keys:
        return
    stand.trouble["unknown"]()
    with pytest.raises(DeliveryError):
        stand.send(Prompt("只该来一次"), key="lost")

    stand.send(Prompt("只该来一次"), key="lost")
    stand.send(Prompt("只该来一次"), key="another")

    assert [seen.text for seen in stand.seen()] == ["只该来一次"] * 2
