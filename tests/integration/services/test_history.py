"""What the chat page reads back: everything once, in order, whatever was sent meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from support.clock import FrozenClock
from support.people import Talker, contact, new_enterprise

from bot.app import Core
from bot.errors import InputError
from bot.services.history import News
from storage.models.messaging import Outbox


def moved(core: Core, by: timedelta) -> None:
    assert isinstance(core.clock, FrozenClock)
    core.clock.move(by)


def news(core: Core, cursor: str = "", account: str = "li") -> News:
    return core.history.news("web", account, cursor)


def texts(found: News) -> list[str]:
    return [line.text.split("\n", maxsplit=1)[0] for line in found.lines]


def deliver(core: Core) -> None:
    core.timers.run_once()
    asyncio.run(core.delivery.run_once())


def test_an_account_that_never_wrote_is_unknown(core: Core) -> None:
    found = news(core)

    assert (found.lines, found.known) == ([], False)


def test_everything_that_was_said_is_read_back_in_order(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好", "同意")
    talker.tap("auto")

    found = news(core)

    said = [line.text for line in found.lines if line.prompt is None]
    prompts = [line.prompt for line in found.lines if line.prompt is not None]
    assert said == ["你好", "同意", "auto"]
    assert prompts == [prompt for reply in talker.replies for prompt in reply.prompts]
    assert len({line.id for line in found.lines}) == len(found.lines)
    assert found.known


def test_a_cursor_brings_what_came_after_it_and_only_once(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好")
    first = news(core)
    talker.say("同意")

    second = news(core, first.cursor)
    third = news(core, second.cursor)

    assert [line.text for line in second.lines if line.prompt is None] == ["同意"]
    assert third.lines == []
    assert third.known
    assert third.cursor == second.cursor


def test_what_is_sent_later_comes_by_the_same_cursor(core: Core) -> None:
    talker = Talker(core, "li")
    talker.finish()
    cursor = news(core).cursor
    moved(core, timedelta(minutes=1))
    deliver(core)

    found = news(core, cursor)

    [line] = found.lines
    assert line.prompt is not None
    assert line.prompt.attachments
    assert news(core, found.cursor).lines == []
    assert [one.id for one in news(core).lines][-1] == line.id  # read from the start it is there as well


def test_what_is_queued_and_not_sent_is_not_shown(core: Core) -> None:
    talker = Talker(core, "li")
    talker.finish()
    cursor = news(core).cursor
    core.timers.run_once()

    assert news(core, cursor).lines == []


def test_two_messages_of_one_moment_are_both_read(core: Core) -> None:
    talker = Talker(core, "li")
    talker.finish()
    talker.say("结果")
    cursor = news(core).cursor
    core.timers.run_once()
    talker.say("结果")
    core.timers.run_once()
    for _ in range(2):
        asyncio.run(core.delivery.run_once())

    with core.database.read() as work:
        sent = work.session.query(Outbox).filter(Outbox.sent_at.is_not(None)).count()
    assert sent == 2
    assert len([line for line in news(core, cursor).lines if line.id.startswith("out.")]) == 2


def test_a_failed_turn_is_read_back_with_its_apology(light: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    talker = Talker(light, "li")

    def broken(*_args: object, **_more: object) -> int:
        raise RuntimeError("planted")

    with monkeypatch.context() as patch:
        patch.setattr("storage.turn_writing.TurnWriting.new_interview", broken)
        talker.say("你好")

    assert texts(news(light)) == ["你好", talker.text]


def test_files_and_words_are_shown_as_they_were_given(light: Core) -> None:
    talker = Talker(light, "li")
    talker.say("你好", "同意", "1")
    talker.give("截图.png", b"a picture")

    assert "📎 截图.png" in texts(news(light))


def test_nobody_reads_anybody_elses(core: Core) -> None:
    enterprise = new_enterprise(core)
    contact(core, enterprise, "li").say("同意", "汽车")
    contact(core, enterprise, "wang").say("同意")

    assert "汽车" in texts(news(core))
    assert "汽车" not in texts(news(core, account="wang"))


def test_after_an_erasing_nothing_is_left_to_read(core: Core) -> None:
    talker = Talker(core, "li")
    talker.say("你好", "同意", "1", "撤回同意", "是")
    moved(core, timedelta(minutes=10))
    core.timers.run_once()

    assert news(core).lines == []


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1.2.3", "-1.0", "1.x", "²5.0", "1.99999999999999999999", "9" * 30 + ".0", "1.9" * 9]
)
def test_what_is_no_cursor_of_ours_is_refused(light: Core, cursor: str) -> None:
    with pytest.raises(InputError):
        news(light, cursor)


def test_a_cursor_far_ahead_reads_nothing(light: Core) -> None:
    Talker(light, "li").say("你好")

    assert news(light, "9999999999.9999999999999999").lines == []
