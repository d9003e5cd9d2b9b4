"""A reply that a platform did not wait for goes out through the outbox, and none of it goes back as well."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from support.clock import FrozenClock

from bot import messages
from bot.channels.base import Act, Capabilities, InboundFile, InboundMessage, Kind
from bot.channels.passive import Parted, part
from bot.conversation.prompt import Prompt
from bot.inbound import Inbound, Reply
from bot.services.codes import code_hash
from bot.services.replies import LateReplies, Ways
from storage.engine import Database
from storage.models import Outbox
from storage.turns import PersonRef, TurnStart, TurnTx

CLOCK = FrozenClock()
CAN = Capabilities(max_text=200, passive_reply=True)
MORE = messages.load("zh-CN").say("channel.more")


class Slow:
    """Answers with one short prompt, with a long one on “long”; waits on “wait”, breaks on “break”."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: object
    ) -> list[Prompt]:
        self.heard.append(message.text)
        if message.text == "wait":
            self.begun.set()
            assert self.go_on.wait(20)
        if message.text == "break":
            raise RuntimeError("planted")
        return [Prompt("好"), Prompt("一二三四五六七八。" * 20)] if message.text == "long" else [Prompt("好")]


def parting(_account: str, locale: str, prompts: object) -> Parted:
    return part(prompts, CAN, messages.load(locale), lambda file: file.sha256)  # type: ignore[arg-type]


WAYS = Ways({"oa": parting})


def door(database: Database, heard: Slow) -> Inbound:
    return Inbound(database, [heard], CLOCK, ways=WAYS)


def late(database: Database) -> LateReplies:
    return LateReplies(database, WAYS, CLOCK)


def said(text: str, key: str = "k1", **more: object) -> InboundMessage:
    plain = InboundMessage("oa", "li", key, Kind.TEXT, CLOCK.now(), text)
    return replace(plain, **more)  # type: ignore[arg-type] # fields by name


def queued(database: Database) -> list[str]:
    with database.read() as work:
        rows = work.session.query(Outbox).order_by(Outbox.due, Outbox.id).all()
        return [json.loads(row.prompt)["text"] for row in rows]


def texts(reply: Reply) -> list[str]:
    return [prompt.text for prompt in reply.prompts]


def test_a_reply_that_fits_goes_back_and_nothing_is_queued(database: Database) -> None:
    heard = Slow()
    inbound = door(database, heard)

    first, again = inbound.handle(said("a")), inbound.handle(said("a"))

    assert texts(first) == texts(again) == ["好"]
    assert queued(database) == []
    assert heard.heard == ["a"]


def test_what_does_not_fit_is_queued_once_and_the_retry_gets_the_same(database: Database) -> None:
    inbound = door(database, Slow())

    first, again = inbound.handle(said("long")), inbound.handle(said("long"))

    assert texts(first) == texts(again) == [f"好\n\n{MORE}"]
    assert "".join(queued(database)) == "一二三四五六七八。" * 20


def test_told_before_its_turn_everything_is_queued_and_nothing_goes_back(database: Database) -> None:
    heard = Slow()
    inbound = door(database, heard)
    late(database).later(said("long"))

    first, again = inbound.handle(said("long")), inbound.handle(said("long"))

    assert first.prompts == again.prompts == ()
    assert (first.duplicate, again.duplicate) == (False, True)
    assert queued(database)[0] == f"好\n\n{MORE}"
    assert "".join(queued(database)[1:]) == "一二三四五六七八。" * 20
    assert heard.heard == ["long"]


def test_told_after_its_turn_the_reply_is_queued_and_retries_get_none(database: Database) -> None:
    inbound = door(database, Slow())
    assert texts(inbound.handle(said("a"))) == ["好"]

    late(database).later(said("a"))
    late(database).later(said("a"))

    assert queued(database) == ["好"]
    assert inbound.handle(said("a")).prompts == ()
    assert queued(database) == ["好"]


class Process:
    """One of several that are brought the same messages."""

    def __init__(self, database: Database) -> None:
        ways = Ways({"oa": parting})
        self.inbound = Inbound(database, [Slow()], CLOCK, ways=ways)
        self.late = LateReplies(database, ways, CLOCK)


def test_a_retry_that_has_the_reply_in_another_process_takes_it_over(database: Database) -> None:
    first, second, third = (Process(database) for _ in range(3))
    first.inbound.handle(said("a"))
    assert texts(second.inbound.handle(said("a"))) == ["好"]  # and it goes back from there

    first.late.later(said("a"))  # only now: the first was too slow

    assert queued(database) == []
    assert texts(third.inbound.handle(said("a"))) == ["好"]  # should that answer have been lost on its way


def test_the_last_to_take_it_up_puts_it_off_when_it_is_too_slow_as_well(database: Database) -> None:
    first, second = Process(database), Process(database)
    first.inbound.handle(said("a"))
    second.inbound.handle(said("a"))

    second.late.later(said("a"))
    first.late.later(said("a"))

    assert queued(database) == ["好"]
    assert Process(database).inbound.handle(said("a")).prompts == ()


def test_one_that_never_took_it_up_puts_it_off_and_the_first_leaves_it_so(database: Database) -> None:
    first, second = Process(database), Process(database)
    first.inbound.handle(said("a"))

    second.late.later(said("a"))
    assert second.inbound.handle(said("a")).prompts == ()
    first.late.later(said("a"))

    assert queued(database) == ["好"]
    assert first.inbound.handle(said("a")).prompts == ()


def test_told_while_its_turn_runs_it_goes_one_way_only(database: Database) -> None:
    heard = Slow()
    inbound = door(database, heard)
    with ThreadPoolExecutor(2) as threads:
        turn = threads.submit(inbound.handle, said("wait"))
        assert heard.begun.wait(20)
        told = threads.submit(late(database).later, said("wait"))
        heard.go_on.set()
        told.result(20)
        turn.result(20)  # what this returns is not sent: the channel waited for `later`

    assert inbound.handle(said("wait")).prompts == ()
    assert queued(database) == ["好"]
    assert heard.heard == ["wait"]


def test_an_apology_is_late_too(database: Database) -> None:
    inbound = door(database, Slow())
    late(database).later(said("break"))

    reply = inbound.handle(said("break"))

    assert reply.failed
    assert reply.prompts == ()
    assert queued(database) == [messages.load("zh-CN").say("inbound.failed")]


def test_what_a_crash_left_behind_is_found_whole_and_only_once_it_is_old(database: Database) -> None:
    inbound = door(database, Slow())
    kept = [
        said("甲", "k1"),
        said("", "k2", kind=Kind.TAP, question="q", token="t", keys=("a", "b")),
        said("", "k3", kind=Kind.START, code="CODE", act=Act.SCAN, grants=("f",), withdrawn=("g",)),
        said("", "k4", kind=Kind.FILE, source="media-1", file=InboundFile("a.jpg", "", "image/jpeg", 0)),
    ]
    for message in [*kept, said("other", "k5", channel="web")]:
        late(database).later(message)
    inbound.handle(said("done", "k6"))

    assert late(database).unfinished("oa", CLOCK.now()) == []
    # A code is kept as its hash only; with it the message is as good as before.
    found = [replace(one, code="", code_hash=code_hash(one.code)) if one.code else one for one in kept]
    assert late(database).unfinished("oa", CLOCK.now() + timedelta(seconds=1)) == found

    for message in found:
        inbound.handle(message)
    assert late(database).unfinished("oa", CLOCK.now() + timedelta(seconds=1)) == []
    assert queued(database) == ["好"] * 4
