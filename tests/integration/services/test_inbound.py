"""The one door: every message once, every reply kept, a failing turn told and undone."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.clock import FrozenClock
from support.people import Talker, contact, new_enterprise

from bot.app import Core
from bot.channels.base import InboundFile, InboundMessage, Kind
from bot.conversation.limits import TURNS_A_MINUTE
from bot.conversation.prompt import Option, Prompt
from bot.conversation.prompt_json import prompt_from_json
from bot.inbound import Inbound, Part
from bot.messages import load
from bot.services.kept_messages import payload, stored_prompts
from storage.engine import Database
from storage.models.messaging import InboxStatus
from storage.turns import PersonRef, TurnStart, TurnTx

CLOCK = FrozenClock()
SHA = "ab" * 32


def text(said: str, key: str, account: str = "li", channel: str = "web") -> InboundMessage:
    return InboundMessage(channel, account, key, Kind.TEXT, CLOCK.now(), said)


class Slow:
    """Answers when it is let go; says when it runs, and counts how often it did."""

    def __init__(self) -> None:
        self.running = threading.Event()
        self.let_go = threading.Event()
        self.runs = 0

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt]:
        self.runs += 1
        self.running.set()
        assert self.let_go.wait(10)
        return [Prompt(f"{message.text} {self.runs}", options=(Option("1", "甲", mark="1"),))]


class Breaking:
    """Does half of what it was asked to, and breaks."""

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt]:
        diagnosis = turn.new_diagnosis(
            enterprise=None, person=person.id, pack="p", pack_version="1", content_hash="0" * 64, at=now
        )
        turn.save_answer(diagnosis.id, "q1", "secret", author=person.id, channel=message.channel, at=now)
        turn.put_outbox(key="half", address=turn.address_id(), prompt="{}", kind="x", due=now)
        turn.put_timer(kind="half", subject="x", scope="", due=now)
        raise ZeroDivisionError("the secret is in this message")


def door(database: Database, *parts: Part) -> Inbound:
    return Inbound(database, parts, CLOCK)


class TestDuplicates:
    def test_the_same_message_again_gets_the_stored_reply_and_changes_nothing(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意")
        message = talker.message(Kind.TEXT, "汽车")
        first = talker.send(message)
        talker.say("320")

        again = talker.send(message)

        assert (first.duplicate, again.duplicate) == (False, True)
        assert again.prompts == first.prompts
        assert again.inbox == first.inbox
        assert talker.interview().question == "pilot"
        with core.database.read() as work:
            assert len(work.diagnoses.history(talker.diagnosis(), "industry")) == 1
            stored = work.inbox.get("web", message.key)
        assert stored is not None
        assert stored.deliveries == 2
        assert stored_prompts(stored.reply) == first.prompts

    def test_also_while_the_first_is_still_running(self, database: Database) -> None:
        part = Slow()
        inbound = door(database, part)
        with ThreadPoolExecutor(4) as threads:
            first = threads.submit(inbound.handle, text("好", "k"))
            assert part.running.wait(10)
            others = [threads.submit(inbound.handle, text("好", "k")) for _ in range(3)]
            part.let_go.set()
            replies = [future.result(20) for future in (first, *others)]

        assert part.runs == 1
        assert [reply.duplicate for reply in replies].count(False) == 1
        assert {reply.prompts for reply in replies} == {replies[0].prompts}

    def test_also_in_another_process(self, database_url: str) -> None:
        part = Slow()
        with (
            Database.open(database_url) as one,
            Database.open(database_url) as two,
            ThreadPoolExecutor(2) as threads,
        ):
            first = threads.submit(door(one, part).handle, text("好", "k"))
            assert part.running.wait(10)
            second = threads.submit(door(two, part).handle, text("好", "k"))
            part.let_go.set()

            assert second.result(20).prompts == first.result(20).prompts
            assert part.runs == 1

    def test_the_same_key_on_another_channel_is_another_message(self, database: Database) -> None:
        part = Slow()
        part.let_go.set()
        inbound = door(database, part)

        replies = [inbound.handle(text("好", "k", channel=channel)) for channel in ("web", "telegram")]

        assert [reply.duplicate for reply in replies] == [False, False]


class TestFailingTurns:
    def test_the_message_stays_with_the_class_of_its_error_and_the_person_is_told(
        self, database: Database
    ) -> None:
        reply = door(database, Breaking()).handle(text("你好", "k"))

        assert reply.failed
        assert [prompt.text for prompt in reply.prompts] == [load("zh-CN").say("inbound.failed")]
        with database.read() as work:
            stored = work.inbox.get("web", "k")
            assert stored is not None
            assert (stored.status, stored.error) == (InboxStatus.FAILED, "ZeroDivisionError")
            assert json.loads(stored.payload) == {"kind": "text", "text": "你好"}
            assert stored_prompts(stored.reply) == reply.prompts

    def test_nothing_of_it_is_half_applied(self, database: Database) -> None:
        door(database, Breaking()).handle(text("你好", "k"))

        with database.read() as work:
            assert work.people.at("web", "li") is None
            assert work.diagnoses.get(1) is None
            assert work.outbox.by_key("half") is None
            assert work.timers.pending(kind="half") == []

    def test_an_interview_stands_where_it_stood(self, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意", "汽车")
        before, answers = talker.interview(), talker.answers()

        def broken(*_args: object, **_more: object) -> int:
            raise RuntimeError("planted")

        with monkeypatch.context() as patch:
            patch.setattr("storage.turn_writing.TurnWriting.save_interview", broken)
            assert talker.send(talker.message(Kind.TEXT, "320")).failed

        assert (talker.interview(), talker.answers()) == (before, answers)
        talker.say("320")
        assert talker.answers() == {**answers, "headcount": 320}

    def test_delivered_again_it_gets_the_apology_again(self, database: Database) -> None:
        inbound = door(database, Breaking())
        first, again = inbound.handle(text("你好", "k")), inbound.handle(text("你好", "k"))

        assert (again.duplicate, again.prompts) == (True, first.prompts)

    def test_the_log_names_the_place_and_no_words(
        self, database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        door(database, Breaking()).handle(text("我的秘密", "k"))

        logged = capsys.readouterr().out
        assert "turn_failed" in logged
        assert "ZeroDivisionError" in logged
        assert "hear:" in logged
        assert "secret" not in logged
        assert "秘密" not in logged

    def test_others_are_not_disturbed(self, database: Database) -> None:
        part = Slow()
        part.let_go.set()
        with ThreadPoolExecutor(8) as threads:
            bad = [threads.submit(door(database, Breaking()).handle, text("x", f"b{n}")) for n in range(4)]
            good = [
                threads.submit(door(database, part).handle, text("x", f"g{n}", f"p{n}")) for n in range(4)
            ]
            assert all(future.result(20).failed for future in bad)
            assert not any(future.result(20).failed for future in good)


class TestTooFast:
    def test_the_one_who_is_too_fast_is_asked_for_a_pause(self, light: Core) -> None:
        replies = [light.inbound.handle(text("你好", str(number))) for number in range(TURNS_A_MINUTE + 2)]

        assert replies[TURNS_A_MINUTE - 1].inbox > 0
        assert [reply.inbox for reply in replies[TURNS_A_MINUTE:]] == [0, 0]
        assert replies[-1].prompts == (Prompt(load("zh-CN").say("inbound.too_fast")),)

    def test_others_are_not_and_after_a_minute_neither_is_she(self, light: Core) -> None:
        assert isinstance(light.clock, FrozenClock)
        for number in range(TURNS_A_MINUTE + 1):
            light.inbound.handle(text("你好", str(number)))

        assert light.inbound.handle(text("你好", "w", "wang")).inbox > 0
        assert light.inbound.handle(text("你好", "l", "li", "telegram")).inbox > 0
        light.clock.move(timedelta(minutes=1))
        assert light.inbound.handle(text("你好", "m")).inbox > 0

    def test_it_is_said_in_her_language(self, light: Core) -> None:
        english = [replace(text("hello", str(n)), locale="en") for n in range(TURNS_A_MINUTE + 1)]
        last = [light.inbound.handle(message) for message in english][-1]

        assert last.prompts == (Prompt(load("en").say("inbound.too_fast")),)


class TestChannels:
    def test_a_channel_nobody_knows_is_served_like_any_other(self, core: Core) -> None:
        talker = Talker(core, "li", channel="carrier-pigeon")

        talker.say("你好", "同意", "汽车")

        assert talker.answers() == {"industry": "auto"}

    def test_a_language_nobody_speaks_here_becomes_chinese(self, light: Core) -> None:
        assert "您好" in Talker(light, "li", locale="eo").say("hello")

    def test_someone_new_who_leaves_is_not_even_noted(self, light: Core) -> None:
        assert Talker(light, "li").leave().prompts == ()
        with light.database.read() as work:
            assert work.people.at("web", "li") is None

    def test_one_who_leaves_gets_no_reply_and_no_reminder_and_may_come_back(self, core: Core) -> None:
        talker = Talker(core, "li")
        talker.say("你好", "同意", "汽车", "暂停")

        assert talker.leave().prompts == ()

        with core.database.read() as work:
            address = work.people.address_at("web", "li")
            assert address is not None
            assert address.blocked_at is not None
            assert work.timers.pending(kind="interview") == []
        talker.open()
        assert talker.question == "headcount"
        with core.database.read() as work:
            address = work.people.address_at("web", "li")
            assert address is not None
            assert address.blocked_at is None


MESSAGES = [
    (Kind.TEXT, {"text": "三百二，约"}, {"kind": "text", "text": "三百二，约"}),
    (
        Kind.TAP,
        {"question": "net", "token": "7", "keys": ("bus", "office")},
        {"kind": "tap", "question": "net", "token": "7", "keys": ["bus", "office"]},
    ),
    (Kind.TAP, {"question": "net", "token": "7"}, {"kind": "tap", "question": "net", "token": "7"}),
    (
        Kind.FILE,
        {"file": InboundFile("a “b”.png", SHA, "image/png", 9)},
        {
            "kind": "file",
            "file": {"name": "a “b”.png", "sha256": SHA, "media_type": "image/png", "size": 9},
        },
    ),
    (Kind.UNSUPPORTED, {"text": "voice"}, {"kind": "unsupported", "text": "voice"}),
    (Kind.START, {}, {"kind": "start"}),
]


@pytest.mark.parametrize(
    ("kind", "fields", "kept"),
    MESSAGES,
    ids=["text", "tap", "nothing ticked", "file", "unsupported", "start"],
)
def test_a_message_is_kept_as_it_was_said(
    light: Core, kind: Kind, fields: dict[str, object], kept: dict[str, object]
) -> None:
    talker = Talker(light, "li")
    talker.say("你好", "同意")
    message = talker.message(kind, **fields)  # type: ignore[arg-type]  # fields by name

    talker.send(message)

    with light.database.read() as work:
        row = work.inbox.get("web", message.key)
    assert row is not None
    assert json.loads(row.payload) == kept == json.loads(payload(message))
    assert (row.kind, row.account, row.received_at) == (kind, "li", message.received)
    assert [prompt_from_json(one) for one in json.loads(row.reply or "[]")] == list(talker.prompts)


def test_messages_of_one_enterprise_and_of_strangers_at_once_are_all_answered(core: Core) -> None:
    enterprise = new_enterprise(core)
    people = [contact(core, enterprise, "li"), contact(core, enterprise, "wang")]
    people += [Talker(core, f"stranger{number}") for number in range(6)]
    for talker in people:
        talker.say("你好", "同意")
    assert isinstance(core.clock, FrozenClock)

    with ThreadPoolExecutor(8) as threads:
        for said in ("汽车", "320", "没有", "2"):
            core.clock.move(timedelta(seconds=20))
            messages = [talker.message(Kind.TEXT, said) for talker in people]
            replies = list(threads.map(core.inbound.handle, messages))
            assert all(reply.prompts and not reply.failed for reply in replies)

    for talker in people:
        assert talker.answers() == {"industry": "auto", "headcount": 320, "pilot": False, "plan": "2"}
